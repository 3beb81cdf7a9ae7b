"""Who is to carry it from now on? A supervisor gives a consideration to another officer, unopened."""

from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response

from desk.access import TEAM
from desk.drafting import key, sent, unsent
from desk.forms import Entered, Form, Option, Question, read, wrongs
from desk.loading import REFERENCE, NotThere
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.drafts import drop
from flows.showing import named_in
from flows.steps.actor import Actor
from flows.steps.moving import MADE
from flows.steps.pipeline import take
from flows.team import Carrier, Scope, scope_of, team
from models import ledger
from models.consideration import Consideration
from models.database import transaction
from models.errors import CannotDo
from models.folding import fold
from policy.titles import title


@get("/team/{consideration}/reassign", TEAM)
def show(visit: Visit, consideration: str) -> Response:
    """Whom it may be given to, with what each of them carries already."""
    row, form = _asked(visit, consideration)
    typed, draft = unsent(visit, form)
    return _draw(visit, row, form, Entered(typed=typed), draft=draft)


@post("/team/{consideration}/reassign", TEAM)
def give(visit: Visit, consideration: str) -> Response:
    """Give it to whom was chosen, unless somebody gave it to another meanwhile."""
    row, form = _asked(visit, consideration)
    if sent(visit):
        return seen_other("/team?done=reassign")
    entered = read(form, visit.form)
    if entered.errors:
        return _draw(visit, row, form, entered, status=422)
    if visit.text("_held") != (row.officer or ""):
        given = f"It was given to {row.officer or 'nobody'} while this form was open: does yours still hold?"
        return _draw(visit, row, form, entered, status=409, obstacles=[given])
    try:
        with transaction(visit.engine) as session:
            take(session, row.reference, "reassign", visit.actor, entered.given, key=key(visit))
            drop(session, visit.actor.handle, visit.path, visit.tab)
    except CannotDo as error:
        return _draw(visit, row, form, entered, status=422, obstacles=error.obstacles)
    return seen_other("/team?done=reassign")


def _asked(visit: Visit, reference: str) -> tuple[Consideration, Form]:
    """The consideration, where this person looks over it and is not named in it; and its form."""
    if not REFERENCE.match(reference) or not visit.actor.roles & MADE["reassign"].roles:
        raise NotThere
    with transaction(visit.engine) as session:
        row = session.exec(
            select(Consideration).where(col(Consideration.reference) == reference)
        ).one_or_none()
        if row is None or not _looks_over(scope_of(visit.actor, row.unit), row):
            raise NotThere
        if named_in(session, visit.actor, fold(ledger.entries(session, row.id))):
            raise NotThere
        return row, _form(row, _takers(session, row, visit.actor))


def _looks_over(scope: Scope, row: Consideration) -> bool:
    return scope.unit == row.unit and scope.agency in (None, row.lead_agency)


def _takers(session: Session, row: Consideration, giver: Actor) -> list[Carrier]:
    """Officers of its unit, of the police or its lead agency, who carry it not already; never oneself."""
    inside, out = ("police", row.lead_agency), (None, row.officer, giver.handle)
    return [
        each
        for each in team(session, Scope(row.unit))
        if each.active and each.agency in inside and each.handle not in out
    ]


def _form(row: Consideration, takers: list[Carrier]) -> Form:
    offered = tuple(
        Option(
            each.handle or "",
            f"{each.handle} – {each.name}, {title(each.rank)}: {len(each.carries)} open"
            + (f", {each.overdue} overdue" if each.overdue else ""),
        )
        for each in takers
    )
    return Form(
        f"Give {row.reference} to another officer",
        (
            Question("officer", "Officer", "select", "Of its unit, with what they carry now.", offered),
            Question("reasons", "Why", "words", "It stays on record. No names are needed."),
        ),
        intro=(
            f"It is with {row.officer or 'nobody yet'} now, at the stage “{row.stage.replace('_', ' ')}”. "
            "What waits on them will wait on whom you choose.",
        ),
        submit="Reassign",
    )


def _draw(
    visit: Visit, row: Consideration, form: Form, entered: Entered, *,
    status: int = 200, obstacles: list[str] | None = None, draft: Any = None,
) -> Response:  # fmt: skip
    errors, summary = wrongs(form, entered.errors, obstacles or [])
    return render(
        visit, "team/reassign.html", status=status, form=form, typed=entered.typed, errors=errors,
        summary=summary, draft=draft, page=visit.path, leave="/team",
        held=visit.text("_held") if status == 422 else row.officer or "",
    )  # fmt: skip
