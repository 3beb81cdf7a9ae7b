"""Prefect shows the scheduled work: `considering` finds who is due, `chase` finds deadlines missed.

Started by a guide when due, or by a deployment of prefect.yaml; either way one lock per flow and day.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows import chasing, every_case
from flows.locks import Locks, key_of
from flows.running import Prefect, flow_answers
from flows.sealing import sealed
from flows.workplace import workplace
from models import clock
from models.consideration import ScheduledRun
from models.database import transaction

LONDON = ZoneInfo("Europe/London")
# When each is due, London time; prefect.yaml says the same to sites that schedule by Prefect.
DUE_AT = {"considering": time(2, 0), "chase": time(6, 0)}
DO: dict[str, Callable[[date], Any]] = {
    "considering": every_case.consider_every_case,
    "chase": chasing.chase,
}


@task(cache_policy=NO_CACHE, persist_result=False, log_prints=False)
@sealed
async def do(name: str, day: str) -> None:
    """The work of one scheduled flow, for one day."""
    DO[name](date.fromisoformat(day))


@flow(name="considering", persist_result=False, log_prints=False)
@sealed
async def considering(day: str | None = None) -> None:
    """Consider every case: open what is due on everybody managed, and prove coverage."""
    await _once("considering", day)


@flow(name="chase", persist_result=False, log_prints=False)
@sealed
async def chase(day: str | None = None) -> None:
    """Chase deadlines: note every one missed."""
    await _once("chase", day)


FLOWS: dict[str, Callable[[str | None], Any]] = {"considering": considering, "chase": chase}


async def _once(name: str, day: str | None) -> None:
    """Do a flow's work under its lock of the day; a second starter finds it done and does nothing."""
    locks = Locks(workplace().engine)
    try:
        with transaction(workplace().engine) as session:
            on = day or clock.today(session).isoformat()
        with locks.holding(key_of(f"{name}:{on}")) as had:
            if had and not _is_done(name, date.fromisoformat(on)):
                await do.with_options(task_run_name=name)(name, on)
                _mark_done(name, date.fromisoformat(on))
    finally:
        locks.close()


async def run_what_is_due(prefect: Prefect) -> None:
    """Run each scheduled flow whose hour has come and that has not run today; plainly without Prefect."""
    with transaction(workplace().engine) as session:
        now = clock.now(session).astimezone(LONDON)
    for name, due in DUE_AT.items():
        day = now.date()
        if now.time() < due or _is_done(name, day):
            continue
        if prefect.state != "here" or not await flow_answers(prefect, FLOWS[name](day.isoformat())):
            _plainly(name, day)


def _plainly(name: str, day: date) -> None:
    locks = Locks(workplace().engine)
    try:
        with locks.holding(key_of(f"{name}:{day.isoformat()}")) as had:
            if had and not _is_done(name, day):
                DO[name](day)
                _mark_done(name, day)
    finally:
        locks.close()


def _is_done(name: str, day: date) -> bool:
    with transaction(workplace().engine) as session:
        return session.get(ScheduledRun, (name, day)) is not None


def _mark_done(name: str, day: date) -> None:
    with transaction(workplace().engine) as session:
        session.add(
            ScheduledRun(flow=name, day=day, state="done", by=workplace().guide, started_at=datetime.now(UTC))
        )
