"""How does somebody come in? Handle, password and code; the first time, a password and codes of their own.

Every refusal reads the same, whatever was wrong. A force's own sign-in (OIDC) would begin here and end, like
this one, in `flows.accounts.begin`.
"""

from io import BytesIO

import segno
from starlette.responses import Response

from desk.access import OWN_ACCOUNT, PUBLIC
from desk.forms import Entered, Form, Question, read, wrongs
from desk.loading import NotThere
from desk.rendering import render
from desk.routes import answered, get, post, seen_other
from desk.sessions import HOME, give_cookie, our_place, take_cookie
from desk.visiting import Visit
from flows.accounts import WebSession, sign_in, sign_out
from flows.codes import enrolment_uri
from flows.credentials import confirm_codes, secret_to_confirm, set_password
from flows.made_anew import made_anew_for
from flows.passwords import SHORTEST
from models.database import transaction
from models.errors import Busy, CannotDo

SIGN_IN = Form(
    "Sign in",
    (
        Question(
            "handle", "Your handle", hint="As your administrator gave it, such as ppo.northern.1",
            refusals=("The handle",),
        ),
        Question("password", "Password", "password"),
        Question(
            "code", "Code from your authenticator app", "code", optional=True,
            hint="Six digits. Leave it out the first time you sign in.",
        ),
    ),
    submit="Sign in",
)  # fmt: skip
NEW_PASSWORD = Form(
    "Choose your own password",
    (
        Question(
            "new_password", "New password", "password",
            hint=f"{SHORTEST} characters or more, without your handle. Three words will do.",
            refusals=("The password", "The new password"),
        ),
        Question("repeat_password", "The same again", "password"),
    ),
    intro=("The one you signed in with is known to your administrator and works for this only.",),
    submit="Save and go on",
)  # fmt: skip
FIRST_CODE = Form(
    "Set up your codes",
    (
        Question("code", "Code the app shows now", "code", hint="Six digits", refusals=("The code",)),
    ),
    submit="Finish",
)  # fmt: skip
UNLIKE = "The two are not the same: type the new password twice."


@get("/sign-in", PUBLIC)
def ask(visit: Visit) -> Response:
    """Ask who it is. A browser that followed a link from elsewhere does not say who is signed in."""
    wanted = our_place(visit.query.get("next", ""), HOME)
    if visit.web:
        return seen_other(wanted)
    return _ask(visit, wanted, Entered())


@post("/sign-in", PUBLIC)
def come_in(visit: Visit) -> Response:
    """Begin a new session, whatever cookie the browser had before."""
    wanted = our_place(visit.text("next"), HOME)
    entered = read(SIGN_IN, visit.form)
    if entered.errors:
        return _ask(visit, wanted, entered, status=422)
    given = entered.given
    try:
        token = sign_in(
            visit.engine, given["handle"], visit.secret("password"), given.get("code", ""), _address(visit)
        )
    except (CannotDo, Busy) as error:
        status = 422 if isinstance(error, CannotDo) else 503
        return _ask(visit, wanted, entered, status=status, obstacles=str(error).splitlines())
    if visit.web:
        with transaction(visit.engine) as session:
            sign_out(session, visit.web)
    response = seen_other(wanted)
    give_cookie(response, token)
    return response


@post("/sign-out", OWN_ACCOUNT)
def go(visit: Visit) -> Response:
    with transaction(visit.engine) as session:
        sign_out(session, web(visit))
    response = seen_other("/sign-in?signed_out=yes")
    take_cookie(response)
    return response


@get("/first-sign-in", OWN_ACCOUNT)
def first(visit: Visit) -> Response:
    """Show what is still to be done before anything else opens: a password, then codes."""
    if web(visit).ready:
        return seen_other(HOME)
    return _first(visit, _step(visit), Entered())


@post("/first-sign-in", OWN_ACCOUNT)
def first_done(visit: Visit) -> Response:
    if web(visit).ready:
        return seen_other(HOME)
    form = _step(visit)
    entered = read(form, visit.form)
    if form is NEW_PASSWORD and unlike(visit):
        entered.errors.setdefault("repeat_password", UNLIKE)
    if entered.errors:
        return _first(visit, form, entered, status=422)
    try:
        if form is NEW_PASSWORD:
            set_password(visit.engine, web(visit), "", visit.secret("new_password"))
        else:
            confirm_codes(visit.engine, web(visit), entered.given["code"])
    except CannotDo as error:
        return _first(visit, form, entered, status=422, obstacles=error.obstacles)
    return seen_other("/first-sign-in")


@get("/first-sign-in/code.png", OWN_ACCOUNT)
def picture(visit: Visit) -> Response:
    """The secret as a QR code, until a first code was given."""
    uri = enrolment_uri(_secret(visit), visit.actor.handle, visit.settings.name)
    drawn = BytesIO()
    segno.make(uri, error="m").save(drawn, kind="png", scale=5)
    return answered(drawn.getvalue(), "image/png")


def web(visit: Visit) -> WebSession:
    """The session of a visit whose policy let nobody in without one."""
    if visit.web is None:
        raise NotThere
    return visit.web


def unlike(visit: Visit) -> bool:
    """Tell whether a new password was typed in two different ways."""
    return visit.secret("new_password") != visit.secret("repeat_password")


def _ask(
    visit: Visit, wanted: str, entered: Entered, *, status: int = 200, obstacles: list[str] | None = None
) -> Response:
    errors, summary = wrongs(SIGN_IN, entered.errors, obstacles or [])
    return render(
        visit, "signing_in/sign_in.html", status=status, form=SIGN_IN, errors=errors, summary=summary,
        typed={"handle": entered.typed.get("handle", "")}, wanted=wanted, action="/sign-in",
        signed_out=visit.query.get("signed_out"),
        from_elsewhere=visit.request.headers.get("sec-fetch-site") == "cross-site",
    )  # fmt: skip


def _first(
    visit: Visit, form: Form, entered: Entered, *, status: int = 200, obstacles: list[str] | None = None
) -> Response:
    errors, summary = wrongs(form, entered.errors, obstacles or [])
    secret = _secret(visit) if form is FIRST_CODE else ""
    with transaction(visit.engine) as session:
        anew = [each for each in made_anew_for(session, visit.actor) if each.handle == visit.actor.handle]
    return render(
        visit, "signing_in/first.html", status=status, form=form, errors=errors, summary=summary, typed={},
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), anew=anew,
    )  # fmt: skip


def _step(visit: Visit) -> Form:
    return NEW_PASSWORD if web(visit).must_change else FIRST_CODE


def _secret(visit: Visit) -> str:
    if web(visit).must_change or web(visit).totp_confirmed:
        raise NotThere
    with transaction(visit.engine) as session:
        return secret_to_confirm(session, web(visit))


def _address(visit: Visit) -> str:
    return visit.request.client.host if visit.request.client else ""
