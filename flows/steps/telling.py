"""How is the recipient told, and what follows? In person, by two people, over the words that were signed."""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime, Field
from sqlmodel import select

from flows.clocks import LONDON, began, due
from flows.packs import digest_now
from flows.signing import as_policy_sees, signers_without_rights
from flows.steps.moving import Given, Moving, move
from flows.steps.proposing import barred_now
from flows.steps.roles import CHAIRS, OFFICERS, SENIORS, SUPERVISORS
from flows.steps.settling import join_others
from models.consideration import Meeting
from models.dossier import Dossier, Line, Phase
from models.entries import (
    DeadlineExtended,
    Disclosed,
    LetterSent,
    OutcomeGiven,
    RatificationRefused,
    Ratified,
    Reopened,
    Reviewed,
    UndertakingAnswered,
)
from policy.ratification import obstacles_to_ratifying
from policy.sign_off import Standing, standing


class Undertaking(Given):
    """What the recipient answered when asked to keep it confidential."""

    recipient: str
    answer: Literal["signed", "refused", "not_sought"]
    notes: str = Field(min_length=3, max_length=4000, description="What was said; witness; why not sought")


@move(Undertaking, *OFFICERS)
def record_undertaking(moving: Moving, given: Undertaking) -> None:
    """Record the answer before anything is told. A refusal goes back to the decider."""
    line = _to_be_told(moving, given.recipient)
    pack, sought = line.pack, (line.proposal or {}).get("undertaking_sought", True)
    assert pack is not None
    moving.refuse_if(
        "What was signed is that it is asked for; ask, or propose otherwise."
        if given.answer == "not_sought" and sought
        else None,
        *signers_without_rights(pack, moving.known),
    )
    moving.append(UndertakingAnswered(recipient=given.recipient, answer=given.answer), {"notes": given.notes})
    _hand_over(moving, line, "confidentiality_undertaking")


class Telling(Given):
    """What was said, when, where, by whom, and how it was taken."""

    recipient: str
    told_at: AwareDatetime | None = Field(None, description="Default: now")
    told_by: tuple[str, ...] = Field((), description="Default: the two in the pack")
    place: str = Field(min_length=2, max_length=400)
    as_in_the_script: bool = True
    said: str = Field("", max_length=8000, description="The exact words, where they differ")
    reaction: str = Field("", max_length=4000)
    safety_advice: str = Field(min_length=3, max_length=4000)
    identity_checked: bool = Field(description="The person was who the pack names, checked on the spot")


@move(Telling, *OFFICERS)
def tell(moving: Moving, given: Telling) -> None:
    """Record that the recipient was told (s.327A(8)). Refused unless the decision stands over these facts.

    Sign-off, the signers' rights as they are now, and the digest are read again from our own record.
    """
    line = _to_be_told(moving, given.recipient)
    pack, proposal = line.pack, line.proposal or {}
    assert pack is not None
    told_at = given.told_at or moving.now
    early = told_at < datetime.fromisoformat((line.decided or {})["at"])
    notice = any(moving.dossier.letters[x].kind == "recipient_conditions_notice" for x in pack.letters)
    another_day = notice and proposal.get("tell_on") != told_at.astimezone(LONDON).date().isoformat()
    moving.refuse_if(
        *(f"A hold is in force: {hold.replace('_', ' ')}." for hold in moving.dossier.holds),
        "Give the moment it was told: after the decision, and not later than now."
        if early or told_at > moving.now
        else None,
        None if len(set(given.told_by)) != 1 else "Two people tell: give both.",
        None if line.undertaking else "Ask for the undertaking first, and record the answer.",
        None
        if digest_now(moving.dossier, line, moving.scheme) == pack.digest
        else "Something the signatures cover has changed; the pack must be signed again.",
        *signers_without_rights(pack, moving.known),
        *_decision_obstacles(moving, line),
        None if given.identity_checked else "Check that this is the person the pack names, then tell.",
        "The signed notice names another day; propose the new day." if another_day else None,
        None if given.as_in_the_script or given.said else "Record the exact words that were said.",
    )
    content = given.model_dump(mode="json", exclude={"recipient", "told_at"}) | {
        "told_by": list(given.told_by) or proposal.get("told_by", []),
        "words": given.said if not given.as_in_the_script else proposal.get("words", ""),
        "items": proposal.get("items", []),
        "conditions": proposal.get("conditions", []),
    }
    moving.append(
        Disclosed(recipient=given.recipient, pack=pack.pack, digest=pack.digest, told_at=told_at), content
    )


def _decision_obstacles(moving: Moving, line: Line) -> list[str]:
    """Run rules and sign-off again as they are today: an age, a scheme, or who must sign may have changed."""
    found = standing(as_policy_sees(moving.dossier, line, moving.scheme, moving.known), moving.scheme)
    stands = found.standing is Standing.STANDS
    return [
        *([] if stands else [f"The decision does not stand as the rules are now. {found.words}"]),
        *barred_now(moving, line),
    ]


def _to_be_told(moving: Moving, recipient: str) -> Line:
    line = moving.dossier.lines.get(recipient)
    stands = line and line.phase is Phase.TO_BE_TOLD
    moving.refuse_if(None if stands else "No decision to tell this recipient stands.")
    assert line is not None
    return line


def _hand_over(moving: Moving, line: Line, kind: str) -> None:
    for letter in line.pack.letters if line.pack else ():
        state = moving.dossier.letters[letter]
        if state.kind == kind and state.state == "laid":
            moving.append(LetterSent(letter=letter, sha256=state.sha256, channel="handed over"))


