"""Two servers of one site on this machine, as an office would run them: nothing shared but what the network reaches."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOST = "linli.example.org"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "tests", "node_modules", "__pycache__")
PATIENCE = 90  # seconds; the machine may have other work


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Callable[[], Any], why: str) -> Any:
    """Ask again and again until the answer is yes."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answer := what():
            return answer
        time.sleep(0.2)
    raise AssertionError(why)


def redis_server() -> str | None:
    """The path of a Redis; as root on Debian and Ubuntu it is installed."""
    found = shutil.which("redis-server")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "redis-server"], check=False)
        found = shutil.which("redis-server")
    return found


@dataclass
class Node:
    """One server: a tree of its own, a web process and a worker."""

    name: str
    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """Where its processes write."""
        return self.folder.parent / f"{self.name}.log"

    def prepare(self) -> None:
        """Copy the project and gather its static files, as a deployment does."""
        shutil.copytree(ROOT, self.folder, ignore=LEFT_OUT)
        shutil.copytree(ROOT / "var" / "front-end", self.folder / "var" / "front-end")
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            check=True,
        )

    def start(self, what: str, *arguments: str) -> None:
        """Start one of its processes."""
        with self.log.open("ab") as log:
            self.running[what] = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", *arguments],
                cwd=self.folder,
                env={**os.environ, **self.environment, "LINLI_BIND": f"127.0.0.1:{self.port}", "WEB_CONCURRENCY": "1"},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start_web(self) -> None:
        """Serve, and wait until it is ready."""
        self.start("web", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi")
        until(lambda: self.status("/ready/") == 200, f"{self.name} does not get ready: {self.log.read_text()[-3000:]}")

    def start_worker(self) -> None:
        """Work, and wait until it listens."""
        before = self.log.read_text().count(" ready.")
        options = ("--concurrency", "1", "--loglevel", "INFO", "--without-gossip", "--without-mingle")
        self.start("worker", "celery", "--app", "config", "worker", *options, "--hostname", f"{self.name}@%h")
        until(lambda: self.log.read_text().count(" ready.") > before, f"no worker at {self.name}")

    def kill(self, what: str) -> None:
        """End a process as a failing machine would."""
        process = self.running.pop(what, None)
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its children too
            process.wait()

    def status(self, path: str) -> int:
        """The status of an address asked from inside; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(
                urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Host": HOST})
            ) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0


class Anywhere(http.cookiejar.DefaultCookiePolicy):
    """A browser behind the proxy: the proxy has spoken TLS, so secure cookies travel."""

    def return_ok_secure(self, cookie: Any, request: Any) -> bool:
        return True


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end so that no connection stays open."""

    status: int
    headers: Any
    body: bytes

    def read(self) -> bytes:
        """The body."""
        return self.body


class Reader:
    """Somebody with one browser, whom the proxy sends now to this node, now to that."""

    def __init__(self) -> None:
        self.jar = http.cookiejar.CookieJar(Anywhere())
        self.opener = urllib.request.build_opener(Stay())

    def ask(self, node: Node, path: str, data: bytes | None = None, kind: str = "") -> Any:
        """Ask a node through the proxy; returns the answer whatever its status."""
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Referer": f"https://{HOST}{path}"}
        headers["Cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)
        if kind:
            headers["Content-Type"] = kind
        request = urllib.request.Request(f"http://127.0.0.1:{node.port}{path}", data=data, headers=headers)
        try:
            answer = self.opener.open(request)
        except urllib.error.HTTPError as error:
            answer = error
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.keep(name, value)
        with answer:
            return Answer(int(answer.status), answer.headers, answer.read())

    def keep(self, name: str, value: str) -> None:
        """Keep a cookie."""
        self.jar.set_cookie(
            http.cookiejar.Cookie(
                0, name, value, None, False, HOST, True, False, "/", True, True, None, False, None, None, {}
            )
        )

    def send(self, node: Node, path: str, fields: dict[str, str], files: dict[str, bytes] | None = None) -> Any:
        """Fill the form of an address and send it."""
        page = self.ask(node, path).read().decode()
        [token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        border = "linli-border"
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {**fields, "csrfmiddlewaretoken": token}.items()
        ]
        for name, content in (files or {}).items():
            head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="sheet.pdf"\r\n'
            parts.append(f"{head}Content-Type: application/pdf\r\n\r\n".encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{border}--\r\n".encode()
        return self.ask(node, path, body, f"multipart/form-data; boundary={border}")


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: where one is sent is looked at."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def lines(node: Node) -> list[dict[str, Any]]:
    """What the web process of a node has logged; every line of it has to be an object."""
    return [json.loads(line) for line in node.log.read_text().splitlines() if line.startswith("{")]
