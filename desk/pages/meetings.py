"""Which meetings are there, what does each have before it, and how far has it come?

Names stand on a meeting's page for its chairs, and for others only where they have opened the list by a
reason; one entry says whose they are shown.
"""

from collections.abc import Sequence
from datetime import timedelta

from starlette.responses import Response

from desk.access import MEETINGS
from desk.drafting import forget, key, sent, unsent
from desk.forms import Entered, Form, read, wrongs
from desk.loading import NotThere
from desk.meeting_forms import arranging, finding, holding, units
from desk.pages.overlooking import looked_over, units_to_choose
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.chairing import chairs, opened_by_chairing
from flows.grants import granted, reason_for_each
from flows.meeting_list import Listed, MeetingList, listed, meetings, names_listed
from flows.register.on_register import HEADQUARTERS
from flows.steps.actor import Actor
from flows.steps.meetings import ARRANGED_BY, arrange_meeting, hold_meeting, may_arrange
from flows.steps.moving import MADE
from flows.steps.roles import CHAIRS, SUPERVISORS
from models import clock
from models.consideration import Meeting
from models.database import transaction
from models.errors import CannotDo

SHOWN_AFTERWARDS = timedelta(days=120)
DONE = {
    "arranged": "The meeting is arranged.",
    "added": "Added to the list.",
    "taken_off": "Taken off the list. It can be put on another.",
    "held": "The meeting is recorded as held.",
    "opened": "The list is open to you until the end of the day, for this meeting.",
    "considered": "Recorded. That was the last of this meeting’s list.",
    "stopped": "Recorded.",
}


@get("/meetings", MEETINGS)
def show_all(visit: Visit) -> Response:
    """The meetings to come, and those of the last months."""
    scope = looked_over(visit)
    with transaction(visit.engine) as session:
        today = clock.today(session)
        found = [
            each for each in meetings(session, scope, today - SHOWN_AFTERWARDS) if may_see(visit.actor, each)
        ]
    return render(
        visit, "meetings/list.html", scope=scope, units=units_to_choose(visit), today=today,
        to_come=[each for each in found if not each.held],
        held=[each for each in reversed(found) if each.held],
        may_arrange=bool(visit.actor.roles & set(ARRANGED_BY)),
    )  # fmt: skip


@get("/meetings/new", MEETINGS)
def show_new(visit: Visit) -> Response:
    """First which level and unit, then who chairs, when, and what is on the list."""
    level, unit = _level_and_unit(visit)
    if level is None or unit is None:
        return render(visit, "meetings/which.html", units=units(visit.actor), asked=dict(visit.query))
    form = arranging(visit, level, unit)
    typed, draft = unsent(visit, form)
    return _draw_new(visit, form, level, unit, Entered(typed=typed), draft=draft)


@post("/meetings/new", MEETINGS)
def arrange(visit: Visit) -> Response:
    """Arrange it, once; or show everything that stands in the way."""
    if sent(visit):
        return seen_other("/meetings?done=arranged")
    level, unit = _level_and_unit(visit)
    if level is None or unit is None:
        return seen_other("/meetings/new")
    form = arranging(visit, level, unit)
    entered = read(form, visit.form)
    if entered.errors:
        return _draw_new(visit, form, level, unit, entered, status=422)
    try:
        with transaction(visit.engine) as session:
            given = entered.given | {"level": level, "unit": unit}
            reference = arrange_meeting(session, visit.actor, given, key=key(visit))
    except CannotDo as error:
        return _draw_new(visit, form, level, unit, entered, status=422, obstacles=error.obstacles)
    forget(visit)
    return seen_other(f"/meetings/{reference}?done=arranged")


@get("/meetings/{meeting}", MEETINGS)
def show(visit: Visit, meeting: str) -> Response:
    """A meeting: who chairs and came; each consideration on its list, where it stands and what is next."""
    return draw(visit, called(visit, meeting))


@post("/meetings/{meeting}/open", MEETINGS)
def open_list(visit: Visit, meeting: str) -> Response:
    """Give the meeting as the reason, for the rest of the day, for each consideration on its list."""
    found = called(visit, meeting)
    reason = f"Meeting {meeting}: what it considered is recorded"
    with transaction(visit.engine) as session:
        near = [line.reference for line in found.lines if _opens_with_a_reason(visit.actor, line)]
        reason_for_each(session, visit.actor, near, reason)
    return seen_other(f"/meetings/{meeting}?done=opened")


@get("/meetings/{meeting}/held", MEETINGS)
def show_held(visit: Visit, meeting: str) -> Response:
    """Who attended?"""
    found = called(visit, meeting, with_waits=False)
    form = holding(visit, found.meeting)
    typed, draft = unsent(visit, form)
    return _draw_held(visit, found, form, Entered(typed=typed), draft=draft)


