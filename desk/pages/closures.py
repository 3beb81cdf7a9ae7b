"""On which days is everybody closed? Bank holidays, the settings file's, and an administrator's own."""

from datetime import date
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from desk.access import ADMINISTRATION
from desk.drafting import key, sent
from desk.forms import Form, Question
from desk.loading import NotThere
from desk.own_form import Own, ask, take_once
from desk.rendering import day
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.steps.agencies import add_closure, remove_closure
from models import clock
from models.closures import Closure, closures, recorded_closures
from models.database import transaction

REASONS = Question("reasons", "Why", "words", "It stays on record.", rows=3)
CLOSE = Form(
    "Close a day",
    (
        Question("closed_on", "Day", "day", "For example, 2 1 2027"),
        Question("why", "What do people call it?", hint="Such as: Founders’ Day"),
        REASONS,
    ),
    intro=(
        "Every deadline counted in working days is worked out anew by the next daily run, and at each move.",
    ),
    submit="Close the day",
)  # fmt: skip
DONE = {"closed": "The day is closed.", "opened": "The day is worked again."}


@get("/closures", ADMINISTRATION)
def show(visit: Visit) -> Response:
    return ask(visit, _close(visit))


@post("/closures", ADMINISTRATION)
def close(visit: Visit) -> Response:
    def do(session: Session, given: dict[str, Any]) -> None:
        add_closure(session, visit.actor, given, key=key(visit))

    return take_once(visit, _close(visit), do)


@get("/closures/{closed_on}/open", ADMINISTRATION)
def show_open(visit: Visit, closed_on: str) -> Response:
    return ask(visit, _open(visit, closed_on))


@post("/closures/{closed_on}/open", ADMINISTRATION)
def open_again(visit: Visit, closed_on: str) -> Response:
    def do(session: Session, given: dict[str, Any]) -> None:
        remove_closure(session, visit.actor, given | {"closed_on": closed_on}, key=key(visit))

    if sent(visit):  # the day is open by then, so that its form is gone
        return seen_other("/closures?done=opened")
    return take_once(visit, _open(visit, closed_on), do)


def _close(visit: Visit) -> Own:
    with transaction(visit.engine) as session:
        today, recorded = clock.today(session), recorded_closures(session)
    known = closures(today.year, today.year + 1, recorded)
    days = [(on, why, on in recorded) for on, why in sorted({**known, **recorded}.items()) if on >= today]
    said = DONE.get(visit.query.get("done", ""))
    more = {"days": days, "said": said, "year": today.year + 1}
    return Own(CLOSE, "", "/closures?done=closed", template="administration/closures.html", more=more)


def _open(visit: Visit, closed_on: str) -> Own:
    """A day that an administrator closed, and the form to open it."""
    with transaction(visit.engine) as session:
        held = session.get(Closure, _day(closed_on))
    if held is None:
        raise NotThere
    form = Form(
        f"Open {day(held.closed_on)} again", (REASONS,), (f"It is closed as “{held.why}”.",),
        submit="Open the day",
    )  # fmt: skip
    return Own(form, "/closures", "/closures?done=opened")


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise NotThere from None
