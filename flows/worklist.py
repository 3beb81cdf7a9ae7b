"""What waits on me? Soonest deadline first, and why, without opening anything: codes, clocks, no names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, not_
from sqlmodel import Session, col, select

from flows.steps.actor import Actor
from flows.walls import not_named_in
from flows.whose import waits_on, whose
from models import clock
from models.consideration import Consideration, Wait

SOON = timedelta(days=3)
COMES_UP = timedelta(days=14)  # how long before its day a review is shown


@dataclass(frozen=True)
class Item:
    """One wait. `request`: for an agency, the request it answers, in place of the consideration."""

    reference: str
    unit: str
    stage: str
    what: str
    why: str
    whose: str
    about: str | None
    due_at: datetime | None
    how: str
    overdue: bool
    request: str | None = None


@dataclass(frozen=True)
class Work:
    """One page of what waits on somebody, and how much there is in all."""

    items: tuple[Item, ...]
    total: int
    overdue: int
    due_soon: int
    kinds: tuple[tuple[str, int], ...] = ()  # every kind of move waited for, and how many, of all of it


def my_work(
    session: Session, actor: Actor, *, what: str | None = None, limit: int = 50, offset: int = 0
) -> Work:
    """What waits on one person, soonest deadline first, what has none last; `what`: one kind of move only.

    References and reasons only: no consultation. Whoever has no rights has no work.
    """
    if not actor.active:
        return Work((), 0, 0, 0)
    now = clock.now(session)
    due, late = col(Wait.due_at), col(Wait.due_at) < now
    far_off = and_(col(Wait.what) == "review", due > now + COMES_UP)
    totals = (
        func.count().over(),
        func.count().filter(late).over(),
        func.count().filter(not_(late), due < now + SOON).over(),
    )
    mine = and_(waits_on(session, actor), not_named_in(actor.person), not_(far_off))
    joined = col(Wait.consideration_id) == col(Consideration.id)
    kinds = session.execute(
        select(Wait.what, func.count()).join(Consideration, joined).where(mine).group_by(Wait.what)
    ).all()
    found = session.execute(
        select(Consideration.reference, Consideration.unit, Consideration.stage, Wait)
        .add_columns(*totals)
        .join(Wait, joined)
        .where(mine, *([col(Wait.what) == what] if what else []))
        .order_by(due.nulls_last(), col(Consideration.number), col(Wait.what), col(Wait.subject_of))
        .limit(limit)
        .offset(offset)
    ).all()
    items = tuple(_item(actor, now, *row[:4]) for row in found)
    total, overdue, due_soon = found[0][4:] if found else (0, 0, 0)
    return Work(items, total, overdue, due_soon, tuple(sorted((kind, number) for kind, number in kinds)))


def _item(actor: Actor, now: datetime, reference: str, unit: str, stage: str, wait: Wait) -> Item:
    # Which other consideration is about the same person is for whoever has opened this one.
    about = None if wait.what == "note_joined" else wait.subject_of
    by_request = "partner_agency" in actor.roles  # the police's own officer answers at the consideration
    return Item(
        reference=reference,
        unit=unit,
        stage=stage,
        what=wait.what,
        why=wait.why,
        whose=whose(wait.owner_kind, wait.owner, actor.handle),
        about=about,
        due_at=wait.due_at,
        how=wait.how,
        overdue=wait.due_at is not None and wait.due_at < now,
        request=f"{reference}.{about}" if wait.owner_kind == "agency" and by_request else None,
    )
