"""Which meeting decided? Level 2 (LRMM) and Level 3 (MAPPP) meetings: list, chairs, attendance."""

from datetime import date
from typing import Any
from uuid import uuid4

from pydantic import Field
from sqlmodel import Session, select

from flows.steps.actor import Actor
from flows.steps.moving import Code, Given
from flows.steps.opening import next_number, require
from flows.steps.pipeline import checked_as
from flows.steps.roles import CHAIRS, OFFICERS, SUPERVISORS
from models import clock, ledger
from models.consideration import Consideration, Meeting
from models.entries import MeetingArranged, MeetingHeld
from models.errors import CannotDo


class Arrangement(Given):
    """A meeting to come, and what is on its list."""

    level: int = Field(ge=2, le=3)
    unit: Code
    held_on: date
    chair: Code
    co_chair: Code | None = None
    listed: tuple[str, ...] = ()


def arrange_meeting(
    session: Session, actor: Actor, given: Arrangement | dict[str, Any], *, key: str | None = None
) -> str:
    """Arrange a meeting and return its reference. Raise CannotDo where a listed reference is unknown."""
    entered = checked_as(Arrangement, given)
    require(actor, *CHAIRS, *OFFICERS, *SUPERVISORS)
    if key and (found := ledger.find(session, key)):
        return str(found.body["meeting"])
    unknown = [r for r in entered.listed if not _known(session, r)]
    if unknown:
        raise CannotDo(*(f"No consideration {reference} is recorded." for reference in unknown))
    reference = f"M-{clock.today(session).year}-{next_number(session, 'meeting'):05d}"
    meeting = Meeting(
        id=uuid4(), reference=reference, listed=",".join(entered.listed),
        **entered.model_dump(exclude={"listed"}),
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    body = MeetingArranged(meeting=reference, **entered.model_dump())
    ledger.append(session, body, by=actor.handle, key=key)
    return reference


class Held(Given):
    """Who attended, and where the minutes are."""

    attendance: tuple[Code, ...] = Field(min_length=1, description="Agency codes")
    listed: tuple[str, ...] = Field((), description="References added to the list on the day")
    minutes: str = Field("", max_length=400, description="Reference of the minutes; never their text")


def hold_meeting(
    session: Session, actor: Actor, reference: str, given: Held | dict[str, Any], *, key: str | None = None
) -> None:
    """Record that a meeting was held. Two Responsible Authority agencies at least attend Levels 2 and 3."""
    entered = checked_as(Held, given)
    require(actor, *CHAIRS, *SUPERVISORS)
    if key and ledger.find(session, key):
        return
    meeting = session.exec(select(Meeting).where(Meeting.reference == reference)).one_or_none()
    if meeting is None:
        raise CannotDo("No meeting has that reference.")
    if meeting.held:
        raise CannotDo("That meeting is recorded as held already; what it considered is not added to later.")
    if clock.today(session) < meeting.held_on:
        raise CannotDo(f"That meeting is on {meeting.held_on:%-d %B %Y}; it has not been held yet.")
    if len(set(entered.attendance) & {"police", "probation", "prison"}) < 2:
        raise CannotDo("At least two Responsible Authority agencies attend; record who came.")
    added = [r for r in entered.listed if r not in meeting.listed.split(",")]
    meeting.listed = ",".join([x for x in meeting.listed.split(",") if x] + added)
    meeting.attendance, meeting.held = ",".join(sorted(set(entered.attendance))), True
    session.add(meeting)
    session.flush()
    ledger.append(
        session,
        MeetingHeld(meeting=reference, attendance=tuple(sorted(set(entered.attendance)))),
        {"minutes": entered.minutes, "added": added},
        by=actor.handle,
        key=key,
    )


def _known(session: Session, reference: str) -> bool:
    found = session.exec(select(Consideration.id).where(Consideration.reference == reference)).first()
    return found is not None
