"""A PostgreSQL of the project's own: started by who needs it first, reached over a Unix socket only, left running."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from core.database import place
from core.database.binaries import Binaries, EmbeddedDatabaseError, find

NAME = "linli"
PORT = 5432
SCHEMES = ("postgresql://", "postgres://")
PATIENCE = 60.0  # seconds for a server to come up or to go down
LOCALES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "zh_CN.UTF-8")  # plain "C" would leave Chinese without trigrams
SETTINGS = """
# Linli: reached over the socket only.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
log_min_messages = warning
"""
ACCESS = "# Linli: who can enter the socket's folder (0700) is trusted.\nlocal all all trust\n"


@dataclass(frozen=True)
class Postmaster:
    """What postmaster.pid says about a server."""

    pid: int
    data: Path
    socket: Path
    ready: bool


def database_url(var_dir: Path) -> str:
    """The address of the owner's connection: DATABASE_URL, or the embedded server, which is started if need be.

    Raises EmbeddedDatabaseError with a sentence that says what to do.
    """
    given = os.environ.get("DATABASE_URL")
    if given:
        if not given.startswith(SCHEMES):
            raise EmbeddedDatabaseError(
                "DATABASE_URL names no PostgreSQL database; write postgresql://owner:password@host:5432/name."
            )
        return given
    var = Path(os.path.abspath(var_dir))
    data = place.remembered(var)
    if data is None or not _answers(data):
        data = _start(var)
    return f"postgresql://{NAME}@{quote(str(place.socket_folder(data)), safe='')}:{PORT}/{NAME}"


def stop(var_dir: Path) -> bool:
    """Ends the embedded server of this project, and no other; False if it was not running."""
    var = Path(os.path.abspath(var_dir))
    if not var.is_dir():
        return False
    with _alone(var):
        stopped = False
        for data in _data_folders(var):
            stopped = _stop(data) or stopped
        return stopped


def clean(var_dir: Path) -> None:
    """Ends the embedded server and removes its data, its socket's folder and var/."""
    stop(var_dir)
    var = Path(os.path.abspath(var_dir))
    for data in _data_folders(var):
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(place.socket_folder(data), ignore_errors=True)
        shutil.rmtree(data if data.parent == var else data.parent, ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)


def _start(var: Path) -> Path:
    var.mkdir(parents=True, exist_ok=True)
    runner = place.runner_for(var)
    if not runner.is_me and var.stat().st_uid == 0 and var.parent.stat().st_uid != 0:
        os.chown(var, runner.uid, runner.gid)
    with _alone(var):
        data = place.remembered(var)
        if data is not None and _answers(data):
            return data  # somebody else was faster
        binaries = find(prefer=_version(data))
        home = data.parent if data is not None else place.home_for(var, runner)
        binaries = place.programs_for(binaries, home, runner)
        data = home / f"postgres-{binaries.major}"
        if _version(data) is None:
            _explain_new_data(place.remembered(var))
            _create(data, binaries, runner)
        _bring_up(data, binaries, runner)
        place.remember(var, data)
        return data


def _explain_new_data(old: Path | None) -> None:
    if old is not None:
        _say(f"The data in {old} stay: PostgreSQL {_version(old)} made them, and its programs are not used.")


def _create(data: Path, binaries: Binaries, runner: place.Runner) -> None:
    """Makes the data folder under another name first: one that bears its name is always whole."""
    _say(f"Creating the project's database (PostgreSQL {binaries.major}) in {data} …")
    fresh = data.with_name(f"{data.name}.new")
    answer = None
    for locale in LOCALES:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        runner.own(fresh)
        command = [binaries.program("initdb"), "-D", str(fresh), "-U", NAME, "-E", "UTF8", "--locale", locale]
        answer = runner.run(*command, "-A", "trust")
        if answer.returncode == 0:
            break
    if answer is None or answer.returncode != 0:
        raise EmbeddedDatabaseError(f"initdb failed: {answer.stdout if answer else ''}\nOr set DATABASE_URL.")
    # Without a connection: who ends a server whose `.venv/` has gone has no driver, and imports this file too.
    single = (binaries.program("postgres"), "--single", "-D", str(fresh), "postgres")
    answer = runner.run(*single, told=f'CREATE DATABASE "{NAME}"\n')
    if answer.returncode != 0 or "ERROR" in answer.stdout:
        raise EmbeddedDatabaseError(f"The project's database could not be made: {answer.stdout}\nOr set DATABASE_URL.")
    with (fresh / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS)
    (fresh / "pg_hba.conf").write_text(ACCESS)
    secret = fresh / "linli.secret"
    secret.write_text(place.new_secret() + "\n")
    secret.chmod(0o600)
    if not runner.is_me:
        os.chown(secret, runner.uid, runner.gid)
    fresh.rename(data)


