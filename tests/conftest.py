"""Real PostgreSQL for every test that wants it: one server a session, one fresh database a test.

`record` is the URL of a scratch record of a test's own, `session` an open session on it as the
application; `live_record` is a live one, whose clock can't be set. `area` is a scratch record with the
sample area in it, and a workplace on it; `agencies` a stand-in for every agency's system.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from desk.children import stand_in
from flows.sample_area import fill
from flows.workplace import Workplace, working_in
from models import embedded
from models.database import create_database, drop_database, engine, prepare, transaction
from models.schemes import SAMPLE_FORCE

OPENED_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def opened_at() -> datetime:
    """The time every scratch record's clock starts with, and keeps until it is set again."""
    return OPENED_AT


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """One embedded server without fsync, in a folder whose path is short enough for its socket."""
    folder = Path(tempfile.mkdtemp(prefix="dt-", dir="/tmp"))
    folder.chmod(0o711)
    yield embedded.start(folder, durable=False)
    embedded.stop(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def scratch_template(server: str) -> str:
    """A prepared scratch record that each test's own is copied from."""
    prepare(create_database(server, "scratch_template"), scratch=True, at=OPENED_AT)
    return "scratch_template"


@pytest.fixture(scope="session")
def live_template(server: str) -> str:
    """A prepared live record to copy."""
    prepare(create_database(server, "live_template"))
    return "live_template"


@pytest.fixture
def new_database(server: str) -> Iterator[Callable[[str | None], str]]:
    """Make databases, copied from a template or empty (None), that are dropped after the test."""
    made: list[str] = []

    def make(template: str | None) -> str:
        made.append(f"record_{next(NUMBERS)}")
        return create_database(server, made[-1], template)

    yield make
    for name in made:
        drop_database(server, name)


@pytest.fixture
def record(new_database: Callable[[str | None], str], scratch_template: str) -> str:
    """The URL of a scratch record of this test's own."""
    return new_database(scratch_template)


@pytest.fixture
def live_record(new_database: Callable[[str | None], str], live_template: str) -> str:
    """The URL of a live record of this test's own."""
    return new_database(live_template)


@pytest.fixture
def application(record: str) -> Iterator[Engine]:
    """An engine on `record` in the application's role."""
    made = engine(record)
    yield made
    made.dispose()


@pytest.fixture
def session(application: Engine) -> Iterator[Session]:
    """A session on `record`, committed when the test ends without an error."""
    with transaction(application) as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_force() -> None:
    """The sample area's own schemes in force, the pilot among them; children started later see it too."""
    os.environ["DISCLOSURE_FORCE_FILE"] = str(SAMPLE_FORCE)


@pytest.fixture(scope="session")
def agencies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-in for every agency's system, for the whole session."""
    with stand_in(tmp_path_factory.mktemp("agencies") / "log") as url:
        yield url


@pytest.fixture(scope="session")
def area_template(
    server: str, sample_force: None, agencies: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A scratch record with the sample area in it, to copy for each test."""
    url = create_database(server, "area_template")
    prepare(url, scratch=True, at=OPENED_AT)
    opened = engine(url)
    fill(opened, agencies, originals=tmp_path_factory.mktemp("originals"))
    opened.dispose()
    return "area_template"


@pytest.fixture
def area(new_database: Callable[[str | None], str], area_template: str, tmp_path: Path) -> Iterator[Engine]:
    """A record of this test's own with the sample area in it, and a workplace on it."""
    opened = engine(new_database(area_template))
    with working_in(Workplace(opened, tmp_path / "print")):
        yield opened
    opened.dispose()
