"""The project's own PostgreSQL: there when needed, found again, alone, and gone when it is told to go."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core.database import __main__ as programme
from core.database import binaries, embedded, place
from core.database.binaries import EmbeddedDatabaseError

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def no_server_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has named a server."""
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def project() -> Iterator[Path]:
    """A project's folder that everybody may enter, as a clone has it."""
    folder = Path(tempfile.mkdtemp(prefix="linli-test-"))
    folder.chmod(0o755)
    yield folder
    for var in [found.parent for found in folder.rglob(place.LOCATION)]:
        embedded.clean(var)
    shutil.rmtree(folder)


def ask(url: str, question: str) -> object:
    """The one value a server answers."""
    with psycopg.connect(url) as connected:
        row = connected.execute(question).fetchone()
        assert row is not None
        return row[0]


def pid(url: str) -> int:
    """The process of the server."""
    folder = Path(str(ask(url, "SHOW data_directory")))
    return int((folder / "postmaster.pid").read_text().splitlines()[0])


def is_alive(process: int) -> bool:
    """Whether a process runs."""
    return Path(f"/proc/{process}").exists() and "Z" not in Path(f"/proc/{process}/stat").read_text().split()[2]


def ends(process: int, *, within: float = 5.0) -> bool:
    """Whether a process that is on its way out is gone in so many seconds."""
    deadline = time.monotonic() + within
    while is_alive(process) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not is_alive(process)


