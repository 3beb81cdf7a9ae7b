"""What is asked to arrange a meeting, to record that it was held, and of one person it considered?"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, select

from desk.forms import Form, Option, Question, plainly
from desk.moves.choosing import RANK_WORDS
from desk.visiting import Visit
from flows.force import force
from flows.meeting_list import MeetingList, to_be_listed
from flows.register.on_register import HEADQUARTERS
from flows.steps.actor import Actor
from flows.steps.meetings import may_chair
from flows.team import Scope
from models import clock
from models.agency import Agency
from models.consideration import Consideration, Meeting, Wait
from models.database import transaction
from models.officer import Officer

OPEN = "Open, on no list of a meeting to come, soonest deadline first. More can be added until it is held."
NOTHING_OPEN = "Nothing open at this level is without a meeting. More can be added until it is held."
MANY = 10
KINDS = {2: "Level 2 meeting (LRMM)", 3: "Level 3 meeting (MAPPP)"}


def units(actor: Actor) -> list[str]:
    """For which units somebody arranges meetings: their own; from headquarters, any."""
    return [*sorted(force().units), HEADQUARTERS] if actor.unit == HEADQUARTERS else [actor.unit]


def arranging(visit: Visit, level: int, unit: str) -> Form:
    """Ask who chairs, when, and what is on the list: open considerations on no other list to come."""
    scope = Scope(unit=None if unit == HEADQUARTERS else unit, person=visit.actor.person)
    with transaction(visit.engine) as session:
        who = _who_may_chair(session, unit)
        what = _as_options(session, to_be_listed(session, scope, level))
    return Form(
        f"Arrange a {KINDS[level].replace('meeting', f'meeting for {plainly(unit).lower()}')}",
        (
            Question("held_on", "When is it held?", "day", "Such as 8 12 2026."),
            Question("chair", "Who chairs it?", "select",
                     "Whoever chairs may open what somebody else put on the list.", who,
                     refusals=("chair",)),
            Question("co_chair", "Who co-chairs it?", "select",
                     "A Level 2 meeting is led by a detective inspector and a senior probation officer.", who,
                     optional=True),
            Question("listed", "What is on the list?", "choices",
                     OPEN if what else NOTHING_OPEN,
                     what, optional=True),
        ),
        submit="Arrange the meeting",
    )  # fmt: skip


def holding(visit: Visit, meeting: Meeting) -> Form:
    """Ask who attended, what was added to the list on the day, and where the minutes are."""
    scope = Scope(unit=None if meeting.unit == HEADQUARTERS else meeting.unit, person=visit.actor.person)
    with transaction(visit.engine) as session:
        agencies = session.exec(select(Agency).order_by(col(Agency.name))).all()
        listed = set(meeting.listed.split(","))
        more = [each for each in to_be_listed(session, scope, meeting.level) if each not in listed]
        what = _as_options(session, more)
    questions = [
        Question("attendance", "Which agencies attended?", "choices",
                 "At least two of police, probation and prison.",
                 tuple(Option(each.code, each.name) for each in agencies),
                 refusals=("At least two Responsible",)),
        Question("minutes", "Where are the minutes?", "text",
                 "Their reference, such as MM-2026-12-N. Never what they say.", optional=True),
    ]  # fmt: skip
    if what:
        added = Question("listed", "What was added to the list on the day?", "choices",
                         "Once it is held, nothing more is added.", what, optional=True)  # fmt: skip
        questions.insert(1, added)
    return Form(
        "Record the meeting as held",
        tuple(questions),
        intro=(f"{meeting.reference}: {KINDS[meeting.level]}, {plainly(meeting.unit).lower()}, "
               f"{meeting.held_on:%-d %B %Y}.",),
        submit="Record as held",
    )  # fmt: skip


def adding(visit: Visit, meeting: Meeting) -> Form:
    """Ask what is added to the list of a meeting to come."""
    scope = Scope(unit=None if meeting.unit == HEADQUARTERS else meeting.unit, person=visit.actor.person)
    with transaction(visit.engine) as session:
        what = _as_options(session, to_be_listed(session, scope, meeting.level))
    return Form(
        "Add to the list",
        (Question("listed", "What is added?", "choices",
                  "Open, on no list of a meeting to come, soonest deadline first." if what else
                  "Nothing open at this level is without a meeting.", what),),
        intro=("Whoever chairs the meeting may open what somebody else put on the list.",),
        submit="Add to the list",
    )  # fmt: skip


def taking_off(found: MeetingList) -> Form:
    """Ask what is taken off the list of a meeting to come, and why."""
    lines = tuple(Option(each.reference, each.reference, plainly(each.stage)) for each in found.lines)
    return Form(
        f"Take off the list of {found.meeting.reference}",
        (
            Question("listed", "What is taken off?", "choices", "It can be put on another list then.", lines),
            Question("reasons", "Why?", "words", "Such as: it waits for the interview; next month.", rows=3),
        ),
        submit="Take off the list",
    )  # fmt: skip


def finding(visit: Visit, form: Form, ticked: Any, about: Mapping[str, object]) -> dict[str, Any]:
    """A form with a long list as far as it is looked through, and what its template asks that with.

    What is ticked already stays, whatever is looked for, so that nothing chosen is lost from sight.
    """
    question = form.question("listed")
    if question is None or len(question.options) <= MANY:
        return {"form": form}
    words = visit.query.get("find", "")[:100].strip()
    wanted = words.casefold().split()
    left = tuple(
        each for each in question.options
        if each.value in (ticked or ())
        or all(word in f"{each.label} {each.hint}".casefold() for word in wanted)
    )  # fmt: skip
    questions = tuple(replace(each, options=left) if each is question else each for each in form.questions)
    said = {"words": words, "shown": len(left), "of": len(question.options), "keep": about}
    return {"form": replace(form, questions=questions), "finder": said}


def considering(asks_who_is_left_open: bool) -> Form:
    """Ask for one person's own reasons why nobody is told."""
    left_open = Question(
        "who_is_left_open", "Why not to tell, though somebody on the register may be meant", "words",
        "Only where a candidate is still to be settled.", optional=True, rows=3,
        refusals=("Not shown",),
    )  # fmt: skip
    return Form(
        "Considered, not disclosed",
        (
            Question("reasons", "Why is nobody told about this person?", "words",
                     "What was weighed, what protects children instead, and when it is looked at again. "
                     "Reasons given word for word for somebody else are not taken.", rows=6),
            *([left_open] if asks_who_is_left_open else []),
        ),
        submit="Save and next",
    )  # fmt: skip


