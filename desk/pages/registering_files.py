"""How does a file of registrations come in at the desk? One person uploads it, a second confirms it.

What can't wait is registered at upload (flows/registering/uploading.py); the page says so first.
"""

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar
from starlette.responses import Response

from desk.access import REGISTERING
from desk.forms import Wrong
from desk.loading import NotThere
from desk.pages.under_way import asking_again, follow
from desk.rendering import render
from desk.routes import get, post
from desk.under_way import Tell, begin, failed_about, under_way_about
from desk.visiting import Visit
from flows.registering.applying import apply
from flows.registering.taken import files_of, takes_files
from flows.registering.uploading import fits, receive, standing
from flows.showing import shown
from flows.steps.actor import Actor
from models.database import transaction
from models.errors import CannotDo
from models.registration import RegistrationUpload

MOST_LISTED, MOST_SHOWN = 50, 200
RECEIVED_ALREADY = (
    "This very file was received already, from another unit: ask them what became of it. "
    "Nothing of it was taken again."
)


@get("/registration-files", REGISTERING)
def show_all(visit: Visit) -> Response:
    """Every file of one's unit, the latest first, and where to upload one."""
    _police(visit)
    return _listed(visit)


@post("/registration-files", REGISTERING, uploads=True)
def upload(visit: Visit) -> Response:
    """Read a file and compare it; what was found is a page of its own."""
    _police(visit)
    file = visit.file("file")
    if file is None:
        return _listed(visit, ["Choose a file of registrations, a .jsonl file."])
    try:
        fits(Path(file.filename or ""))
        content, by, originals = file.file.read(), visit.actor.handle, _originals(visit)

        def do(tell: Tell) -> str:
            found = receive(visit.engine, content, by, originals=originals, progress=tell)
            with transaction(visit.engine) as session:
                theirs = session.exec(_numbered(visit.actor, found.number)).one_or_none() is None
            if theirs:
                raise CannotDo(RECEIVED_ALREADY)
            return f"/registration-files/{found.number}"

        return follow(begin(visit.once, by, "Reading the file and comparing it with the registrations", do))
    except CannotDo as error:
        return _listed(visit, error.obstacles)


@get("/registration-files/{number}", REGISTERING)
def show(visit: Visit, number: str) -> Response:
    """One file: what couldn't wait, its faults, or what confirming it would register; then how far it is."""
    return _shown(visit, number)


@post("/registration-files/{number}/confirm", REGISTERING)
def confirm(visit: Visit, number: str) -> Response:
    """Register everything in a file that somebody else uploaded. Done again, only what isn't yet."""
    row = _row(visit, number)
    by, originals = visit.actor.handle, _originals(visit)

    def do(tell: Tell) -> str:
        done = apply(visit.engine, row.number, by, originals=originals, progress=tell)
        if done.failed:
            lines = (f"Line {line}: {' '.join(why)}" for line, why in done.failed.items())
            raise CannotDo(*lines, f"{len(done.failed)} not registered. Mend that, then confirm again.")
        return f"/registration-files/{row.number}"

    try:
        work = begin(visit.once, by, "Registering what the file holds", do, about=_about(row))
        return follow(work, until=f"/registration-files/{row.number}")
    except CannotDo as error:
        return _shown(visit, number, error.obstacles)


def _listed(visit: Visit, obstacles: Sequence[str] = ()) -> Response:
    with transaction(visit.engine) as session:
        latest = files_of(visit.actor).order_by(col(RegistrationUpload.number).desc())
        rows = session.exec(latest.limit(MOST_LISTED)).all()
    return render(
        visit, "registering/files.html", status=422 if obstacles else 200, rows=rows,
        summary=[Wrong(words, "file") for words in obstacles],
    )  # fmt: skip


def _shown(visit: Visit, number: str, obstacles: Sequence[str] = ()) -> Response:
    work = under_way_about(_about(_row(visit, number)))
    row = _row(visit, number)  # after looking for the work: what has ended by then shows its end
    failed = [] if work or row.confirmed_at else failed_about(_about(row), visit.actor.handle)
    found = standing(row)
    alike = {str(each["other"]) for each in found.likely if not str(each["other"]).isdigit()}
    references = [f"registration-file-{row.number}", *sorted({*found.at_once.values(), *alike})]
    shown(visit.engine, visit.actor, references, "a file of registrations")
    page = render(
        visit, "registering/file.html", status=422 if obstacles else 200, row=row, found=found,
        work=work, summary=[Wrong(words) for words in obstacles or failed], most=MOST_SHOWN,
        may_confirm=row.uploaded_person != visit.actor.person,
    )  # fmt: skip
    return asking_again(page, visit) if work else page


def _row(visit: Visit, number: str) -> RegistrationUpload:
    _police(visit)
    row = None
    if number.isascii() and number.isdigit() and len(number) < 9:
        with transaction(visit.engine) as session:
            row = session.exec(_numbered(visit.actor, int(number))).one_or_none()
    if row is None:
        raise NotThere
    return row


def _numbered(actor: Actor, number: int) -> SelectOfScalar[RegistrationUpload]:
    return files_of(actor).where(RegistrationUpload.number == number)


def _police(visit: Visit) -> None:
    """Hide them from other agencies' supervisors: applicants turn to the police."""
    if not takes_files(visit.actor):
        raise NotThere


def _originals(visit: Visit) -> Path:
    return visit.settings.data / "originals"


def _about(row: RegistrationUpload) -> str:
    return f"registrations {row.id}"
