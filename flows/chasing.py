"""Which deadlines are coming, and which were missed? Notes each miss once; the worklist shows the rest."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from flows.accounts import forget_ended
from flows.drafts import forget_old
from flows.steps.actor import MACHINE
from flows.steps.pipeline import renew_waits, take
from flows.workplace import workplace
from models import clock, ledger
from models.consideration import Consideration, Wait
from models.database import transaction
from models.entries import ChaseRun, ClosureAdded, ClosureRemoved
from models.ledger_rows import EntryRow
from policy.stages import Stage

COMING = timedelta(days=3)


@dataclass(frozen=True)
class Chased:
    """What one run found: deadlines within three days, missed ones, and how many misses were new."""

    coming: int
    missed: int
    noted: int


def chase(day: date) -> Chased:
    """Note every missed deadline, once each, and leave one entry saying what was read.

    Once a day is also when drafts and web sessions of a month ago are forgotten.
    """
    engine = workplace().engine
    _look_again_at_clocks(engine)
    with transaction(engine) as session:
        now = clock.now(session)
        waiting = _waiting(session, now)
    missed = [wait for wait in waiting if wait[2] < now]
    before = _noted()
    for reference, what, due in missed:
        with transaction(engine) as session:
            take(session, reference, "note_overdue", MACHINE, {"clock": what, "due_at": due.isoformat()})
    digest = hashlib.sha256("\n".join(f"{w[0]} {w[1]}" for w in waiting).encode()).hexdigest()
    found = Chased(coming=len(waiting) - len(missed), missed=len(missed), noted=_noted() - before)
    with transaction(engine) as session:
        ledger.append(
            session,
            ChaseRun(day=day, coming=found.coming, missed=found.missed, digest=digest),
            by=MACHINE.handle,
        )
    with transaction(engine) as session:
        forget_old(session)
        forget_ended(session)
    return found


def _look_again_at_clocks(engine: Engine) -> None:
    """Where rights have been withdrawn since it was signed, it waits on a new proposal, not on a telling.

    And every clock runs anew once a closed day has been recorded, or taken back, since the last run.
    """
    with transaction(engine) as session:
        found = select(Consideration.reference).order_by(col(Consideration.number))
        if not _closures_changed(session):
            found = found.where(Consideration.stage == str(Stage.TELLING))
        references = list(session.exec(found))
    for reference in references:
        with transaction(engine) as session:
            renew_waits(session, reference)


def _closures_changed(session: Session) -> bool:
    def last(*kinds: str) -> int:
        return session.exec(select(func.max(EntryRow.seq)).where(col(EntryRow.kind).in_(kinds))).one() or 0

    return last(ClosureAdded.kind, ClosureRemoved.kind) > last(ChaseRun.kind)


def _waiting(session: Session, now: datetime) -> list[tuple[str, str, datetime]]:
    found = session.exec(
        select(Consideration.reference, Wait.what, Wait.due_at)
        .join(Wait, col(Wait.consideration_id) == Consideration.id)
        .where(col(Wait.due_at) < now + COMING, Wait.owner_kind != "machine", Wait.what != "review")
        .order_by(col(Consideration.number))
    )
    return [(reference, what, due) for reference, what, due in found if due is not None]


def _noted() -> int:
    with transaction(workplace().engine) as session:
        found = session.connection().exec_driver_sql(
            "SELECT count(*) FROM entry WHERE kind = 'DeadlineMissed'"
        )
        return int(found.scalar_one())