def _who_may_chair(session: Session, unit: str) -> tuple[Option, ...]:
    now = clock.now(session)
    near: Collection[str] = {unit, HEADQUARTERS}
    found = session.exec(
        select(Officer).where(col(Officer.unit).in_(near)).order_by(col(Officer.handle))
    ).all()
    return tuple(
        Option(each.handle, f"{each.name}, {RANK_WORDS.get(each.rank) or plainly(each.rank)} ({each.handle})")
        for each in sorted(found, key=lambda each: (each.unit != unit, each.handle))
        if may_chair(each, unit, now)
    )


def _as_options(session: Session, references: list[str]) -> tuple[Option, ...]:
    """The soonest deadline first, with the stage: a list is drawn up without opening anything."""
    rows = session.execute(
        select(Consideration.reference, Consideration.stage, Consideration.officer, Wait.due_at)
        .join(Wait, col(Wait.consideration_id) == col(Consideration.id))
        .where(col(Consideration.reference).in_(references), col(Wait.due_at).is_not(None))
        .order_by(col(Wait.due_at))
    )
    said: dict[str, str] = {}
    for reference, stage, officer, due_at in rows:
        words = f"{plainly(stage)}; {officer or 'no officer yet'}; next deadline {due_at:%-d %B %Y}"
        said.setdefault(reference, words)
    rest = [each for each in references if each not in said]
    return tuple(Option(each, each, said.get(each, "")) for each in (*said, *rest))
