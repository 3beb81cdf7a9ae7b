"""What was typed so far, kept as one goes: asked for by keep.js, every few seconds and on leaving a field."""

import json
from typing import Any

from anyio import from_thread
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import JSONResponse, Response

from desk.access import SIGNED_IN
from desk.keeping import keep_form
from desk.routes import post, seen_other
from desk.sessions import HOME, our_place
from desk.visiting import Visit
from flows.drafts import Clash, drop, keep
from models.database import transaction
from models.errors import CannotDo


class Typed(BaseModel):
    """A form as it stands in a browser."""

    page: str
    tab: str
    version: int = Field(ge=0)
    fields: dict[str, str | list[str]]
    asked: dict[str, str] = {}


@post("/drafts", SIGNED_IN)
def save(visit: Visit) -> Response:
    """Save it, or, where the same tab was saved elsewhere since, give what stands there."""
    if visit.request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return _told(422, obstacles=["A draft is sent as JSON."])
    try:
        # The form was read before the thread began; a body that is no form is still to be read.
        typed = Typed.model_validate(json.loads(from_thread.run(visit.request.body)))
    except (ValidationError, ValueError, RecursionError):
        return _told(422, obstacles=["This is no draft."])
    try:
        with transaction(visit.engine) as session:
            kept = keep(
                session, visit.actor.handle, typed.page, typed.tab, typed.fields, typed.version, typed.asked
            )
    except CannotDo as error:
        return _told(422, obstacles=error.obstacles)
    stands: dict[str, Any] = {"version": kept.version, "saved_at": kept.saved_at.isoformat()}
    if isinstance(kept, Clash):
        return _told(409, theirs=kept.theirs, **stands)
    return _told(200, **stands)


@post("/drafts/later", SIGNED_IN)
def later(visit: Visit) -> Response:
    """Save a form as it stands, to go on another day: a button, so that it needs no script."""
    keep_form(visit, visit.actor.handle)
    return seen_other("/unsent?done=saved")


@post("/drafts/discard", SIGNED_IN)
def discard(visit: Visit) -> Response:
    """Throw away what was kept of one form, and show the page as it is recorded."""
    with transaction(visit.engine) as session:
        drop(session, visit.actor.handle, visit.text("_page"), visit.tab)
    return seen_other(our_place(visit.text("_from"), HOME))


def _told(status: int, **content: Any) -> Response:
    return JSONResponse(content, status_code=status)
