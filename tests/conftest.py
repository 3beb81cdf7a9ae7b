"""Real PostgreSQL for every test that wants it: one server a session, one fresh database a test.

`record` is the URL of a scratch record of a test's own, `session` an open session on it as the
application; `live_record` is a live one, whose clock can't be set. `area` is a scratch record with the
sample area in it, and a workplace on it; `agencies` a stand-in for every agency's system. `played` plays a
shipped story once a session, for reading only; `carry_on` goes on from the middle of one, on a copy.
"""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine
from sqlmodel import Session

import flows.rehearsal
from desk.children import Server, prefect_server, stand_in
from desk.rehearsing import telling, waiting_on_machine
from flows import attempts, passwords, proving
from flows.carrying import carry
from flows.rehearsal.playing import Played, Rehearsal
from flows.rehearsal.story import Expectation, Step, Story, as_written, read
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


@pytest.fixture
def settle(area: Engine) -> Callable[[], None]:
    """Do all machine work on `area` in this process, without Prefect."""
    return settling(area)


@pytest.fixture(scope="session")
def settling_on() -> Callable[[Engine], Callable[[], None]]:
    """The same on any record."""
    return settling


def settling(opened: Engine) -> Callable[[], None]:
    """Carry every consideration of a record until no machine work is left on it.

    In a thread of its own: Playwright's event loop counts as running in the test's.
    """

    def until_done() -> None:
        with ThreadPoolExecutor(1) as alone:
            for _ in range(50):
                waiting = {line.split()[0] for line in waiting_on_machine(opened)}
                if not waiting:
                    return
                for reference in sorted(waiting):
                    alone.submit(asyncio.run, carry(reference)).result()
        raise AssertionError(f"the machine never finished: {waiting_on_machine(opened)}")

    return until_done


STORIES = Path(flows.rehearsal.__file__).parent / "stories"


def not_as_written(steps: Iterable[Played]) -> list[str]:
    """What did not go as a story says, with the step it happened at."""
    return [f"step {step.number} ({step.what}): {words}" for step in steps for words in step.failures]


@dataclass(frozen=True)
class Kept:
    """A record on which a story, or its beginning, was played; nobody writes on it any more."""

    database: str
    rehearsal: Rehearsal
    failures: list[str]


@pytest.fixture(scope="session")
def play_once(
    server: str, area_template: str, agencies: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, int | None], Kept]:
    """Play a shipped story, or its first steps, once a session on a record of its own."""
    kept: dict[tuple[str, int | None], Kept] = {}

    def play(name: str, first: int | None = None) -> Kept:
        if (name, first) not in kept:
            story = read(STORIES / f"{name}.yaml")
            if first is not None:
                story = story.model_copy(update={"moves": story.moves[:first], "expect": Expectation()})
            database = f"story_{next(NUMBERS)}"
            opened = engine(create_database(server, database, area_template))
            with working_in(Workplace(opened, tmp_path_factory.mktemp(database))):
                rehearsal = Rehearsal(opened, story, settling(opened), telling(agencies))
                failures = not_as_written(rehearsal.play())
            opened.dispose()
            kept[name, first] = Kept(database, rehearsal, failures)
        return kept[name, first]

    return play


@pytest.fixture
def played(play_once: Callable[[str, int | None], Kept]) -> Callable[[str], Rehearsal]:
    """A shipped story as it ended, to be read and not written on."""
    return lambda name: play_once(name, None).rehearsal


@pytest.fixture
def carry_on(
    play_once: Callable[[str, int | None], Kept],
    new_database: Callable[[str | None], str],
    agencies: str,
    tmp_path: Path,
) -> Iterator[Callable[..., Rehearsal]]:
    """Play a shipped story until just before its first step `before`, then other steps of that kind."""
    opened: list[Engine] = []

    def go_on(name: str, before: str | None, then: str | list[dict[str, Any]], *, nth: int = 1) -> Rehearsal:
        kept = play_once(name, _steps_before(name, before, nth))
        kept.rehearsal.engine.dispose()  # nothing may stay connected to a database that is copied
        opened.append(engine(new_database(kept.database)))
        with working_in(Workplace(opened[-1], tmp_path / "print")):
            rehearsal = replace(
                kept.rehearsal,
                engine=opened[-1],
                settle=settling(opened[-1]),
                tell_agencies=telling(agencies),
                names=dict(kept.rehearsal.names),
            )
            whole = read(STORIES / f"{name}.yaml")
            written = as_written(then) if isinstance(then, str) else then
            wanted = [_as_in(whole, Step.model_validate(step)) for step in written]
            failures = [*kept.failures, *not_as_written(rehearsal.carry_on(wanted))]
        assert not failures, "\n".join(failures)
        return rehearsal

    yield go_on
    for one in opened:
        one.dispose()


def _as_in(story: Story, step: Step) -> Step:
    """A step noted “as in the story” is entered as the story enters its move, but for what it says itself."""
    if step.note != "as in the story":
        return step
    written = [one for one in story.moves if one.does == step.does and one.refused is None][-1]
    return step.model_copy(update={"given": written.given | step.given, "who": step.who or written.who})


def _steps_before(name: str, before: str | None, nth: int) -> int | None:
    if before is None:
        return None
    moves = read(STORIES / f"{name}.yaml").moves
    found = [number for number, step in enumerate(moves) if step.does == before and step.refused is None]
    return found[nth - 1]


@pytest.fixture
def quiet_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """Failed sign-ins of other tests count no more, and no test waits for work that is slow on purpose."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    monkeypatch.setattr(passwords, "_ARGON2ID", quick)
    monkeypatch.setattr(passwords, "_NOBODYS", quick.hash("nobody's"))
    monkeypatch.setattr(proving, "ADDRESSES", attempts.Addresses())
    monkeypatch.setattr(proving, "UNNAMED", attempts.Unnamed())
    monkeypatch.setattr(proving, "ANSWERS_AFTER_S", 0.0)


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real Prefect server for the whole session."""
    with prefect_server(tmp_path_factory.mktemp("prefect"), wait_s=240) as server:
        yield server


@pytest.fixture(scope="session")
def prefect_api() -> Callable[[str, str], httpx.Client]:
    """Speak to a Prefect server as whoever has reached its API would: its URL, its credential."""

    def client(url: str, credential: str) -> httpx.Client:
        user, _, secret = credential.partition(":")
        asked = httpx.get(f"{url}/csrf-token", params={"client": "tests"}, auth=(user, secret), timeout=60)
        headers = {"Prefect-Csrf-Token": asked.json()["token"], "Prefect-Csrf-Client": "tests"}
        return httpx.Client(base_url=url, auth=(user, secret), headers=headers, timeout=60)

    return client
