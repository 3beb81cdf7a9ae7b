"""Prefect shows the work: one run carries one consideration, or up to 200 in a sweep, as far as machines can.

Parameters, names and tags are references only. A run holds no state: killed, it loses nothing.
"""

import asyncio

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.context import TagsContext

from flows.carrying import Perform, carry, do_step
from flows.sealing import sealed

SWEEP_MOST = 200
begun: dict[str, asyncio.Event] = {}
done: dict[str, asyncio.Event] = {}


@task(cache_policy=NO_CACHE, persist_result=False, log_prints=False)
@sealed
async def step(name: str, reference: str, about: list[str]) -> None:
    """One step of machine work, as a Prefect task named after it."""
    await do_step(name, reference, about)


def _as_task(prefix: str = "") -> Perform:
    async def perform(name: str, reference: str, about: list[str]) -> None:
        await step.with_options(task_run_name=f"{prefix}{name}")(name, reference, about)

    return perform


@flow(name="consider", persist_result=False, log_prints=False, validate_parameters=False)
@sealed
async def consider(reference: str) -> None:
    """Carry one consideration as far as machines can, then stop."""
    _mark(begun, reference)
    with TagsContext(current_tags=set()):
        await carry(reference, _as_task())
    _mark(done, reference)


@flow(name="sweep", persist_result=False, log_prints=False, validate_parameters=False)
@sealed
async def sweep(sweep_id: str, references: list[str]) -> None:
    """Carry up to 200 considerations in one run; tasks are named `reference/step`."""
    if len(references) > SWEEP_MOST:
        raise ValueError(f"a sweep carries at most {SWEEP_MOST} considerations")
    _mark(begun, sweep_id)
    with TagsContext(current_tags=set()):
        for reference in references:
            await carry(reference, _as_task(f"{reference}/"))
    _mark(done, sweep_id)


@flow(name="carried-while-prefect-was-away", persist_result=False, log_prints=False)
@sealed
async def carried_while_away(reference: str, first_entry: int, last_entry: int) -> None:
    """Show what was carried without Prefect: which consideration, and between which entries."""


def _mark(events: dict[str, asyncio.Event], name: str) -> None:
    if event := events.get(name):
        event.set()
