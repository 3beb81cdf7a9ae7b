"""How does a register extract come in at the desk? Uploaded by one person, read back, applied by a second."""

from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select
from starlette.responses import Response

from desk.access import REGISTER
from desk.forms import Form, Question, read, wrongs
from desk.loading import NotThere, inside
from desk.pages.under_way import asking_again, follow
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.under_way import Tell, begin, failed_about, under_way_about
from desk.visiting import Visit
from flows.force import force
from flows.refreshing import take_in
from flows.register.applying import apply, lift_stop
from flows.register.originals import format_of
from flows.register.uploading import last_applied, receive, standing
from flows.steps.roles import REGISTRARS, SENIORS, SUPERVISORS
from models.database import transaction
from models.errors import CannotDo
from models.register_import import ImportState, RegisterImport

MOST_LISTED, MOST_SHOWN = 50, 200
LIFT = Form(
    "Lift the stop",
    (Question("reasons", "Why so much may change", "words", "15 characters or more; they stay on record."),),
    submit="Lift the stop",
)


@get("/register", REGISTER)
def show_all(visit: Visit) -> Response:
    """Every extract, the latest first, and where to upload one."""
    return _listed(visit)


@post("/register", REGISTER, uploads=True)
def upload(visit: Visit) -> Response:
    """Read and compare an extract; what it found is its own page."""
    inside(visit)
    file = visit.file("extract")
    if file is None:
        return _listed(visit, "extract: choose the extract, a .csv or .jsonl file.")
    try:
        format_, content = format_of(Path(file.filename or "")), file.file.read()
        originals, by = visit.settings.data / "originals", visit.actor.handle
        work = begin(
            visit.once, by, "Reading the extract and comparing it with the register",
            lambda _: _receive(visit.engine, content, format_, by, originals),
        )  # fmt: skip
        return follow(work)
    except CannotDo as error:
        return _listed(visit, *(f"extract: {each}" for each in error.obstacles))


@get("/register/{number}", REGISTER)
def show(visit: Visit, number: str) -> Response:
    """One extract against the register: what applying it would do, or did; while it is applied, how far."""
    return _shown(visit, number)


@post("/register/{number}/confirm", REGISTER)
def confirm(visit: Visit, number: str) -> Response:
    """Apply an extract somebody else uploaded."""
    row = _row(visit, number)
    originals, by = visit.settings.data / "originals", visit.actor.handle

    def do(tell: Tell) -> str:
        with transaction(visit.engine) as session:
            apply(session, row.id, by, tell, originals=originals, on_change=take_in)
        return f"/register/{row.number}"

    try:
        work = begin(visit.once, by, "Applying the extract to the register", do, about=_about(row))
        return follow(work, until=f"/register/{row.number}")
    except CannotDo as error:
        return _shown(visit, number, error.obstacles)


@post("/register/{number}/lift-stop", REGISTER)
def lift(visit: Visit, number: str) -> Response:
    """Let an extract that changes much go on to its confirmation, with reasons."""
    row, entered = _row(visit, number), read(LIFT, visit.form)
    try:
        with transaction(visit.engine) as session:
            lift_stop(session, row.id, visit.actor.handle, entered.given.get("reasons", ""))
    except CannotDo as error:
        return _shown(visit, number, [_placed(each) for each in error.obstacles], entered.typed)
    return seen_other(f"/register/{row.number}?done=lift")


def _receive(engine: Engine, content: bytes, format_: str, by: str, originals: Path) -> str:
    with transaction(engine) as session:
        return f"/register/{receive(session, content, format_, by, originals=originals).number}"


def _listed(visit: Visit, *obstacles: str) -> Response:
    inside(visit)
    with transaction(visit.engine) as session:
        latest = select(RegisterImport).order_by(col(RegisterImport.number).desc()).limit(MOST_LISTED)
        rows, last = session.exec(latest).all(), last_applied(session)
    form = Form("Upload an extract", (Question("extract", "Extract"),))
    errors, summary = wrongs(form, {}, obstacles)
    return render(
        visit, "registers/all.html", status=422 if obstacles else 200, rows=rows, last=last,
        errors=errors, summary=summary, may_upload=bool(visit.actor.roles & set(REGISTRARS)),
    )  # fmt: skip


def _shown(
    visit: Visit, number: str, obstacles: list[str] | None = None, typed: dict[str, str] | None = None
) -> Response:
    work = under_way_about(_about(_row(visit, number)))
    row = _row(visit, number)  # after looking for the work: what has ended by then shows its end
    with transaction(visit.engine) as session:
        last = last_applied(session)
    failed = [] if work or row.state is ImportState.APPLIED else failed_about(_about(row), visit.actor.handle)
    errors, summary = wrongs(LIFT, {}, obstacles or failed)
    page = render(
        visit, "registers/one.html", status=422 if obstacles else 200, row=row, found=standing(row),
        work=work, errors=errors, summary=summary, typed=typed or {}, lift=LIFT, most=MOST_SHOWN,
        limit=force().import_stop_percent, can=_can(visit, row),
        out_of_date=row.based_on != (last.id if last else None),
    )  # fmt: skip
    return asking_again(page, visit) if work else page


def _can(visit: Visit, row: RegisterImport) -> str:
    """What this person can do with it now; "" where it is somebody else's turn, or nobody's."""
    roles = visit.actor.roles
    if row.uploaded_person == visit.actor.person:
        return ""
    if row.state is ImportState.QUARANTINED and roles & {*REGISTRARS, *SUPERVISORS}:
        return "confirm"
    return "lift" if row.state is ImportState.STOPPED and roles & set(SENIORS) else ""


def _row(visit: Visit, number: str) -> RegisterImport:
    inside(visit)
    row = None
    if number.isascii() and number.isdigit() and len(number) < 9:
        with transaction(visit.engine) as session:
            row = _numbered(session, int(number))
    if row is None:
        raise NotThere
    return row


def _numbered(session: Session, number: int) -> RegisterImport | None:
    return session.exec(select(RegisterImport).where(RegisterImport.number == number)).one_or_none()


def _about(row: RegisterImport) -> str:
    return f"register {row.id}"


def _placed(obstacle: str) -> str:
    return f"reasons: {obstacle}" if obstacle.startswith("Say why") else obstacle
