"""Who are the people behind the handles? One human being may hold several accounts; policy counts people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from flows.steps.actor import Actor
from models import clock
from models.errors import CannotDo
from models.fields import is_reference
from models.officer import Officer


@dataclass(frozen=True)
class Person:
    """A human being as an account shows them today."""

    person: str
    agency: str
    rank: str
    active: bool


def people(session: Session, now: datetime | None = None) -> dict[str, Person]:
    """Every account's person, agency, rank and rights, as they are now, by handle.

    `now`: the moment, where the clock has been asked already.
    """
    now = now or clock.now(session)
    day = now.astimezone(clock.LONDON).date()
    # Columns, not objects: read at every move on a pack, and objects would take several times as long.
    rows = session.execute(
        sa_select(
            *(col(each) for each in (Officer.handle, Officer.person_key, Officer.agency, Officer.rank))
        ).add_columns(col(Officer.active_from), col(Officer.revoked_at))
    )
    return {
        handle: Person(person, agency, rank, is_active(active_from, revoked_at, now, day))
        for handle, person, agency, rank, active_from, revoked_at in rows
    }


def is_active(active_from: date, revoked_at: datetime | None, now: datetime, day: date) -> bool:
    """Tell whether an account has rights now, `day` being now in London; asked again for every act."""
    return active_from <= day and (revoked_at is None or now < revoked_at)


def actor(session: Session, handle: str) -> Actor:
    """The acting person behind a handle, with roles as they are now. Raise CannotDo where there is none."""
    known = is_reference(handle)
    officer = known and session.exec(select(Officer).where(col(Officer.handle) == handle)).one_or_none()
    if not officer:
        raise CannotDo("Nobody is known by that handle; ask your administrator.")
    return actor_as_of(officer, clock.now(session))


def actor_as_of(officer: Officer, now: datetime) -> Actor:
    """Who acts by an account, with the rights it has at a moment."""
    day = now.astimezone(clock.LONDON).date()
    return Actor(
        handle=officer.handle,
        person=officer.person_key,
        rank=officer.rank,
        agency=officer.agency,
        unit=officer.unit,
        roles=frozenset(officer.roles),
        active=is_active(officer.active_from, officer.revoked_at, now, day),
        name=officer.name,
        date_of_birth=officer.date_of_birth,
    )


def person_of(known: Mapping[str, Person], handle: str) -> str:
    """The person behind a handle; the handle itself where the account is gone."""
    found = known.get(handle)
    return found.person if found else handle
