"""Which registrations may belong together with this one? Compared by a machine, settled by a person.

Read and close, compare, then write on both sides in one transaction. What is written are codes and
references; nothing of a link is among the facts, so that no pack, letter or script can hold it.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from flows.registering.likeness import Alike, Registered
from flows.steps.actor import MACHINE
from flows.steps.linking import Proposed, proposed, take_turn
from flows.steps.pipeline import lock_together, take
from flows.workplace import workplace
from models import ledger
from models.consideration import Consideration
from models.database import transaction
from models.folding import fold
from models.registration import RegisteredIndividual, Registration

Contents = dict[str, list[dict[str, object]]]


def look_for_links(reference: str) -> None:
    """Compare the registration of a consideration with every other one, and propose links. Twice is once."""
    with transaction(workplace().engine) as session:
        own, others, lead = _read(session, reference)
    held = Registered(others)
    found = held.alike(own)
    with transaction(workplace().engine) as session:
        _write(session, reference, lead, found, (held.count, held.digest))
    held.close()


def kept_contents(session: Session, but: UUID | None = None) -> Contents:
    """What is kept of every registration, withdrawn or not, by reference; the machine's own reading.

    A father is to be linked to a mother's registration also where she has withdrawn it. Erased, it is empty.
    """
    rows = session.exec(
        select(Registration.reference, Consideration.id)
        .join(RegisteredIndividual, col(RegisteredIndividual.registration_id) == col(Registration.id))
        .join(Consideration, col(Consideration.id) == col(RegisteredIndividual.consideration_id))
        .where(col(Registration.id).is_distinct_from(but))
        .order_by(col(Registration.reference), col(RegisteredIndividual.position))
    ).all()
    said: dict[str, list[ledger.Recorded]] = {}
    for entry in ledger.entries(session, kinds=("InterestRegistered", "RegistrationAdded")):
        said.setdefault(str(entry.consideration), []).append(entry)
    found: Contents = {}
    for reference, consideration in rows:
        if registration := fold(said.get(str(consideration), [])).registration:
            found.setdefault(reference, []).append(registration)
    return found


def _read(session: Session, reference: str) -> tuple[list[dict[str, object]], Contents, str]:
    registration = session.exec(
        select(Registration)
        .join(RegisteredIndividual, col(RegisteredIndividual.registration_id) == col(Registration.id))
        .join(Consideration, col(Consideration.id) == col(RegisteredIndividual.consideration_id))
        .where(Consideration.reference == reference)
    ).one()
    rows = session.exec(
        select(RegisteredIndividual.consideration_id)
        .where(RegisteredIndividual.registration_id == registration.id)
        .order_by(col(RegisteredIndividual.position))
    ).all()
    own = [fold(ledger.entries(session, each)).registration or {} for each in rows]
    return own, kept_contents(session, but=registration.id), registration.reference


def _write(
    session: Session, reference: str, registration: str, found: Sequence[Alike], read: tuple[int, str]
) -> None:
    """Both sides of every link, all locked before anything is written."""
    take_turn(session)
    links = [each for alike in found for each in proposed(session, registration, alike)]
    sides: dict[str, list[Proposed]] = {reference: []}
    for link in links:
        for side in link.sides:
            sides.setdefault(side, []).append(link)
    lock_together(session, sides)
    for side in sorted(sides):
        for link in sides[side]:
            take(session, side, "note_link", MACHINE, link.given(side), key=f"link:{link.link}:{side}")
    looked = {"registration": registration, "count": read[0], "digest": read[1], "found": len(links)}
    take(session, reference, "note_looked", MACHINE, looked)
