"""Can Prefect be trusted with this stretch of work just now? If not, the work goes on without it.

A hung server still accepts connections, so the only proof is that a run begins in time.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from prefect import tags
from prefect.client.orchestration import get_client
from prefect.client.schemas.sorting import FlowRunSort

from flows import consider as runs
from flows.carrying import carry
from flows.prefect_settings import BEGIN_WITHIN_S, FINISH_WITHIN_S
from flows.workplace import workplace
from models import ledger
from models.consideration import CarriedAway
from models.database import transaction

log = logging.getLogger("disclosure.guide")


@dataclass
class Prefect:
    """What the guide knows of Prefect: here, away, or switched off."""

    state: str = "here"
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    def turn(self, state: str) -> None:
        if state != self.state:
            self.state, self.since = state, datetime.now(UTC)
            log.warning("prefect is %s", state)


async def carry_one(prefect: Prefect, reference: str) -> None:
    """Carry one consideration in a run of its own; without Prefect where it is away."""
    await _carry(prefect, reference, [reference], lambda: _consider(reference))


async def carry_many(prefect: Prefect, references: list[str]) -> None:
    """Carry up to 200 considerations in one run."""
    name = f"sweep-{uuid4().hex[:8]}"
    await _carry(prefect, name, references, lambda: _sweep(name, references))


async def _consider(reference: str) -> None:
    with tags(f"guide:{workplace().guide}", reference):
        await runs.consider.with_options(flow_run_name=reference)(reference)


async def _sweep(name: str, references: list[str]) -> None:
    with tags(f"guide:{workplace().guide}", "sweep"):
        await runs.sweep.with_options(flow_run_name=name)(name, references)


async def _carry(
    prefect: Prefect, name: str, references: list[str], run: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    if prefect.state == "here" and await _in_a_run(prefect, name, run):
        return
    for reference in references:
        await carry_without(prefect, reference)


async def _in_a_run(prefect: Prefect, name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> bool:
    """Run it under Prefect. False where it must be done again without: every step can run twice."""
    begun, done = runs.begun.setdefault(name, asyncio.Event()), runs.done.setdefault(name, asyncio.Event())
    running = asyncio.create_task(run())
    try:
        if not await _within(begun.wait(), running, BEGIN_WITHIN_S):
            prefect.turn("away")
            return False
        await _finished(done, running)
        if not await _within(_ended(running), running, FINISH_WITHIN_S):
            prefect.turn("away")
        return done.is_set()
    finally:
        runs.begun.pop(name, None)
        runs.done.pop(name, None)
        if not running.done():
            running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        if not running.cancelled() and (failed := running.exception()):
            log.warning("a run failed: %s", type(failed).__name__)


async def _within(awaited: Coroutine[Any, Any, Any], running: asyncio.Task[None], seconds: float) -> bool:
    """True where what is awaited comes in time, before the run itself fails."""
    waiter = asyncio.create_task(awaited)
    await asyncio.wait({waiter, running}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    if not waiter.done() and running.done() and running.exception() is None:
        await asyncio.wait({waiter}, timeout=0.1)
    came = waiter.done()
    waiter.cancel()
    return came


async def _finished(done: asyncio.Event, running: asyncio.Task[None]) -> None:
    """Wait for the body, however long the agencies take; the body never waits on Prefect for long."""
    waiter = asyncio.create_task(done.wait())
    await asyncio.wait({waiter, running}, return_when=asyncio.FIRST_COMPLETED)
    waiter.cancel()


async def _ended(running: asyncio.Task[None]) -> None:
    with contextlib.suppress(Exception):
        await asyncio.shield(running)


async def carry_without(prefect: Prefect, reference: str) -> None:
    """Carry plainly, and note between which entries, so that a run can show it later."""
    with transaction(workplace().engine) as session:
        first = ledger.head(session).size
    await carry(reference)
    with transaction(workplace().engine) as session:
        last = ledger.head(session).size
        if last > first and prefect.state != "off":
            session.add(
                CarriedAway(
                    reference=reference, first_entry=first + 1, last_entry=last, carried_at=datetime.now(UTC)
                )
            )


async def flow_answers(prefect: Prefect, run: Coroutine[Any, Any, None]) -> bool:
    """Run a scheduled flow. False where it failed; its lock of the day keeps it single."""
    try:
        await run
    except Exception as error:
        log.warning("a scheduled run failed under prefect: %s", type(error).__name__)
        if not await answers():
            prefect.turn("away")
        return False
    return True


async def answers() -> bool:
    """Ask Prefect something that needs its database."""
    try:
        async with asyncio.timeout(4), get_client() as client:
            await client.read_flow_runs(limit=1, sort=FlowRunSort.ID_DESC)
    except Exception as error:  # whatever it is, it is not an answer
        log.info("prefect gave no answer: %s", type(error).__name__)
        return False
    return True
