"""How does the list of a meeting to come change? Something is added, or taken off with the reason."""

from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from desk.access import MEETINGS
from desk.drafting import key, unsent
from desk.forms import Form
from desk.loading import NotThere
from desk.meeting_forms import adding, finding, taking_off
from desk.own_form import Own, ask, take_once
from desk.pages.meetings import called
from desk.routes import get, post
from desk.visiting import Visit
from flows.meeting_list import MeetingList
from flows.steps.meetings import may_arrange, put_on_list, take_off_list
from models.errors import CannotDo


@get("/meetings/{meeting}/add", MEETINGS)
def show_adding(visit: Visit, meeting: str) -> Response:
    """What is added?"""
    form = adding(visit, _changing(visit, meeting).meeting)
    typed, _ = unsent(visit, form)
    found = finding(visit, form, typed.get("listed"), {})
    return ask(visit, _own(found.pop("form"), meeting, "added", **found))


@post("/meetings/{meeting}/add", MEETINGS)
def add(visit: Visit, meeting: str) -> Response:
    """Add it, once."""

    def do(session: Session, given: dict[str, Any]) -> None:
        put_on_list(session, visit.actor, meeting, given, key=key(visit))

    return take_once(visit, _own(adding(visit, _changing(visit, meeting).meeting), meeting, "added"), do)


@get("/meetings/{meeting}/take-off", MEETINGS)
def show_taking_off(visit: Visit, meeting: str) -> Response:
    """What is taken off, and why?"""
    return ask(visit, _own(taking_off(_changing(visit, meeting)), meeting, "taken_off"))


@post("/meetings/{meeting}/take-off", MEETINGS)
def take_off(visit: Visit, meeting: str) -> Response:
    """Take it off, once."""

    def do(session: Session, given: dict[str, Any]) -> None:
        take_off_list(session, visit.actor, meeting, given, key=key(visit))

    return take_once(visit, _own(taking_off(_changing(visit, meeting)), meeting, "taken_off"), do)


def _changing(visit: Visit, meeting: str) -> MeetingList:
    """A meeting's list, for whoever may change it. Raise NotThere for everybody else."""
    found = called(visit, meeting, with_waits=False)
    if not may_arrange(visit.actor, found.meeting.unit):
        raise NotThere
    if found.meeting.held:
        raise CannotDo("This meeting is recorded as held; what it considered stands as it was.")
    return found


def _own(form: Form, meeting: str, done: str, **more: Any) -> Own:
    leave = f"/meetings/{meeting}"
    return Own(form, leave, f"{leave}?done={done}", template="meetings/form.html", more=more)
