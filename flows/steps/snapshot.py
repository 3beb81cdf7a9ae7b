"""What did the register say of the subject when it mattered? Copied into the record, so that it replays."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from models.conviction import Conviction
from models.subject import Address, OrderCondition, Subject

COPIED = (
    "register_reference", "forenames", "surname", "aliases", "former_names", "approximate_age", "category",
    "level", "managed", "managed_by_area", "lead_agency", "offender_manager", "unit",
)  # fmt: skip


def snapshot_of(session: Session, subject: Subject) -> dict[str, Any]:
    """Copy one nominal as JSON."""
    return snapshots_of(session, [subject])[subject.id]


def snapshots_of(session: Session, subjects: Sequence[Subject]) -> dict[UUID, dict[str, Any]]:
    """Copy nominals as JSON: identifiers, level, category, convictions, orders, latest address.

    Three queries however many there are.
    """
    ids = [subject.id for subject in subjects]
    convictions = _of(session, Conviction, ids)
    orders, addresses = _of(session, OrderCondition, ids), _of(session, Address, ids)
    return {
        subject.id: _plain(subject)
        | {
            "convictions": [_item(row) for row in sorted(convictions[subject.id], key=_by_date)],
            "orders": [_order(row) for row in sorted(orders[subject.id], key=_by_position)],
            "address": _address(sorted(addresses[subject.id], key=_by_position)),
        }
        for subject in subjects
    }


def _of(session: Session, table: Any, ids: list[UUID]) -> dict[UUID, list[Any]]:
    held: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.exec(select(table).where(col(table.subject_id).in_(ids))):
        held[row.subject_id].append(row)
    return held


def _by_date(row: Conviction) -> tuple[Any, ...]:
    return row.convicted_on, row.item


def _by_position(row: Any) -> int:
    return int(row.position)


def _plain(subject: Subject) -> dict[str, Any]:
    born = subject.date_of_birth
    return {name: getattr(subject, name) for name in COPIED} | {
        "name": f"{subject.forenames} {subject.surname}".strip(),
        "date_of_birth": born.isoformat() if born else None,
        "rosh": str(subject.rosh),
    }


def _order(row: OrderCondition) -> dict[str, Any]:
    expires = row.expires_on.isoformat() if row.expires_on else None
    return {"kind": str(row.kind), "text": row.text, "expires_on": expires}


def _item(row: Conviction) -> dict[str, Any]:
    return {
        "item_id": f"register-{row.item}",
        "kind": str(row.disposal),
        "fact": row.offence,
        "assessment": row.assessment or "",
        "court": row.court,
        "dealt_with_on": row.convicted_on.isoformat(),
        "schedule_34a": row.schedule_34a,
        "foreign": row.foreign,
        "foreign_equivalent": row.foreign_equivalent_opinion,
        "spent": row.spent,
        "verified": row.verified_on is not None,
        "verified_on": row.verified_on and row.verified_on.isoformat(),
        "verified_by": row.verified_by,
        "owner_agency": row.owner_agency,
        "source": row.source,
    }


def _address(rows: Sequence[Address]) -> list[str]:
    return [*rows[0].lines, *([rows[0].postcode] if rows[0].postcode else [])] if rows else []
