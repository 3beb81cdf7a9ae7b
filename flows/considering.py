"""Prefect shows the work on the whole record: who is due, what was missed, who is to be compared again.

`considering` and `chase` are due at an hour of each day, `rescreen` whenever the register has changed.
Started by a guide when due, or by a deployment of prefect.yaml; either way one lock per flow and occasion.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect import flow, task
from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext, TagsContext

from flows import chasing, every_case, finding, rescreening
from flows.consider import NOWHERE
from flows.locks import Locks, lock_of
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
Hears = Callable[[int, int], None]
# What each does for one occasion: a day, or the number of the extract the register mirrors now.
DO: dict[str, Callable[[str, Hears], Any]] = {
    "considering": lambda day, hears: every_case.consider_every_case(date.fromisoformat(day), hears),
    "chase": lambda day, _: chasing.chase(date.fromisoformat(day)),
    "rescreen": lambda _, hears: rescreening.rescreen(hears),
}
SHOW_EVERY_S, SHOW_WITHIN_S = 1.0, 3.0


def _run_name() -> str:
    """The flow and its occasion, as “considering 2026-11-24”; a deployment leaves it out and means now."""
    context = FlowRunContext.get()
    assert context is not None
    assert context.flow is not None
    given = (context.parameters or {}).get("occasion")
    return run_name(context.flow.name, given or _occasion_now(context.flow.name))


@task(cache_policy=NO_CACHE, persist_result=False, log_prints=False)
@sealed
async def do(name: str, occasion: str) -> None:
    """The work of one flow for one occasion, shown as it gets on: counts and nothing else."""
    done = [0, 0]

    def hears(count: int, of: int) -> None:
        done[:] = [count, of]

    working = asyncio.ensure_future(asyncio.to_thread(DO[name], occasion, hears))
    shown: UUID | None = None
    while not working.done():
        await asyncio.wait({working}, timeout=SHOW_EVERY_S)
        if done[1]:
            shown = await _show(name, shown, *done)
    await working


async def _show(name: str, shown: UUID | None, count: int, of: int) -> UUID | None:
    """Show progress as a Prefect artifact. What can't be shown is done all the same."""
    percent, words = round(100 * count / of, 1), f"{count} of {of}"
    with contextlib.suppress(Exception):
        async with asyncio.timeout(SHOW_WITHIN_S):
            if shown is None:
                return await acreate_progress_artifact(percent, key=name, description=words)
            await aupdate_progress_artifact(shown, percent, description=words)
    return shown


@flow(
    name="considering", flow_run_name=_run_name, persist_result=False, log_prints=False,
    validate_parameters=False, result_storage=NOWHERE,
)  # fmt: skip
@sealed
async def considering(occasion: str | None = None) -> None:
    """Consider every case: open what is due on everybody managed, and prove coverage."""
    await _as_a_run("considering", occasion)


@flow(
    name="chase", flow_run_name=_run_name, persist_result=False, log_prints=False,
    validate_parameters=False, result_storage=NOWHERE,
)  # fmt: skip
@sealed
async def chase(occasion: str | None = None) -> None:
    """Chase deadlines: note every one missed."""
    await _as_a_run("chase", occasion)


@flow(
    name="rescreen", flow_run_name=_run_name, persist_result=False, log_prints=False,
    validate_parameters=False, result_storage=NOWHERE,
)  # fmt: skip
@sealed
async def rescreen(occasion: str | None = None) -> None:
    """The register has changed: compare every live registration with it again."""
    await _as_a_run("rescreen", occasion)


FLOWS: dict[str, Callable[[str | None], Any]] = {
    "considering": considering, "chase": chase, "rescreen": rescreen,
}  # fmt: skip


async def _as_a_run(name: str, occasion: str | None) -> None:
    on = occasion or _occasion_now(name)

    async def as_task() -> None:
        await do.with_options(task_run_name=name)(name, on)

    with reporting(run_name(name, on)) as watch, TagsContext(current_tags=set()):
        await _once(name, on, as_task)
        if watch:
            watch.left.clear()


async def _once(name: str, occasion: str, work: Callable[[], Any]) -> None:
    """Do a flow's work under its lock of the occasion; a second starter finds it done, or under way."""
    locks = Locks(workplace().engine)
    try:
        with locks.holding(lock_of(name, occasion)) as had:
            if had and not _is_done(name, occasion):
                await work()
                _mark_done(name, occasion)
    finally:
        locks.close()


def what_is_due(locks: Locks) -> list[tuple[str, str]]:
    """Name each flow and its occasion: its hour has come, or the register has changed; nobody runs it now."""
    with transaction(workplace().engine) as session:
        now = clock.now(session).astimezone(LONDON)
        changed = rescreening.due(session)
    due = [(name, now.date().isoformat()) for name, hour in DUE_AT.items() if now.time() >= hour]
    due = [(name, day) for name, day in due if not _is_done(name, day)]
    if changed:
        due.append(("rescreen", str(changed.number)))
    return [(name, occasion) for name, occasion in due if locks.is_free(lock_of(name, occasion))]


async def run_scheduled(prefect: Prefect, name: str, occasion: str) -> None:
    """Run one flow for one occasion; plainly without Prefect."""
    run = run_name(name, occasion)
    if await in_a_run(prefect, run, [run], lambda: FLOWS[name](occasion)):

        async def plainly() -> None:
            await asyncio.to_thread(DO[name], occasion, lambda *_: None)

        await without(prefect, run, lambda: _once(name, occasion, plainly))


def run_name(name: str, occasion: str) -> str:
    """What people see in Prefect, e.g. “considering 2026-11-24”, “rescreen 3”."""
    return f"{name} {occasion}"


def _occasion_now(name: str) -> str:
    with transaction(workplace().engine) as session:
        if name == "rescreen":
            return str(finding.version(session).number)
        return clock.today(session).isoformat()


def _is_done(name: str, occasion: str) -> bool:
    with transaction(workplace().engine) as session:
        if name == "rescreen":  # its one entry in the ledger says so
            return rescreening.due(session) is None
        return session.get(ScheduledRun, (name, date.fromisoformat(occasion))) is not None


def _mark_done(name: str, occasion: str) -> None:
    if name == "rescreen":
        return
    with transaction(workplace().engine) as session:
        session.add(
            ScheduledRun(
                flow=name, day=date.fromisoformat(occasion), state="done", by=workplace().guide,
                started_at=datetime.now(UTC),
            )
        )  # fmt: skip
