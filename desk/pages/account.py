"""Where am I signed in, and how do I change my password? One's own account; and staying signed in."""

from starlette.responses import JSONResponse, Response

from desk.access import OWN_ACCOUNT, SIGNED_IN
from desk.forms import Entered, Form, Question, read, wrongs
from desk.pages.signing_in import NEW_PASSWORD, UNLIKE, unlike, web
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.accounts import end_all, open_sessions
from flows.credentials import set_password
from models.database import transaction
from models.errors import CannotDo

CHANGE = Form(
    "Change your password",
    (
        Question("password", "Present password", "password", refusals=("Your present password",)),
        *NEW_PASSWORD.questions,
    ),
    submit="Change password",
)  # fmt: skip


@get("/account", SIGNED_IN)
def account(visit: Visit) -> Response:
    return _show(visit, Entered())


@post("/account/end-others", SIGNED_IN)
def end_others(visit: Visit) -> Response:
    with transaction(visit.engine) as session:
        end_all(session, visit.actor.handle, "asked", but=web(visit).id)
    return seen_other("/account?done=others_ended")


@post("/account/password", SIGNED_IN)
def change(visit: Visit) -> Response:
    """Change one's password; one's other sessions end with it."""
    entered = read(CHANGE, visit.form)
    if unlike(visit):
        entered.errors.setdefault("repeat_password", UNLIKE)
    if entered.errors:
        return _show(visit, entered, status=422)
    try:
        set_password(visit.engine, web(visit), visit.secret("password"), visit.secret("new_password"))
    except CannotDo as error:
        return _show(visit, entered, status=422, obstacles=error.obstacles)
    return seen_other("/account?done=password_changed")


@post("/session/stay", OWN_ACCOUNT)
def stay(visit: Visit) -> Response:
    """Somebody is still there: asking was enough to begin the twenty minutes anew."""
    return JSONResponse({"lasts_s": web(visit).lasts_s})


def _show(
    visit: Visit, entered: Entered, *, status: int = 200, obstacles: list[str] | None = None
) -> Response:
    errors, summary = wrongs(CHANGE, entered.errors, obstacles or [])
    with transaction(visit.engine) as session:
        sessions = open_sessions(session, visit.actor.handle)
    return render(
        visit, "signing_in/account.html", status=status, form=CHANGE, errors=errors, summary=summary,
        sessions=sessions, done=visit.query.get("done"), typed={}, action="/account/password",
    )  # fmt: skip
