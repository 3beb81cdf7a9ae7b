"""What may be proposed? To tell one recipient, or not to tell; with every obstacle at once."""

from datetime import date
from typing import Literal
from uuid import uuid4

from pydantic import Field
from sqlmodel import select

from flows.steps.moving import Code, Given, Moving, move
from flows.steps.roles import CHAIRS, OFFICERS
from letters.kinds import Condition, Sharer
from models.consideration import Meeting
from models.dossier import NOBODY, Line, Phase
from models.entries import ProposalWithdrawn, Proposed
from policy.identification import doubts
from policy.recommendation import obstacles_to_proposing, recommend

# What the entry's own body holds of a proposal; the rest is content.
IN_THE_BODY = {"outcome", "recipient", "meeting", "tell_on"}


class Proposal(Given):
    """The seven questions: whether, what, to whom, by whom, views, subject told, what else protects."""

    outcome: Literal["tell", "not_tell"]
    recipient: str | None = Field(None, description="recipient id; None: nobody is to be told")
    meeting: str | None = Field(None, description="Reference of the Level 2 or 3 meeting")
    reasons: str = Field(min_length=20, max_length=20_000)
    words: str = Field("", max_length=8000, description="The exact words to be spoken")
    items: tuple[str, ...] = Field((), description="Items of information that the words tell")
    withheld: str = Field("", max_length=4000, description="What is not told, and why")
    tell_on: date | None = None
    told_by: tuple[Code, ...] = Field((), description="Handles of the two who will tell")
    tell_at: str | None = Field(None, pattern=r"^\d{2}:\d{2}$")
    where: str = Field("", max_length=400, description="Lines parted by commas")
    subject_to_be_told: bool | None = None
    subject_told_reasons: str = Field("", max_length=2000)
    conditions: tuple[Condition, ...] = Field((), description="What the recipient may and may not do")
    may_share_with: tuple[Sharer, ...] = ()
    safety_plan: str = Field("", max_length=4000)
    victim_identifiers_checked: bool = Field(False, description="Nothing in the words identifies a victim")
    undertaking_sought: bool = True
    who_is_left_open: str = Field(
        "", max_length=4000, description="Why not to tell, though somebody on the register may be meant"
    )


@move(Proposal, *OFFICERS, *CHAIRS)
def propose(moving: Moving, given: Proposal) -> None:
    """Propose to tell one recipient, or not to. One consideration per recipient; never a list (H & L)."""
    moving.refuse_if(*_obstacles_to_proposal(moving, given))
    body = Proposed(
        proposal=uuid4().hex,
        outcome=given.outcome,
        recipient=given.recipient,
        meeting=given.meeting,
        tell_on=given.tell_on,
    )
    moving.append(body, given.model_dump(mode="json", exclude=IN_THE_BODY))


def _obstacles_to_proposal(moving: Moving, given: Proposal) -> list[str | None]:
    line = moving.dossier.lines.get(given.recipient or NOBODY)
    if given.recipient and (line is None or line.kind is None):
        return [f"No recipient {given.recipient} is named here; name one first."]
    found: list[str | None] = [_open_already(line), *_meeting_obstacles(moving, given)]
    if given.outcome == "tell":
        found += _telling_obstacles(moving, given)
    elif moving.dossier.has_applicant and not given.who_is_left_open:
        found += _somebody_may_be_meant(moving)
    return found


def _somebody_may_be_meant(moving: Moving) -> list[str]:
    """“No information” is true only where nobody on the register may be the person named (trap 12)."""
    return [
        f"Not shown: {words}. Settle it first, or say in who_is_left_open why that need not be."
        for words in doubts(moving.facts().candidates)
    ]


def _open_already(line: Line | None) -> str | None:
    if line and line.phase in (Phase.PROPOSED, Phase.LAID):
        return "A proposal about this recipient is open; withdraw it before proposing again."
    if line and line.phase is Phase.TOLD:
        return "This recipient has been told already."
    return None


def _telling_obstacles(moving: Moving, given: Proposal) -> list[str | None]:
    if not given.recipient:
        return ["Say who is to be told: name one recipient."]
    known = {item.item_id for item in moving.facts().items}
    line = moving.dossier.lines[given.recipient]
    facts = moving.facts(given.recipient)
    shown = facts.recipient.model_copy(update={"items": given.items}) if facts.recipient else None
    advice = recommend(facts.model_copy(update={"recipient": shown}), moving.scheme)
    return [
        None if given.words else "Write the exact words that are to be spoken.",
        None if given.items else "Say which items of information the words tell.",
        *(f"No item {item} is listed here." for item in given.items if item not in known),
        None if given.tell_on and given.tell_on >= moving.today else "Give the day, today or later.",
        None if len(set(given.told_by)) >= 2 else "Two people tell: give both.",
        None if given.safety_plan else "Record the safety plan for child, recipient and subject.",
        None if given.victim_identifiers_checked else "Somebody must check that no victim is identified.",
        None if given.subject_to_be_told is not None else "Say whether the subject will be told.",
        None if line.details.get("address") else "The recipient's address is required (s.327A(8)(c)).",
        *obstacles_to_proposing(advice),
    ]


def _meeting_obstacles(moving: Moving, given: Proposal) -> list[str | None]:
    level = moving.dossier.snapshot.get("level")
    urgent = moving.dossier.urgent and given.outcome == "tell"
    decides = level in moving.scheme.joint.meeting_decides_at
    if not given.meeting and (urgent or not decides):
        return []
    if not given.meeting:
        return [f"A decision at Level {level} names its meeting; give its reference."]
    meeting = moving.session.exec(select(Meeting).where(Meeting.reference == given.meeting)).one_or_none()
    if meeting is None:
        return ["No meeting has that reference."]
    return [
        None
        if meeting.level >= (level or 1)
        else f"That is a Level {meeting.level} meeting; this needs Level {level}.",
        None if meeting.held else "That meeting has not been recorded as held.",
        None if moving.row.reference in meeting.listed.split(",") else "This is not on that meeting's list.",
    ]


def barred_now(moving: Moving, line: Line) -> list[str]:
    """List what the rules, run again today over the facts as they are, hold against telling."""
    return obstacles_to_proposing(recommend(moving.facts(line.key), moving.scheme))


def obstacles_now(moving: Moving, line: Line) -> list[str]:
    """List why an open proposal could not be made today; what was learnt since may forbid it."""
    held = {name: value for name, value in (line.proposal or {}).items() if name in Proposal.model_fields}
    given = Proposal.model_validate(held)
    found = _meeting_obstacles(moving, given)
    if given.outcome == "tell":
        found += _telling_obstacles(moving, given)
    return [obstacle for obstacle in found if obstacle]


class TakingBack(Given):
    """Which proposal is withdrawn, and why."""

    proposal: str | None = Field(None, description="Default: the only open one")
    reasons: str = Field(min_length=3, max_length=4000)


@move(TakingBack, *OFFICERS, *CHAIRS)
def withdraw_proposal(moving: Moving, given: TakingBack) -> None:
    """Take a proposal back before it is decided."""
    open_ones = [
        line.proposal["proposal"]
        for line in moving.dossier.lines.values()
        if line.proposal and line.phase in (Phase.PROPOSED, Phase.LAID, Phase.STOPPED)
    ]
    wanted = given.proposal or (open_ones[0] if len(open_ones) == 1 else None)
    moving.refuse_if(None if wanted in open_ones else "Say which open proposal is withdrawn.")
    moving.append(ProposalWithdrawn(proposal=str(wanted)), {"reasons": given.reasons})
