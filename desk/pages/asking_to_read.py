"""How does somebody come to read what is not theirs, and how do they say that it must never open to them?

A reason for the day, the glass broken for an hour, an interest declared for good.
"""

from collections.abc import Callable, Sequence

from starlette.responses import Response

from desk.access import ASKING_TO_READ, CONSIDERATION, DECLARING, REGISTRATION, Access
from desk.forms import Entered, Form, Question, read, wrongs
from desk.loading import AskForReason, AskUnit, NotThere, Opened, access_to
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.sessions import our_place
from desk.visiting import Visit
from flows.grants import break_glass, give_reason
from flows.steps.pipeline import take
from models.database import transaction
from models.errors import CannotDo

WHY = Form("Why", (Question("reason", "Your reason", "words"),))
MINE = Form(
    "This is about me or somebody of mine",
    (
        Question(
            "reasons", "In what way?", "words",
            "For example: a relative, a neighbour. Whoever works on it reads this.",
        ),
    ),
    intro=(
        "Nobody who is named in a consideration, or whose own family is, may open it or act in it: not in "
        "any rank, and not by break-glass. Saying so is expected of you and is held against nobody.",
        "Once you have said it you can’t open this consideration any more, and whatever of it waited on you "
        "waits on somebody else.",
    ),
    submit="Declare it",
)  # fmt: skip


@post("/considerations/{reference}/reason", ASKING_TO_READ)
def reason(visit: Visit, reference: str) -> Response:
    return _given(visit, reference, Access.ASKS_REASON, give_reason, "errors/ask_for_reason.html")


@post("/considerations/{reference}/break-glass", ASKING_TO_READ)
def break_the_glass(visit: Visit, reference: str) -> Response:
    return _given(visit, reference, Access.ASK_UNIT, break_glass, "errors/ask_unit.html")


def _given(visit: Visit, reference: str, wanted: Access, give: Callable[..., object], page: str) -> Response:
    """Keep why, and lead on to the page that was asked for; or ask again, with what was typed.

    Only where asking for it comes to this: what is hidden stays so, and what opens needs nothing kept.
    """
    with transaction(visit.engine) as session:
        asked = [access_to(session, visit, reference, part) for part in (CONSIDERATION, REGISTRATION)]
    unit, comes_to = asked[0][0].row.unit, {access for _, access in asked}
    back = our_place(visit.text("back"), "")
    here, registered = f"/considerations/{reference}", f"/registrations/{reference}"
    leads_to = back if f"{back}/".startswith((f"{here}/", f"{registered}/")) else here
    if wanted not in comes_to:
        return _otherwise(comes_to, reference, unit, leads_to)
    entered = read(WHY, visit.form)
    try:
        if not entered.errors:
            with transaction(visit.engine) as session:
                give(session, visit.actor, reference, entered.given["reason"])
            return seen_other(leads_to)
        obstacles: list[str] = []
    except CannotDo as error:
        obstacles = error.obstacles
    errors, summary = wrongs(WHY, entered.errors, obstacles)
    return render(
        visit, page, status=422, reference=reference, unit=unit, back=back,
        typed=entered.typed, errors=errors, summary=summary,
    )  # fmt: skip


def _otherwise(comes_to: set[Access], reference: str, unit: str, leads_to: str) -> Response:
    """What this person gets who sent the form of another footing: as if they had asked for the page."""
    if Access.OPENS in comes_to:
        return seen_other(leads_to)
    if Access.ASKS_REASON in comes_to:
        raise AskForReason
    if Access.ASK_UNIT in comes_to:
        raise AskUnit(reference, unit)
    raise NotThere


@get("/considerations/{reference}/declare", DECLARING)
def show_declaring(visit: Visit, opened: Opened) -> Response:
    return _draw_declaring(visit, opened, Entered())


@post("/considerations/{reference}/declare", DECLARING)
def declare(visit: Visit, opened: Opened) -> Response:
    entered = read(MINE, visit.form)
    obstacles: list[str] = []
    if not entered.errors:
        try:
            with transaction(visit.engine) as session:
                key = f"desk:{visit.once}"
                take(session, opened.reference, "declare_named_in", visit.actor, entered.given, key=key)
            return seen_other("/work?done=declare_named_in")
        except CannotDo as error:
            obstacles = error.obstacles
    return _draw_declaring(visit, opened, entered, obstacles, status=422)


def _draw_declaring(
    visit: Visit, opened: Opened, entered: Entered, obstacles: Sequence[str] = (), *, status: int = 200
) -> Response:
    errors, summary = wrongs(MINE, entered.errors, obstacles)
    return render(
        visit, "considering/declare.html", status=status, reference=opened.reference, form=MINE,
        typed=entered.typed, errors=errors, summary=summary, seen=opened.seen,
    )  # fmt: skip
