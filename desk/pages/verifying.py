"""Was anything altered? The whole record, or an uploaded export, against a checkpoint held outside."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from starlette.responses import Response

from desk.access import AUDIT
from desk.archives import unpack_record
from desk.forms import Entered, Form, Question, Wrong, read, wrongs
from desk.loading import NotThere
from desk.pages.under_way import follow
from desk.rendering import render
from desk.routes import get, post
from desk.under_way import Tell, begin, under_way
from desk.visiting import Visit
from models.chain import Verdict
from models.database import transaction
from models.errors import CannotDo
from models.verification import verify_export, verify_record

NOTE = "A signed note, or the last line of a letter, such as 1234:0123456789abcdef"
KEY = "public-disclosure+…, as you were given it before"
WITHOUT = "Without a checkpoint from outside, whoever owns database and key could have rewritten it unseen."


def _form(title: str, submit: str, what: str, intro: tuple[str, ...]) -> Form:
    held = (
        Question(f"{what}_checkpoint", "Checkpoint held outside", "words", NOTE, optional=True, rows=6),
        Question(f"{what}_public_key", "Public key", hint=KEY, optional=True),
    )
    return Form(title, held, intro, submit=submit)


RECORD = _form("The whole record", "Verify the record", "record", (WITHOUT,))
EXPORT = _form("An export", "Upload and verify", "export", ())
# What was found, told once more to whoever asked; nothing rests on it.
_found: dict[str, Verdict] = {}
MOST_KEPT = 100


@get("/audit/verify", AUDIT)
def show(visit: Visit) -> Response:
    return _draw(visit, RECORD, Entered())


@post("/audit/verify", AUDIT)
def record(visit: Visit) -> Response:
    """Every entry, its content and its columns; a page tells how far it is."""
    entered = read(RECORD, visit.form)
    checkpoint, key = _held(entered)
    return _begun(
        visit, RECORD, entered, "Verifying the record",
        lambda tell: _record(visit.engine, checkpoint, key, tell),
    )  # fmt: skip


@post("/audit/verify/export", AUDIT, uploads=True)
def exported(visit: Visit) -> Response:
    """An export as it was downloaded; nothing of it is kept."""
    entered = read(EXPORT, visit.form)
    file = visit.file("export")
    if file is None:
        entered.errors["export"] = "Choose the export, a .zip file."
        return _draw(visit, EXPORT, entered, status=422)
    checkpoint, key = _held(entered)
    content = file.file.read()
    return _begun(
        visit, EXPORT, entered, "Verifying the export", lambda tell: _export(content, checkpoint, key, tell)
    )


@get("/audit/verified/{verdict_key}", AUDIT)
def show_verdict(visit: Visit, verdict_key: str) -> Response:
    """What was found. A desk that was started anew since has forgotten it."""
    work = under_way(verdict_key, visit.actor.handle)
    if work is None or work.key not in _found:
        raise NotThere
    return render(visit, "audit/verified.html", what=work.words, verdict=_found[work.key].lines)


def _record(engine: Engine, checkpoint: str | None, key: str | None, tell: Tell) -> Verdict:
    with transaction(engine) as session:
        return verify_record(session, checkpoint=checkpoint, public_key=key, progress=tell)


def _export(content: bytes, checkpoint: str | None, key: str | None, tell: Tell) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="verifying-") as folder:
        unpack_record(content, Path(folder))
        return verify_export(Path(folder), checkpoint=checkpoint, public_key=key, progress=tell)


def _held(entered: Entered) -> tuple[str | None, str | None]:
    """The checkpoint and the key, whichever form they came from."""
    given = {name.split("_", 1)[1]: value for name, value in entered.given.items()}
    return given.get("checkpoint"), given.get("public_key")


def _begun(
    visit: Visit, form: Form, entered: Entered, words: str, check: Callable[[Tell], Verdict]
) -> Response:
    key = visit.once

    def do(tell: Tell) -> str:
        found = check(tell)
        for old in list(_found)[: len(_found) - MOST_KEPT + 1]:
            _found.pop(old, None)
        _found[key] = found
        return f"/audit/verified/{key}"

    try:
        return follow(begin(key, visit.actor.handle, words, do))
    except CannotDo as error:
        return _draw(visit, form, entered, status=422, obstacles=error.obstacles)


def _draw(
    visit: Visit, form: Form, entered: Entered, *, status: int = 200, obstacles: list[str] | None = None
) -> Response:
    """Both forms; what is wrong belongs to the one that was sent."""
    errors, summary = wrongs(form, entered.errors, obstacles or [])
    if file_wrong := entered.errors.get("export"):
        summary = [Wrong(file_wrong, "export"), *summary]
    return render(
        visit, "audit/verify.html", status=status, forms=(RECORD, EXPORT), sent=form, typed=entered.typed,
        errors=errors, summary=summary,
    )  # fmt: skip
