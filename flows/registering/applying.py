"""May a file of registrations be taken in now? On a second person's word; a transaction for each form."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from flows.people import actor
from flows.register.originals import kept
from flows.register.uploading import folder_of
from flows.registering.lines import read_lines
from flows.registering.uploading import Progress, take_turn
from flows.steps.actor import Actor
from flows.steps.opening import require
from flows.steps.registering import register_interest
from flows.steps.roles import REGISTRARS
from models import clock, ledger
from models.database import transaction
from models.entries import RegistrationsApplied
from models.errors import CannotDo
from models.registration import RegistrationUpload, UploadState


@dataclass(frozen=True)
class Applied:
    """The registrations of a file, by its lines; `before`: how many had been registered already.

    `failed`: what stopped a line, by its number. The file stays in quarantine then, to be applied again.
    """

    registrations: tuple[str, ...]
    before: int
    failed: dict[int, tuple[str, ...]] = field(default_factory=dict)


def apply(
    engine: Engine, number: int, by: str, *, originals: Path | None = None, progress: Progress | None = None
) -> Applied:
    """Register every form of a quarantined file; `by` is the handle of a second person.

    Applied again, or after being killed on the way, it registers only what isn't yet. Raise CannotDo with
    every obstacle, RecordError where the original is gone or altered.
    """
    with transaction(engine) as session:
        row = _row(session, number)
        _refuse(row, actor(session, by))
        today = row.uploaded_at.astimezone(clock.LONDON).date()
    lines, _, _ = read_lines(kept(folder_of(originals), row.sha256), today)
    made, before, failed = [], 0, {}
    for done, line in enumerate(lines, 1):
        try:
            with transaction(engine) as session:
                take_turn(session)
                taken = register_interest(session, actor(session, by), line.raw, key=line.key)
            made.append(taken.registration)
            before += not taken.entries
        except CannotDo as refused:
            failed[line.number] = tuple(refused.obstacles)
        if progress:
            progress(done, len(lines))
    if not failed:
        with transaction(engine) as session:
            take_turn(session)
            _finish(session, number, by, len(lines))
    return Applied(tuple(made), before, failed)


def _row(session: Session, number: int) -> RegistrationUpload:
    found = session.exec(
        select(RegistrationUpload).where(RegistrationUpload.number == number).with_for_update()
    ).one_or_none()
    if found is None:
        raise CannotDo("No upload has that number; the upload said which it is.")
    return found


def _refuse(row: RegistrationUpload, person: Actor) -> None:
    require(person, *REGISTRARS)
    obstacles = []
    if row.state is UploadState.REFUSED:
        obstacles.append("This file was refused for its faults: mend it and upload it again.")
    if row.uploaded_person == person.person:
        obstacles.append("Whoever uploaded a file can't confirm it, on any account: ask a second person.")
    if obstacles:
        raise CannotDo(*obstacles)


def _finish(session: Session, number: int, by: str, registered: int) -> None:
    row = _row(session, number)
    if row.state is UploadState.APPLIED:
        return
    row.state, row.confirmed_by, row.confirmed_at = UploadState.APPLIED, by, clock.now(session)
    session.add(row)
    entry = RegistrationsApplied(
        upload=str(row.id), sha256=row.sha256, uploaded_by=row.uploaded_by, registered=registered
    )
    ledger.append(session, entry, by=by, key=f"registrations:{row.id}:applied")
