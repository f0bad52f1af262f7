"""`python -m tests.guides`: takes the pictures of the guides on the seeded demo, in 中文 and English.

Those that the guides show are written to docs/guides/images, the others under var/guides. A server of the demo is
started for it, unless `--at` names one that runs.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests import browser as browsers
from tests.guides.shots import SHOTS, Shot

ROOT = Path(__file__).resolve().parents[2]
KEPT, OTHERS = ROOT / "docs" / "guides" / "images", ROOT / "var" / "guides"
LANGUAGES = {"zh": ("zh-hans", "zh-CN"), "en": ("en", "en-GB")}
START = 120  # seconds that a server may take to answer


@contextlib.contextmanager
def served() -> Iterator[str]:
    """A server of the demo on a free port, ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", place], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://{place}/health/")
        yield f"http://{place}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    for _second in range(START):
        with contextlib.suppress(urllib.error.URLError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(1)
    sys.exit(f"The demo does not answer at {address}. Run: make setup, manage.py demo.")


def take(page: Page, shot: Shot, language: str) -> bytes:
    """Go where the picture is taken, and return it as WebP."""
    page.goto(f"/{language}/")
    if shot.person:
        page.locator(".demo-bar details").evaluate("bar => { bar.open = true; }")  # folded away on a phone
        seated = page.locator(f'#demo-person option[data-seat="{shot.person}"]')
        page.locator("#demo-person").select_option(
            seated.first.get_attribute("value") if seated.count() else shot.person
        )
        page.locator("form[action*='/person/'] button").click()
    page.goto(f"/{language}{shot.address}")
    for piece in shot.follow:
        page.locator(f'#main a[href*="{piece}"]').first.click()
        page.wait_for_load_state()
    # The demo's bar is no part of what the person sees in life.
    page.evaluate("document.querySelector('.demo-bar')?.remove()")
    picture = Image.open(io.BytesIO(page.screenshot()))
    kept = io.BytesIO()
    picture.save(kept, "WEBP", quality=80, method=6)
    return kept.getvalue()


def take_all(browser: Browser, address: str, names: list[str]) -> None:
    """Take every picture in both languages, each person in a window of their own."""
    for folder, (prefix, locale) in LANGUAGES.items():
        for shot in SHOTS:
            if names and shot.name not in names:
                continue
            width, height = shot.size
            context = browser.new_context(
                base_url=address,
                locale=locale,
                timezone_id="Asia/Shanghai",
                viewport={"width": width, "height": height},
                reduced_motion="reduce",
            )
            place = (KEPT if shot.is_in_guide else OTHERS) / folder / f"{shot.name}.webp"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(take(context.new_page(), shot, prefix))
            context.close()
            print(f"{place.relative_to(ROOT)}  {place.stat().st_size // 1024} kB")


def main() -> None:
    """Read the command's words, and take the pictures."""
    reader = argparse.ArgumentParser(prog="python -m tests.guides", description=__doc__)
    reader.add_argument("names", nargs="*", help="only these pictures")
    reader.add_argument("--at", help="the address of a demo that runs, as http://127.0.0.1:8000")
    asked = reader.parse_args()
    path = browsers.chromium() or sys.exit(browsers.NONE)
    with (
        contextlib.nullcontext(asked.at) if asked.at else served() as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=browsers.flags())
        take_all(browser, address, asked.names)
        browser.close()


if __name__ == "__main__":
    main()
