"""Does the embedded server start anywhere, survive us, lose nothing, and leave everybody else alone?"""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from sqlalchemy import make_url

from models import embedded, ledger
from models.database import Settings, conninfo, database_url, engine, prepare, transaction
from models.entries import Progressed
from models.errors import CannotDo, DatabaseUnavailable, DiskFull, RecordError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder short enough for a socket, whose server is stopped afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="de-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    embedded.stop(folder / "data")
    shutil.rmtree(folder)


def start(folder: Path) -> str:
    return embedded.start(folder / "data", durable=False)


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    plain = conninfo(url)
    return psycopg.connect(plain, autocommit=True)


def postmaster(folder: Path) -> int:
    return int((folder / "data/postgres/postmaster.pid").read_text().split()[0])


def test_it_starts_attaches_stops_and_starts_again_with_everything_there(place: Path) -> None:
    assert not embedded.running(place / "data")
    assert not embedded.stop(place / "data")
    url = start(place)
    with connect(url) as connection:
        connection.execute("CREATE TABLE kept (x int)")
    first = postmaster(place)
    assert start(place) == url
    assert (embedded.running(place / "data"), postmaster(place)) == (True, first)
    assert embedded.stop(place / "data")
    assert not embedded.running(place / "data")
    with connect(start(place)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_it_is_closed_to_everybody_else(place: Path) -> None:
    url = start(place)
    home = place / "data/postgres"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert (home / ".s.PGSQL.5432").is_socket()
    with connect(url) as connection:
        told = connection.execute("SELECT current_setting('listen_addresses')").fetchone()
    assert told == ("",)


def test_after_a_kill_of_its_owner_the_next_process_attaches_and_nothing_is_lost(place: Path) -> None:
    program = f"""
import os, signal
from pathlib import Path
from models import ledger
from models.database import Settings, conninfo, database_url, engine, prepare, transaction
from models.entries import Progressed
url = database_url(Settings(data=Path({str(place / "data")!r})))
prepare(url)
made = engine(url)
for _ in range(5):
    with transaction(made) as session:
        ledger.append(session, Progressed(), by="PC-1")
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert embedded.running(place / "data")
    survivor = postmaster(place)
    made = engine(database_url(Settings(data=place / "data")))
    with transaction(made) as session:
        assert ledger.head(session).size == 6
    made.dispose()
    assert postmaster(place) == survivor
    assert embedded.stop(place / "data")


def test_after_a_kill_of_the_server_itself_what_was_committed_is_there(place: Path) -> None:
    settings = Settings(data=place / "data")
    embedded.start(settings.data)
    url = database_url(settings)
    prepare(url)
    made = engine(url)
    with transaction(made) as session:
        ledger.append(session, Progressed(), by="PC-1")
    os.kill(postmaster(place), signal.SIGKILL)
    assert database_url(settings) == url
    with transaction(made) as session:
        assert ledger.head(session).size == 2
    made.dispose()


def test_a_pid_file_that_names_an_innocent_process_harms_nobody(place: Path) -> None:
    start(place)
    pid_file = place / "data/postgres/postmaster.pid"
    socket_lock = place / "data/postgres/.s.PGSQL.5432.lock"
    held = {file: file.read_text().split("\n")[1:] for file in (pid_file, socket_lock)}
    embedded.stop(place / "data")
    with subprocess.Popen(["sleep", "60"]) as innocent:
        for file, rest in held.items():
            file.write_text("\n".join([str(innocent.pid), *rest]))
        assert not embedded.running(place / "data")
        assert not embedded.stop(place / "data")
        with connect(start(place)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert postmaster(place) != innocent.pid
        assert embedded.stop(place / "data")
        assert innocent.poll() is None
        innocent.kill()


def test_another_servers_pid_in_the_file_is_not_taken_for_ours(place: Path) -> None:
    start(place / "one")
    start(place / "two")
    two = postmaster(place / "two")
    embedded.stop(place / "one/data")
    (place / "one/data/postgres/postmaster.pid").write_text(f"{two}\n")
    assert not embedded.running(place / "one/data")
    start(place / "one")
    embedded.stop(place / "one/data")
    assert psutil.pid_exists(two)
    assert embedded.stop(place / "two/data")


def test_it_starts_where_the_locale_is_missing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES"):
        monkeypatch.setenv(name, "xx_XX.nowhere")
    with connect(start(place)) as connection:
        assert connection.execute("SELECT upper('é')").fetchone() == ("É",)


def test_a_path_too_long_for_a_socket_is_refused_and_nothing_is_made(place: Path) -> None:
    deep = place / ("x" * 80) / "data"
    with pytest.raises(CannotDo, match=r"has 1\d\d bytes.*at most.*DISCLOSURE_DATA"):
        embedded.start(deep)
    assert not deep.parent.exists()


@pytest.mark.parametrize("mode", [0o700, 0o711])
def test_folders_above_keep_their_permissions(place: Path, mode: int) -> None:
    """Also where they are closed to all other accounts, as /root is."""
    place.chmod(mode)
    with connect(start(place)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert stat.S_IMODE(place.stat().st_mode) == mode


def test_a_path_the_shell_could_misread_is_refused(place: Path) -> None:
    with pytest.raises(CannotDo, match="quote or a backslash"):
        embedded.start(place / "data' x", durable=False)


def test_a_path_with_spaces_is_fine(place: Path) -> None:
    with connect(embedded.start(place / "our data", durable=False)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert embedded.stop(place / "our data")


def test_what_postgres_said_comes_with_the_refusal(place: Path) -> None:
    start(place)
    embedded.stop(place / "data")
    (place / "data/postgres/PG_VERSION").write_text("99\n")
    with pytest.raises(DatabaseUnavailable, match=r"did not start \(its log: .*server.log\)"):
        start(place)


def test_an_interrupted_creation_is_begun_again(place: Path) -> None:
    left = place / "data/postgres.new"
    left.mkdir(parents=True)
    (left / "PG_VERSION").write_text("18")
    with connect(start(place)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not left.exists()


def test_several_that_start_it_at_once_share_one(place: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from models import embedded\n"
        "print(embedded.start(Path(sys.argv[1]), durable=False))"
    )
    command = [sys.executable, "-c", program, str(place / "data")]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    urls = {process.communicate(timeout=60)[0] for process in started}
    assert len(urls) == 1
    assert [process.returncode for process in started] == [0, 0, 0]
    assert [name for name in os.listdir(place / "data/postgres") if name.endswith(".pid")] == [
        "postmaster.pid"
    ]


def test_a_full_disk_is_said_to_be_full(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LEAST_FREE_BYTES", 2**62)
    with pytest.raises(DiskFull, match="free some space"):
        start(place)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try another account")
def test_an_ordinary_account_runs_it_as_itself(place: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
        embedded.start(place / "data", durable=False)
        right = embedded.running(place / "data") and embedded.stop(place / "data")
        os._exit(0 if right and not embedded.running(place / "data") else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert (place / "data/postgres").stat().st_uid == nobody.pw_uid


def test_an_account_that_may_create_roles_and_databases_can_prepare_a_record(place: Path) -> None:
    """What a force's own PostgreSQL must grant, and no more: not a superuser."""
    with connect(start(place)) as administrator:
        administrator.execute("CREATE ROLE force LOGIN CREATEROLE CREATEDB")
        administrator.execute("CREATE ROLE stranger LOGIN")
    unprepared = engine(start(place))
    with pytest.raises(RecordError, match="prepare it first"), transaction(unprepared) as session:
        ledger.head(session)
    unprepared.dispose()
    url = make_url(start(place)).set(username="force", database="record")
    given = database_url(Settings(data=place, url=url.render_as_string(hide_password=False)))
    prepare(given)
    made = engine(given)
    with transaction(made) as session:
        assert ledger.append(session, Progressed(), by="PC-1").seq == 2
    made.dispose()
    stranger = engine(url.set(username="stranger").render_as_string(hide_password=False))
    with pytest.raises(CannotDo, match="not been given the record's role"), transaction(stranger) as session:
        ledger.head(session)
    stranger.dispose()
