"""How does a unit's work stand? Who has what, how old it is, what is late, and what is to be settled."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import Session, col, select

from flows.clocks import LONDON, start_of
from flows.people import is_active
from flows.register.on_register import HEADQUARTERS
from flows.registering.taken import files_of
from flows.steps.actor import Actor
from flows.steps.roles import OFFICERS
from flows.walls import not_named_in
from flows.whose import whose
from models import clock
from models.consideration import Consideration, IssuedLetter, Wait
from models.officer import Officer
from models.register_import import ImportState, RegisterImport
from models.registration import RegistrationUpload, UploadState
from policy.stages import Stage

ON_LETTERS = ("settle_letter", "release_letter", "hand_letter")


@dataclass(frozen=True)
class Carried:
    """One open consideration: how old, what comes next and by when."""

    reference: str
    unit: str
    stage: str
    level: int | None
    opened_on: date
    age_days: int
    overdue: int
    next_what: str | None
    next_due: datetime | None
    next_how: str


@dataclass(frozen=True)
class Carrier:
    """An officer and what they carry; handle None: what nobody has. Without rights: to be reassigned."""

    handle: str | None
    name: str
    rank: str
    active: bool
    carries: tuple[Carried, ...]
    agency: str = ""

    @property
    def overdue(self) -> int:
        return sum(each.overdue > 0 for each in self.carries)


@dataclass(frozen=True)
class Scope:
    """What somebody looks over: a unit (None: all), a lead agency (None: any), never what names them."""

    unit: str | None = None
    agency: str | None = None
    person: str | None = None

    @property
    def where(self) -> list[ColumnElement[bool]]:
        """The conditions on a consideration."""
        return [
            *([col(Consideration.unit) == self.unit] if self.unit else []),
            *([col(Consideration.lead_agency) == self.agency] if self.agency else []),
            *([not_named_in(self.person)] if self.person else []),
        ]


def scope_of(actor: Actor, wanted: str | None = None) -> Scope:
    """Their own unit; from headquarters the one asked for, or all. Only the police see any lead agency."""
    seen = wanted if actor.unit == HEADQUARTERS else actor.unit
    return Scope(seen or None, None if actor.agency == "police" else actor.agency, actor.person)


def team(session: Session, scope: Scope) -> list[Carrier]:
    """Who carries what, officers without anything included, what nobody has first."""
    now = clock.now(session)
    carried = _carried(session, scope, now)
    officers = session.exec(select(Officer).order_by(col(Officer.handle))).all()
    known = {officer.handle: officer for officer in officers}
    shown: list[str | None] = [None] if None in carried else []
    shown += sorted(
        {handle for handle in carried if handle}
        | {o.handle for o in officers if _of_team(o, scope) and _active(o, now)}
    )
    return [_carrier(handle, known.get(handle or ""), carried.get(handle, ()), now) for handle in shown]


def _of_team(officer: Officer, scope: Scope) -> bool:
    carries = bool({*officer.roles} & {*OFFICERS}) and scope.agency in (None, officer.agency)
    return carries and (officer.unit == scope.unit if scope.unit else officer.unit != HEADQUARTERS)


def _active(officer: Officer, now: datetime) -> bool:
    return is_active(officer.active_from, officer.revoked_at, now, now.astimezone(LONDON).date())


def _carrier(
    handle: str | None, officer: Officer | None, carries: Sequence[Carried], now: datetime
) -> Carrier:
    if officer is None:
        return Carrier(handle, "", "", handle is None, tuple(carries))
    return Carrier(handle, officer.name, officer.rank, _active(officer, now), tuple(carries), officer.agency)


def _carried(session: Session, scope: Scope, now: datetime) -> dict[str | None, list[Carried]]:
    due = col(Wait.due_at)
    of_people = and_(col(Wait.consideration_id) == col(Consideration.id), col(Wait.owner_kind) != "machine")
    first, how = (
        func.array_agg(aggregate_order_by(col(each), due.nulls_last())) for each in (Wait.what, Wait.how)
    )
    found = session.execute(
        select(Consideration.officer, Consideration.reference, Consideration.unit, Consideration.stage)
        .add_columns(
            col(Consideration.level), col(Consideration.opened_on),
            func.count().filter(due < now), first[1], func.min(due), how[1],
        )
        .join(Wait, of_people, isouter=True)
        .where(col(Consideration.stage) != str(Stage.CLOSED), *scope.where)
        .group_by(col(Consideration.id))
        .order_by(func.min(due).nulls_last(), col(Consideration.number))
    )  # fmt: skip
    today = now.astimezone(LONDON).date()
    carried: dict[str | None, list[Carried]] = defaultdict(list)
    for officer, reference, of_unit, stage, level, opened_on, overdue, what, next_due, how_first in found:
        age = (today - opened_on).days
        carried[officer].append(
            Carried(
                reference, of_unit, stage, level, opened_on, age, overdue, what, next_due, how_first or ""
            )
        )
    return carried


@dataclass(frozen=True)
class Deadline:
    """One clock that runs out, on whom, and how its day was worked out."""

    reference: str
    unit: str
    what: str
    whose: str
    due_at: datetime
    how: str


def calendar(session: Session, scope: Scope, first: date, last: date) -> dict[date, list[Deadline]]:
    """Every deadline from one day to another, both included, by its day in London."""
    due = col(Wait.due_at)
    found = session.execute(
        select(Consideration.reference, Consideration.unit, Wait.what, Wait.owner_kind)
        .add_columns(col(Wait.owner), due, col(Wait.how))
        .join(Wait, col(Wait.consideration_id) == col(Consideration.id))
        .where(due >= start_of(first), due < start_of(last + timedelta(days=1)))
        .where(col(Wait.owner_kind) != "machine", *scope.where)
        .order_by(due, col(Consideration.number), col(Wait.what))
    )
    days: dict[date, list[Deadline]] = defaultdict(list)
    for reference, of_unit, what, kind, owner, due_at, how in found:
        day = due_at.astimezone(LONDON).date()
        days[day].append(Deadline(reference, of_unit, what, whose(kind, owner), due_at, how))
    return dict(days)


@dataclass(frozen=True)
class LetterWaiting:
    """A letter that waits on a person. `what`: settle_letter where nobody knows whether it went."""

    letter: str
    kind: str
    reference: str
    unit: str
    what: str
    whose: str
    made_at: datetime
    due_at: datetime | None
    how: str


def letters_waiting(session: Session, scope: Scope) -> list[LetterWaiting]:
    """Letters to be settled, released or handed over, the soonest first."""
    found = session.execute(
        select(IssuedLetter.reference, IssuedLetter.kind, Consideration.reference, Consideration.unit)
        .add_columns(col(Wait.what), col(Wait.owner_kind), col(Wait.owner))
        .add_columns(col(IssuedLetter.made_at), col(Wait.due_at), col(Wait.how))
        .join(Consideration, col(Consideration.id) == col(IssuedLetter.consideration_id))
        .join(Wait, col(Wait.consideration_id) == col(Consideration.id))
        .where(col(Wait.what).in_(ON_LETTERS), col(Wait.subject_of) == col(IssuedLetter.reference))
        .where(*scope.where)
        .order_by(col(Wait.due_at).nulls_last(), col(IssuedLetter.reference))
    )
    return [
        LetterWaiting(letter, kind, reference, of_unit, what, whose(on, owner), made_at, due_at, how)
        for letter, kind, reference, of_unit, what, on, owner, made_at, due_at, how in found
    ]


@dataclass(frozen=True)
class ToConfirm:
    """A file read but not applied. `stopped`: it changes so much that a senior manager goes first."""

    id: UUID
    what: Literal["register", "registrations"]
    number: int
    rows: int
    stopped: bool
    percent: int | None
    uploaded_by: str
    uploaded_person: str
    uploaded_at: datetime


def to_confirm(session: Session, actor: Actor) -> list[ToConfirm]:
    """Register extracts, and files of registrations of theirs, that wait on a second person, latest first."""
    waiting = (ImportState.QUARANTINED, ImportState.STOPPED)
    extracts = session.execute(
        select(RegisterImport.id, RegisterImport.number, RegisterImport.rows, RegisterImport.state)
        .add_columns(col(RegisterImport.percent), *_brought_by(RegisterImport))
        .where(col(RegisterImport.state).in_(waiting))
    )
    uploads = session.execute(
        select(RegistrationUpload.id, RegistrationUpload.number, RegistrationUpload.rows)
        .add_columns(*_brought_by(RegistrationUpload))
        .where(col(RegistrationUpload.state) == UploadState.QUARANTINED)
        .where(col(RegistrationUpload.id).in_(files_of(actor).with_only_columns(col(RegistrationUpload.id))))
    )
    found = [
        ToConfirm(id_, "register", number, rows, state == ImportState.STOPPED, percent, *by)
        for id_, number, rows, state, percent, *by in extracts
    ]
    found += [
        ToConfirm(id_, "registrations", number, rows, False, None, *by) for id_, number, rows, *by in uploads
    ]
    return sorted(found, key=lambda each: each.uploaded_at, reverse=True)


def _brought_by(table: type[RegisterImport] | type[RegistrationUpload]) -> list[Any]:
    return [col(table.uploaded_by), col(table.uploaded_person), col(table.uploaded_at)]
