"""May the register now say what the extract says? Only on a second person's word, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, select

from flows.people import actor
from flows.register.announcing import OnChange, announce, note_changed
from flows.register.difference import Difference, difference
from flows.register.on_register import known, on_register
from flows.register.originals import kept
from flows.register.reading import read_extract
from flows.register.uploading import folder_of, last_applied, take_turn
from flows.register.writing import write
from flows.steps.opening import require
from flows.steps.roles import REGISTRARS, SENIORS, SUPERVISORS
from models import clock, ledger
from models.errors import CannotDo, RecordError
from models.register_entries import RegisterApplied, RegisterStopLifted
from models.register_import import ImportState, RegisterImport

Progress = Callable[[int, int], None]
SHORTEST_REASON = 15


@dataclass(frozen=True)
class Applied:
    """What the register took over. `still_to_announce`: open considerations the next transactions note."""

    import_id: UUID
    new: int
    changed: int
    missing: int
    unchanged: int
    still_to_announce: int


def apply(
    session: Session,
    import_id: UUID,
    by: str,
    progress: Progress | None = None,
    *,
    originals: Path | None = None,
    on_change: OnChange = note_changed,
) -> Applied:
    """Write a quarantined extract into the register; `by` is the handle of a second person.

    All or nothing in the caller's transaction; applying it again does nothing and says the same.
    `progress` is told people done and people in all. `on_change` is called for each open consideration
    about somebody who changed (see announcing.py). Raise CannotDo with every obstacle, RecordError where
    the original is gone or altered.
    """
    person = actor(session, by)
    require(person, *REGISTRARS, *SUPERVISORS)
    take_turn(session)
    row = _row(session, import_id)
    if row.state == ImportState.APPLIED:
        return _result(row, 0)
    _refuse(session, row, person.person)
    found = _write(session, row, folder_of(originals), progress)
    row.state, row.confirmed_by, row.confirmed_at = ImportState.APPLIED, person.handle, clock.now(session)
    session.add(row)
    ledger.append(session, _entry(row, found), by=person.handle, key=applied_under(str(row.id)))
    return _result(row, announce(session, row, on_change))


def applied_under(extract: str) -> str:
    """The natural key of the entry that says an extract was applied."""
    return f"register:{extract}:applied"


def lift_stop(session: Session, import_id: UUID, by: str, reasons: str) -> None:
    """Let a stopped extract go on to its confirmation: a senior manager's word, not the uploader's."""
    person = actor(session, by)
    require(person, *SENIORS)
    take_turn(session)
    row = _row(session, import_id)
    if row.state == ImportState.QUARANTINED and row.stop_lifted_by == person.handle:
        return
    obstacles = []
    if row.state != ImportState.STOPPED:
        obstacles.append("This extract is not stopped.")
    if row.uploaded_person == person.person:
        obstacles.append("Whoever uploaded an extract can't lift its stop; ask another senior manager.")
    if len(reasons.strip()) < SHORTEST_REASON:
        obstacles.append(f"Say why so much may change, in {SHORTEST_REASON} characters or more.")
    if obstacles:
        raise CannotDo(*obstacles)
    row.state, row.stop_lifted_by = ImportState.QUARANTINED, person.handle
    row.stop_lifted_at = clock.now(session)
    session.add(row)
    entry = RegisterStopLifted(register_import=str(row.id), percent=row.percent)
    ledger.append(
        session, entry, {"reasons": reasons}, by=person.handle, key=f"register:{row.id}:stop-lifted"
    )


def _row(session: Session, import_id: UUID) -> RegisterImport:
    row = session.exec(
        select(RegisterImport).where(RegisterImport.id == import_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise CannotDo("No extract has that id. Look it up under “status”, or upload it.")
    return row


def _refuse(session: Session, row: RegisterImport, person: str) -> None:
    last = last_applied(session)
    obstacles = []
    if row.state == ImportState.REFUSED:
        obstacles.append("This extract was refused for its errors: mend it and upload it again.")
    if row.state == ImportState.STOPPED:
        obstacles.append(
            f"This extract would change {row.percent} % of the register, so it was stopped. Check it with "
            "whoever made it; if it is right, a senior manager lifts the stop."
        )
    if row.uploaded_person == person:
        obstacles.append("Whoever uploaded an extract can't confirm it, on any account: ask a second person.")
    if row.based_on != (last.id if last else None):
        obstacles.append("Another extract has been applied since this one was compared: upload it again.")
    if obstacles:
        raise CannotDo(*obstacles)


def _write(session: Session, row: RegisterImport, originals: Path, progress: Progress | None) -> Difference:
    content = kept(originals, row.sha256)
    extract = read_extract(content, row.format, known(session), clock.today(session))
    if not extract.sound:
        raise CannotDo(
            "The record has changed since the upload (an officer, unit or agency the extract names is gone): "
            "upload it again to see where."
        )
    found = difference(extract.people, on_register(session))
    if found.as_json() != row.difference:
        raise RecordError("The register no longer differs from this extract as it did when it was uploaded.")
    write(session, extract.people, found, clock.today(session), progress)
    return found


def _entry(row: RegisterImport, found: Difference) -> RegisterApplied:
    touched = "\n".join(f"{reference} {what}" for reference, what in sorted(found.touched.items()))
    return RegisterApplied(
        register_import=str(row.id),
        sha256=row.sha256,
        uploaded_by=row.uploaded_by,
        new=row.new,
        changed=row.changed,
        missing=row.missing,
        unchanged=row.unchanged,
        digest=sha256(touched.encode()).hexdigest(),
    )


def _result(row: RegisterImport, left: int) -> Applied:
    return Applied(row.id, row.new, row.changed, row.missing, row.unchanged, left)
