"""Prefect shows the scheduled work: `considering` finds who is due, `chase` finds deadlines missed.

Started by a guide when due, or by a deployment of prefect.yaml; either way one lock per flow and day.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext, TagsContext

from flows import chasing, every_case
from flows.consider import NOWHERE
from flows.locks import Locks, key_of
from flows.running import Prefect, in_a_run, without
from flows.sealing import sealed
from flows.watching import reporting
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


def _run_name() -> str:
    """The flow and its day, as “considering 2026-11-24”; a deployment leaves the day out and means today."""
    context = FlowRunContext.get()
    assert context is not None
    assert context.flow is not None
    day = (context.parameters or {}).get("day")
    return f"{context.flow.name} {day or _today().isoformat()}"


@task(cache_policy=NO_CACHE, persist_result=False, log_prints=False)
@sealed
async def do(name: str, day: str) -> None:
    """The work of one scheduled flow, for one day."""
    await asyncio.to_thread(DO[name], date.fromisoformat(day))


@flow(
    name="considering", flow_run_name=_run_name, persist_result=False, log_prints=False,
    validate_parameters=False, result_storage=NOWHERE,
)  # fmt: skip
@sealed
async def considering(day: str | None = None) -> None:
    """Consider every case: open what is due on everybody managed, and prove coverage."""
    await _as_a_run("considering", day)


@flow(
    name="chase", flow_run_name=_run_name, persist_result=False, log_prints=False,
    validate_parameters=False, result_storage=NOWHERE,
)  # fmt: skip
@sealed
async def chase(day: str | None = None) -> None:
    """Chase deadlines: note every one missed."""
    await _as_a_run("chase", day)


FLOWS: dict[str, Callable[[str | None], Any]] = {"considering": considering, "chase": chase}


async def _as_a_run(name: str, day: str | None) -> None:
    on = date.fromisoformat(day) if day else _today()

    async def as_task() -> None:
        await do.with_options(task_run_name=name)(name, on.isoformat())

    with reporting(run_name(name, on)) as watch, TagsContext(current_tags=set()):
        await _once(name, on, as_task)
        if watch:
            watch.left.clear()


async def _once(name: str, day: date, work: Callable[[], Any]) -> None:
    """Do a flow's work under its lock of the day; a second starter finds it done, or under way."""
    locks = Locks(workplace().engine)
    try:
        with locks.holding(_lock_of(name, day)) as had:
            if had and not _is_done(name, day):
                await work()
                _mark_done(name, day)
    finally:
        locks.close()


def what_is_due(locks: Locks) -> list[tuple[str, date]]:
    """Name each scheduled flow whose hour has come, that has not run today and that nobody runs now."""
    with transaction(workplace().engine) as session:
        now = clock.now(session).astimezone(LONDON)
    day = now.date()
    return [
        (name, day)
        for name, due in DUE_AT.items()
        if now.time() >= due and not _is_done(name, day) and locks.is_free(_lock_of(name, day))
    ]


async def run_scheduled(prefect: Prefect, name: str, day: date) -> None:
    """Run one scheduled flow of one day; plainly without Prefect."""
    run = run_name(name, day)
    if await in_a_run(prefect, run, [run], lambda: FLOWS[name](day.isoformat())):

        async def plainly() -> None:
            await asyncio.to_thread(DO[name], day)

        await without(prefect, run, lambda: _once(name, day, plainly))


def run_name(name: str, day: date) -> str:
    """What people see in Prefect, e.g. “considering 2026-11-24”."""
    return f"{name} {day.isoformat()}"


def _lock_of(name: str, day: date) -> int:
    return key_of(f"{name}:{day.isoformat()}")


def _today() -> date:
    with transaction(workplace().engine) as session:
        return clock.today(session)


def _is_done(name: str, day: date) -> bool:
    with transaction(workplace().engine) as session:
        return session.get(ScheduledRun, (name, day)) is not None


def _mark_done(name: str, day: date) -> None:
    with transaction(workplace().engine) as session:
        session.add(
            ScheduledRun(flow=name, day=day, state="done", by=workplace().guide, started_at=datetime.now(UTC))
        )
