"""May this extract come in? Read strictly, compared, kept, and put in quarantine: nothing is applied here."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from flows.force import force
from flows.people import actor
from flows.register.difference import Difference, difference, level_changes_say_when, percent
from flows.register.faults import Fault, Faults
from flows.register.on_register import known, on_register
from flows.register.originals import bytes_of, format_of, keep
from flows.register.reading import Extract, read_extract
from flows.steps.actor import Actor
from flows.steps.opening import require
from flows.steps.roles import REGISTRARS
from models import clock, ledger
from models.database import settings
from models.register_entries import RegisterRefused, RegisterUploaded
from models.register_import import ImportState, RegisterImport

TURN = 0x5E615  # any number: those who upload or apply on one database take turns


@dataclass(frozen=True)
class Uploaded:
    """How an extract stands. `faults` are the first few hundred of `fault_count`."""

    import_id: UUID
    number: int
    state: ImportState
    rows: int
    percent: int
    difference: Difference
    faults: tuple[Fault, ...]
    fault_count: int


def upload(
    session: Session, path: Path, by: str, *, originals: Path | None = None, stop_percent: int | None = None
) -> Uploaded:
    """Read and compare an extract, keep its original, and put it in quarantine; `by` is a handle.

    One with faults is refused, on record, and never applied. One that would change more than
    `stop_percent` of the register (default: the force's setting) is stopped until a senior manager lifts
    it; the first extract of an empty register is not. The same extract uploaded twice is one upload.
    Raise CannotDo where the file can't be read at all or the person may not do this. The caller commits.
    """
    require(actor(session, by), *REGISTRARS)
    format_, content = format_of(path), bytes_of(path)
    return receive(session, content, format_, by, originals=originals, stop_percent=stop_percent)


def receive(
    session: Session,
    content: bytes,
    format_: str,
    by: str,
    *,
    originals: Path | None = None,
    stop_percent: int | None = None,
) -> Uploaded:
    """Upload an extract that came as bytes, as at the desk; `format_` is csv or jsonl."""
    person = actor(session, by)
    require(person, *REGISTRARS)
    take_turn(session)
    if earlier := _uploaded_already(session, sha256(content).hexdigest()):
        return standing(earlier)
    compared = _compared(session, content, format_)
    row = _row(session, compared, person)
    row.format, row.size, row.sha256 = format_, len(content), keep(folder_of(originals), content)
    limit = force().import_stop_percent if stop_percent is None else stop_percent
    if compared.extract.sound:
        row.state = ImportState.QUARANTINED if compared.percent <= limit else ImportState.STOPPED
    session.add(row)
    _record(session, row)
    return standing(row)


def standing(row: RegisterImport) -> Uploaded:
    """Say how an extract stands, from its row alone: a restart shows the same."""
    return Uploaded(
        import_id=row.id,
        number=row.number,
        state=row.state,
        rows=row.rows,
        percent=row.percent,
        difference=Difference.from_json(row.difference, row.unchanged),
        faults=tuple(Fault(**fault) for fault in row.errors),
        fault_count=row.error_count,
    )


def waiting(session: Session) -> list[Uploaded]:
    """List extracts that wait for a second person or a senior manager, oldest first."""
    held = (ImportState.QUARANTINED, ImportState.STOPPED)
    rows = session.exec(
        select(RegisterImport).where(col(RegisterImport.state).in_(held)).order_by(col(RegisterImport.number))
    )
    return [standing(row) for row in rows]


def folder_of(originals: Path | None) -> Path:
    """Where originals are kept: in the data folder, unless somewhere else is given."""
    return originals or settings().data / "originals"


def last_applied(session: Session) -> RegisterImport | None:
    """The extract that the register now mirrors."""
    return session.exec(
        select(RegisterImport)
        .where(RegisterImport.state == ImportState.APPLIED)
        .order_by(col(RegisterImport.confirmed_at).desc(), col(RegisterImport.number).desc())
    ).first()


def take_turn(session: Session) -> None:
    """Wait for whoever else uploads or applies; held until the transaction ends."""
    session.connection().execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})


@dataclass(frozen=True)
class Compared:
    """An extract, and how it differs from the register; nothing differs where it has faults."""

    extract: Extract
    found: Difference
    percent: int


def _compared(session: Session, content: bytes, format_: str) -> Compared:
    register = on_register(session)
    extract = read_extract(content, format_, known(session), clock.today(session))
    faults = Faults()
    level_changes_say_when(extract.people, register, extract.lines, faults)
    extract = extract.with_more(faults)
    found = difference(extract.people, register) if extract.sound else Difference()
    return Compared(extract, found, percent(found, register))


def _uploaded_already(session: Session, digest: str) -> RegisterImport | None:
    """Find the same bytes, where they are the register now or were compared with it as it still is."""
    last = last_applied(session)
    row = session.exec(
        select(RegisterImport)
        .where(RegisterImport.sha256 == digest, RegisterImport.state != ImportState.REFUSED)
        .order_by(col(RegisterImport.number).desc())
    ).first()
    if row is None:
        return None
    return row if row is last or row.based_on == (last.id if last else None) else None


def _row(session: Session, compared: Compared, person: Actor) -> RegisterImport:
    last, extract, found = last_applied(session), compared.extract, compared.found
    return RegisterImport(
        number=session.exec(select(func.coalesce(func.max(RegisterImport.number), 0))).one() + 1,
        sha256="",
        size=0,
        format="",
        state=ImportState.REFUSED,
        uploaded_by=person.handle,
        uploaded_person=person.person,
        uploaded_at=clock.now(session),
        based_on=last.id if last else None,
        rows=len(extract.people),
        new=len(found.new),
        changed=len(found.changed),
        missing=len(found.missing),
        unchanged=found.unchanged,
        percent=compared.percent,
        difference=found.as_json(),
        errors=[fault.as_json() for fault in extract.faults],
        error_count=extract.fault_count,
    )


def _record(session: Session, row: RegisterImport) -> None:
    """Comparing reads the whole register; this one entry says so, and how many it read against."""
    entry: RegisterRefused | RegisterUploaded
    if row.state == ImportState.REFUSED:
        entry = RegisterRefused(
            register_import=str(row.id), sha256=row.sha256, format=row.format, errors=row.error_count
        )
    else:
        entry = RegisterUploaded(
            register_import=str(row.id),
            sha256=row.sha256,
            format=row.format,
            rows=row.rows,
            new=row.new,
            changed=row.changed,
            missing=row.missing,
            unchanged=row.unchanged,
            stopped=row.state == ImportState.STOPPED,
        )
    ledger.append(session, entry, by=row.uploaded_by, key=f"register:{row.id}:uploaded")
