"""How is a move made at the desk? One page for all of them: its form, what was typed, what stands in the way.

Nothing typed is lost: a draft stands until the move is made, somebody else's move in between is shown before
it is made over, and a form sent twice is taken once.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from desk.access import ACTING
from desk.forms import Entered, Form, plainly, read, wrongs
from desk.loading import NotThere, Opened
from desk.moves import every  # noqa: F401 - registers the forms
from desk.moves.catalogue import CATALOGUE, MoveForm, Narrowed, narrow
from desk.prefilling import as_typed, from_draft
from desk.rendering import moment, render
from desk.routes import get, post, seen_other
from desk.timeline import done_after, since
from desk.visiting import Visit
from flows.accounts import step_up
from flows.drafts import drop, kept
from flows.steps.moving import MADE
from flows.steps.pipeline import take
from models.database import transaction
from models.errors import CannotDo
from policy.stages import obstacle_to_move

JUST_BEFORE = timedelta(minutes=30)


@dataclass(frozen=True)
class Drawn:
    """The templates a move's pages are drawn with: the consideration around it, or less."""

    form: str = "move.html"
    before: str = "moves/before.html"


WHOLE = Drawn()


@get("/considerations/{reference}/do/{move}", ACTING)
def show(visit: Visit, opened: Opened, move: str, drawn: Drawn = WHOLE) -> Response:
    """Show a move's form: a draft of one's own first, else what is recorded."""
    asked, narrowed = _asked(visit, opened, move)
    if narrowed.open_between or (asked.interruption and not visit.query.get("go_on")):
        return _before(visit, opened, asked, narrowed, drawn)
    about = narrowed.about
    form = asked.asks(opened, about)
    typed = as_typed(form, asked.shows(opened, about))
    with transaction(visit.engine) as session:
        drafts = kept(session, visit.actor.handle, page(opened, move, about))
    draft = drafts[0] if drafts else None
    if draft:
        typed |= from_draft(form, draft.fields)
    later = done_after(opened, draft.saved_at) if draft else []
    return draw(
        visit, opened, move, form, Entered(typed=typed), about, draft=draft, came_between=later, drawn=drawn
    )


@post("/considerations/{reference}/do/{move}", ACTING)
def make(visit: Visit, opened: Opened, move: str, drawn: Drawn = WHOLE) -> Response:
    """Make the move, once; or show everything that stands in its way, with what was typed."""
    if any(entry.body.get("key") == f"desk:{visit.once}" for entry in opened.entries):
        return seen_other(f"{visit.path.split('/do/')[0]}?done={move}")  # sent twice: it was made already
    asked, narrowed = _asked(visit, opened, move)
    if narrowed.open_between:
        return _before(visit, opened, asked, narrowed, drawn)
    about = narrowed.about
    form = asked.asks(opened, about)
    entered = read(form, visit.form)
    if entered.errors:
        return draw(visit, opened, move, form, entered, about, status=422, drawn=drawn)
    if before := _said_before(visit, opened):
        return draw(visit, opened, move, form, entered, about, status=409, obstacles=[before], drawn=drawn)
    if came_between := since(opened, visit.text("_seen"), visit.once):
        return draw(
            visit, opened, move, form, entered, about, status=409, came_between=came_between, drawn=drawn
        )
    try:
        given = asked.gives(opened, entered.given, about)
        if form.question("code"):
            _try(visit, opened, move, given)
            step_up(visit.engine, visit.web, entered.given["code"])  # type: ignore[arg-type]
        with transaction(visit.engine) as session:
            take(session, opened.reference, move, visit.actor, given, key=f"desk:{visit.once}")
            drop(session, visit.actor.handle, page(opened, move, about), visit.tab)
    except CannotDo as error:
        return draw(
            visit, opened, move, form, entered, about, status=422, obstacles=error.obstacles, drawn=drawn
        )
    return seen_other(f"{visit.path.split('/do/')[0]}{asked.leads_to}?done={move}")


def _said_before(visit: Visit, opened: Opened) -> str | None:
    """Say when this person recorded the very same just before: the browser's Back shows a sent form again."""
    for entry in reversed(opened.entries):
        lately = entry.by == visit.actor.handle and entry.at > opened.now - JUST_BEFORE
        if lately and str(entry.body.get("key")).endswith(visit.typed_key):
            return (
                f"You recorded exactly this at {moment(entry.at)}. It was not recorded again. "
                "If it happened once more, say so in your words and send it."
            )
    return None


def _try(visit: Visit, opened: Opened, move: str, given: dict[str, Any]) -> None:
    """Make the move and take it back, so that a code is asked for only where nothing else is in the way."""
    with transaction(visit.engine) as session:
        take(session, opened.reference, move, visit.actor, given)
        session.rollback()


def page(opened: Opened, move: str, about: dict[str, str]) -> str:
    """The name a draft is kept under: the address, with what it is about."""
    return "/".join([f"/considerations/{opened.reference}/do/{move}", *about.values()])


def _asked(visit: Visit, opened: Opened, move: str) -> tuple[MoveForm, Narrowed]:
    """The move, if it has a form and one of this person's roles makes it, and what it is about."""
    asked = CATALOGUE.get(move)
    if asked is None or not visit.actor.roles & MADE[move].roles:
        raise NotThere
    source: Any = visit.form if visit.is_post else visit.query
    about = {name: str(source.get(name)) for name in asked.about if source.get(name)}
    narrowed = narrow(asked, opened, about)
    if narrowed is None:
        raise NotThere
    return asked, narrowed


def _before(visit: Visit, opened: Opened, asked: MoveForm, narrowed: Narrowed, drawn: Drawn) -> Response:
    """What comes before the form: which thing it is about, or what is to be understood first."""
    which = narrowed.open_between
    return render(
        visit, drawn.before, opened=opened, title=plainly(asked.move), which=which,
        things=[(thing, urlencode(thing.address)) for thing in which.things] if which else [],
        interruption=asked.interruption(opened) if asked.interruption and not which else None,
        address=urlencode({**narrowed.about, "go_on": "yes"}),
        not_now=obstacle_to_move(opened.stage, asked.move),
    )  # fmt: skip


def draw(
    visit: Visit, opened: Opened, move: str, form: Form, entered: Entered, about: dict[str, str], *,
    status: int = 200, obstacles: list[str] | None = None, came_between: Any = (), draft: Any = None,
    drawn: Drawn = WHOLE,
) -> Response:  # fmt: skip
    """Draw the form as it stands: what was typed, what is wrong, and whether it can be made now at all."""
    errors, summary = wrongs(form, entered.errors, obstacles or [])
    return render(
        visit, drawn.form, status=status, opened=opened, move=move, form=form, about=about,
        typed=entered.typed, errors=errors, summary=summary, came_between=came_between, draft=draft,
        seen=opened.seen if came_between or not visit.is_post else visit.text("_seen"),
        page=page(opened, move, about),
        not_now=obstacle_to_move(opened.stage, move),
    )  # fmt: skip
