"""Who decides, over exactly which words? Proposal, pack, sign-off, and thinking again."""

from datetime import date
from typing import Literal
from uuid import uuid4

from pydantic import Field
from sqlmodel import select

from flows.packs import digest_now, digest_of, manifest_of
from flows.signing import as_policy_sees, as_signer
from flows.steps.issuing import issue_for_pack
from flows.steps.moving import Code, Given, Moving, move
from flows.steps.recommending import recommend_line
from flows.steps.roles import CHAIRS, EVERYBODY_ACTING, OFFICERS
from letters.kinds import Condition, Sharer
from models.consideration import Meeting
from models.dossier import NOBODY, Line, Phase
from models.entries import (
    DecisionStood,
    DecisionStopped,
    LetterReleased,
    PackLaid,
    ProposalWithdrawn,
    Proposed,
    SignedOff,
    ThoughtAgain,
)
from policy import sign_off as sign_off_policy
from policy.recommendation import obstacles_to_proposing, recommend
from policy.sign_off import Standing, obstacles_to_sign_off, standing


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
    moving.append(body, given.model_dump(mode="json", exclude={"outcome", "recipient", "meeting", "tell_on"}))


def _obstacles_to_proposal(moving: Moving, given: Proposal) -> list[str | None]:
    line = moving.dossier.lines.get(given.recipient or NOBODY)
    if given.recipient and (line is None or line.kind is None):
        return [f"No recipient {given.recipient} is named here; name one first."]
    found: list[str | None] = [_open_already(line), *_meeting_obstacles(moving, given)]
    if given.outcome == "tell":
        found += _telling_obstacles(moving, given)
    return found


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
    if level not in (2, 3) or (moving.dossier.urgent and not given.meeting):
        return []
    if not given.meeting:
        return [f"A decision at Level {level} names its meeting; give its reference."]
    meeting = moving.session.exec(select(Meeting).where(Meeting.reference == given.meeting)).one_or_none()
    if meeting is None:
        return ["No meeting has that reference."]
    return [
        None
        if meeting.level >= level
        else f"That is a Level {meeting.level} meeting; this needs Level {level}.",
        None if meeting.held else "That meeting has not been recorded as held.",
        None if moving.row.reference in meeting.listed.split(",") else "This is not on that meeting's list.",
    ]


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


class Laying(Given):
    """Which line's pack is laid."""

    line: str


@move(Laying)
def lay_pack(moving: Moving, given: Laying) -> None:
    """Render the letters and lay the pack: from here on a signature means exactly these bytes."""
    line = moving.dossier.lines[given.line]
    if line.phase is not Phase.PROPOSED:
        return
    recommend_line(moving, line)
    pack = uuid4().hex
    letters = issue_for_pack(moving, line, pack)
    manifest = manifest_of(moving.dossier, line, moving.scheme, moving.today, letters)
    proposal = line.proposal or {}
    moving.append(
        PackLaid(
            pack=pack,
            proposal=proposal["proposal"],
            recipient=None if line.key == NOBODY else line.key,
            outcome=proposal["outcome"],
            digest=digest_of(manifest),
            letters=tuple(letter["letter"] for letter in letters),
        ),
        manifest,
    )


class SignOff(Given):
    """One person's answer over a pack: agree, refuse, send back, or declare an interest."""

    pack: str | None = Field(None, description="Default: the only one laid")
    outcome: Literal["agree", "refuse", "send_back", "declare_interest"] = "agree"
    reasons: str = Field("", max_length=20_000, description="The signer's own reasons, either way")
    digest: str | None = Field(None, description="Digest the signer was shown; refused if it is not this one")


