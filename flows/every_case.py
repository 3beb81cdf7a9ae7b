"""Whose disclosure should have been considered, and was not? Opens what is due, and proves coverage.

CJA 2003 s.327A(1): the authority must consider, for every child sex offender it manages, at every level.
Plain functions: flows/considering.py shows them in Prefect.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from flows.steps.actor import MACHINE
from flows.steps.opening import Opening, open_known
from flows.steps.snapshot import snapshots_of
from flows.workplace import workplace
from models import clock, ledger
from models.consideration import Consideration
from models.conviction import Conviction
from models.database import transaction
from models.entries import SweepRun
from models.schemes import schemes
from models.subject import OrderCondition, Subject
from policy.every_case import Managed, Occasion, is_child_sex_offender, occasions
from policy.facts import Identity, Item, ItemKind, Route
from policy.scheme import Scheme
from policy.stages import Stage

OF_THE_REGISTER = (
    "id", "register_reference", "level", "unit", "managed_since", "level_since", "last_changed_on",
    "next_risk_review_on", "next_meeting_on", "lead_agency",
)  # fmt: skip
AT_ONCE = 80  # openings in a transaction: the ledger takes at most 100 entries


@dataclass(frozen=True)
class Coverage:
    """Everybody managed, split without overlap, and how many were opened just now."""

    day: date
    managed: int
    considered: int
    due: int
    overdue: int
    opened: int = 0
    open_now: int = 0

    @property
    def words(self) -> str:
        """All four numbers, and how many of those due or overdue are being considered now."""
        return (
            f"{self.managed} managed: {self.considered} considered in time, {self.due} due, "
            f"{self.overdue} overdue; {self.open_now} of these are being considered now"
        )


@dataclass(frozen=True)
class Duty:
    """One managed person, what is due on them, soonest first, and the consideration that is open, if any."""

    subject: UUID
    reference: str
    level: int
    unit: str
    lead_agency: str
    due: tuple[Occasion, ...]
    open_one: str | None
    considered_on: date | None

    def is_overdue(self, today: date) -> bool:
        return bool(self.due) and self.due[0].due_on < today


def coverage(session: Session) -> Coverage:
    """Count who is managed, considered in time, due and overdue today."""
    today = clock.today(session)
    return counted(duties(session, today), today)


def duties(session: Session, today: date) -> list[Duty]:
    """Work out, for everybody managed, what the duty to consider asks today."""
    scheme = schemes().in_force(Route.MAPPA_S327A, today)
    # Columns, not objects: a page asks this of everybody on the register.
    subjects = session.execute(
        sa_select(*(getattr(Subject, name) for name in OF_THE_REGISTER)).where(
            col(Subject.managed).is_(True), col(Subject.left_on).is_(None)
        )
    ).all()
    considered, open_ones = _considered(session), _open(session)
    ending = _orders_ending(session)
    of_children_only = scheme.every_case.binds == "child_sex_offenders"
    child_sex = _child_sex_offenders(session) if of_children_only else {}
    return [
        Duty(
            subject=subject.id,
            reference=subject.register_reference,
            level=subject.level,
            unit=subject.unit,
            lead_agency=subject.lead_agency,
            due=_occasions(subject, considered.get(subject.id), ending, child_sex, today, scheme),
            open_one=open_ones.get(subject.id),
            considered_on=considered.get(subject.id),
        )
        for subject in subjects
    ]


def consider_every_case(day: date, progress: Callable[[int, int], None] | None = None) -> Coverage:
    """Open a consideration on everybody due and without one. Run twice, it opens nothing twice."""
    place = workplace()
    with transaction(place.engine) as session:
        waiting = [duty for duty in duties(session, day) if duty.due and duty.open_one is None]
    for start in range(0, len(waiting), AT_ONCE):
        with transaction(place.engine) as session:
            _open_all(session, waiting[start : start + AT_ONCE], day)
        if progress:
            progress(min(start + AT_ONCE, len(waiting)), len(waiting))
    with transaction(place.engine) as session:
        known = duties(session, day)
        found = counted(known, day, opened=len(waiting))
        digest = hashlib.sha256("\n".join(sorted(duty.reference for duty in known)).encode()).hexdigest()
        ledger.append(
            session,
            SweepRun(flow="considering", digest=digest, **asdict(found)),
            by=MACHINE.handle,
        )
    return found


def _open_all(session: Session, chosen: Iterable[Duty], day: date) -> None:
    by_id = {duty.subject: duty for duty in chosen}
    subjects = session.exec(select(Subject).where(col(Subject.id).in_(list(by_id)))).all()
    snapshots = snapshots_of(session, subjects)
    for subject in sorted(subjects, key=lambda each: each.register_reference):
        first = min(by_id[subject.id].due, key=lambda occasion: occasion.due_on)
        given = Opening(
            subject=subject.register_reference, occasion=first.key.split(":")[0], reasons=first.why
        )
        key = f"every-case:{subject.id}:{first.key}:{day if first.key == 'interval' else ''}"
        open_known(session, MACHINE, given, subject, snapshots[subject.id], key=key)


def counted(known: list[Duty], today: date, opened: int = 0) -> Coverage:
    """Split these people without overlap: considered in time, due, overdue."""
    overdue = sum(1 for duty in known if duty.is_overdue(today))
    due = sum(1 for duty in known if duty.due and not duty.is_overdue(today))
    open_now = sum(1 for duty in known if duty.due and duty.open_one)
    return Coverage(today, len(known), len(known) - due - overdue, due, overdue, opened, open_now)


def _considered(session: Session) -> dict[UUID, date]:
    found = session.execute(
        sa_select(col(Consideration.subject_id), col(Consideration.decided_on))
        .where(col(Consideration.decided_on).is_not(None), col(Consideration.identity) == Identity.UNIQUE)
        .order_by(col(Consideration.decided_on))
    )
    return {subject: day for subject, day in found if subject and day}


def _open(session: Session) -> dict[UUID, str]:
    found = session.execute(
        sa_select(col(Consideration.subject_id), col(Consideration.reference)).where(
            col(Consideration.stage) != str(Stage.CLOSED)
        )
    )
    return {subject: reference for subject, reference in found if subject}


def _orders_ending(session: Session) -> dict[UUID, tuple[date, ...]]:
    ending: dict[UUID, tuple[date, ...]] = {}
    subject_id, expires_on = col(OrderCondition.subject_id), col(OrderCondition.expires_on)
    for subject, day in session.execute(sa_select(subject_id, expires_on).where(expires_on.is_not(None))):
        ending[subject] = (*ending.get(subject, ()), day)
    return ending


def _child_sex_offenders(session: Session) -> dict[UUID, bool | None]:
    """What the register's convictions make of each person. Not recorded, or not known, is never a no."""
    held: dict[UUID, set[Item]] = defaultdict(set)
    rows = session.execute(
        sa_select(
            col(Conviction.subject_id),
            col(Conviction.disposal),
            col(Conviction.schedule_34a),
            col(Conviction.foreign),
            col(Conviction.foreign_equivalent_opinion),
        )
    )
    for subject, *kept in rows:
        held[subject].add(_as_item(*kept))
    return {subject: is_child_sex_offender(tuple(items)) for subject, items in held.items()}


@cache
def _as_item(disposal: str, listed: bool | None, foreign: bool | None, equivalent: bool | None) -> Item:
    """A conviction as the duty sees it: there are only a few kinds among thousands."""
    return Item(
        item_id="any", kind=ItemKind(disposal), schedule_34a=listed,
        foreign=foreign, foreign_equivalent=equivalent,
    )  # fmt: skip


def _occasions(
    subject: Any,
    considered: date | None,
    ending: dict[UUID, tuple[date, ...]],
    child_sex: dict[UUID, bool | None],
    today: date,
    scheme: Scheme,
) -> tuple[Occasion, ...]:
    return tuple(
        occasions(
            Managed(
                child_sex_offender=child_sex.get(subject.id),
                managed_since=subject.managed_since or subject.last_changed_on,
                level=subject.level,
                level_since=subject.level_since,
                next_risk_review_on=subject.next_risk_review_on,
                next_meeting_on=subject.next_meeting_on,
                conditions_expire_on=ending.get(subject.id, ()),
                last_considered_on=considered,
            ),
            today,
            scheme,
        )
    )
