"""Which meeting decided? Level 2 (LRMM) and Level 3 (MAPPP) meetings: list, chairs, attendance."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from pydantic import Field
from sqlmodel import Session, col, select

from flows.people import is_active
from flows.register.on_register import HEADQUARTERS
from flows.steps.actor import Actor
from flows.steps.entering import checked_as
from flows.steps.moving import Code, Given, refuse_if
from flows.steps.opening import next_number, require
from flows.steps.roles import CHAIRS, OFFICERS, SUPERVISORS
from flows.walls import not_named_in
from models import clock, ledger
from models.agency import Agency
from models.consideration import Consideration, Meeting
from models.entries import MeetingArranged, MeetingHeld, PutOnMeetingList, TakenOffMeetingList
from models.errors import CannotDo
from models.officer import Officer
from policy.scheme import RESPONSIBLE_AUTHORITY

WITHIN = timedelta(days=366)  # both ways: recorded in arrears, or arranged ahead
ARRANGED_BY = (*CHAIRS, *OFFICERS, *SUPERVISORS)


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
    """Arrange a meeting and return its reference. Raise CannotDo with every obstacle.

    Whoever chairs it opens what is listed, so both chairs and list belong to its unit, and whoever arranges
    or chairs it to the Responsible Authority.
    """
    entered = checked_as(Arrangement, given)
    require(actor, *ARRANGED_BY)
    if key and (found := ledger.find(session, key)):
        return str(found.body["meeting"])
    refuse_if(
        _outsider(actor, entered.unit),
        *_wrong_day(entered.held_on, clock.today(session)),
        *_arranged_already(session, entered),
        *_obstacles_to_chairing(session, entered),
        *_unlistable(session, actor, entered.unit, entered.listed),
    )
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


class PutOn(Given):
    """What is added to the list of a meeting to come."""

    listed: tuple[str, ...] = Field(min_length=1)


def put_on_list(
    session: Session, actor: Actor, reference: str, given: PutOn | dict[str, Any], *, key: str | None = None
) -> None:
    """Add considerations to the list of a meeting that was not held yet, as whoever arranges one may.

    Whoever adds one and chairs the meeting opens nothing by it (flows/chairing.py).
    """
    entered = checked_as(PutOn, given)
    require(actor, *ARRANGED_BY)
    if key and ledger.find(session, key):
        return
    meeting = _to_come(session, reference)
    added, held = list(dict.fromkeys(entered.listed)), meeting.listed.split(",")
    known = _units_of(session, actor, added)
    refuse_if(
        _outsider(actor, meeting.unit),
        *_unlistable(session, actor, meeting.unit, added),
        *(f"{each} is on the list already." for each in added if each in held and each in known),
    )
    meeting.listed = ",".join([*filter(None, held), *added])
    session.add(meeting)
    session.flush()
    body = PutOnMeetingList(meeting=reference, listed=tuple(added))
    ledger.append(session, body, by=actor.handle, key=key)


class TakenOff(Given):
    """What is taken off the list of a meeting to come, and why."""

    listed: tuple[str, ...] = Field(min_length=1)
    reasons: str = Field(min_length=3, max_length=4000)


def take_off_list(
    session: Session,
    actor: Actor,
    reference: str,
    given: TakenOff | dict[str, Any],
    *,
    key: str | None = None,
) -> None:
    """Take considerations off the list of a meeting that was not held yet, with the reason."""
    entered = checked_as(TakenOff, given)
    require(actor, *ARRANGED_BY)
    if key and ledger.find(session, key):
        return
    meeting = _to_come(session, reference)
    held, known = meeting.listed.split(","), _units_of(session, actor, entered.listed)
    refuse_if(
        _outsider(actor, meeting.unit),
        *(f"{r} is not on the list." for r in entered.listed if r not in held or r not in known),
    )
    meeting.listed = ",".join(each for each in held if each not in entered.listed)
    session.add(meeting)
    session.flush()
    body = TakenOffMeetingList(meeting=reference, taken_off=tuple(dict.fromkeys(entered.listed)))
    ledger.append(session, body, {"reasons": entered.reasons}, by=actor.handle, key=key)


def _to_come(session: Session, reference: str) -> Meeting:
    """A meeting whose list still changes, locked, so that of two changes at once neither is lost."""
    asked = select(Meeting).where(Meeting.reference == reference).with_for_update()
    meeting = session.exec(asked).one_or_none()
    if meeting is None:
        raise CannotDo("No meeting has that reference.")
    if meeting.held:
        raise CannotDo("That meeting is recorded as held already; what it considered stands as it was.")
    return meeting


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
    meeting = _to_come(session, reference)
    if clock.today(session) < meeting.held_on:
        raise CannotDo(f"That meeting is on {meeting.held_on:%-d %B %Y}; it has not been held yet.")
    agencies = set(session.exec(select(Agency.code)).all())
    added = [r for r in dict.fromkeys(entered.listed) if r not in meeting.listed.split(",")]
    enough = len(set(entered.attendance) & RESPONSIBLE_AUTHORITY) >= 2
    refuse_if(
        _outsider(actor, meeting.unit),
        None if enough else "At least two Responsible Authority agencies attend; record who came.",
        *(f"attendance: no agency is called {each}." for each in sorted({*entered.attendance} - agencies)),
        *_unlistable(session, actor, meeting.unit, added),
    )
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


def may_arrange(actor: Actor, unit: str) -> bool:
    """Tell whether somebody may arrange a unit's meetings, and change their lists."""
    return bool(actor.roles & {*ARRANGED_BY}) and _outsider(actor, unit) is None