def test_a_named_server_is_used_and_none_is_started(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/linli")
    assert embedded.database_url(project / "var") == "postgresql://elsewhere/linli"
    assert list(project.iterdir()) == []


@pytest.mark.parametrize("address", ["sqlite:///x.db", "rubbish", "mysql://linli@elsewhere/linli"])
def test_an_address_of_something_else_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(EmbeddedDatabaseError, match="postgresql://owner:password@host:5432/name"):
        embedded.database_url(project / "var")


@pytest.mark.parametrize("address", ["sqlite:///x.db", "postgresql://a:secret@elsewhere:port/b"])
def test_who_gives_a_wrong_address_reads_one_sentence(address: str) -> None:
    answer = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith("linli: ")
    assert answer.stderr.count("\n") == 1
    assert "secret" not in answer.stderr


def test_a_life(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = embedded.database_url(project / "var")
    first = pid(url)
    assert ask(url, "SHOW listen_addresses") == ""
    assert Path(str(ask(url, "SHOW unix_socket_directories"))).stat().st_mode & 0o777 == 0o700
    assert len(f"{ask(url, 'SHOW unix_socket_directories')}/.s.PGSQL.5432") <= 107
    assert ask(url, "SHOW server_encoding") == "UTF8"
    with psycopg.connect(url) as connected:
        connected.execute("CREATE EXTENSION pg_trgm")
        assert connected.execute("SELECT array_length(show_trgm('社区养老'), 1)").fetchone() == (5,)
        connected.execute("CREATE TABLE kept AS SELECT 1 AS number")
    assert embedded.database_url(project / "var") == url
    assert pid(url) == first

    assert embedded.stop(project / "var") is True
    assert ends(first)
    assert embedded.stop(project / "var") is False

    assert embedded.database_url(project / "var") == url
    assert ask(url, "SELECT number FROM kept") == 1

    # One that was killed and that nobody has buried yet is no server any more.
    data = Path(str(ask(url, "SHOW data_directory")))
    assert embedded._is_server(unburied(data), data) is False

    # A server that was killed left its number, and the number now belongs to another living process.
    last = pid(url)
    note = Path(str(ask(url, "SHOW data_directory"))) / "postmaster.pid"
    os.kill(last, 9)
    while is_alive(last):
        time.sleep(0.01)
    lines = note.read_text().splitlines()
    note.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert embedded.database_url(project / "var") == url
    assert ask(url, "SELECT number FROM kept") == 1

    # Its end needs neither the packages nor the programs that it was started with: `.venv/` may have gone.
    last = pid(url)
    socket = Path(str(ask(url, "SHOW unix_socket_directories")))
    monkeypatch.setattr(embedded, "find", lambda **_: pytest.fail("no program may be needed"))
    embedded.clean(project / "var")
    assert list(project.iterdir()) == []
    assert ends(last)
    assert not socket.exists()


def unburied(data: Path) -> embedded.Postmaster:
    """A process that has ended and waits for its parent, as the note of a server in this folder would name it."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    while is_alive(child):
        time.sleep(0.01)
    return embedded.Postmaster(child, data, data, ready=True)


def test_the_end_of_a_server_needs_no_packages() -> None:
    answer = subprocess.run(
        [sys.executable, "-S", "-m", "core.database", "unknown"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, "stop|clean" in answer.stderr) == (2, True)


@pytest.mark.parametrize("where", ["environment", "file"])
def test_nothing_of_a_server_of_production_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    paper = tmp_path / "var" / "papers" / "1.pdf"
    paper.parent.mkdir(parents=True)
    paper.touch()
    monkeypatch.setattr(programme, "ROOT", tmp_path)
    monkeypatch.setattr(programme, "VAR_DIR", tmp_path / "var")
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    if where == "file":
        (tmp_path / ".env").write_text("DJANGO_SETTINGS_MODULE='config.settings.production'\n")
    else:
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.production")
    assert programme.main(["clean"]) == 1
    assert "server of production" in capsys.readouterr().out
    assert paper.exists()


def test_what_an_interrupted_start_left_does_no_harm(project: Path) -> None:
    for major in (14, 15, 16, 17, 18):
        (project / "var" / f"postgres-{major}.new" / "base").mkdir(parents=True)
    assert ask(embedded.database_url(project / "var"), "SELECT 1") == 1


@pytest.mark.heavy
def test_many_who_start_it_at_once_get_one_server(project: Path) -> None:
    program = "import sys; from pathlib import Path; from core.database.embedded import database_url; "
    program += "print(database_url(Path(sys.argv[1])))"
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(project / "var")], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    urls = {process.communicate()[0].strip() for process in starting}
    assert len(urls) == 1
    assert ask(urls.pop(), "SELECT 1") == 1


@pytest.mark.heavy
def test_a_deep_folder_is_no_trouble(project: Path) -> None:
    deep = project / ("d" * 60) / ("e" * 60) / "a b'c"
    deep.mkdir(parents=True)
    assert ask(embedded.database_url(deep / "var"), "SELECT 1") == 1


@pytest.mark.heavy
def test_a_moved_project_keeps_its_rows_and_a_copied_one_has_its_own(project: Path) -> None:
    (project / "here").mkdir()
    with psycopg.connect(embedded.database_url(project / "here" / "var")) as connected:
        connected.execute("CREATE TABLE kept AS SELECT 1 AS number")
    (project / "here").rename(project / "there")
    moved = embedded.database_url(project / "there" / "var")
    assert ask(moved, "SELECT number FROM kept") == 1

    embedded.stop(project / "there" / "var")
    shutil.copytree(project / "there", project / "copy", copy_function=copy_with_owner)
    for folder in (project / "copy").rglob("*"):
        state = (project / "there" / folder.relative_to(project / "copy")).stat()
        os.chown(folder, state.st_uid, state.st_gid)
    copied = embedded.database_url(project / "copy" / "var")
    with psycopg.connect(copied) as connected:
        connected.execute("UPDATE kept SET number = 2")
    assert ask(embedded.database_url(project / "there" / "var"), "SELECT number FROM kept") == 1


def copy_with_owner(source: str, target: str) -> str:
    """Copies a file, its mode and its owner."""
    state = os.stat(source)
    shutil.copy2(source, target)
    os.chown(target, state.st_uid, state.st_gid)
    return target


@pytest.mark.heavy
def test_a_folder_that_the_server_s_user_cannot_enter_sends_the_data_outside(project: Path) -> None:
    closed = project / "closed"
    closed.mkdir(mode=0o700)
    var = closed / "project" / "var"
    url = embedded.database_url(var)
    home = Path(str(ask(url, "SHOW data_directory"))).parent
    assert (home == var) is (os.geteuid() != 0)  # an ordinary user is the server's user and enters everywhere
    assert home.stat().st_mode & 0o777 == (0o700 if home != var else var.stat().st_mode & 0o777)
    embedded.clean(var)
    assert not home.exists()


class TestPrograms:
    def test_the_newest_is_taken(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(binaries, "_system_folders", lambda: [fake(tmp_path, 15), fake(tmp_path, 17)])
        assert binaries.find().major == 17

    def test_the_version_of_the_data_goes_before_the_newest(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(binaries, "_system_folders", lambda: [fake(tmp_path, 15), fake(tmp_path, 17)])
        assert binaries.find(prefer=15).major == 15

    def test_the_version_of_the_data_is_looked_for_in_the_wheel_too(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(binaries, "_system_folders", lambda: [fake(tmp_path, 15)])
        monkeypatch.setattr(binaries, "_wheel_folders", lambda: [fake(tmp_path, 17)])
        found = [binaries.find(prefer=prefer).major for prefer in (None, 15, 16, 17)]
        assert found == [15, 15, 15, 17]

    def test_one_that_is_too_old_is_none(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(binaries, "_system_folders", lambda: [fake(tmp_path, 13)])
        monkeypatch.setattr(binaries, "_wheel_folders", list)
        assert binaries.system_has_postgres() is False
        with pytest.raises(EmbeddedDatabaseError, match="Run `make setup`"):
            binaries.find()

    def test_the_wheel_stands_in_for_the_system(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(binaries, "_system_folders", list)
        monkeypatch.setattr(binaries, "_wheel_folders", lambda: [fake(tmp_path, 17)])
        assert binaries.find() == binaries.Binaries(tmp_path / "17", 17)


def fake(folder: Path, major: int) -> Path:
    """A folder of programs that only know their version."""
    made = folder / str(major)
    made.mkdir(exist_ok=True)
    for name in binaries.NEEDED:
        (made / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.1'\n")
        (made / name).chmod(0o755)
    return made
