"""May this file of registrations come in? Read strictly, compared, kept; nothing is applied here.

But for what can't wait: a form that says a child may be at risk now is registered at once, faults and all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session, col, func, select

from flows.people import actor
from flows.register.columns import MOST_BYTES
from flows.register.faults import Fault
from flows.register.originals import bytes_of, format_of, keep
from flows.register.uploading import folder_of
from flows.registering.likeness import Registered
from flows.registering.lines import Line, read_lines
from flows.registering.looking_for_links import kept_contents
from flows.registering.salvaging import may_be_at_risk
from flows.registering.same_form import is_another
from flows.steps.actor import Actor
from flows.steps.opening import require
from flows.steps.registering import register_interest
from flows.steps.roles import REGISTRARS
from models import clock, ledger
from models.database import transaction
from models.entries import RegistrationsUploaded
from models.errors import CannotDo
from models.registration import RegistrationUpload, UploadState

TURN = 0x4E617  # any number: those who upload or apply registrations on one database take turns
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Uploaded:
    """How a file stands. `at_once`: line and registration of what couldn't wait for a second person."""

    number: int
    state: UploadState
    rows: int
    at_once: dict[str, str]
    likely: list[dict[str, Any]]
    faults: tuple[Fault, ...]
    fault_count: int


def upload(
    engine: Engine, path: Path, by: str, *, originals: Path | None = None, progress: Progress | None = None
) -> Uploaded:
    """Read a file of registrations, keep its original, put it in quarantine; `by` is a handle.

    The same file twice is one upload. One with faults is refused whole, on record. `progress` is told
    lines compared and lines in all. Raise CannotDo where it can't be read at all.
    """
    fits(path)
    return receive(engine, bytes_of(path), by, originals=originals, progress=progress)


def fits(path: Path) -> None:
    """Refuse, by its name, what can't be a file of registrations. Raise CannotDo."""
    if format_of(path) != "jsonl":
        raise CannotDo("Registrations come as JSON lines (.jsonl); see docs/registrations.md.")


def receive(
    engine: Engine,
    content: bytes,
    by: str,
    *,
    originals: Path | None = None,
    progress: Progress | None = None,
) -> Uploaded:
    """Take in the bytes of a file, as `upload` does. Raise CannotDo where it is too large."""
    if len(content) > MOST_BYTES:
        raise CannotDo(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB; divide it.")
    with transaction(engine) as session:
        person, today = actor(session, by), clock.today(session)
        require(person, *REGISTRARS)
        if earlier := _earlier(session, sha256(content).hexdigest()):
            return standing(earlier)
        held = kept_contents(session)
    lines, faults, count = read_lines(content, today)
    with transaction(engine) as session:
        reused = _reused(session, lines)
    faults, count = sorted([*faults, *reused], key=lambda fault: fault.line), count + len(reused)
    at_once = {str(line.number): made for line in lines if (made := _cannot_wait(engine, line, by))}
    likely = [] if count else _likely(held, lines, progress)
    digest = keep(folder_of(originals), content)
    with transaction(engine) as session:
        take_turn(session)
        if earlier := _earlier(session, digest):
            return standing(earlier)
        row = _row(session, person, digest, len(content), lines)
        row.at_once, row.likely = at_once, likely
        row.errors, row.error_count = [fault.as_json() for fault in faults], count
        row.state = UploadState.REFUSED if count else UploadState.QUARANTINED
        session.add(row)
        ledger.append(session, _entry(row), by=person.handle, key=f"registrations:{row.id}:uploaded")
        return standing(row)


def standing(row: RegistrationUpload) -> Uploaded:
    """Say how a file stands, from its row alone: a restart shows the same."""
    faults = tuple(Fault(**fault) for fault in row.errors)
    return Uploaded(
        row.number, row.state, row.rows, dict(row.at_once), list(row.likely), faults, row.error_count
    )


def take_turn(session: Session) -> None:
    """Wait for whoever else uploads or applies; held until the transaction ends."""
    session.connection().execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})


def _earlier(session: Session, digest: str) -> RegistrationUpload | None:
    return session.exec(select(RegistrationUpload).where(RegistrationUpload.sha256 == digest)).one_or_none()


def _reused(session: Session, lines: list[Line]) -> list[Fault]:
    """Lines that bear the number of another form, registered before. Where risk is said none is refused."""
    allowed = "a number of its own; under this one another form was registered"
    return [
        Fault(line.number, "form_id", "the number of another form", allowed)
        for line in lines
        if not may_be_at_risk(line.raw) and is_another(session, line.key, line.raw)
    ]


def _cannot_wait(engine: Engine, line: Line, by: str) -> str | None:
    """Register a form at once where it says that a child may be at risk now."""
    if not may_be_at_risk(line.raw):
        return None
    with transaction(engine) as session:
        take_turn(session)
        return register_interest(session, actor(session, by), dict(line.raw), key=line.key).registration


def _likely(
    held: dict[str, list[dict[str, Any]]], lines: list[Line], progress: Progress | None
) -> list[dict[str, Any]]:
    """Lines that may belong together with a registration there is, or with an earlier line."""
    contents = {f"line-{line.number}": line.contents() for line in lines}
    registered = Registered({**held, **contents})
    found = []
    for done, line in enumerate(lines, 1):
        for alike in registered.alike(contents[f"line-{line.number}"]):
            other = alike.other.removeprefix("line-")
            if other.isdigit() and int(other) >= line.number:
                continue
            kinds = [str(kind) for kind in alike.kinds]
            found.append(
                {"line": line.number, "other": alike.other, "kinds": kinds, "because": list(alike.because)}
            )
        if progress:
            progress(done, len(lines))
    registered.close()
    return found


def _row(session: Session, person: Actor, digest: str, size: int, lines: list[Line]) -> RegistrationUpload:
    number = session.exec(select(func.coalesce(func.max(col(RegistrationUpload.number)), 0))).one() + 1
    return RegistrationUpload(
        number=number, sha256=digest, size=size, state=UploadState.QUARANTINED, rows=len(lines),
        uploaded_by=person.handle, uploaded_person=person.person, uploaded_at=clock.now(session),
    )  # fmt: skip


def _entry(row: RegistrationUpload) -> RegistrationsUploaded:
    return RegistrationsUploaded(
        upload=str(row.id), sha256=row.sha256, rows=row.rows, errors=row.error_count,
        at_once=len(row.at_once), likely_duplicates=len(row.likely),
    )  # fmt: skip
