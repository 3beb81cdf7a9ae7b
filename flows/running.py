"""Can Prefect be trusted with this stretch of work just now? If not, the work goes on without it.

A hung server still accepts connections, so the only proof is that a run begins in time.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
from prefect import tags
from prefect.client.orchestration import get_client
from prefect.client.schemas.sorting import FlowRunSort
from prefect.context import AsyncClientContext, SyncClientContext

from flows import consider as runs
from flows.carrying import carry, carry_each
from flows.prefect_settings import ANSWER_WITHIN_S, BEGIN_WITHIN_S, FINISH_WITHIN_S
from flows.watching import Watch, forget, watch
from flows.workplace import workplace
from models import ledger
from models.consideration import CarriedAway
from models.database import transaction

log = logging.getLogger("disclosure.guide")
GUIDE_TAG = "guide"
Run = Callable[[], Awaitable[None]]
# Held so that a run given up on is not collected half-way; each leaves when it ends.
_given_up: set[asyncio.Future[None]] = set()


@dataclass
class Prefect:
    """What the guide knows of Prefect: here, away, or switched off."""

    state: str = "here"
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    # Runs whose work was done, though Prefect could not be told so.
    done: set[UUID] = field(default_factory=set)

    def turn(self, state: str) -> None:
        if state != self.state:
            self.state, self.since = state, datetime.now(UTC)
            log.warning("prefect is %s", state)


async def carry_one(prefect: Prefect, reference: str) -> dict[str, Exception]:
    """Carry one consideration in a run of its own; without Prefect where it is away. Give what failed."""
    left = await in_a_run(prefect, reference, [reference], lambda: runs.consider(reference))
    return await _carry_left(prefect, [reference], left)


async def carry_many(prefect: Prefect, references: list[str]) -> dict[str, Exception]:
    """Carry up to 200 considerations in one run; give those that failed. None harms another."""
    name = f"sweep-{uuid4().hex[:8]}"
    left = await in_a_run(prefect, name, references, lambda: runs.sweep(name, references))
    return await _carry_left(prefect, references, left)


async def _carry_left(prefect: Prefect, references: list[str], left: set[str]) -> dict[str, Exception]:
    chosen = [reference for reference in references if reference in left]
    if prefect.state == "off":  # no run will ever show between which entries
        return await carry_each(chosen, carry)
    failed: dict[str, Exception] = {}
    for reference in chosen:
        try:
            await without(prefect, reference, lambda each=reference: carry(each))  # type: ignore[misc]
        except Exception as error:
            failed[reference] = error
    return failed


async def in_a_run(prefect: Prefect, name: str, about: list[str], run: Run) -> set[str]:
    """Run it under Prefect. Give what is left to be done without: every step can run twice."""
    if prefect.state != "here":
        return set(about)
    kept = watch(name, about)
    with tags(GUIDE_TAG, f"{GUIDE_TAG}:{workplace().guide}", name):
        running = asyncio.ensure_future(run())
    try:
        await _until(kept.begun, running, BEGIN_WITHIN_S)
        if not kept.begun.is_set():
            prefect.turn("away")
            return set(about)
        await _until(kept.ended, running, None)
        await asyncio.wait({running}, timeout=FINISH_WITHIN_S)
        if not running.done():
            prefect.turn("away")
        return set(kept.left)
    finally:
        forget(name)
        _let_go(prefect, kept, running)


async def _until(event: asyncio.Event, running: asyncio.Future[None], seconds: float | None) -> None:
    """Wait for the event, for the run itself to end, or until the time is up."""
    waiter = asyncio.create_task(event.wait())
    either: set[asyncio.Future[Any]] = {waiter, running}
    await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    waiter.cancel()


def _let_go(prefect: Prefect, kept: Watch, running: asyncio.Future[None]) -> None:
    """Take leave of a run without waiting: where Prefect hangs, so would its cancelling."""
    if not running.done():
        if kept.run and not kept.left:
            prefect.done.add(kept.run)
        running.cancel()
    _given_up.add(running)
    running.add_done_callback(_ended)


def _ended(running: asyncio.Future[None]) -> None:
    _given_up.discard(running)
    if not running.cancelled() and (failed := running.exception()):
        log.warning("a run failed: %s", type(failed).__name__)


async def without(prefect: Prefect, name: str, work: Callable[[], Awaitable[Any]]) -> None:
    """Do it plainly, and note between which entries, so that a run can show it later."""
    with transaction(workplace().engine) as session:
        first = ledger.head(session).size
    await work()
    with transaction(workplace().engine) as session:
        last = ledger.head(session).size
        if last > first and prefect.state == "away":
            session.add(
                CarriedAway(
                    reference=name, first_entry=first + 1, last_entry=last, carried_at=datetime.now(UTC)
                )
            )


async def _reach(url: httpx.URL) -> None:
    """Open its port and close it again. One that listens proves nothing, but one that does not is soon told.

    Prefect's client would try again for a second and a half, at every start of a guide under `up`.
    """
    _, writer = await asyncio.open_connection(url.host, url.port or (443 if url.scheme == "https" else 80))
    writer.close()


async def answers() -> bool:
    """Ask Prefect something that needs its database."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S), get_client() as client:
            await _reach(client.api_url)
            await client.read_flow_runs(limit=1, sort=FlowRunSort.ID_DESC)
    except Exception as error:  # whatever it is, it is not an answer
        log.info("prefect gave no answer: %s", type(error).__name__)
        return False
    return True


async def keep_clients(prefect: Prefect, stack: contextlib.AsyncExitStack) -> bool:
    """Keep clients for all runs: a tenth of a second each. Without, every run opens its own."""
    with contextlib.suppress(Exception):
        if await answers():
            async with asyncio.timeout(2):
                kept = await stack.enter_async_context(AsyncClientContext.get_or_create())
                # It asks for its token now: two runs that begin together would each make the other's
                # invalid, and stand still for seconds (403 “Invalid CSRF token”, then a wait).
                await kept.client.read_flow_runs(limit=1, sort=FlowRunSort.ID_DESC)
            # Each run asks twice where results are kept, and would read every certificate each time.
            stack.enter_context(SyncClientContext.get_or_create())
            return True
    prefect.turn("away")
    return False
