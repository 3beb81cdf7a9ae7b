"""How does a meeting record “considered, not disclosed”? One page a person, save and next.

Each has reasons of their own: nothing is filled in from another, and the same words are refused. Whoever
records it proposes it; those who must sign it then read it and sign.
"""

from collections.abc import Sequence

from starlette.responses import Response

from desk.access import ACTING
from desk.drafting import forget, key, sent, unsent
from desk.forms import Entered, read, wrongs
from desk.loading import NotThere, Opened
from desk.meeting_forms import considering
from desk.pages.meetings import called
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.meeting_list import Listed, MeetingList, considered
from flows.steps.moving import MADE
from models.database import transaction
from models.dossier import NOBODY
from models.errors import CannotDo


@get("/considerations/{reference}/meetings/{meeting}", ACTING)
def show(visit: Visit, opened: Opened, meeting: str) -> Response:
    """What stands on one person of the list, and the form for the meeting’s own reasons."""
    found, line = _line(visit, opened, meeting)
    form = considering(opened.dossier.has_applicant)
    typed, draft = unsent(visit, form)
    return _draw(visit, opened, found, line, Entered(typed=typed), draft=draft)


@post("/considerations/{reference}/meetings/{meeting}", ACTING)
def record(visit: Visit, opened: Opened, meeting: str) -> Response:
    """Record it, once, and go on to the next; or show what stands in the way."""
    found, line = _line(visit, opened, meeting)
    if not sent(visit):
        form = considering(opened.dossier.has_applicant)
        entered = read(form, visit.form)
        if entered.errors:
            return _draw(visit, opened, found, line, entered, status=422)
        try:
            with transaction(visit.engine) as session:
                considered(session, visit.actor, meeting, opened.reference, key=key(visit), **entered.given)
        except CannotDo as error:
            return _draw(visit, opened, found, line, entered, status=422, obstacles=error.obstacles)
        forget(visit)
    if visit.text("_then") == "stop":
        return seen_other(f"/meetings/{meeting}?done=stopped")
    further = following(found, opened.reference)
    if further is None:
        return seen_other(f"/meetings/{meeting}?done=considered")
    return seen_other(f"/considerations/{further.reference}/meetings/{meeting}?after={opened.reference}")


def following(found: MeetingList, reference: str) -> Listed | None:
    """The next on the list to be recorded, after this one and round again; None where it was the last."""
    at = next((n for n, line in enumerate(found.lines) if line.reference == reference), 0)
    round_again = [*found.lines[at + 1 :], *found.lines[:at]]
    return next((line for line in round_again if line.may_record), None)


def _line(visit: Visit, opened: Opened, meeting: str) -> tuple[MeetingList, Listed]:
    """The meeting, and this consideration’s line of its list, for whoever may record there."""
    if not visit.actor.roles & MADE["propose"].roles:
        raise NotThere
    found = called(visit, meeting, with_waits=False)
    line = next((each for each in found.lines if each.reference == opened.reference), None)
    if line is None:
        raise NotThere
    return found, line


def _draw(
    visit: Visit, opened: Opened, found: MeetingList, line: Listed, entered: Entered, *, status: int = 200,
    obstacles: Sequence[str] = (), draft: object = None,
) -> Response:  # fmt: skip
    form = considering(opened.dossier.has_applicant)
    errors, summary = wrongs(form, entered.errors, obstacles)
    return render(
        visit, "meetings/record.html", status=status, opened=opened, meeting=found.meeting, found=found,
        line=line, form=form, typed=entered.typed, errors=errors, summary=summary, draft=draft,
        page=visit.path, leave=f"/meetings/{found.meeting.reference}", seen=opened.seen,
        further=following(found, opened.reference), after=_after(visit, found),
        advice=_advice(opened), place=found.lines.index(line) + 1,
    )  # fmt: skip


def _after(visit: Visit, found: MeetingList) -> str:
    """Which one was just recorded, by its reference."""
    asked = visit.query.get("after", "")
    return next((line.reference for line in found.lines if line.reference == asked and line.recorded), "")


def _advice(opened: Opened) -> object:
    """What the rules made of the facts last, nobody in view."""
    last = opened.dossier.recommended.get(NOBODY)
    return (last["content"] or {}).get("recommendation") if last else None