def _outsider(actor: Actor, unit: str) -> str | None:
    if actor.handle == "machine":
        return None
    if actor.agency not in RESPONSIBLE_AUTHORITY:
        return "Police, probation and prison arrange and hold meetings; ask one of them."
    near = actor.unit in (unit, HEADQUARTERS)
    return None if near else f"unit: people of {unit} or of headquarters arrange and hold its meetings."


def _wrong_day(held_on: date, today: date) -> list[str]:
    """A year that was typed wrongly puts a decision's meeting where nobody finds it."""
    if abs(held_on - today) <= WITHIN:
        return []
    return [f"held_on: give a day within a year of today; {held_on:%-d %B %Y} is not."]


def _arranged_already(session: Session, entered: Arrangement) -> list[str]:
    """The very same, still to be held: the browser's Back shows a sent form again."""
    same = select(Meeting.reference).where(
        *(getattr(Meeting, name) == value for name, value in entered.model_dump(exclude={"listed"}).items()),
        Meeting.listed == ",".join(entered.listed), col(Meeting.held).is_(False),
    )  # fmt: skip
    found = session.exec(same).first()
    return [f"{found} is this very meeting, arranged already: add to its list instead."] if found else []


def _obstacles_to_chairing(session: Session, entered: Arrangement) -> list[str]:
    """Chairs are two people of the unit or of headquarters, of the Responsible Authority, who may chair."""
    wanted = {"chair": entered.chair} | ({"co_chair": entered.co_chair} if entered.co_chair else {})
    known = {
        o.handle: o for o in session.exec(select(Officer).where(col(Officer.handle).in_(wanted.values())))
    }
    now = clock.now(session)
    roles = ", ".join(sorted(set(CHAIRS)))
    found = [
        f"{name}: give the handle of somebody of {entered.unit} or headquarters with a role of {roles}, "
        "of police, probation or prison."
        for name, handle in wanted.items()
        if not (handle in known and may_chair(known[handle], entered.unit, now))
    ]
    same = len({o.person_key for o in known.values()}) < len(known) or entered.chair == entered.co_chair
    return [*found, *(["co_chair: two people chair a meeting together."] if same else [])]


def may_chair(officer: Officer, unit: str, now: datetime) -> bool:
    """Tell whether somebody may be put down as chair of a unit's meeting."""
    active = is_active(officer.active_from, officer.revoked_at, now, now.astimezone(clock.LONDON).date())
    near = officer.unit in (unit, HEADQUARTERS) and officer.agency in RESPONSIBLE_AUTHORITY
    return active and near and bool({*officer.roles} & {*CHAIRS})


def _unlistable(session: Session, actor: Actor, unit: str, listed: Sequence[str]) -> list[str]:
    """What can't stand on a unit's list; on headquarters' anything can. What names the actor is unknown."""
    units = _units_of(session, actor, listed)
    unknown = [f"No consideration {each} is recorded." for each in listed if each not in units]
    return unknown + [
        f"{each} belongs to {units[each]}; its own unit's meeting considers it, or headquarters'."
        for each in listed
        if each in units and unit not in (units[each], HEADQUARTERS)
    ]


def _units_of(session: Session, actor: Actor, listed: Sequence[str]) -> dict[str, str]:
    """The unit of each of these that there is, as far as this person may know of it."""
    rows = select(Consideration.reference, Consideration.unit).where(
        col(Consideration.reference).in_(listed), not_named_in(actor.person)
    )
    return dict(session.exec(rows).all())
