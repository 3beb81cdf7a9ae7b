"""Prefect shows the work: one run carries one consideration, or up to 200 in a sweep, as far as machines can.

Parameters, names and tags are references only. A run holds no state: killed, it loses nothing.
"""

import asyncio
import contextlib
import logging
import os
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import PrefectClient
from prefect.context import FlowRunContext, TagsContext

from flows.carrying import carry, carry_each, do_step
from flows.locks import Locks, key_of
from flows.sealing import sealed, told
from flows.watching import carried, reporting
from flows.workplace import workplace

log = logging.getLogger("disclosure.guide")
SWEEP_MOST = 200
FEW = 5  # A task costs Prefect as much as the work on a consideration costs us.
NAME_WITHIN_S = 1.0
# No result is kept. Where no place is named, each run asks Prefect for one, twice, and blocks meanwhile.
NOWHERE = Path(os.devnull)


@task(cache_policy=NO_CACHE, persist_result=False, log_prints=False)
@sealed
async def step(name: str, reference: str, about: list[str]) -> bool:
    """One step of machine work, as a Prefect task named after it. False: nothing is left to do."""
    return await do_step(name, reference, about)


async def _as_task(name: str, reference: str, about: list[str]) -> bool:
    return await step.with_options(task_run_name=name)(name, reference, about)


@task(cache_policy=NO_CACHE, persist_result=False, log_prints=False)
@sealed
async def carry_in_turn(sweep_id: str, references: list[str]) -> None:
    """A few considerations of a sweep, one after the other, as one task. None harms another."""
    failed = 0
    for reference in references:
        try:
            await carry(reference)
        except Exception as error:
            failed += 1
            log.warning("%s was left for later: %s", reference, told(error))
        else:
            carried(sweep_id, reference)
    if failed:
        raise RuntimeError(f"{failed} of {len(references)} could not be carried")


@flow(
    name="consider", persist_result=False, log_prints=False, validate_parameters=False,
    result_storage=NOWHERE,
)  # fmt: skip
@sealed
async def consider(reference: str) -> None:
    """Carry one consideration as far as machines can, then stop."""
    with reporting(reference) as watch, TagsContext(current_tags=set()):
        naming = asyncio.create_task(_name_run(reference))
        try:
            if watch is None:
                await _by_itself(reference)
                return
            await carry(reference, _as_task)
            watch.left.clear()
        finally:
            await asyncio.wait([naming], timeout=NAME_WITHIN_S)
            naming.cancel()


async def _name_run(reference: str) -> None:
    """Name the run as people call the consideration, beside the work; before it, the work waits 30 ms."""
    context = FlowRunContext.get()
    if context and context.flow_run and isinstance(context.client, PrefectClient):
        with contextlib.suppress(Exception):  # it is tagged with the reference in any case
            await context.client.set_flow_run_name(context.flow_run.id, reference)


async def _by_itself(reference: str) -> None:
    """In a worker: hold what a guide would hold, so that guides see a living hand on it."""
    locks = Locks(workplace().engine)
    try:
        locks.take(workplace().lock_key)
        with locks.holding(key_of(reference)) as had:
            if had:
                await carry(reference, _as_task)
    finally:
        locks.close()


@flow(
    name="sweep", flow_run_name="{sweep_id}", persist_result=False, log_prints=False,
    validate_parameters=False, result_storage=NOWHERE,
)  # fmt: skip
@sealed
async def sweep(sweep_id: str, references: list[str]) -> None:
    """Carry up to 200 considerations in one run; each task carries a few and is named by their references."""
    if len(references) > SWEEP_MOST:
        raise ValueError(f"a sweep carries at most {SWEEP_MOST} considerations")
    fews = [references[at : at + FEW] for at in range(0, len(references), FEW)]
    tasks = {", ".join(few): few for few in fews}

    async def one(name: str) -> None:
        await carry_in_turn.with_options(task_run_name=name)(sweep_id, tasks[name])

    with reporting(sweep_id), TagsContext(current_tags=set()):
        failed = await carry_each(list(tasks), one)
    if failed:
        raise RuntimeError(f"{len(failed)} of {len(tasks)} tasks could not carry all of theirs")


@flow(
    name="carried-while-prefect-was-away", persist_result=False, log_prints=False,
    validate_parameters=False, result_storage=NOWHERE,
)  # fmt: skip
@sealed
async def carried_while_away(reference: str, first_entry: int, last_entry: int) -> None:
    """Show what was carried without Prefect: which consideration, and between which entries."""