class Ratification(Given):
    """What the next meeting made of an urgent telling."""

    recipient: str
    meeting: str
    ratified: bool
    reasons: str = Field(min_length=20, max_length=8000, description="The chair's reasons, either way")


@move(Ratification, *CHAIRS)
def ratify(moving: Moving, given: Ratification) -> None:
    """Record the meeting's answer. Not ratified: the telling stands recorded and a review opens that day."""
    line = moving.dossier.lines.get(given.recipient)
    meeting = moving.session.exec(select(Meeting).where(Meeting.reference == given.meeting)).one_or_none()
    waiting = line if line and line.ratified is False else None
    moving.refuse_if(
        None if waiting else "No urgent telling of this recipient waits.",
        None if meeting else "No meeting has that reference.",
    )
    assert waiting is not None
    assert meeting is not None
    level = moving.dossier.snapshot.get("level") or 1
    moving.refuse_if(
        None if meeting.level >= level else f"A Level {level} telling goes to a Level {level} meeting.",
        None if moving.row.reference in meeting.listed.split(",") else "This is not on that meeting's list.",
        None
        if moving.actor.handle in (meeting.chair, meeting.co_chair)
        else "The meeting's chair or co-chair records it.",
        *obstacles_to_ratifying(
            given.reasons,
            _told_on(waiting),
            meeting.held_on if meeting.held else None,
            frozenset(meeting.attendance.split(",")),
            chair_told_it=moving.actor.person == (waiting.decided or {}).get("decider"),
        ),
    )
    content = {"reasons": given.reasons}
    if given.ratified:
        moving.append(Ratified(recipient=given.recipient, meeting=given.meeting), content)
        return
    moving.append(RatificationRefused(recipient=given.recipient, meeting=given.meeting), content)
    moving.append(Reopened(because="an urgent telling was not ratified"), content)


def _told_on(line: Line) -> date:
    told_at = datetime.fromisoformat((line.told or {})["told_at"])
    return told_at.astimezone(LONDON).date()


class Outcome(Given):
    """How the applicant learnt how the registration ended."""

    channel: Literal["in_person", "telephone", "letter"]
    notes: str = Field(min_length=3, max_length=4000)


@move(Outcome, *OFFICERS)
def give_outcome(moving: Moving, given: Outcome) -> None:
    """Tell the applicant the outcome. By letter only if nothing is told and they agreed beforehand."""
    moving.refuse_if(*(_obstacles_to_letter(moving.dossier) if given.channel == "letter" else ()))
    moving.append(OutcomeGiven(channel=given.channel), {"notes": given.notes})


def _obstacles_to_letter(dossier: Dossier) -> list[str | None]:
    gone = {letter.kind for letter in dossier.letters.values() if letter.state == "sent"}
    if gone & {"third_party_outcome", "not_progressed"}:  # these say the same whatever was found
        return []
    told = any(line.phase is Phase.TOLD for line in dossier.lines.values())
    return [
        None
        if dossier.answers.get("applicant_agreed_to_letter") or dossier.not_progressed
        else "The applicant did not agree beforehand to a letter; tell them in person or by telephone.",
        "Somebody was told, so the outcome is never given by letter." if told else None,
        None
        if "no_information_outcome" in gone
        else "No letter with the outcome has gone; tell them in person or by telephone.",
    ]


class Extension(Given):
    """A later date for a clock, with reason and approver."""

    clock: str
    due_on: date
    reasons: str = Field(min_length=10, max_length=4000)


@move(Extension, *SUPERVISORS, *SENIORS)
def extend_deadline(moving: Moving, given: Extension) -> None:
    """Extend a clock (extenuating circumstances). The approver is the acting supervisor; never silent."""
    moving.refuse_if(
        None if given.clock in moving.scheme.clocks else f"Clocks here: {', '.join(moving.scheme.clocks)}.",
        None if given.due_on > moving.today else "The new date must lie ahead.",
        _not_later(moving, given),
    )
    moving.append(
        DeadlineExtended(clock=given.clock, due_on=given.due_on, approver=moving.actor.handle),
        {"reasons": given.reasons},
    )


def _not_later(moving: Moving, given: Extension) -> str | None:
    """An extension gives more time. Compared with the date it has been given, or has from the beginning."""
    now = due(moving.dossier, moving.scheme, given.clock, began(moving.dossier), moving.closed)
    held = now.at.astimezone(LONDON).date() if now else None
    if held is None or given.due_on > held:
        return None
    return f"The new date must be later than the one it has, {held:%-d %B %Y}."


class Reopening(Given):
    """Why it is looked at again."""

    because: Literal["review", "new_information", "undertaking_breached", "complaint", "representations"]
    reasons: str = Field(min_length=10, max_length=8000)


@move(Reopening, *OFFICERS, *SENIORS, *SUPERVISORS)
def reopen(moving: Moving, given: Reopening) -> None:
    """Open a decided consideration again; what was signed stays as it was (superseded, never edited)."""
    moving.append(Reopened(because=given.because), {"reasons": given.reasons})
    join_others(moving)


class Review(Given):
    """A closed consideration was looked at and left as it is."""

    next_review_on: date
    reasons: str = Field(min_length=10, max_length=8000)


@move(Review, *OFFICERS, *SENIORS, *SUPERVISORS)
def review(moving: Moving, given: Review) -> None:
    """Record a review that changes nothing, and the next date."""
    moving.refuse_if(None if given.next_review_on > moving.today else "The next review must lie ahead.")
    moving.append(Reviewed(next_review_on=given.next_review_on), {"reasons": given.reasons})
