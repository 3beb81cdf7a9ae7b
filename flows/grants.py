"""On what footing does somebody read what is not assigned to them? A reason for the day, or the glass broken.

A grant only widens what access already allows: a reason opens what asks for one, breaking the glass what
else only its unit reads. Neither lets anybody act, and neither opens what its reader is named in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from flows.clocks import LONDON, end_of
from flows.showing import entitled, named_in
from flows.steps.actor import Actor
from flows.steps.roles import READERS, REGISTRARS
from flows.team import Scope
from models import clock, ledger
from models.account import Grant, GrantKind
from models.consideration import Consideration
from models.entries import GlassBroken
from models.errors import CannotDo
from models.folding import fold
from models.ledger_rows import EntryRow

GLASS_STANDS = timedelta(minutes=60)
SHORTEST_REASON, SHORTEST_TO_BREAK_GLASS = 10, 20
LATELY = timedelta(days=14)


def give_reason(session: Session, actor: Actor, reference: str, reason: str) -> Grant:
    """Keep why somebody reads it, until the end of the day; each page they then see is entered with it.

    Raise CannotDo with every obstacle.
    """
    _obtainable(session, actor, reference, (*READERS, *REGISTRARS), reason, SHORTEST_REASON)
    now = clock.now(session)
    until = end_of(now.astimezone(LONDON).date())
    return _give(session, actor, reference, GrantKind.REASON, reason, now, until)


def break_glass(session: Session, actor: Actor, reference: str, reason: str) -> Grant:
    """Let somebody read one consideration of another unit for an hour, with an entry all its own.

    Broken already and still standing: nothing more is written. Raise CannotDo with every obstacle.
    """
    row = _obtainable(session, actor, reference, READERS, reason, SHORTEST_TO_BREAK_GLASS)
    held = grant_for(session, actor.handle, reference)
    if held and held.kind is GrantKind.BREAK_GLASS:
        return held
    now = clock.now(session)
    given = _give(session, actor, reference, GrantKind.BREAK_GLASS, reason, now, now + GLASS_STANDS)
    entry = GlassBroken(reference=reference, unit=row.unit, until=given.until)
    ledger.append(session, entry, {"reason": given.reason}, by=actor.handle, consideration=row.id)
    return given


def reason_for_each(session: Session, actor: Actor, references: Sequence[str], reason: str) -> None:
    """Keep one reason, such as a meeting, for several; those open by one already are left as they are."""
    given = granted(session, actor.handle, references)
    for reference in sorted(set(references) - given):
        give_reason(session, actor, reference, reason)


def granted(session: Session, handle: str, references: Sequence[str]) -> set[str]:
    """Which of these somebody reads by a grant that stands now."""
    found = select(Grant.reference).where(Grant.handle == handle, col(Grant.until) > clock.MOMENT)
    return set(session.exec(found.where(col(Grant.reference).in_(references))))


def grant_for(session: Session, handle: str, reference: str) -> Grant | None:
    """The grant that stands now, if one does: the glass broken before a reason given."""
    return strongest(session.exec(select(Grant).where(standing(handle, reference))).all())


def standing(handle: str, reference: str) -> ColumnElement[bool]:
    """The condition under which a grant is somebody's for one consideration, and stands now."""
    return and_(
        col(Grant.handle) == handle, col(Grant.reference) == reference, col(Grant.until) > clock.MOMENT
    )


def strongest(grants: Sequence[Grant]) -> Grant | None:
    """The glass broken before a reason given; of either, what stands longest."""
    return max(grants, key=lambda each: (each.kind is GrantKind.BREAK_GLASS, each.until), default=None)


@dataclass(frozen=True)
class Broken:
    """One breaking of the glass, by handle; why stands in the consideration, for whoever may open it."""

    reference: str
    unit: str
    by: str
    at: datetime
    until: datetime


def broken_lately(session: Session, scope: Scope) -> list[Broken]:
    """Each breaking of the glass of the last fortnight in what somebody looks over, latest first."""
    found = session.exec(
        select(EntryRow.seq)
        .join(Consideration, col(Consideration.id) == col(EntryRow.consideration))
        .where(EntryRow.kind == GlassBroken.kind, col(EntryRow.at) > clock.now(session) - LATELY)
        .where(*scope.where)
    ).all()
    wanted = set(found)
    if not wanted:
        return []
    entries = ledger.entries(session, after=min(wanted) - 1, kinds=[GlassBroken.kind])
    return [
        Broken(
            each.body["reference"], each.body["unit"], each.by, each.at,
            datetime.fromisoformat(each.body["until"]),
        )
        for each in reversed(entries)
        if each.seq in wanted
    ]  # fmt: skip


def _obtainable(
    session: Session, actor: Actor, reference: str, roles: tuple[str, ...], reason: str, shortest: int
) -> Consideration:
    """The consideration, locked so that two of one click follow each other. Named in it: as if not there."""
    entitled(actor, roles, "asked by the reader")
    row = session.exec(
        select(Consideration).where(Consideration.reference == reference).with_for_update()
    ).one_or_none()
    if row is None or named_in(session, actor, fold(ledger.entries(session, row.id))):
        raise CannotDo("No consideration has that reference.")
    if len(reason.strip()) < shortest:
        raise CannotDo(f"reason: say why you need to read it, in {shortest} characters or more.")
    return row


def _give(
    session: Session,
    actor: Actor,
    reference: str,
    kind: GrantKind,
    reason: str,
    now: datetime,
    until: datetime,
) -> Grant:
    given = Grant(
        handle=actor.handle, reference=reference, kind=kind, reason=reason.strip(), given_at=now, until=until
    )
    session.add(given)
    session.flush()
    return given
