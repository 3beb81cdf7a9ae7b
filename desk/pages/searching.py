"""Is somebody known here? A search that tolerates spelling; and the way to a reference.

Names are posted, never part of an address. Each search leaves its entry, with its reason, before it shows.
"""

import re
from dataclasses import dataclass

from starlette.responses import Response

from desk.access import REGISTERING, SEARCHING, STARTING
from desk.forms import Entered, Form, Question, named_options, read, wrongs
from desk.loading import inside
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.searching import About, Found, Hit, considerations_about, find
from models.database import transaction
from models.errors import CannotDo
from models.subject import Sex

WHOM = Form(
    "Search",
    (
        Question("name", "Name", hint="As far as known, in any order. Spelling need not be right."),
        Question("other_names", "Other names", "lines", "One a line, each in full", optional=True, rows=2),
        Question("date_of_birth", "Date of birth", "day", "For example, 2 3 1974", optional=True),
        Question("approximate_age", "Or age, about", "number", optional=True),
        Question("sex", "Sex", "select", options=named_options([str(each) for each in Sex]), optional=True),
        Question("postcode", "Postcode", optional=True),
        Question(
            "purpose", "Why do you look for this person?",
            hint="It stands beside the search in the record (Data Protection Act 2018 s.62).",
        ),
    ),
    submit="Search",
)  # fmt: skip
BY_REFERENCE = Form("Go to a reference", (Question("reference", "Reference"),), submit="Go")
PLACES = {"C": "/considerations/{}", "R": "/registrations/{}", "M": "/meetings/{}"}
REFERENCE = re.compile(r"([CRM])-\d{4}-\d{5,7}")
ON_REGISTER = re.compile(r"S-[A-Z0-9-]{1,20}")


@dataclass(frozen=True)
class Shown:
    """Somebody found whom the searcher may open, and the considerations about them."""

    hit: Hit
    about: list[About]
    start: str = ""

    @property
    def has_open(self) -> bool:
        return any(each.stage != "closed" for each in self.about)


@get("/search", SEARCHING)
def show(visit: Visit) -> Response:
    inside(visit)
    return _draw(visit, Entered())


@post("/search", SEARCHING)
def search(visit: Visit) -> Response:
    """Look, and show who is near. Nothing is led on to: an address would have to hold the name."""
    inside(visit)
    entered = read(WHOM, visit.form)
    if entered.errors:
        return _draw(visit, entered, status=422)
    asked = dict(entered.given)
    try:
        found = find(visit.engine, visit.actor, asked, asked.pop("purpose"))
    except CannotDo as error:
        return _draw(visit, entered, status=422, obstacles=error.obstacles)
    return _draw(visit, entered, found=found, shown=_shown(visit, found))


@post("/search/reference", SEARCHING)
def go(visit: Visit) -> Response:
    """Lead to what has a reference; whether it opens is settled there."""
    inside(visit)
    typed = visit.text("reference").upper()
    if found := REFERENCE.fullmatch(typed):
        return seen_other(PLACES[found.group(1)].format(typed))
    if ON_REGISTER.fullmatch(typed) and STARTING.admits(visit.actor.roles):
        return seen_other(f"/considerations/new?subject={typed}")
    wrong = "Give a reference such as C-2026-00042 (consideration) or R-2026-00017 (registration)."
    return _draw(visit, Entered(), status=422, wrong_reference=wrong, reference=typed[:40])


def _shown(visit: Visit, found: Found) -> list[Shown]:
    references = [hit.candidate.key for hit in found.hits]
    with transaction(visit.engine) as session:
        about = considerations_about(session, visit.actor, references)
    starts = STARTING.admits(visit.actor.roles)
    return [
        Shown(hit, about[key], f"/considerations/new?subject={key}" if starts else "")
        for hit, key in zip(found.hits, references, strict=True)
    ]


def _draw(
    visit: Visit, entered: Entered, *, status: int = 200, found: Found | None = None,
    shown: list[Shown] | None = None, obstacles: list[str] | None = None,
    wrong_reference: str = "", reference: str = "",
) -> Response:  # fmt: skip
    errors, summary = wrongs(WHOM, entered.errors, obstacles or [])
    if wrong_reference:
        errors, summary = wrongs(BY_REFERENCE, {"reference": wrong_reference})
    return render(
        visit, "searching/search.html", status=status, form=WHOM, by_reference=BY_REFERENCE,
        typed=entered.typed | {"reference": reference}, errors=errors, summary=summary, found=found,
        shown=shown or [], registers=REGISTERING.admits(visit.actor.roles),
    )  # fmt: skip
