"""What did dead guides leave behind? Runs that look alive, and letters nobody knows the fate of."""

import logging
from typing import Any

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Completed, Crashed
from sqlmodel import col, select

from flows.carrying import make
from flows.consider import carried_while_away
from flows.locks import Locks
from flows.workplace import workplace
from models.consideration import CarriedAway, Consideration, GuideState, IssuedLetter
from models.database import transaction

log = logging.getLogger("disclosure.guide")
UNFINISHED = (StateType.RUNNING, StateType.PENDING, StateType.SCHEDULED)


def settle_letters(locks: Locks) -> int:
    """Mark as unknown each letter claimed by a guide that is dead; a person settles it. Return how many."""
    place = workplace()
    with transaction(place.engine) as session:
        flying = session.exec(
            select(IssuedLetter.reference, IssuedLetter.claimed_by, Consideration.reference)
            .join(Consideration, col(Consideration.id) == IssuedLetter.consideration_id)
            .where(IssuedLetter.state == "in_flight")
        ).all()
    lost = [(letter, reference) for letter, guide, reference in flying if _is_dead(locks, guide)]
    for letter, reference in lost:
        make(reference, "letter_lost", {"letter": letter})
    return len(lost)


def forget_dead_guides(locks: Locks) -> None:
    """Drop the state rows of guides whose lock is free."""
    with transaction(workplace().engine) as session:
        for state in session.exec(select(GuideState)).all():
            if state.guide != workplace().guide and locks.is_free(state.lock_key):
                session.delete(state)


async def settle_runs(locks: Locks, active: set[str]) -> int:
    """Set to Crashed each unfinished run of a dead guide, and of this guide where it is not at work on it."""
    settled = 0
    async with get_client() as client:
        for run in await _unfinished(client):
            guide = next((tag[6:] for tag in run.tags if tag.startswith("guide:")), None)
            if guide is None or (guide == workplace().guide and run.name in active):
                continue
            if guide == workplace().guide or _is_dead(locks, guide):
                state: State[Any] = Crashed(message="Its guide is gone; the record was not harmed.")
                await client.set_flow_run_state(run.id, state, force=True)
                settled += 1
    return settled


async def _unfinished(client: PrefectClient) -> list[FlowRun]:
    wanted = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(UNFINISHED))))
    return await client.read_flow_runs(
        flow_run_filter=wanted, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=200
    )


async def show_what_was_carried() -> int:
    """Open a finished run, named after its reference, for each stretch carried without Prefect."""
    with transaction(workplace().engine) as session:
        waiting = session.exec(
            select(CarriedAway).where(col(CarriedAway.shown).is_(False)).order_by(col(CarriedAway.carried_at))
        ).all()
        carried = [(row.id, row.reference, row.first_entry, row.last_entry) for row in waiting[:200]]
    async with get_client() as client:
        for key, reference, first, last in carried:
            message = f"Carried while Prefect was away, entries {first} to {last}."
            await client.create_flow_run(
                carried_while_away,
                name=reference,
                parameters={"reference": reference, "first_entry": first, "last_entry": last},
                tags=[reference, "carried-while-away"],
                state=Completed(message=message),
            )
            with transaction(workplace().engine) as session:
                if row := session.get(CarriedAway, key):
                    row.shown = True
                    session.add(row)
    return len(carried)


def _is_dead(locks: Locks, guide: str | None) -> bool:
    if guide is None or guide == workplace().guide:
        return False
    return locks.is_free(int(guide[:16], 16) >> 1)
