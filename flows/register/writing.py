"""How is a difference written? In bulk: a few statements for each table, however many people there are."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, update
from sqlmodel import Session, SQLModel, col, select

from flows.register.difference import Difference
from flows.register.people import FIELD_NAMES, Nominal
from models.conviction import Conviction, conviction_id
from models.subject import Address, OrderCondition, Subject

AT_ONCE = 500
PLAIN = [name for name in FIELD_NAMES if name in Subject.model_fields]
OF_A_PERSON: tuple[type[SQLModel], ...] = (Address, OrderCondition, Conviction)
Rows = list[dict[str, Any]]


def write(
    session: Session,
    people: dict[str, Nominal],
    found: Difference,
    today: date,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write everybody who is new, changed or missing. The caller's transaction makes it all or nothing."""
    references = [*found.new, *found.changed]
    total = len(references) + len(found.missing)
    ids = _ids(session, [*found.changed, *found.missing]) | {new: uuid4() for new in found.new}
    for start in range(0, len(references), AT_ONCE):
        chosen = references[start : start + AT_ONCE]
        _write_people(session, [(ids[each], people[each]) for each in chosen], set(found.new), today)
        if progress:
            progress(start + len(chosen), total)
    if found.missing:
        gone = [ids[each] for each in found.missing]
        session.execute(
            update(Subject).where(col(Subject.id).in_(gone)).values(left_on=today, last_changed_on=today)
        )
    if progress:
        progress(total, total)


def _ids(session: Session, references: list[str]) -> dict[str, UUID]:
    wanted = set(references)
    rows = session.exec(select(Subject.register_reference, Subject.id)).all()
    return {reference: id_ for reference, id_ in rows if reference in wanted}


def _write_people(session: Session, chosen: list[tuple[UUID, Nominal]], new: set[str], today: date) -> None:
    rows = [_subject(id_, nominal, today) for id_, nominal in chosen]
    inserted = [row for row in rows if row["register_reference"] in new]
    updated = [row for row in rows if row["register_reference"] not in new]
    if inserted:
        _insert(session, Subject, inserted)
    if updated:
        session.execute(update(Subject), updated)
        held = [row["id"] for row in updated]
        for table in OF_A_PERSON:
            session.execute(delete(table).where(table.subject_id.in_(held)))  # type: ignore[attr-defined]
    for table, make in ((Address, _addresses), (OrderCondition, _orders), (Conviction, _convictions)):
        if members := [row for id_, nominal in chosen for row in make(id_, nominal)]:
            _insert(session, table, members)


def _insert(session: Session, table: type[SQLModel], rows: Rows) -> None:
    """Insert in one batch. Without render_nulls the ORM cuts it wherever another column is empty."""
    session.execute(insert(table).execution_options(render_nulls=True), rows)


def _subject(id_: UUID, nominal: Nominal, today: date) -> dict[str, Any]:
    plain = {name: getattr(nominal, name) for name in PLAIN}
    lists = {"aliases": list(nominal.aliases), "former_names": list(nominal.former_names)}
    return plain | lists | {"id": id_, "last_changed_on": today, "left_on": None}


def _addresses(id_: UUID, nominal: Nominal) -> Rows:
    return [
        {
            "id": uuid4(),
            "subject_id": id_,
            "position": position,
            "lines": list(address.lines),
            "postcode": address.postcode,
            "from_on": address.from_on,
            "to_on": address.to_on,
        }
        for position, address in enumerate(nominal.addresses, 1)
    ]


def _orders(id_: UUID, nominal: Nominal) -> Rows:
    return [
        {
            "id": uuid4(),
            "subject_id": id_,
            "position": position,
            "kind": order.kind,
            "text": order.text,
            "expires_on": order.expires_on,
        }
        for position, order in enumerate(nominal.orders, 1)
    ]


def _convictions(id_: UUID, nominal: Nominal) -> Rows:
    return [
        {"id": conviction_id(id_, conviction.item), "subject_id": id_}
        | {name: getattr(conviction, name) for name in conviction.__dataclass_fields__}
        for conviction in nominal.convictions
    ]
