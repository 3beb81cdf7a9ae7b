"""Who may the person named be, as shown to an officer? The nearest, explained, and how each was settled.

The machine looks which they are; the consultation entry then names them, and only after it are they read.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.looking import look
from flows.showing import consult
from flows.steps.actor import Actor
from models.candidates import CandidateState
from models.database import transaction
from models.dossier import Dossier
from models.errors import CannotDo
from models.subject import Address, Subject

if TYPE_CHECKING:
    from flows.matching.nearest import Candidate


@dataclass(frozen=True)
class Shown:
    """One candidate. `register_says`: what the register holds now; () where nobody has that reference."""

    state: CandidateState
    register_says: tuple[str, ...]

    @property
    def scored(self) -> "Candidate | None":
        """What the machine said, as flows/matching draws it; None where it did not list this one."""
        return _scored(self.state.compared) if self.state.compared else None


def candidates(
    engine: Engine, actor: Actor, reference: str, purpose: str
) -> tuple[Dossier, tuple[Shown, ...]]:
    """Show who the person named may be, nearest first, those who vanished last; the entry commits first.

    Raise CannotDo with what consult says, and for whoever is named in it as if it were not there.
    """
    with transaction(engine) as session:
        _, dossier = look(session, reference)
    consult(engine, actor, [reference], purpose, sorted(dossier.candidates))
    if actor.named_in(dossier):
        raise CannotDo("No consideration has that reference.")
    return dossier, explained(engine, dossier)


def explained(engine: Engine, dossier: Dossier) -> tuple[Shown, ...]:
    """Each candidate with what the register says of them; the entry that names them has been written."""
    with transaction(engine) as session:
        says = register_says(session, list(dossier.candidates))
    states = sorted(dossier.candidates.values(), key=lambda each: (each.vanished, each.rank or 99))
    return tuple(Shown(state, says.get(state.reference, ())) for state in states)


def register_says(session: Session, references: list[str]) -> dict[str, tuple[str, ...]]:
    """Name, other names, birth and addresses of people on the register, in lines to be read."""
    subjects = session.exec(select(Subject).where(col(Subject.register_reference).in_(references))).all()
    places: dict[UUID, list[Address]] = defaultdict(list)
    of_them = col(Address.subject_id).in_([subject.id for subject in subjects])
    for place in session.exec(select(Address).where(of_them).order_by(col(Address.position))):
        places[place.subject_id].append(place)
    return {subject.register_reference: tuple(_lines(subject, places[subject.id])) for subject in subjects}


def _lines(subject: Subject, places: list[Address]) -> list[str]:
    born = f"born {subject.date_of_birth:%-d %B %Y}" if subject.date_of_birth else None
    aged = f"about {subject.approximate_age} in {subject.age_as_of:%B %Y}" if subject.age_as_of else None
    found = [f"{subject.forenames} {subject.surname}".strip(), born or aged or ""]
    if others := [*subject.aliases, *subject.former_names]:
        found.append(f"also {', '.join(others)}")
    for place in places:
        lines = ", ".join([*place.lines, place.postcode or ""]).strip(", ")
        found.append(f"{'until ' + format(place.to_on, '%B %Y') if place.to_on else 'lives at'}: {lines}")
    found += [f"{subject.unit}, Level {subject.level}", "left the register" if subject.left_on else ""]
    return [line for line in found if line]


def _scored(compared: dict[str, Any]) -> "Candidate":
    from flows.matching.nearest import Band, Candidate, Part

    return Candidate(
        key=compared["reference"],
        rank=compared["rank"],
        weight=Decimal(compared["weight"]),
        band=Band(compared["band"]),
        reasons=tuple(compared["reasons"]),
        against=tuple(compared["against"]),
        missing=tuple(compared["missing"]),
        parts=tuple(
            Part(part["comparison"], part["words"], Decimal(part["weight"])) for part in compared["parts"]
        ),
    )
