"""Whose move is it? What the owner of a wait means in words, and which owners one person answers to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from flows.register.on_register import HEADQUARTERS
from flows.steps.actor import Actor
from models.consideration import Consideration, Wait
from models.named_in import NamedIn
from models.officer import Officer
from policy.scheme import RANKS
from policy.titles import title


def whose(owner_kind: str, owner: str, handle: str | None = None) -> str:
    """Say in words whom a wait is on: `handle` is you."""
    if owner_kind == "machine":
        return "the machine"
    if owner == handle:
        return "you"
    if owner_kind == "agency":
        return title(owner)
    if "@" in owner:
        role, _, unit = owner.partition("@")
        return f"any {title(role)}, {unit}"
    if ":" in owner:
        agency, _, rank = owner.partition(":")
        return f"{title(rank)} or above, {title(agency)}"
    return f"the {title(owner)}" if owner == "chair" else owner


def waits_on(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition under which a wait is this person's to answer; joined with its consideration.

    Their own; their roles' in their unit (headquarters: any unit); signatures that their rank in their
    agency is the first to give; what their agency is asked. A review counts only once its day has come.
    """
    near = [] if actor.unit == HEADQUARTERS else [col(Consideration.unit) == actor.unit]
    owner, kind = col(Wait.owner), col(Wait.owner_kind)
    own = [owner == actor.handle, and_(owner.in_(sorted(actor.roles)), *near), _at_unit(actor)]
    own += [
        and_(col(Consideration.unit) == unit, owner.in_(signatories))
        for unit, signatories in sorted(_signs_for(session, actor).items())
    ]
    return or_(and_(kind.in_(("person", "date")), or_(*own)), and_(kind == "agency", *_asked(actor), *near))


def _at_unit(actor: Actor) -> ColumnElement[bool]:
    """What waits on any holder of one of their roles in a unit, e.g. supervisor@northern."""
    if actor.unit == HEADQUARTERS:
        return or_(*(col(Wait.owner).startswith(f"{role}@", autoescape=True) for role in sorted(actor.roles)))
    return col(Wait.owner).in_([f"{role}@{actor.unit}" for role in sorted(actor.roles)])


def _asked(actor: Actor) -> list[ColumnElement[bool]]:
    """What an agency is asked goes to its people for that; the police ask their own officer."""
    if "partner_agency" in actor.roles:
        return [col(Wait.owner) == actor.agency]
    return [col(Wait.owner) == actor.agency, col(Consideration.officer) == actor.handle]


@dataclass(frozen=True)
class _Post:
    unit: str
    rank: str


def _signs_for(session: Session, actor: Actor) -> dict[str, list[str]]:
    """By unit, the lowest ranks asked for that nobody below this person is there to fill."""
    order = RANKS.get(actor.agency, ())
    if actor.rank not in order:
        return {}
    posts = _posts(session, actor.agency)
    reached: Sequence[str] = [actor.unit]
    if actor.unit == HEADQUARTERS:
        reached = session.exec(select(Consideration.unit).distinct()).all()
    return {
        unit: [f"{actor.agency}:{rank}" for rank in _filled(order, actor.rank, unit, posts)]
        for unit in reached
    }


def signs_first(session: Session, actor: Actor, row: Consideration, but: Collection[str]) -> list[str]:
    """The same of one consideration: whoever can't sign it (`but`, or named in it) does not count."""
    order = RANKS.get(actor.agency, ())
    if actor.rank not in order:
        return []
    person, named = col(Officer.person_key), select(NamedIn.person_key)
    named = named.where(NamedIn.consideration_id == row.id)
    posts = _posts(session, actor.agency, person.not_in(named), person.not_in(but))
    return [f"{actor.agency}:{rank}" for rank in _filled(order, actor.rank, row.unit, posts)]


def _posts(session: Session, agency: str, *where: ColumnElement[bool]) -> list[_Post]:
    held = select(Officer.unit, Officer.rank).where(Officer.agency == agency, *where)
    found = session.exec(held.where(col(Officer.revoked_at).is_(None)).distinct())
    return [_Post(unit, rank) for unit, rank in found]


def _filled(order: tuple[str, ...], rank: str, unit: str, posts: Iterable[_Post]) -> list[str]:
    below = [order.index(p.rank) for p in posts if p.unit in (unit, HEADQUARTERS) and p.rank in order]
    mine = order.index(rank)
    lowest = max((each + 1 for each in below if each < mine), default=0)
    return list(order[lowest : mine + 1])
