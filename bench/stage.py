"""On what is it measured? A durable embedded PostgreSQL, records of the bench's own, and synthetic people."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, func, select

from desk.children import Server, guide
from desk.rehearsing import use_sample_settings
from flows.sample_area import load_people, write
from flows.workplace import Workplace, working_in
from models import embedded
from models.consideration import GuideState, ScheduledRun
from models.conviction import Conviction, Disposal, conviction_id
from models.database import create_database, drop_database, engine, prepare, transaction
from models.subject import Address, Rosh, Sex, Subject

FOLDER = Path("var/bench").absolute()
LOGS = FOLDER / "logs"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
UNITS = ("western", "northern", "eastern")
# Marked as done today, so that the guide does nothing but what is measured.
SCHEDULED = ("considering", "chase")


@dataclass(frozen=True)
class Stage:
    """One record to measure on."""

    url: str
    engine: Engine
    folder: Path


@contextmanager
def database_server() -> Iterator[str]:
    """The embedded server as it serves live records: every commit is on the disk before it is acknowledged."""
    use_sample_settings()
    # Compiled bytecode is what an installed product runs from.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    yield embedded.start(FOLDER / "data")
    embedded.stop(FOLDER / "data")


@contextmanager
def stage(server: str, name: str, agencies: str | None = None) -> Iterator[Stage]:
    """An empty record with officers and agencies, this process's workplace, dropped afterwards."""
    drop_database(server, name)
    url = create_database(server, name)
    try:
        prepare(url, scratch=True, at=NOW)
        opened = engine(url)
        with TemporaryDirectory() as folder, transaction(opened) as session:
            load_people(session, write(Path(folder)).folder, system_url=agencies)
            session.add_all(
                ScheduledRun(flow=flow, day=NOW.date(), state="done", by="bench", started_at=NOW)
                for flow in SCHEDULED
            )
        with working_in(Workplace(opened, FOLDER / "print")):
            yield Stage(url, opened, FOLDER)
        opened.dispose()
    finally:
        drop_database(server, name)


def people(session: Session, count: int) -> list[str]:
    """Put synthetic Level 1 offenders on the register, each with a conviction and an address; bulk insert."""
    there = session.exec(select(func.count()).select_from(Subject)).one()
    ids = {f"B-{there + number:05d}": uuid4() for number in range(1, count + 1)}
    subjects = [_subject(reference, id_, place) for place, (reference, id_) in enumerate(ids.items())]
    session.execute(insert(Subject), subjects)
    session.execute(insert(Conviction), [_conviction(id_) for id_ in ids.values()])
    session.execute(insert(Address), [_address(id_) for id_ in ids.values()])
    return list(ids)


def _subject(reference: str, id_: UUID, place: int) -> dict[str, object]:
    unit = UNITS[place % 3]
    return Subject(
        id=id_, register_reference=reference, forenames="Synthetic", surname=f"Person {reference}",
        date_of_birth=date(1950, 1, 1) + timedelta(days=place % 15_000), sex=Sex.MALE, category=1, level=1,
        rosh=Rosh.MEDIUM, managed=True, lead_agency="police", offender_manager=f"ppo.{unit}.1", unit=unit,
        managed_since=date(2026, 11, 2), last_changed_on=date(2026, 11, 2),
    ).model_dump()  # fmt: skip


def _conviction(subject: UUID) -> dict[str, object]:
    return Conviction(
        id=conviction_id(subject, "1"), subject_id=subject, item="1", offence="Sexual assault of a child",
        schedule_34a=True, disposal=Disposal.CONVICTION, convicted_on=date(2015, 5, 5), court="Example Crown Court",
        spent=False, source="PNC", owner_agency="police", verified_on=date(2026, 11, 2), verified_by="ppo.western.1",
    ).model_dump()  # fmt: skip


def _address(subject: UUID) -> dict[str, object]:
    lines = ["1 Placeholder Row", "Westexample"]
    return Address(subject_id=subject, position=1, lines=lines, postcode="ZZ1 1AA").model_dump()


@contextmanager
def running_guide(on: Stage, server: Server | None, *, ready: bool = True) -> Iterator[None]:
    """A guide in a child process; where `ready`, one that has said it is there."""
    with guide(on.url, FOLDER / "print", LOGS / "guide.log", server):
        if ready:
            until(lambda: _is_there(on.engine), 60, "the guide to start")
        yield
        # A run that is told to stop half-way is a crashed run: let the last one end.
        time.sleep(1)


def _is_there(opened: Engine) -> bool:
    with transaction(opened) as session:
        return session.exec(select(GuideState).where(col(GuideState.prefect) != "away")).first() is not None


def until(true: Callable[[], bool], within_s: float, what: str) -> None:
    """Wait for something; give up with its name."""
    end = time.monotonic() + within_s
    while not true():
        if time.monotonic() > end:
            raise SystemExit(f"waited {within_s:.0f} s in vain for {what}; logs are in {LOGS}")
        time.sleep(0.05)