@move(SignOff, *EVERYBODY_ACTING)
def sign_off(moving: Moving, given: SignOff) -> None:
    """Record one person's answer over the pack as it stands (CJA 2003 s.327A(7)-(8)).

    Raise CannotDo with every obstacle. When decider and every concurrence bind to one digest, the
    decision stands in the same transaction, and letters released by the decision may go.
    """
    line = _laid_line(moving, given.pack)
    pack = line.pack
    assert pack is not None
    current = digest_now(moving.dossier, line, moving.scheme)
    shown, actor = given.digest or pack.digest, moving.actor
    moving.refuse_if(
        None if shown == pack.digest == current else "The pack has changed since you read it. Read it again.",
        *obstacles_to_sign_off(
            as_signer(actor, moving.dossier, line),
            _seen(moving, line),
            given.reasons,
            moving.scheme,
            given.outcome,
        ),
    )
    moving.append(
        SignedOff(
            pack=pack.pack, digest=pack.digest, outcome=given.outcome, agency=actor.agency,
            rank=actor.rank, person=actor.person,
        ),
        {"reasons": given.reasons},
    )  # fmt: skip
    _conclude(moving, line, given)


def _laid_line(moving: Moving, pack: str | None) -> Line:
    laid = [
        line for line in moving.dossier.lines.values()
        if line.pack and line.phase in (Phase.LAID, Phase.STOPPED) and pack in (None, line.pack.pack)
    ]  # fmt: skip
    moving.refuse_if(
        None if laid else "No pack is laid for signature here.",
        "More than one pack is laid; say which." if len(laid) > 1 else None,
    )
    return laid[0]


def _conclude(moving: Moving, line: Line, given: SignOff) -> None:
    found = standing(_seen(moving, line), moving.scheme)
    pack = line.pack
    assert pack is not None
    if found.standing is Standing.STANDS:
        _stand(moving, line, given)
    elif found.standing is Standing.SENT_BACK:
        moving.append(
            ProposalWithdrawn(proposal=pack.proposal),
            {"reasons": "Sent back by a signer: see the signature."},
        )
    elif found.standing in (Standing.STOPPED, Standing.REFUSED) and line.phase is not Phase.STOPPED:
        moving.append(DecisionStopped(pack=pack.pack, because=found.words))


def _seen(moving: Moving, line: Line) -> sign_off_policy.Pack:
    meeting = (line.proposal or {}).get("meeting")
    attendance = None
    if meeting:
        held = moving.session.exec(select(Meeting).where(Meeting.reference == meeting)).one_or_none()
        attendance = frozenset(held.attendance.split(",")) if held and held.held else None
    return as_policy_sees(moving.dossier, line, moving.scheme, moving.known, attendance)


def _stand(moving: Moving, line: Line, given: SignOff) -> None:
    pack = line.pack
    assert pack is not None
    decider = _seen(moving, line).decider(moving.scheme)
    moving.append(
        DecisionStood(
            pack=pack.pack, digest=pack.digest, outcome=pack.outcome,
            recipient=None if line.key == NOBODY else line.key,
            decider=decider.person, rank=decider.rank, agency=decider.agency,
        ),
        {"reasons": (line.proposal or {}).get("reasons", ""), "last_signer": given.reasons},
    )  # fmt: skip
    for letter in pack.letters:
        state = moving.dossier.letters[letter]
        if state.release == "decision" and state.delivery == "post":
            moving.append(LetterReleased(letter=letter, release="decision"))


class SecondThought(Given):
    """What the decider makes of a refused undertaking."""

    recipient: str
    outcome: Literal["proceed", "limit", "other_recipient", "protect_otherwise"]
    reasons: str = Field(min_length=20, max_length=20_000)


@move(SecondThought, *EVERYBODY_ACTING)
def think_again(moving: Moving, given: SecondThought) -> None:
    """Answer a refused undertaking: neither an automatic stop nor an automatic go (domain.md 9, 19)."""
    line = moving.dossier.lines.get(given.recipient)
    waiting = line and line.phase is Phase.UNDERTAKING_REFUSED
    moving.refuse_if(None if waiting else "That recipient has not refused an undertaking.")
    assert line is not None
    decider = (line.decided or {}).get("decider")
    moving.refuse_if(
        None
        if moving.actor.person == decider
        else "It goes back to the person who decided; they think again, nobody else."
    )
    moving.append(ThoughtAgain(recipient=given.recipient, outcome=given.outcome), {"reasons": given.reasons})
