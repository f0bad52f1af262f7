"""`python -m tests.browser`: finds or brings the Chromium that the journeys walk in, or says what to do.

The system's own comes first. As root on Debian and Ubuntu it is installed with a Chinese font, so that screenshots can
be read; everywhere else Playwright brings its own. LINLI_CHROMIUM names another one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")
NONE = (
    "No Chromium was found, and none could be installed. Install one (on Debian: apt-get install "
    f"{' '.join(PACKAGES)}), or name yours: LINLI_CHROMIUM=/path/to/chromium make test."
)


def is_root() -> bool:
    """Whether this process may install packages, and has to run Chromium without its sandbox."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def runs(*command: str | Path) -> bool:
    """Whether a command ends well; what it says is for the eyes of nobody."""
    try:
        return subprocess.run(command, capture_output=True, timeout=600, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def system_chromium() -> str | None:
    """The path of the Chromium that was named or that the system has; one that does not start is none."""
    named = os.environ.get("LINLI_CHROMIUM")
    found = [named] if named else [path for name in NAMES if (path := shutil.which(name))]
    return next((path for path in found if runs(path, "--version")), None)


def packaged_chromium() -> str | None:
    """The path of the Chromium that Playwright has brought."""
    asked = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False).stdout.strip()
    return said if said and runs(said, "--version") else None


def has_chinese_font() -> bool:
    """Whether the system can draw Chinese; False where it cannot be asked."""
    try:
        said = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    return bool(said.strip())


def install_from_system() -> bool:
    """Install Chromium and the font as root with apt; False where that is not the way here."""
    if not is_root() or not shutil.which("apt-get"):
        return False
    install = ("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *PACKAGES)
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    return runs(*install) or (runs("apt-get", "update", "--quiet") and runs(*install))


def install_playwrights_own() -> bool:
    """Let Playwright bring its own, with the libraries that it needs where that is allowed."""
    libraries = ["--with-deps"] if is_root() else []
    return runs(sys.executable, "-m", "playwright", "install", *libraries, "chromium")


def chromium() -> str | None:
    """The path of the Chromium to walk in, or None."""
    return system_chromium() or packaged_chromium()


def provide(ways: Sequence[Callable[[], bool]] = (install_from_system, install_playwrights_own)) -> str | None:
    """Return the path of a Chromium; where there is none, each way is tried until one has brought it."""
    if (found := chromium()) and (has_chinese_font() or not is_root()):
        return found
    for way in ways:
        if way() and (brought := chromium()):
            return brought
    return found


def flags() -> list[str]:
    """What Chromium is started with: without its sandbox only as root, where it cannot have one."""
    return ["--disable-gpu", *(["--no-sandbox"] if is_root() else [])]


if __name__ == "__main__":
    path = provide()
    if path is None:
        sys.exit(NONE)
    if not has_chinese_font():
        print("No Chinese font was found: the screenshots of the journeys will show boxes.", file=sys.stderr)
