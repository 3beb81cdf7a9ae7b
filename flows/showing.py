"""How is content shown to a person? The consultation entry commits first; no entry, no reading."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.steps.actor import Actor
from flows.steps.roles import READERS
from models import ledger
from models.consideration import Consideration
from models.database import transaction
from models.dossier import Dossier
from models.entries import Consulted, PartOpened
from models.errors import CannotDo
from models.folding import fold


def consult(
    engine: Engine, actor: Actor, references: Sequence[str], purpose: str, subjects: Sequence[str] = ()
) -> None:
    """Write that these considerations are being shown to this person, and why, in a transaction of its own.

    `subjects`: whom of the register it shows besides. Raise CannotDo where rights are withdrawn, no role may
    read, the purpose is too short to justify anything, or a reference is unknown.
    """
    entitled(actor, READERS, purpose)
    with transaction(engine) as session:
        known = set(
            session.exec(
                select(Consideration.reference).where(col(Consideration.reference).in_(references))
            ).all()
        )
    if missing := [reference for reference in references if reference not in known]:
        raise CannotDo(*(f"No consideration {reference} is recorded." for reference in missing))
    shown(engine, actor, (*references, *subjects), purpose)


def shown(
    engine: Engine, actor: Actor, references: Sequence[str], purpose: str, *,
    code: str = "shown", at: datetime | None = None,
) -> None:  # fmt: skip
    """Write that these are being shown to this person, and why. Who may see them was settled before.

    `at`: the moment they were read, where models.clock gave it already for this page.
    """
    entry = Consulted(purpose=code, references=tuple(references), count=len(references))
    with transaction(engine) as session:
        ledger.append(session, entry, {"purpose": purpose.strip()}, by=actor.handle, at=at)


def part_opened(engine: Engine, actor: Actor, consideration: UUID, pack: str, part: str) -> None:
    """Write that one part of a pack is being opened.

    In the consideration's own record: who had read what before they signed belongs to the rationale.
    """
    with transaction(engine) as session:
        ledger.append(session, PartOpened(pack=pack, part=part), by=actor.handle, consideration=consideration)


def entitled(actor: Actor, roles: Collection[str], purpose: str) -> None:
    """Refuse an actor without rights or any of the roles, and a purpose that justifies nothing."""
    if not actor.active:
        raise CannotDo("Your rights have been withdrawn; ask your administrator.")
    if not actor.roles & set(roles):
        raise CannotDo(f"This needs one of the roles: {', '.join(sorted(set(roles)))}.")
    if len(purpose.strip()) < 5:
        raise CannotDo("Say why you need to read it: a few words of purpose are required (DPA 2018 s.62).")


def read(
    engine: Engine, actor: Actor, reference: str, purpose: str
) -> tuple[Consideration, Dossier, list[ledger.Recorded]]:
    """Read one consideration for a person: the entry first, then the content.

    Nobody named in it may open it, whatever their rank or reason.
    """
    consult(engine, actor, [reference], purpose)
    with transaction(engine) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        entries = ledger.entries(session, row.id)
        dossier = fold(entries)
        named = named_in(session, actor, dossier)
    if named:
        raise CannotDo("No consideration has that reference.")
    return row, dossier, entries


def named_in(session: Session, actor: Actor, dossier: Dossier) -> bool:
    """Tell whether somebody is named in it, or in another about somebody on the same form: they read none."""
    return actor.named_in(dossier) or any(actor.named_in(each) for each in _siblings(session, dossier))


def _siblings(session: Session, dossier: Dossier) -> list[Dossier]:
    if not dossier.siblings:
        return []
    others = session.exec(
        select(Consideration.id).where(col(Consideration.reference).in_(dossier.siblings))
    ).all()
    return [fold(ledger.entries(session, other)) for other in others]
