"""How is a registration entered? One thing a page, saved as one goes, in any order, left and come back to."""

from typing import Any

from starlette.responses import Response

from desk.access import REGISTERING
from desk.entering.being_entered import Entering, being_entered, digest, save_page
from desk.entering.journey import LISTS, MOST, how_many, name_of, without
from desk.entering.reading import read_step
from desk.entering.said import said
from desk.entering.step import Step
from desk.forms import Entered, Form, read, typed, wrongs
from desk.keeping import keep_form
from desk.loading import NotThere
from desk.prefilling import as_typed, from_draft
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.drafts import drop, kept
from flows.registering.begun import begun, save
from models.database import transaction

LEFT = "/registrations?done=saved"


@get("/registrations/new/{id}", REGISTERING)
@being_entered
def show(visit: Visit, entered: Entering) -> Response:
    """Show every page of a registration and how far each has come."""
    parts: dict[str, list[tuple[Step, str]]] = {}
    for step in entered.journey.steps:
        parts.setdefault(step.part, []).append((step, _status(entered, step)))
    return render(visit, "registering/parts.html", entered=entered, parts=parts)


def _status(entered: Entering, step: Step) -> str:
    fields = entered.held.typed.get(step.slug)
    if not fields or not any(map(str.strip, map("".join, fields.values()))):  # gone past, with nothing said
        return "Not yet started"
    return "In progress" if read_step(step, fields).errors else "Completed"


@get("/registrations/new/{id}/ask/{slug}", REGISTERING)
@being_entered
def ask(visit: Visit, entered: Entering, slug: str) -> Response:
    """Show one page: what was typed last and not saved, else what was saved."""
    step = _step(entered, slug)
    saved = entered.held.typed.get(slug, _at_first(visit, entered, slug))
    with transaction(visit.engine) as session:
        drafts = kept(session, visit.actor.handle, visit.path)
    draft = drafts[0] if drafts else None
    fields = from_draft(step.form, draft.fields) if draft else saved
    return draw(visit, entered, step, Entered(typed=fields), draft=draft)


@post("/registrations/new/{id}/ask/{slug}", REGISTERING)
@being_entered
def answer(visit: Visit, entered: Entering, slug: str) -> Response:
    """Save one page and lead on; what can't be read is saved too, and said."""
    step = _step(entered, slug)
    if slug in LISTS:
        return _another(visit, entered, step)
    fields = typed(step.form, visit.form)
    found = read_step(step, fields)
    later = visit.text("_then") == "later"
    if slug == "risk" and not fields.get("immediate_risk"):
        if later:  # a page without its one answer is not done: it stays a draft
            keep_form(visit, visit.actor.handle)
            return seen_other(LEFT)
        found = read(step.form, visit.form)
        return draw(visit, entered, step, found, status=422)
    if theirs := save_page(visit, entered.held.id, slug, fields, visit.text("_was")):
        return draw(visit, entered, step, found, status=409, theirs=theirs)
    with transaction(visit.engine) as session:
        drop(session, visit.actor.handle, visit.path, visit.tab)
    if later:
        return seen_other(LEFT)
    if found.errors:
        return draw(visit, entered, step, found, status=422, saved=fields)
    if slug == "risk" and fields["immediate_risk"] != "no":
        return seen_other(entered.ask("at-once"))
    return seen_other(_next(visit, entered, slug))


@post("/registrations/new/{id}/without", REGISTERING)
@being_entered
def remove(visit: Visit, entered: Entering) -> Response:
    """Take one individual or child out of what is being entered."""
    kind, number = visit.text("kind"), visit.text("number")
    if kind not in MOST or not number.isascii() or not number.isdigit():
        raise NotThere
    with transaction(visit.engine) as session:
        held = begun(session, visit.actor.handle, entered.held.id)
        if held and 1 <= int(number) <= how_many(held.typed, kind):
            save(session, visit.actor.handle, held, without(held.typed, kind, int(number)))
    return seen_other(entered.ask(next(slug for slug, each in LISTS.items() if each == kind)))


def _another(visit: Visit, entered: Entering, step: Step) -> Response:
    """Make pages for one more individual or child, if there is one."""
    kind = LISTS[step.slug]
    found = read(step.form, visit.form)
    if found.errors:
        return draw(visit, entered, step, found, status=422)
    count = how_many(entered.held.typed, kind)
    if not found.given["another"]:
        save_page(
            visit, entered.held.id, step.slug, {"another": "no"}, digest(entered.held.typed.get(step.slug))
        )
        return seen_other(_next(visit, entered, step.slug))
    if count >= MOST[kind]:
        return draw(
            visit,
            entered,
            step,
            found,
            status=422,
            obstacles=[
                f"another: one registration holds up to {MOST[kind]}; register the others with another."
            ],
        )
    save_page(visit, entered.held.id, f"{kind}-{count + 1}", {}, "nothing")
    return seen_other(entered.ask(f"{kind}-{count + 1}"))


def _step(entered: Entering, slug: str) -> Step:
    step = entered.journey.step(slug)
    if step is None:
        raise NotThere
    return step


def _next(visit: Visit, entered: Entering, slug: str) -> str:
    """Where “Save and continue” leads: back to the check, where one came from there."""
    if visit.text("_back") == "check":
        return entered.ask("check")
    return entered.ask(entered.journey.after(slug))


def _at_first(visit: Visit, entered: Entering, slug: str) -> dict[str, Any]:
    """What stands in a page's fields before anybody typed: one's own unit, and when it was begun."""
    if slug != "receipt":
        return {}
    form = _step(entered, slug).form
    return as_typed(form, {"unit": visit.actor.unit, "received_at": entered.held.begun_at})


def draw(
    visit: Visit, entered: Entering, step: Step, found: Entered, *, status: int = 200,
    obstacles: list[str] | None = None, theirs: dict[str, Any] | None = None, draft: Any = None,
    saved: dict[str, Any] | None = None,
) -> Response:  # fmt: skip
    """Draw one page as it stands; `theirs`: what another window saved on it since it was opened here."""
    errors, summary = wrongs(step.form, found.errors, obstacles or [])
    held = theirs or saved or entered.held.typed.get(step.slug)
    kind = LISTS.get(step.slug, "")
    return render(
        visit, "registering/ask.html", status=status, entered=entered, step=step, form=_as_drawn(step),
        typed=found.typed, errors=errors, summary=summary, draft=draft, page="" if kind else visit.path,
        was=digest(held), theirs=said(step, theirs, ()) if theirs else (), kind=kind,
        people=_people(entered, kind), leave=_back(entered, step),
    )  # fmt: skip


def _as_drawn(step: Step) -> Form:
    return Form(step.form.title, step.form.questions, step.form.intro, step.form.warning, "Save and continue")


def _people(entered: Entering, kind: str) -> list[tuple[int, str]]:
    """The individuals or children there are, by number, for the page that lists them."""
    if not kind:
        return []
    typed_ = entered.held.typed
    return [(n, name_of(typed_.get(f"{kind}-{n}", {}))) for n in range(1, how_many(typed_, kind) + 1)]


def _back(entered: Entering, step: Step) -> str:
    before = entered.journey.before(step.slug)
    return entered.ask(before) if before else entered.path
