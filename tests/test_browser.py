"""The browser of the journeys: found, brought, or asked for in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import browser

ROOT = Path(__file__).resolve().parent.parent


def pretend(path: Path, *, works: bool = True) -> str:
    path.write_text(f"#!/bin/sh\nexit {0 if works else 1}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system without any browser; its programs stand in the folder."""
    monkeypatch.delenv("LINLI_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "packaged_chromium", lambda: None)
    monkeypatch.setattr(browser, "is_root", lambda: False)
    return tmp_path


def test_the_named_one_comes_before_the_systems(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    systems = pretend(bare / "chromium")
    assert browser.chromium() == systems
    monkeypatch.setenv("LINLI_CHROMIUM", pretend(bare / "mine"))
    assert browser.chromium() == str(bare / "mine")


def test_one_that_does_not_start_is_none(bare: Path) -> None:
    pretend(bare / "chromium", works=False)
    working = pretend(bare / "google-chrome")
    assert browser.chromium() == working


def test_a_browser_that_is_there_is_not_installed_again(bare: Path) -> None:
    there = pretend(bare / "chromium")
    assert browser.provide(ways=[lambda: pytest.fail("nothing was to be installed")]) == there


def test_each_way_is_tried_until_one_has_brought_it(bare: Path) -> None:
    tried = []

    def in_vain() -> bool:
        tried.append("in vain")
        return True  # says so, but brings none

    def brings() -> bool:
        tried.append("brings")
        pretend(bare / "chromium")
        return True

    def too_late() -> bool:
        return pytest.fail("it was there already")

    assert browser.provide(ways=[in_vain, brings, too_late]) == str(bare / "chromium")
    assert tried == ["in vain", "brings"]


def test_only_root_installs_with_apt(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = bare / "called"
    (bare / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {called}\n')
    (bare / "apt-get").chmod(0o755)
    assert not browser.install_from_system()
    assert not called.exists()
    monkeypatch.setattr(browser, "is_root", lambda: True)
    assert browser.install_from_system()
    assert called.read_text().split()[-2:] == ["chromium", "fonts-noto-cjk"]


def test_the_sandbox_is_left_out_only_as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "is_root", lambda: False)
    assert "--no-sandbox" not in browser.flags()
    monkeypatch.setattr(browser, "is_root", lambda: True)
    assert "--no-sandbox" in browser.flags()


def test_where_there_is_no_way_a_sentence_says_what_to_do(tmp_path: Path) -> None:
    script = (
        "import runpy, sys; from tests import browser\n"
        "import subprocess; real = subprocess.run\n"
        "def none(command, **how):\n"
        "    return real(['/bin/false'], **how)\n"
        "subprocess.run = none\n"
        "runpy.run_module('tests.browser', run_name='__main__')\n"
    )
    environment = {**os.environ, "PATH": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 1
    assert run.stderr.strip() == browser.NONE
