"""Whom does each consideration name among those who work here? So that no list shows it to them.

A row for each, kept at every move that changes who is named; whoever opens a consideration is weighed
against the record itself (flows/showing.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, union
from sqlmodel import Session, col, select

from flows.steps.actor import folded, is_this_person, names_of, people_in
from flows.steps.moving import Moving
from models import ledger
from models.consideration import Consideration
from models.dossier import Dossier
from models.folding import fold
from models.named_in import NamedIn
from models.officer import Officer
from models.registration import RegisteredIndividual

AT_ONCE = 200


def not_named_in(person: str) -> ColumnElement[bool]:
    """The condition under which a consideration may stand in this person's lists.

    One form named them all: who is named in one of its considerations is shown none.
    """
    named = select(NamedIn.consideration_id).where(NamedIn.person_key == person)
    one, other = RegisteredIndividual.__table__.alias("one"), RegisteredIndividual.__table__.alias("other")  # type: ignore[attr-defined]
    of_the_form = (
        select(other.c.consideration_id)
        .join(one, one.c.registration_id == other.c.registration_id)
        .where(one.c.consideration_id.in_(named))
    )
    return col(Consideration.id).not_in(union(named, of_the_form))


def keep_wall(moving: Moving) -> None:
    """Write who is named now, where a move changed it."""
    if moving.changed_who_is_named:
        _keep(moving.session, {moving.row.id: moving.dossier}, _by_name(_staff(moving.session)))


def look_again(session: Session, handles: Iterable[str] | None = None) -> None:
    """Read every consideration for these officers, or all: their names, or who works here, changed."""
    staff = _staff(session)
    wanted = set(handles) if handles is not None else {officer.handle for officer in staff}
    people = {officer.person_key for officer in staff if officer.handle in wanted}
    known = _by_name([officer for officer in staff if officer.person_key in people])
    ids = session.exec(select(Consideration.id)).all()
    for start in range(0, len(ids), AT_ONCE):
        entries = ledger.entries_of(session, ids[start : start + AT_ONCE])
        _keep(session, {row: fold(each) for row, each in entries.items()}, known, people)


def _staff(session: Session) -> Sequence[Officer]:
    return session.exec(select(Officer)).all()


def _by_name(officers: Iterable[Officer]) -> dict[str, list[Officer]]:
    known: dict[str, list[Officer]] = defaultdict(list)
    for officer in officers:
        known[folded(officer.name)].append(officer)
    return known


def _named(dossier: Dossier, known: dict[str, list[Officer]]) -> set[str]:
    """The persons a dossier names, as each acting person would be found by it."""
    found = set(dossier.declared)
    for person in people_in(dossier):
        for name in names_of(person):
            found |= {o.person_key for o in known.get(folded(name), ()) if is_this_person(o, person)}
    return found


def _keep(
    session: Session,
    dossiers: dict[UUID, Dossier],
    known: dict[str, list[Officer]],
    people: set[str] | None = None,
) -> None:
    """Bring the rows of these considerations in step; of these people only, where they are given."""
    held = session.exec(select(NamedIn).where(col(NamedIn.consideration_id).in_(dossiers))).all()
    old = {(each.consideration_id, each.person_key) for each in held}
    new = {(row, person) for row, dossier in dossiers.items() for person in _named(dossier, known)}
    if people is not None:
        old = {each for each in old if each[1] in people}
        new = {each for each in new if each[1] in people}
    for row, person in old - new:
        gone = (col(NamedIn.consideration_id) == row, col(NamedIn.person_key) == person)
        session.execute(delete(NamedIn).where(*gone))
    session.add_all(NamedIn(consideration_id=row, person_key=person) for row, person in new - old)
