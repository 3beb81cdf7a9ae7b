"""How is a registration sent? At once where a child may be at risk; else compared, checked, registered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from desk.access import REGISTERING, REGISTRATION
from desk.entering.at_once import AT_ONCE, duty_officers, spread
from desk.entering.being_entered import Entering, being_entered, save_with
from desk.entering.journey import LISTS
from desk.entering.reading import Whole, place_of, readable, whole
from desk.entering.said import Said, said
from desk.entering.step import Step
from desk.forms import OBSTACLE, Question, typed
from desk.loading import Opened
from desk.prefilling import from_draft
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.drafts import kept
from flows.force import force
from flows.registering.begun import forget
from flows.registering.filling_in import about_one, left_open, obstacles_in
from flows.registering.form import Registration
from flows.registering.taken import FOR_STAFF
from flows.registering.wording import obstacle_in_words
from flows.steps.entering import checked_as
from flows.steps.registering import register_interest
from models.database import transaction
from models.errors import CannotDo
from models.schemes import schemes
from policy.scheme import Scheme


@dataclass(frozen=True)
class Obstacle:
    """One thing that stands in the way, and the page and field where it is put right."""

    words: str
    href: str = ""


@get("/registrations/new/{id}/at-once", REGISTERING)
@being_entered
def interrupt(visit: Visit, entered: Entering) -> Response:
    """What to do at once where a child may be at risk, before anything else is asked."""
    with transaction(visit.engine) as session:
        officers = duty_officers(session, visit.actor.unit)
        drafts = kept(session, visit.actor.handle, visit.path)
    draft = drafts[0] if drafts else None
    fields = from_draft(AT_ONCE, draft.fields) if draft else {}
    return render(
        visit, "registering/at_once.html", entered=entered, officers=officers, form=AT_ONCE, typed=fields,
        errors={}, draft=draft, page=visit.path, unit=visit.actor.unit,
    )  # fmt: skip


@post("/registrations/new/{id}/at-once", REGISTERING)
@being_entered
def register_at_once(visit: Visit, entered: Entering) -> Response:
    """Register with what is known, whatever else is open."""
    if not entered.may_be_at_risk:
        return seen_other(entered.ask("check"))
    fields = typed(AT_ONCE, visit.form)
    entered = save_with(visit, entered, lambda held: spread(held, fields))
    given = whole(entered.journey, entered.held.typed).given
    try:
        return _register(visit, entered, {"unit": visit.actor.unit} | given)
    except CannotDo as refused:  # what was typed stands in the registration now
        return _check(visit, entered, refused.obstacles, status=422)


@get("/registrations/new/{id}/check", REGISTERING)
@being_entered
def check(visit: Visit, entered: Entering) -> Response:
    """Everything that was said, each with a way to change it, and everything that stands in the way."""
    return _check(visit, entered)


@post("/registrations/new/{id}/check", REGISTERING)
@being_entered
def register(visit: Visit, entered: Entering) -> Response:
    """Register it, once; or show everything that stands in the way."""
    found = whole(entered.journey, entered.held.typed)
    if found.errors and not entered.may_be_at_risk:
        return _check(visit, entered, status=422)
    try:
        return _register(visit, entered, found.given)
    except CannotDo as refused:
        return _check(visit, entered, refused.obstacles, status=422)


def _register(visit: Visit, entered: Entering, given: dict[str, Any]) -> Response:
    """Register and forget the draft in one transaction: killed in between, neither has happened."""
    with transaction(visit.engine) as session:
        taken = register_interest(session, visit.actor, given, key=entered.key)
        forget(session, visit.actor.handle, entered.held.id)
    return seen_other(f"/registrations/{taken.reference}/registered")


@get("/registrations/{reference}/registered", REGISTRATION)
def registered(visit: Visit, opened: Opened) -> Response:
    """Its references, what happens next, and by when."""
    waits = [wait for wait in opened.waits if wait.what in FOR_STAFF]
    left_out = map(obstacle_in_words, (opened.dossier.registration or {}).get("left_out") or ())
    return render(visit, "registering/registered.html", opened=opened, waits=waits, left_out=list(left_out))


def _check(visit: Visit, entered: Entering, refused: Sequence[str] = (), status: int = 200) -> Response:
    found = whole(entered.journey, entered.held.typed)
    scheme = _scheme(entered, found)
    asks = scheme.form.asks if scheme else ()
    lines: dict[str, list[tuple[Step, list[Said]]]] = {}
    for step in entered.journey.steps:
        if step.slug not in LISTS:
            of_step = said(step, entered.held.typed.get(step.slug, {}), asks)
            lines.setdefault(step.part, []).append((step, of_step))
    return render(
        visit, "registering/check.html", status=status, entered=entered, lines=lines,
        obstacles=_obstacles(entered, found, refused), open_count=_still_open(entered, scheme),
    )  # fmt: skip


def _obstacles(entered: Entering, found: Whole, refused: Sequence[str]) -> list[Obstacle]:
    """Everything that stands in the way: pages that can't be read, then what is needed or contradicts."""
    unread = [
        Obstacle(f"{step.part} – {words}", _href(entered, step, question))
        for step in entered.journey.steps
        for question in step.form.questions
        if (words := found.errors.get(step.slug, {}).get(question.name))
    ]
    said = [*refused] or _refusals(entered, found)
    return [*unread, *(_with_place(entered, each) for each in said)]


def _refusals(entered: Entering, found: Whole) -> list[str]:
    """What is refused of the form; where a part of it is, what is of the rest too."""
    given, said = dict(found.given), []
    if "unit" not in given:
        said.append("unit: say which unit deals with it.")
        given["unit"] = next(iter(force().units))
    try:
        return [*said, *obstacles_in(checked_as(Registration, given), entered.today)]
    except CannotDo as refused:
        said += refused.obstacles
    faulty = {_part(each) for each in said}
    try:
        rest = checked_as(Registration, {name: each for name, each in given.items() if name not in faulty})
    except CannotDo:
        return said
    return [*said, *(each for each in obstacles_in(rest, entered.today) if _part(each) not in faulty)]


def _part(obstacle: str) -> str:
    """The part of the form that something refused stands in."""
    part = obstacle.partition(":")[0].partition(".")[0]
    return "individuals" if part == "individual" else part


def _with_place(entered: Entering, obstacle: str) -> Obstacle:
    match = OBSTACLE.match(obstacle)
    path = match.group(1) if match else ""
    place = place_of(entered.journey, path) if match else None
    if match is None or place is None:
        return Obstacle(obstacle)
    step, question = place
    label = "Name" if path.endswith(".name") else question.label.rstrip("?")
    return Obstacle(f"{step.part} – {label}: {match.group(2)}", _href(entered, step, question))


def _href(entered: Entering, step: Step, question: Question) -> str:
    return f"{entered.ask(step.slug)}?back=check#{question.posted_as[0]}"


def _scheme(entered: Entering, found: Whole) -> Scheme | None:
    """The scheme whose form this is, once it is known how it came in."""
    try:
        form = checked_as(Registration, found.given)
        day = form.received_at.date() if form.received_at else entered.today
        return schemes().in_force(form.route, day)
    except CannotDo:
        return None


def _still_open(entered: Entering, scheme: Scheme | None) -> int:
    """How many questions of the scheme's form are open, for the first individual named."""
    form = readable(entered.journey, entered.held.typed)
    return len(left_open(about_one(form, 0, entered.today), scheme)) if form and scheme else 0
