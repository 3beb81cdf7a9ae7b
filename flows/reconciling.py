"""What did dead guides leave behind? Runs that look alive, and letters nobody knows the fate of."""

from typing import Any

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Completed, Crashed
from sqlmodel import col, select

from flows.carrying import in_hand, make
from flows.consider import carried_while_away
from flows.locks import Locks
from flows.running import GUIDE_TAG, Prefect
from flows.watching import watched
from flows.workplace import workplace
from models.consideration import CarriedAway, Consideration, GuideState, IssuedLetter
from models.database import transaction

UNFINISHED = (StateType.RUNNING, StateType.PENDING, StateType.SCHEDULED)
AT_ONCE = 200


def settle_letters(locks: Locks) -> int:
    """Mark as unknown each letter claimed by a hand that is gone; a person settles it. Return how many.

    This guide's own counts too, where a failure between the claim and the sending left it behind.
    """
    place = workplace()
    with transaction(place.engine) as session:
        flying = session.exec(
            select(IssuedLetter.reference, IssuedLetter.claimed_by, Consideration.reference)
            .join(Consideration, col(Consideration.id) == IssuedLetter.consideration_id)
            .where(IssuedLetter.state == "in_flight")
        ).all()
    lost = [
        (letter, reference)
        for letter, guide, reference in flying
        if (guide == place.guide and letter not in in_hand) or _is_dead(locks, guide)
    ]
    for letter, reference in lost:
        make(reference, "letter_lost", {"letter": letter})
    return len(lost)


def forget_dead_guides(locks: Locks) -> None:
    """Drop the state rows of guides whose lock is free."""
    with transaction(workplace().engine) as session:
        for state in session.exec(select(GuideState)).all():
            if state.guide != workplace().guide and locks.is_free(state.lock_key):
                session.delete(state)


async def settle_runs(locks: Locks, prefect: Prefect) -> int:
    """End each unfinished run of a dead guide, and of this guide where it has let go of it.

    Never forced, so that a run which ended meanwhile stays as it ended.
    """
    settled = 0
    async with get_client() as client:
        for run in await _unfinished(client):
            if _under_way(locks, run):
                continue
            state: State[Any] = Crashed(message="Its guide is gone; the record was not harmed.")
            if run.id in prefect.done:
                state = Completed(message="Carried to its end; Prefect was away when it ended.")
            await client.set_flow_run_state(run.id, state)
            prefect.done.discard(run.id)
            settled += 1
    return settled


def _under_way(locks: Locks, run: FlowRun) -> bool:
    """Tell whether a living guide has the run in hand. A run's tags hold its guide and its own name."""
    guide = next((tag.partition(":")[2] for tag in run.tags if tag.startswith(f"{GUIDE_TAG}:")), None)
    if guide == workplace().guide:
        return bool(watched.keys() & set(run.tags))
    return not _is_dead(locks, guide)


async def _unfinished(client: PrefectClient) -> list[FlowRun]:
    wanted = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(UNFINISHED))),
        tags=FlowRunFilterTags(all_=[GUIDE_TAG]),
    )
    return await client.read_flow_runs(
        flow_run_filter=wanted, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=AT_ONCE
    )


async def show_what_was_carried() -> int:
    """Open a finished run, named after its reference, for each stretch carried without Prefect."""
    with transaction(workplace().engine) as session:
        waiting = session.exec(
            select(CarriedAway)
            .where(col(CarriedAway.shown).is_(False))
            .order_by(col(CarriedAway.carried_at))
            .limit(AT_ONCE)
        ).all()
        carried = [(row.id, row.reference, row.first_entry, row.last_entry) for row in waiting]
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
