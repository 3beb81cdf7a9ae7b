"""Who read what, changed what, told whom, broke the glass, signed in? An auditor's search, and its CSV.

Asked by POST, so that nobody's handle and no reference stands in an address; each asking is on record.
"""

from typing import Any

from starlette.responses import Response

from desk.access import AUDIT
from desk.forms import Entered, Form, Question, options, read, wrongs
from desk.rendering import render
from desk.routes import answered, get, post
from desk.visiting import Visit
from flows.auditing import Page, search
from flows.auditing_csv import as_csv
from flows.made_anew import made_anew
from models.database import transaction
from models.errors import CannotDo

WHAT = options(
    ("reads", "What was read", "Shown, searched for, exported, and read by break-glass"),
    ("changes", "What was changed"),
    ("tellings", "Who was told", "Disclosures, outcomes, letters and information shared"),
    ("break_glass", "Break-glass"),
    ("sign_ins", "Sign-ins", "Also those refused, and passwords and codes set"),
)
SEARCH = Form(
    "Search the record of reads and changes",
    (
        Question("what", "What do you look for?", "choice", options=WHAT),
        Question("by", "By whom", hint="A handle, such as ppo.northern.1", optional=True),
        Question("reference", "About what", hint="Such as C-2026-00012 or S-0001", optional=True),
        Question("first", "First day", "day", "For example, 2 11 2026", optional=True),
        Question("last", "Last day", "day", "For example, 30 11 2026", optional=True),
        Question(
            "with_machine", "Also what the system did by itself?", "yes_no",
            "Carrying considerations on, and its daily runs", optional=True,
        ),
        Question(
            "purpose", "Which audit is it for?",
            hint="It stands beside the search in the record (Data Protection Act 2018 s.62).",
        ),
    ),
    submit="Search",
)  # fmt: skip


@get("/audit", AUDIT)
def show(visit: Visit) -> Response:
    return _draw(visit, Entered(typed={"what": "reads"}))


@post("/audit", AUDIT)
def look(visit: Visit) -> Response:
    """Look, and show what was found, latest first, a page at a time."""
    entered = read(SEARCH, visit.form)
    if entered.errors:
        return _draw(visit, entered, status=422)
    asked, purpose = _asked(visit, entered)
    try:
        found = search(visit.engine, visit.actor, asked, purpose)
    except CannotDo as error:
        return _draw(visit, entered, status=422, obstacles=error.obstacles)
    return _draw(visit, entered, found=found, further="after" in asked)


@post("/audit/csv", AUDIT)
def take_away(visit: Visit) -> Response:
    """Every line that fits, as a file."""
    entered = read(SEARCH, visit.form)
    if entered.errors:
        return _draw(visit, entered, status=422)
    asked, purpose = _asked(visit, entered)
    try:
        made = as_csv(visit.engine, visit.actor, asked, purpose)
    except CannotDo as error:
        return _draw(visit, entered, status=422, obstacles=error.obstacles)
    return answered(made, "text/csv; charset=utf-8", name="audit.csv")


def _asked(visit: Visit, entered: Entered) -> tuple[dict[str, Any], str]:
    asked = dict(entered.given)
    purpose, after = asked.pop("purpose"), visit.text("after")
    if after.isascii() and after.isdigit() and len(after) < 19:
        asked["after"] = int(after)
    return asked, purpose


def _draw(
    visit: Visit, entered: Entered, *, status: int = 200, found: Page | None = None,
    further: bool = False, obstacles: list[str] | None = None,
) -> Response:  # fmt: skip
    errors, summary = wrongs(SEARCH, entered.errors, obstacles or [])
    with transaction(visit.engine) as session:
        anew = [] if found else made_anew(session)
    return render(
        visit, "audit/search.html", status=status, form=SEARCH, typed=entered.typed, errors=errors,
        summary=summary, found=found, further=further, anew=anew,
    )  # fmt: skip
