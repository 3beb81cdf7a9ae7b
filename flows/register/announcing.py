"""Which open considerations does a new extract touch? Each is told, in as many transactions as it takes.

The ledger takes at most 100 entries in a transaction, so a large extract is announced bit by bit. Nothing
is queued: what is still to announce follows from the extract's difference and the entries already there.
"""

from collections.abc import Callable

from sqlmodel import Session, col, select

from models import clock, ledger
from models.consideration import Consideration
from models.register_entries import SubjectChanged
from models.register_import import ImportState, RegisterImport
from models.subject import Subject
from policy.stages import Stage

MOST_ENTRIES = 50  # once so many are written in a transaction, the rest is left for the next
OnChange = Callable[[Session, Consideration, SubjectChanged, str, str], None]


def note_changed(
    session: Session, consideration: Consideration, entry: SubjectChanged, by: str, key: str
) -> None:
    """Write SubjectChanged into the consideration, which wakes the guide. An `on_change` may do more."""
    ledger.append(session, entry, by=by, consideration=consideration.id, key=key)


def announce(
    session: Session,
    row: RegisterImport,
    on_change: OnChange = note_changed,
    most_entries: int = MOST_ENTRIES,
) -> int:
    """Tell open considerations what changed about their subject, as long as the transaction has room.

    Give how many are left; one call always tells at least one.
    """
    left = _left(session, row)
    told = 0
    for consideration, columns in left:
        entry = SubjectChanged(
            subject=str(consideration.subject_id), register_import=str(row.id), columns=columns
        )
        on_change(session, consideration, entry, row.confirmed_by or "", _key(row, consideration))
        told += 1
        if _written(session) >= most_entries:
            break
    if told == len(left):
        row.announced_at = clock.now(session)
        session.add(row)
        session.flush()
    return len(left) - told


def announce_pending(session: Session, on_change: OnChange = note_changed) -> int:
    """Go on announcing where an apply left off or was killed: one extract, as far as there is room.

    Give how many extracts still have something to announce, so that a caller comes back until 0.
    """
    rows = session.exec(
        select(RegisterImport)
        .where(RegisterImport.state == ImportState.APPLIED, col(RegisterImport.announced_at).is_(None))
        .order_by(col(RegisterImport.number))
        .with_for_update()
    ).all()
    if not rows:
        return 0
    left = announce(session, rows[0], on_change)
    return len(rows) - (left == 0)


def _written(session: Session) -> int:
    """Count this transaction's entries the way the ledger does (migration 0001)."""
    counted = "SELECT coalesce(nullif(current_setting('disclosure.written', true), ''), '0')::int"
    return int(session.connection().exec_driver_sql(counted).scalar_one())


def _left(session: Session, row: RegisterImport) -> list[tuple[Consideration, tuple[str, ...]]]:
    changed: dict[str, list[str]] = dict(row.difference["changed"])
    changed |= {reference: ["left_on"] for reference in row.difference["missing"]}
    return [
        (consideration, tuple(changed[reference]))
        for consideration, reference in _touched(session, changed)
        if ledger.find(session, _key(row, consideration)) is None
    ]


def _touched(session: Session, changed: dict[str, list[str]]) -> list[tuple[Consideration, str]]:
    found = session.exec(
        select(Consideration, Subject.register_reference)
        .join(Subject, col(Consideration.subject_id) == col(Subject.id))
        .where(Consideration.stage != str(Stage.CLOSED))
        .order_by(col(Consideration.number))
    ).all()
    return [(consideration, reference) for consideration, reference in found if reference in changed]


def _key(row: RegisterImport, consideration: Consideration) -> str:
    return f"register:{row.id}:changed:{consideration.id}"
