"""Who are the people behind the handles? One human being may hold several accounts; policy counts people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

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


def people(session: Session) -> dict[str, Person]:
    """Every account's person, agency, rank and rights, as they are now, by handle."""
    now, today = clock.now(session), clock.today(session)
    return {
        officer.handle: Person(
            officer.person_key, officer.agency, officer.rank, is_active(officer, now, today)
        )
        for officer in session.exec(select(Officer)).all()
    }


def is_active(officer: Officer, now: datetime, today: date) -> bool:
    """Tell whether an account has rights now; asked again for every act."""
    return officer.active_from <= today and (officer.revoked_at is None or now < officer.revoked_at)


def actor(session: Session, handle: str) -> Actor:
    """The acting person behind a handle, with roles as they are now. Raise CannotDo where there is none."""
    known = is_reference(handle)
    officer = known and session.exec(select(Officer).where(col(Officer.handle) == handle)).one_or_none()
    if not officer:
        raise CannotDo("Nobody is known by that handle; ask your administrator.")
    return Actor(
        handle=officer.handle,
        person=officer.person_key,
        rank=officer.rank,
        agency=officer.agency,
        unit=officer.unit,
        roles=frozenset(officer.roles),
        active=is_active(officer, clock.now(session), clock.today(session)),
        name=officer.name,
    )


def person_of(known: Mapping[str, Person], handle: str) -> str:
    """The person behind a handle; the handle itself where the account is gone."""
    found = known.get(handle)
    return found.person if found else handle
