"""The demo's server and worker: they come up together, answer, and leave nothing running."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from config import serve
from tests.database import address_for_others

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.enable_socket
def test_a_taken_port_is_left_alone() -> None:
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        found, claim = serve.claim_port(first=port)
        claim.close()
        assert found > port


@pytest.mark.enable_socket
def test_two_that_start_at_once_take_two_ports() -> None:
    first, claim = serve.claim_port()
    second, another = serve.claim_port()
    claim.close()
    another.close()
    assert second > first


def test_its_processes_run_under_the_settings_of_the_demo_where_nothing_is_said(tmp_path: Path) -> None:
    """Importing the package that starts them names no settings: those of development show links in every log."""
    program = (
        "import os, sys; from pathlib import Path; from config import serve\n"
        "print(os.environ.get('DJANGO_SETTINGS_MODULE'), flush=True)\n"
        "told = 'import os; print(os.environ[\"DJANGO_SETTINGS_MODULE\"])'\n"
        "serve.start('-c', told, log=Path(sys.argv[1])).wait()"
    )
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    log = tmp_path / "log"
    command = [sys.executable, "-c", program, str(log)]
    answer = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, check=True)
    assert (answer.stdout, log.read_text()) == ("None\n", "config.settings.demo\n")


@pytest.mark.enable_socket
@pytest.mark.heavy
@pytest.mark.parametrize("goodbye", [signal.SIGINT, signal.SIGTERM])
def test_one_goodbye_ends_everything(transactional_db: None, goodbye: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "config.serve"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address_for_others(), "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        line = next(line for line in running.stdout if line.startswith("Health:"))
        with urllib.request.urlopen(line.split()[1]) as answer:
            assert json.load(answer)["status"] == "ok"
        children = descendants(running.pid)
        assert len(children) >= 2
        running.send_signal(goodbye)
        assert running.wait(60) == 0
    until = time.monotonic() + 10
    while alive(children) and time.monotonic() < until:
        time.sleep(0.1)
    assert alive(children) == set()


def descendants(process: int) -> set[int]:
    """Every process that this one has started, and theirs."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
    found: set[int] = set()
    waiting = {process}
    while waiting:
        waiting = {child for child, parent in parents.items() if parent in waiting} - found
        found |= waiting
    return found


def alive(processes: set[int]) -> set[int]:
    """Those that still run."""
    return {process for process in processes if Path(f"/proc/{process}").exists()}