@post("/meetings/{meeting}/held", MEETINGS)
def hold(visit: Visit, meeting: str) -> Response:
    """Record that it was held."""
    found = called(visit, meeting, with_waits=False)
    if sent(visit):
        return seen_other(f"/meetings/{meeting}?done=held")
    form = holding(visit, found.meeting)
    entered = read(form, visit.form)
    if entered.errors:
        return _draw_held(visit, found, form, entered, status=422)
    try:
        with transaction(visit.engine) as session:
            hold_meeting(session, visit.actor, meeting, entered.given, key=key(visit))
    except CannotDo as error:
        return _draw_held(visit, found, form, entered, status=422, obstacles=error.obstacles)
    forget(visit)
    return seen_other(f"/meetings/{meeting}?done=held")


def called(visit: Visit, reference: str, *, with_waits: bool = True) -> MeetingList:
    """A meeting's list, for whoever may see it. Raise NotThere for everybody else."""
    with transaction(visit.engine) as session:
        try:
            found = listed(session, visit.actor, reference, with_waits=with_waits)
        except CannotDo:
            raise NotThere from None
    if not may_see(visit.actor, found.meeting):
        raise NotThere
    return found


def may_see(actor: Actor, meeting: Meeting) -> bool:
    """Its chairs, and the police of its unit and of headquarters."""
    near = actor.unit in (meeting.unit, HEADQUARTERS) and actor.agency == "police"
    return near or chairs(actor, meeting)


def draw(visit: Visit, found: MeetingList) -> Response:
    open_to_me = _open_to(visit, found)
    names = names_listed(visit.engine, visit.actor, open_to_me) if open_to_me else {}
    may_hold = (
        bool(visit.actor.roles & {*CHAIRS, *SUPERVISORS})
        and found.meeting.held_on <= found.at.astimezone(clock.LONDON).date()
    )
    may_change = not found.meeting.held and may_arrange(visit.actor, found.meeting.unit)
    may_record = bool(visit.actor.roles & MADE["propose"].roles)
    return render(
        visit, "meetings/show.html", found=found, meeting=found.meeting, names=names, now=found.at,
        opened={line.reference for line in open_to_me}, may_record=may_record,
        may_hold=may_hold, may_change=may_change, chairs=chairs(visit.actor, found.meeting),
        first=next((line for line in found.lines if line.may_record), None),
        done=DONE.get(visit.query.get("done", ""), ""),
    )  # fmt: skip


def _open_to(visit: Visit, found: MeetingList) -> Sequence[Listed]:
    """The lines somebody may open without giving a reason now."""
    with transaction(visit.engine) as session:
        given = opened_by_chairing(session, visit.actor, [found.meeting])
        left = [line for line in found.lines if line.reference not in given]
        if near := [line.reference for line in left if _opens_with_a_reason(visit.actor, line)]:
            given |= granted(session, visit.actor.handle, near)
    return [line for line in found.lines if line.officer == visit.actor.handle or line.reference in given]


def _opens_with_a_reason(actor: Actor, line: Listed) -> bool:
    return actor.agency in ("police", line.lead_agency) and actor.unit in (line.unit, HEADQUARTERS)


def _level_and_unit(visit: Visit) -> tuple[int | None, str | None]:
    source = visit.text if visit.is_post else lambda name: visit.query.get(name, "")
    level, unit = source("level"), source("unit")
    known = units(visit.actor)
    unit = unit if unit in known else known[0] if len(known) == 1 else ""
    return (int(level) if level in ("2", "3") else None), unit or None


def _draw_new(
    visit: Visit, form: Form, level: int, unit: str, entered: Entered, *, status: int = 200,
    obstacles: Sequence[str] = (), draft: object = None,
) -> Response:  # fmt: skip
    errors, summary = wrongs(form, entered.errors, obstacles)
    about = {"level": level, "unit": unit}
    return render(
        visit, "meetings/form.html", status=status, typed=entered.typed, errors=errors, summary=summary,
        draft=draft, page=visit.path, leave="/meetings", action="/meetings/new", about=about,
        **finding(visit, form, entered.typed.get("listed"), about),
    )  # fmt: skip


def _draw_held(
    visit: Visit, found: MeetingList, form: Form, entered: Entered, *, status: int = 200,
    obstacles: Sequence[str] = (), draft: object = None,
) -> Response:  # fmt: skip
    errors, summary = wrongs(form, entered.errors, obstacles)
    return render(
        visit, "meetings/form.html", status=status, form=form, typed=entered.typed, errors=errors,
        summary=summary, draft=draft, page=visit.path, leave=f"/meetings/{found.meeting.reference}", about={},
    )  # fmt: skip
