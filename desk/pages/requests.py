"""What is my agency asked, and what do we answer? One request, nothing of the consideration behind it."""

from hashlib import sha256
from typing import Any

from starlette.responses import Response

from desk.access import REQUESTS
from desk.drafting import key, sent, unsent
from desk.forms import Entered, Form, Question, options, read, wrongs
from desk.loading import NotThere
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.drafts import drop
from flows.requests import NOT_THERE, RequestOpened, answer_request, open_request, requests_put
from models import clock
from models.database import transaction
from models.errors import CannotDo

RESULTS = options(
    ("known", "Something is known", "Say below what, and since when."),
    ("nothing_known", "Nothing is known", "Your records were searched, and hold nothing."),
    ("need_more_time", "We need more time", "Say below what it waits for, and until when."),
    ("cannot_answer", "We cannot answer", "Say below why, if you may."),
)
BEARS = "Only what bears on risk to a child. Whoever decides here reads it."
ANSWER = Form(
    "What does your agency know?",
    (
        Question("result", "Answer", "choice", options=RESULTS),
        Question("summary", "What you can say", "words", BEARS, optional=True, rows=8),
    ),
    submit="Send the answer",
)
CLOSED = "This request is no longer open: nothing more is needed from you."


@get("/requests", REQUESTS)
def show_all(visit: Visit) -> Response:
    """Everything put to this person's agency that waits for an answer, the soonest first."""
    with transaction(visit.engine) as session:
        found, now = requests_put(session, visit.actor), clock.now(session)
    return render(visit, "requests/all.html", requests=found, now=now)


@get("/requests/{request}", REQUESTS)
def show(visit: Visit, request: str) -> Response:
    """One request: whom it is about, by when, and the form to answer it."""
    opened = _opened(visit, request)
    typed, draft = unsent(visit, ANSWER)
    return _draw(visit, opened, Entered(typed=typed), draft=draft)


@post("/requests/{request}", REQUESTS)
def answer(visit: Visit, request: str) -> Response:
    """Send the answer, once; where a colleague answered meanwhile, show both first."""
    if sent(visit):
        return seen_other("/requests?done=answered")
    opened, entered = _opened(visit, request), read(ANSWER, visit.form)
    if entered.errors:
        return _draw(visit, opened, entered, status=422)
    if visit.text("_held") != _held(opened):
        return _draw(visit, opened, entered, status=409)
    try:
        with transaction(visit.engine) as session:
            answer_request(session, visit.actor, request, entered.given, key=key(visit))
            drop(session, visit.actor.handle, visit.path, visit.tab)
    except CannotDo as error:
        return _draw(visit, opened, entered, status=422, obstacles=error.obstacles)
    return seen_other("/requests?done=answered")


def _opened(visit: Visit, request: str) -> RequestOpened:
    try:
        return open_request(visit.engine, visit.actor, request)
    except CannotDo as error:
        if error.obstacles == [NOT_THERE]:
            raise NotThere from None
        raise


def _held(opened: RequestOpened) -> str:
    """A mark of the answer as it stands, so that two colleagues never write over each other unseen."""
    return sha256(f"{opened.result}|{opened.summary}".encode()).hexdigest()[:16]


def _draw(
    visit: Visit, opened: RequestOpened, entered: Entered, *,
    status: int = 200, obstacles: list[str] | None = None, draft: Any = None,
) -> Response:  # fmt: skip
    # At which stage the consideration stands is none of an agency's business.
    said = [CLOSED if "can't be done at the stage" in each else each for each in obstacles or []]
    errors, summary = wrongs(ANSWER, entered.errors, said)
    with transaction(visit.engine) as session:
        now = clock.now(session)
    return render(
        visit, "requests/one.html", status=status, put=opened, form=ANSWER, typed=entered.typed,
        errors=errors, summary=summary, draft=draft, page=visit.path, now=now, came_between=status == 409,
        held=visit.text("_held") if status == 422 else _held(opened),
    )  # fmt: skip