def _bring_up(data: Path, binaries: Binaries, runner: place.Runner) -> None:
    folder = place.socket_folder(data)
    deadline = time.monotonic() + PATIENCE
    while (running := _postmaster(data)) is not None and _is_server(running, data):
        if _answers(data):
            return
        if running.data != data or (running.ready and not (folder / f".s.PGSQL.{PORT}").exists()):
            _stop(data)  # the project was moved, or the socket swept away: nobody can reach it any more
        if time.monotonic() > deadline:
            raise EmbeddedDatabaseError(
                f"The server with process {running.pid} does not answer; see {data}/server.log."
            )
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)  # left by a crash, or copied with the project
    place.make_socket_folder(folder, runner)
    for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (folder / name).unlink(missing_ok=True)
    answer = runner.run(
        *(binaries.program("pg_ctl"), "start", "-D", str(data), "-w", "-t", str(int(PATIENCE))),
        *("-l", str(data / "server.log"), "-o", f"-k {folder} -p {PORT}"),
    )
    if answer.returncode != 0 or not _answers(data):
        log = (data / "server.log").read_text(errors="replace")[-1500:] if (data / "server.log").exists() else ""
        raise EmbeddedDatabaseError(f"The project's database did not start: {answer.stdout}\n{log}")


def _stop(data: Path) -> bool:
    """Ends the server as `pg_ctl stop -m fast` would, but needs no programs: they may have gone with `.venv/`."""
    running = _postmaster(data)
    if running is None or not _is_server(running, data):
        return False
    os.kill(running.pid, signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    while _is_server(running, data):
        if time.monotonic() > deadline:
            raise EmbeddedDatabaseError(f"The project's database (process {running.pid}) did not stop.")
        time.sleep(0.02)
    with contextlib.suppress(OSError):
        running.socket.rmdir()
    return True


def _data_folders(var: Path) -> list[Path]:
    """Every data folder of this project, of whatever major version, in var/ and outside."""
    homes = {var}
    data = place.remembered(var)
    if data is not None:
        homes.add(data.parent)
    return [data for home in homes for data in sorted(home.glob("postgres-*")) if _version(data) is not None]


def _version(data: Path | None) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text()) if data is not None else None
    except (FileNotFoundError, NotADirectoryError):
        return None


def _postmaster(data: Path) -> Postmaster | None:
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        ready = len(lines) > 7 and lines[7].strip() == "ready"
        return Postmaster(int(lines[0]), Path(lines[1]), Path(lines[4]) if len(lines) > 4 else Path(), ready)
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _is_server(server: Postmaster, data: Path) -> bool:
    """Whether that process is alive and works in this very folder; its number alone may be anybody's by now."""
    try:
        os.kill(server.pid, 0)
    except (ProcessLookupError, PermissionError):
        return False  # nobody's, or somebody else's: ours runs as us, and root may signal everybody
    try:
        return os.path.samefile(f"/proc/{server.pid}/cwd", data)
    except OSError:
        # Without /proc its own word has to do; with it, a process that works nowhere is dead and not yet buried.
        return server.data == data and not Path("/proc/self/cwd").exists()


def _answers(data: Path) -> bool:
    """Whether the server of exactly this data folder takes connections; cheap, asked by every command."""
    server = _postmaster(data)
    if server is None or not server.ready or server.data != data or server.socket != place.socket_folder(data):
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(server.socket / f".s.PGSQL.{PORT}"))
        except OSError:
            return False
    return True


@contextlib.contextmanager
def _alone(var: Path) -> Iterator[None]:
    try:
        lock = (var / "postgres.lock").open("w")
    except PermissionError as error:
        raise EmbeddedDatabaseError(
            f"{var} belongs to another user. Work as the user who ran `make setup`, or set DATABASE_URL."
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(text: str) -> None:
    print(text, file=sys.stderr)
