"""How does an officer start a consideration? About somebody on the register, on an occasion, with reasons."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from starlette.responses import Response

from desk.access import STARTING
from desk.forms import Entered, Form, Question, named_options, options, read, wrongs
from desk.loading import inside
from desk.moves.choosing import officers_of
from desk.prefilling import from_draft
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.drafts import drop, kept
from flows.grants import reason_for_each
from flows.need_to_know import known_to
from flows.showing import shown
from flows.steps.opening import NOT_KNOWN, open_about, open_consideration
from models.account import Draft
from models.database import transaction
from models.errors import CannotDo
from models.subject import Subject

URGENT = "urgent"
OCCASIONS = (
    URGENT, "risk_review", "meeting", "new_partner", "new_relationship", "new_job", "new_club", "new_address",
    "level_change", "breach", "neighbour", "absconded", "other",
)  # fmt: skip
ROUTES = options(
    ("mappa_s327a", "Managed under MAPPA", "The duty to consider, CJA 2003 s.327A"),
    ("right_to_know", "Right to know", "Nobody asked; somebody may need to know to protect a child"),
)


def asked(visit: Visit, unit: str, lead_agency: str) -> Form:
    return Form(
        "Start a consideration",
        (
            Question("subject", "Register reference", hint="For example, S-0001. Search if it is not known."),
            Question("route", "Route", "choice", options=ROUTES),
            Question("occasion", "Why now?", "select", options=named_options(
                OCCASIONS, {URGENT: "It can’t wait for a meeting: harm may be imminent"}
            )),
            Question("reasons", "What has come to notice", "words", "From whom, when, and what it may mean."),
            Question(
                "officer", "Officer", "select", "Left open, it goes to whoever manages the person.",
                officers_of(visit.engine, unit, lead_agency), optional=True,
            ),
        ),
        submit="Start it",
    )  # fmt: skip


@get("/considerations/new", STARTING)
def show(visit: Visit) -> Response:
    """Show the form, with what was kept of it the last time it was begun about the same person."""
    inside(visit)
    about = _about(visit)
    with transaction(visit.engine) as session:
        draft = next(iter(kept(session, visit.actor.handle, _page(about))), None)
    typed: dict[str, Any] = {"subject": about, "route": "mappa_s327a"}
    if draft:
        typed |= from_draft(_form(visit, _known(visit, about)), draft.fields)
    return _draw(visit, Entered(typed=typed), draft=draft)


@post("/considerations/new", STARTING)
def start(visit: Visit) -> Response:
    """Start it. Whoever did reads it today for the reasons they gave, though it goes to somebody else."""
    inside(visit)
    subject = _known(visit, visit.text("subject"))
    form = _form(visit, subject)
    entered = read(form, visit.form)
    if entered.errors:
        return _draw(visit, entered, status=422)
    if subject is None:
        return _draw(visit, entered, status=422, obstacles=[NOT_KNOWN])
    try:
        with transaction(visit.engine) as session:
            key = f"desk:{visit.once}"
            taken = open_consideration(session, visit.actor, entered.given, key=key)
            if (entered.given.get("officer") or subject.offender_manager) != visit.actor.handle:
                with suppress(CannotDo):  # said in a word or two: asked again, then
                    reason_for_each(session, visit.actor, [taken.reference], entered.given["reasons"])
            drop(session, visit.actor.handle, _page(_about(visit)), visit.tab)
    except CannotDo as error:
        return _draw(visit, entered, status=422, obstacles=error.obstacles)
    about = f"/considerations/{taken.reference}"
    return seen_other(f"{about}/at-once" if entered.given["occasion"] == URGENT else about)


def _about(visit: Visit) -> str:
    """Whom the address says it is about: the register's reference, which holds no name."""
    asked_for = visit.query.get("subject", "")
    return asked_for if re.fullmatch("[A-Za-z0-9-]{1,40}", asked_for) else ""


def _page(about: str) -> str:
    """The name a draft is kept under: one for each person it may be about."""
    return f"/considerations/new/{about}".rstrip("/")


def _known(visit: Visit, reference: str) -> Subject | None:
    """Whom it is about, where they are known to whoever starts it."""
    with transaction(visit.engine) as session:
        return known_to(session, visit.actor, reference)


def _form(visit: Visit, subject: Subject | None) -> Form:
    """The form, with the officers of whoever it is about, or of one's own unit until that is known."""
    near = (subject.unit, subject.lead_agency) if subject else (visit.actor.unit, visit.actor.agency)
    return asked(visit, *near)


def _draw(
    visit: Visit,
    entered: Entered,
    *,
    status: int = 200,
    obstacles: Sequence[str] = (),
    draft: Draft | None = None,
) -> Response:
    subject, open_one = _known(visit, str(entered.typed.get("subject", ""))), None
    if subject:  # the entry first: the page tells that there is such a person, and what is open
        shown(visit.engine, visit.actor, [subject.register_reference], "starting")
        with transaction(visit.engine) as session:
            open_one = open_about(session, subject.id)
    form = _form(visit, subject)
    errors, summary = wrongs(form, entered.errors, obstacles)
    return render(
        visit, "searching/start.html", status=status, form=form, typed=entered.typed, errors=errors,
        summary=summary, open_one=open_one, leave="/search", draft=draft, page=_page(_about(visit)),
        action=visit.here,
    )  # fmt: skip
