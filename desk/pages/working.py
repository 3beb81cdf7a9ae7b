"""What waits on me? Soonest deadline first, whose move it is and why, and the page where it is done."""

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import col, select
from starlette.responses import Response

from desk.access import SIGNED_IN
from desk.offering import does, said_done, where
from desk.rendering import render
from desk.routes import get, seen_other
from desk.visiting import Visit
from flows.made_anew import made_anew_for
from flows.showing import shown
from flows.steps.actor import Actor, is_this_person
from flows.steps.roles import READERS
from flows.worklist import Item, my_work
from models.consideration import Consideration
from models.database import transaction
from models.subject import Subject

A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """One thing to do. `about`: whom it is about, only where this person may open it without a reason."""

    item: Item
    words: str
    path: str
    about: str = ""


@get("/", SIGNED_IN)
def home(visit: Visit) -> Response:  # noqa: ARG001 - a handler takes its visit
    return seen_other("/work")


@get("/work", SIGNED_IN)
def show(visit: Visit) -> Response:
    what, page = visit.query.get("what") or None, _page(visit.query.get("page", ""))
    with transaction(visit.engine) as session:
        work = my_work(session, visit.actor, what=what, limit=A_PAGE, offset=(page - 1) * A_PAGE)
        anew = made_anew_for(session, visit.actor)
    names = _names(visit.engine, visit.actor, {item.reference for item in work.items})
    rows = [
        Row(
            item, does(item.what), _where(item), names.get(item.reference, "")
        )
        for item in work.items
    ]  # fmt: skip
    return render(
        visit, "working/work.html", work=work, rows=rows, what=what, page=page,
        more=page * A_PAGE < work.total, all=sum(number for _, number in work.kinds),
        kinds=[(kind, does(kind), number) for kind, number in work.kinds],
        done=said_done(visit.query.get("done", "")), anew=anew,
    )  # fmt: skip


def _where(item: Item) -> str:
    """Where it is done: what comes before a first proposal, on the task list."""
    if item.what == "propose" and not item.about:
        return f"/considerations/{item.reference}"
    return where(item.reference, item.what, item.about, item.request)


def _page(asked: str) -> int:
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1


def _names(engine: Engine, actor: Actor, references: set[str]) -> dict[str, str]:
    """Whom those assigned to this person are about; the entry that lists them commits first."""
    if not references or not actor.roles & set(READERS):
        return {}
    with transaction(engine) as session:
        own = session.exec(
            select(Consideration.reference).where(
                col(Consideration.reference).in_(references),
                Consideration.officer == actor.handle,
                col(Consideration.subject_id).is_not(None),
            )
        ).all()
    if not own:
        return {}
    shown(engine, actor, sorted(own), "my work at the desk")
    with transaction(engine) as session:
        found = session.exec(
            select(Consideration.reference, Subject)
            .join(Subject, col(Subject.id) == Consideration.subject_id)
            .where(col(Consideration.reference).in_(own))
        ).all()
        return {
            reference: f"{subject.forenames} {subject.surname}".strip()
            for reference, subject in found
            if not is_this_person(actor, subject.model_dump())
        }
