"""`python -m config.serve`: the demo's web server, worker and card provider; Ctrl-C ends all and leaves nothing."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
NAME = "localhost"  # the same machine by its name: a browser makes passkeys for names alone, never for numbers
FIRST_PORT = 8000
PORTS = 100
PATIENCE = 15.0  # seconds a process gets to end by itself
GOODBYES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # INT too: a background job inherits it ignored
WORKER = (
    *("-m", "celery", "--app", "config", "worker", "--beat", "--schedule", str(ROOT / "var" / "beat")),
    *("--concurrency", "1", "--loglevel", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"),
)


def claim_port(first: int = FIRST_PORT) -> tuple[int, socket.socket]:
    """The first free port from 8000 on, and its claim; raises OSError where a hundred are taken.

    The server takes its port seconds later. Until we end, the claim (the UDP port of the same number, on which nothing
    is said) keeps the port from another demo that starts meanwhile.
    """
    for port in range(first, first + PORTS):
        claim = socket.socket(type=socket.SOCK_DGRAM)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                claim.bind((HOST, port))
                probe.bind((HOST, port))
            except OSError:
                claim.close()
                continue
            return port, claim
    raise OSError(f"No port between {first} and {first + PORTS - 1} is free.")


CARDS_ABOVE = 4000  # the stand-in of the card provider answers on the site's port and so much
SECRET_OF_CARDS = "whsec_fake_for_development_only"  # noqa: S105


def card_provider(port: int) -> tuple[str, ...]:
    """What starts the stand-in of the card provider for the site on a port; the others are told where it answers."""
    own = port + CARDS_ABOVE
    os.environ["STRIPE_API_KEY"] = "sk_test_demo"
    os.environ["STRIPE_API_BASE"] = f"http://{HOST}:{own}"
    os.environ["STRIPE_WEBHOOK_SECRET"] = SECRET_OF_CARDS
    heard = f"http://{HOST}:{port}/webhooks/stripe/"
    state = str(ROOT / "var" / "card-provider.json")
    return ("-m", "tests.fakes.stripe", "--port", str(own), "--state", state, "--webhook", heard)


def start(*arguments: str, log: Path) -> subprocess.Popen[bytes]:
    """Start a Python program in a session of its own, so that the keyboard reaches only us."""
    with log.open("ab") as file:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, *arguments],
            cwd=ROOT,
            env={"DJANGO_SETTINGS_MODULE": "config.settings.demo", **os.environ},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and end its whole session if it does not."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def answers(port: int) -> bool:
    """Whether the server takes connections."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def main() -> int:
    """Serve until Ctrl-C or until one of its processes ends by itself (then the exit code is 1)."""
    parent = os.getppid()
    for goodbye in GOODBYES:
        signal.signal(goodbye, signal.default_int_handler)
    logs = ROOT / "var" / "log"
    logs.mkdir(parents=True, exist_ok=True)
    port, claim = claim_port()
    address = f"http://{NAME}:{port}"
    os.environ.setdefault("LINLI_BASE_URL", address)  # links in mails and invitations lead here too
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        if not os.environ.get("STRIPE_API_KEY"):  # with a key of one's own the real provider is asked
            running["cards"] = start(*card_provider(port), log=logs / "cards.log")
        server = ("manage.py", "runserver", "--noreload", f"{HOST}:{port}")
        running["server"] = start(*server, log=logs / "server.log")
        running["worker"] = start(*WORKER, log=logs / "worker.log")
        while not answers(port) and all(process.poll() is None for process in running.values()):
            time.sleep(0.2)
        print(f"\nSite:    {address}/zh-hans/\nSign in: {address}/accounts/login/")
        print(f"Admin:   {address}/admin/\nHealth:  {address}/ready/")
        print(f"Logs:    {logs}\nCtrl-C ends the server, the worker and the stand-in of the card provider.", flush=True)
        while os.getppid() == parent:  # whoever started us has gone: so do we
            for name, process in running.items():
                if process.poll() is not None:
                    print(f"The {name} has ended; see {logs / name}.log.", file=sys.stderr)
                    return 1
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        for goodbye in GOODBYES:
            signal.signal(goodbye, signal.SIG_IGN)  # said once is enough
        for process in running.values():
            end(process)
        claim.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
