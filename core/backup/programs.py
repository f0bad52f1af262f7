"""The two programs of PostgreSQL that write a database into a file and read it back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from psycopg.conninfo import make_conninfo

from core.database import binaries
from core.database.parameters import KNOWN, connection_parameters


class BackupError(RuntimeError):
    """A backup or its way back cannot go on; the message says what to do."""


def dump(file: Path, snapshot: str) -> None:
    """Write the database as it stands in a snapshot; owners and rights are given anew by whoever reads it back.

    Raises BackupError where the program is missing, too old, or fails.
    """
    _run(
        "pg_dump",
        *("--format=custom", "--no-owner", "--no-privileges", "--no-comments", f"--snapshot={snapshot}"),
        f"--file={file}",
    )


def read_back(file: Path) -> None:
    """Read a database into the one we are connected to, wholly or not at all.

    Raises BackupError where the program is missing, too old, or fails.
    """
    _run(
        "pg_restore",
        *("--no-owner", "--no-privileges", "--no-comments", "--single-transaction", "--exit-on-error"),
        str(file),
    )


def _run(name: str, *arguments: str) -> None:
    program, major = _newest(name)
    server = connection.cursor().connection.info.server_version // 10000
    if major < server:
        raise BackupError(
            f"{name} is of PostgreSQL {major}, the server of {server}: install postgresql-client-{server}."
        )
    given = connection_parameters()
    # By the environment, where other users of the machine do not see the password; the rest has no name there.
    environment = {KNOWN[name]: value for name, value in given.items() if KNOWN[name]}
    address = make_conninfo("", **{name: value for name, value in given.items() if name == "dbname" or not KNOWN[name]})
    answer = subprocess.run(  # noqa: S603
        [program, f"--dbname={address}", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise BackupError(f"{name} failed: {answer.stderr.strip()}")


def _newest(name: str) -> tuple[str, int]:
    found = {path for path in (shutil.which(name),) if path}
    try:
        beside = Path(binaries.find().program(name))
    except binaries.EmbeddedDatabaseError:
        beside = None
    if beside is not None and os.access(beside, os.X_OK):
        found.add(str(beside))
    versions = [(_major(path), path) for path in sorted(found)]
    if not versions:
        raise BackupError(f"{name} was not found: install PostgreSQL's client programs.")
    major, path = max(versions)
    return path, major


def _major(program: str) -> int:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(version.group(1)) if version else 0
