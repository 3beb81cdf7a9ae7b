"""How do two registrations come to be known as belonging together? A machine proposes, a person settles.

Only codes and references are written, on both sides. An applicant never learns of it (domain.md 9, trap 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field
from sqlalchemy import ColumnElement, delete, text
from sqlmodel import Session, col, select

from flows.registering.likeness import Alike
from flows.steps.moving import Code, Given, Moving, move
from flows.steps.opening import next_number
from flows.steps.roles import OFFICERS
from models import clock, ledger
from models.consideration import Consideration, Wait
from models.entries import LinkSettled, LinksLooked, RegistrationLinked
from models.errors import CannotDo
from models.registration import RegisteredIndividual, Registration, RegistrationLink
from policy.registration import LinkKind, LinkVerdict

TURN = 0x11A45  # any number: those who propose links on one database take turns


@dataclass(frozen=True)
class Proposed:
    """A new link, and the consideration of the first individual on either side."""

    link: str
    kind: LinkKind
    registrations: dict[str, str]
    because: tuple[str, ...]

    @property
    def sides(self) -> tuple[str, ...]:
        return tuple(self.registrations)

    def given(self, side: str) -> dict[str, Any]:
        """What the side's consideration is to hold of it."""
        (other,) = (each for each in self.registrations if each != side)
        return {
            "link": self.link,
            "kind": self.kind,
            "registration": self.registrations[side],
            "other": self.registrations[other],
            "because": list(self.because),
        }


def take_turn(session: Session) -> None:
    """Wait for whoever else proposes links; held until the transaction ends."""
    session.connection().execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})


def proposed(session: Session, registration: str, alike: Alike) -> list[Proposed]:
    """Keep a row for each kind of link that isn't there yet; the caller has its turn."""
    references = sorted((registration, alike.other))
    rows = {
        row.reference: row
        for row in session.exec(select(Registration).where(col(Registration.reference).in_(references)))
    }
    first, second = (rows[reference] for reference in references)
    leads = {_lead(session, row): row.reference for row in (first, second)}
    found = []
    for kind in alike.kinds:
        if _known(session, first, second, kind):
            continue
        link = f"K-{clock.today(session).year}-{next_number(session, 'link'):05d}"
        session.add(
            RegistrationLink(
                reference=link, kind=kind, first_id=first.id, second_id=second.id, because=list(alike.because)
            )
        )
        found.append(Proposed(link, kind, leads, alike.because))
    return found


def _lead(session: Session, row: Registration) -> str:
    """The consideration of the first individual of a registration."""
    return session.exec(
        select(Consideration.reference)
        .join(RegisteredIndividual, col(RegisteredIndividual.consideration_id) == col(Consideration.id))
        .where(RegisteredIndividual.registration_id == row.id, RegisteredIndividual.position == 1)
    ).one()


def _known(session: Session, first: Registration, second: Registration, kind: LinkKind) -> bool:
    same = (
        RegistrationLink.first_id == first.id,
        RegistrationLink.second_id == second.id,
        RegistrationLink.kind == kind,
    )
    return session.exec(select(RegistrationLink.id).where(*same)).first() is not None


class Linked(Given):
    """A link as one side holds it."""

    link: Code
    kind: LinkKind
    registration: Code
    other: Code
    because: tuple[Code, ...]


@move(Linked)
def note_link(moving: Moving, given: Linked) -> None:
    """Write a proposed link into the consideration of one side."""
    moving.append(
        RegistrationLinked(
            link=given.link,
            link_kind=str(given.kind),
            registration=given.registration,
            other=given.other,
            because=given.because,
        )
    )


class Looked(Given):
    """What a comparison read and found."""

    registration: Code
    count: int
    digest: str
    found: int


@move(Looked)
def note_looked(moving: Moving, given: Looked) -> None:
    """Write that a registration has been compared with the live ones."""
    if not moving.dossier.links_looked:
        entry = LinksLooked(**given.model_dump(exclude={"digest"}))
        moving.append(entry, {"digest": given.digest})  # of so few people that guesses could be checked by it


class Settling(Given):
    """A person's word on a proposed link."""

    link: Code
    verdict: LinkVerdict
    reasons: str = Field(min_length=10, max_length=4000)


@move(Settling, *OFFICERS)
def settle_link(moving: Moving, given: Settling) -> None:
    """Confirm or refuse a link between two registrations. A later word stands over an earlier one."""
    if given.link not in moving.dossier.links:
        raise CannotDo("No such link is proposed here; “disclosure links” shows those there are.")
    row = moving.session.exec(
        select(RegistrationLink).where(RegistrationLink.reference == given.link).with_for_update()
    ).one()
    row.verdict, row.settled_by, row.settled_at = given.verdict, moving.actor.handle, moving.now
    moving.session.add(row)
    entry, content = LinkSettled(link=given.link, verdict=str(given.verdict)), {"reasons": given.reasons}
    moving.append(entry, content)
    for other in _other_sides(moving, row):
        # Only one wait there goes by it, so the entry is written without a move of its own. Its reasons may
        # speak of this side, and stay here.
        ledger.append(moving.session, entry, by=moving.actor.handle, consideration=other.id, at=moving.now)
        moving.session.execute(delete(Wait).where(*_waits_for(given.link, other)))


def _waits_for(link: str, other: Consideration) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Wait.consideration_id) == other.id,
        col(Wait.what) == "settle_link",
        col(Wait.subject_of) == link,
    )


def _other_sides(moving: Moving, row: RegistrationLink) -> Sequence[Consideration]:
    return moving.session.exec(
        select(Consideration)
        .join(RegisteredIndividual, col(RegisteredIndividual.consideration_id) == col(Consideration.id))
        .where(
            col(RegisteredIndividual.registration_id).in_([row.first_id, row.second_id]),
            RegisteredIndividual.position == 1,
            Consideration.id != moving.row.id,
        )
    ).all()
