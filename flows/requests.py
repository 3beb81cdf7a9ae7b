"""What is put to a partner agency's people? One check about one person, never the consideration behind it.

They see what the agency's system would be told (flows/agencies/contract.py), and answer for their own
agency only. A request of another agency, or about somebody they are, is as if it were not there.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.agencies.asking import person_asked
from flows.agencies.contract import Person, ResultName
from flows.register.on_register import HEADQUARTERS
from flows.showing import named_in, shown
from flows.steps.actor import Actor
from flows.steps.entering import checked_as
from flows.steps.moving import Given
from flows.steps.opening import require
from flows.steps.pipeline import Taken, take
from flows.walls import not_named_in
from flows.whose import waits_on
from models import clock, ledger
from models.consideration import Consideration, Wait
from models.database import transaction
from models.dossier import CheckState, Dossier
from models.entries import CheckAsked
from models.errors import CannotDo
from models.folding import fold

REQUEST = re.compile(r"(C-\d{4}-\d{5,7})\.([a-z_]{1,40})")
NOT_THERE = "No request has that reference."
PURPOSE = "a check put to their agency"
READABLE_AFTERWARDS = timedelta(days=30)  # by the agency, after its answer


@dataclass(frozen=True)
class RequestPut:
    """One request that waits on an agency: which check, asked when, due when and why then."""

    id: str
    check: str
    asked_at: datetime | None
    due_at: datetime | None
    how: str


@dataclass(frozen=True)
class RequestOpened:
    """One request as shown: whom it is about, and what the agency has answered so far."""

    id: str
    check: str
    agency: str
    asked_at: datetime
    due_at: datetime | None
    how: str
    waits: bool
    result: str
    person: Person = field(repr=False)
    summary: str = field(repr=False)


def requests_put(session: Session, actor: Actor) -> list[RequestPut]:
    """Every request that waits on the actor's agency and unit, soonest first: codes and clocks only."""
    require(actor, "partner_agency")
    found = session.execute(
        select(Consideration.id, Consideration.reference, Wait.subject_of, Wait.due_at)
        .add_columns(col(Wait.how))
        .join(Wait, col(Wait.consideration_id) == col(Consideration.id))
        .where(waits_on(session, actor), col(Wait.owner_kind) == "agency", not_named_in(actor.person))
        .order_by(col(Wait.due_at).nulls_last(), col(Consideration.number), col(Wait.subject_of))
    ).all()
    asked = _asked_at(session, {row for row, *_ in found})
    return [
        RequestPut(f"{reference}.{check}", check, asked.get((row, check)), due_at, how)
        for row, reference, check, due_at, how in found
    ]


def _asked_at(session: Session, considerations: set[UUID]) -> dict[tuple[UUID, str], datetime]:
    """When each check was last asked."""
    entries = ledger.entries_of(session, considerations, [CheckAsked.kind])
    return {(row, each.body["check"]): each.at for row, asked in entries.items() for each in asked}


def open_request(engine: Engine, actor: Actor, request: str) -> RequestOpened:
    """Show one request; the entry that it is shown commits first. CannotDo where there is none for them."""
    require(actor, "partner_agency")
    with transaction(engine) as session:
        row, dossier, state, wait = _found(session, actor, request)
    shown(engine, actor, [row.reference], PURPOSE, code="asked_us")
    return RequestOpened(
        id=request, check=state.check, agency=state.agency, asked_at=state.asked_at,
        due_at=wait.due_at if wait else None, how=wait.how if wait else "", waits=wait is not None,
        result=state.result, person=person_asked(dossier, state.check),
        summary=str(state.summary.get("summary") or ""),
    )  # fmt: skip


class RequestAnswer(Given):
    """What the agency knows, in its own words."""

    result: ResultName
    summary: str = Field("", max_length=4000)


def answer_request(
    session: Session,
    actor: Actor,
    request: str,
    given: RequestAnswer | dict[str, Any],
    *,
    key: str | None = None,
) -> Taken:
    """Answer a request for one's own agency, as the move `record_check`. Raise CannotDo."""
    require(actor, "partner_agency")
    entered = checked_as(RequestAnswer, given)
    row, _, state, _ = _found(session, actor, request)
    if entered.result in ("known", "need_more_time") and not entered.summary:
        raise CannotDo(
            "summary: say what is known."
            if entered.result == "known"
            else "summary: say what it waits for, and when you expect to answer."
        )
    answer = {"check": state.check, "agency": actor.agency} | entered.model_dump()
    return take(session, row.reference, "record_check", actor, answer, key=key)


def _found(
    session: Session, actor: Actor, request: str
) -> tuple[Consideration, Dossier, CheckState, Wait | None]:
    """What a request stands for, and its wait. Another agency's or unit's, or about the actor: not there."""
    parts = REQUEST.fullmatch(request)
    row = (
        parts and session.exec(select(Consideration).where(Consideration.reference == parts[1])).one_or_none()
    )
    if not parts or not row or actor.unit not in (row.unit, HEADQUARTERS):
        raise CannotDo(NOT_THERE)
    dossier = fold(ledger.entries(session, row.id))
    state = dossier.checks.get(parts[2])
    if state is None or state.agency != actor.agency or named_in(session, actor, dossier):
        raise CannotDo(NOT_THERE)
    waiting = select(Wait).where(
        Wait.consideration_id == row.id, Wait.owner_kind == "agency", Wait.subject_of == state.check
    )
    wait = session.exec(waiting).one_or_none()
    if wait is None and not _is_readable(state, clock.now(session)):
        raise CannotDo(NOT_THERE)
    return row, dossier, state, wait


def _is_readable(state: CheckState, now: datetime) -> bool:
    """Whether what waits no more is shown: for 30 days, whatever becomes of the consideration meanwhile.

    By its end an agency would learn at which stage the consideration stands. Never what was asked of its
    system, which has still to answer.
    """
    since = state.answered_at or (state.asked_at if state.by_hand else None)
    return since is not None and now < since + READABLE_AFTERWARDS
