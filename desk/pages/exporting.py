"""How does an auditor take one consideration away? Exported with its proof, verified, offered as one file.

An export is its maker's alone, stands in the data folder for a week, and is on record before it is made.
"""

import re
import shutil
import time
from pathlib import Path

from starlette.responses import Response

from desk.access import AUDIT
from desk.archives import packed
from desk.forms import Entered, Form, Question, read, wrongs
from desk.loading import REFERENCE, NotThere
from desk.pages.under_way import follow
from desk.rendering import render
from desk.routes import answered, get, post, seen_other
from desk.under_way import Tell, begin
from desk.visiting import Visit
from flows.exporting import export
from flows.showing import read as read_one
from models.database import Settings
from models.errors import CannotDo

ASK = Form(
    "Export one consideration",
    (
        Question("reference", "Consideration", hint="Such as C-2026-00012"),
        Question(
            "purpose", "Which audit is it for?",
            hint="It stands beside the export in the record (Data Protection Act 2018 s.62).",
        ),
    ),
    intro=(
        "An export holds everything recorded of one consideration, its letters and its rationale, "
        "and what a stranger needs to verify it without us. It holds personal data: keep it encrypted.",
    ),
    submit="Export",
)  # fmt: skip
KEY = re.compile(r"[A-Za-z0-9]{16,40}")
KEPT_S = 7 * 24 * 3600


@get("/audit/exports", AUDIT)
def show(visit: Visit) -> Response:
    return _draw(visit, Entered())


@post("/audit/exports", AUDIT)
def make(visit: Visit) -> Response:
    """Make it, once; a page tells how far it is."""
    entered = read(ASK, visit.form)
    reference = str(entered.given.get("reference", "")).upper()
    if "reference" in entered.given and not REFERENCE.match(reference):
        entered.errors["reference"] = "Give a reference such as C-2026-00012."
    if entered.errors:
        return _draw(visit, entered, status=422)
    _forget_old(visit.settings.data / "exports")
    folder, address = _own(visit) / visit.once / reference, f"/audit/exports/{visit.once}"
    if folder.exists():
        return seen_other(address)
    purpose = entered.given["purpose"]
    engine, actor, settings = visit.engine, visit.actor, Settings(data=visit.settings.data)

    def do(_: Tell) -> str:
        export(engine, settings, actor, reference, folder, purpose)
        return address

    try:
        return follow(begin(visit.once, actor.handle, f"Exporting {reference}", do))
    except CannotDo as error:
        return _draw(visit, entered, status=422, obstacles=error.obstacles)


@get("/audit/exports/{export_key}", AUDIT)
def show_one(visit: Visit, export_key: str) -> Response:
    """What is in it, and whether it verifies: file names and counts, nothing of what it says."""
    folder = _folder(visit, export_key)
    files = sorted((path.relative_to(folder).as_posix(), path.stat().st_size) for path in folder.rglob("*.*"))
    verdict = (folder / "verification.txt").read_text(encoding="utf-8").splitlines()
    return render(
        visit, "audit/exported.html", reference=folder.name, files=files, verdict=verdict, key=export_key
    )


@get("/audit/exports/{export_key}/zip", AUDIT)
def download(visit: Visit, export_key: str) -> Response:
    """The whole folder as one file; each downloading is a reading of its own, and on record."""
    folder = _folder(visit, export_key)
    try:
        read_one(visit.engine, visit.actor, folder.name, "downloading an export made before")
    except CannotDo:
        raise NotThere from None
    return answered(packed(folder), "application/zip", name=f"{folder.name}.zip")


@post("/audit/exports/{export_key}/delete", AUDIT)
def delete(visit: Visit, export_key: str) -> Response:
    """Take it off this machine; what was recorded of it stays."""
    shutil.rmtree(_folder(visit, export_key).parent)
    return seen_other("/audit/exports?done=deleted")


def _own(visit: Visit) -> Path:
    return visit.settings.data / "exports" / visit.actor.handle


def _folder(visit: Visit, key: str) -> Path:
    """Somebody's own export, finished."""
    if KEY.fullmatch(key):
        for folder in (_own(visit) / key).glob("C-*"):
            if (folder / "verification.txt").is_file():
                return folder
    raise NotThere


def _forget_old(exports: Path) -> None:
    latest = time.time() - KEPT_S
    for folder in exports.glob("*/*"):
        if folder.stat().st_mtime < latest:
            shutil.rmtree(folder, ignore_errors=True)


def _draw(
    visit: Visit, entered: Entered, *, status: int = 200, obstacles: list[str] | None = None
) -> Response:
    errors, summary = wrongs(ASK, entered.errors, obstacles or [])
    made = sorted(
        ((folder.name, folder.parent.name, folder.stat().st_mtime) for folder in _own(visit).glob("*/C-*")),
        key=lambda each: -each[2],
    )
    return render(
        visit, "audit/exports.html", status=status, form=ASK, typed=entered.typed, errors=errors,
        summary=summary, made=made,
    )  # fmt: skip
