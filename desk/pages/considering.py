"""Where does one consideration stand? Its task list, each of its parts, its findings and its timeline."""

from dataclasses import dataclass

from starlette.responses import Response

from desk.access import CONSIDERATION
from desk.findings import advice_of
from desk.loading import Opened
from desk.offering import does, offered, said_done, where
from desk.parts import PARTS, Part, question_at
from desk.rendering import render
from desk.routes import Handler, get
from desk.standing import steps
from desk.tasks.every import tasks
from desk.tasks.task import Seen
from desk.timeline import timeline
from desk.visiting import Visit
from flows.steps.moving import MADE
from flows.whose import whose
from models.consideration import Wait


@dataclass(frozen=True)
class Next:
    """One thing waited for: what, whose move it is, by when and why, and where it is done."""

    what: str
    whose: str
    wait: Wait
    path: str


@get("/considerations/{reference}", CONSIDERATION)
def show(visit: Visit, opened: Opened) -> Response:
    return render(
        visit, "considering/show.html", opened=opened, tasks=tasks(opened), steps=steps(opened),
        nexts=nexts(visit, opened), at_work=any(wait.owner_kind == "machine" for wait in opened.waits),
        offers=offered(opened, visit.actor, ("attach", "extend_deadline", "reassign")), done=done(visit),
    )  # fmt: skip


def nexts(visit: Visit, opened: Opened) -> list[Next]:
    """What is waited for, the machine's own work left out, soonest deadline first."""
    on_people = [wait for wait in opened.waits if wait.owner_kind != "machine"]
    return [
        Next(
            does(wait.what),
            whose(wait.owner_kind, wait.owner, visit.actor.handle),
            wait,
            _page_of(visit, opened, wait),
        )
        for wait in sorted(on_people, key=lambda wait: (wait.due_at is None, wait.due_at))
    ]


def _page_of(visit: Visit, opened: Opened, wait: Wait) -> str:
    """Where it is done, for whoever may do it: their role, and not by break-glass."""
    if opened.by_break_glass or not visit.actor.roles & MADE[wait.what].roles:
        return ""
    return where(opened.reference, wait.what, wait.subject_of)


def done(visit: Visit) -> str:
    """What was just done, where the page was led to by doing it."""
    return said_done(visit.query.get("done", ""))


def _show_part(part: Part) -> Handler:
    """The page of one part: what is recorded, what is still to be answered, and what can be done."""

    def show_one(visit: Visit, opened: Opened) -> Response:
        left = [question_at(path) for path in Seen(opened).left_open if part.asks(path)]
        return render(
            visit, "considering/part.html", opened=opened, part=part, sections=part.shows(opened),
            left_open=left, links=part.links(opened), done=done(visit),
            offers=offered(opened, visit.actor, part.moves, part.fits),
        )  # fmt: skip

    return show_one


for name, each in PARTS.items():
    get(f"/considerations/{{reference}}/{name}", CONSIDERATION)(_show_part(each))


@get("/considerations/{reference}/findings", CONSIDERATION)
def show_findings(visit: Visit, opened: Opened) -> Response:
    return render(
        visit, "considering/findings.html", opened=opened, advice=advice_of(opened),
        offers=offered(opened, visit.actor, ("answer", "propose")),
    )  # fmt: skip


@get("/considerations/{reference}/timeline", CONSIDERATION)
def show_timeline(visit: Visit, opened: Opened) -> Response:
    return render(
        visit, "considering/timeline.html", opened=opened, lines=timeline(opened), steps=steps(opened)
    )
