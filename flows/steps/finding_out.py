"""How does the record learn? Answers, items, children, recipients, checks, views, holds, attachments."""

import hashlib
from datetime import date
from typing import Any, Literal

from pydantic import Field
from sqlmodel import select

from flows.registering.form import Child
from flows.registering.persons import may_be_same_name, plain
from flows.steps.moving import Code, Given, Moving, move
from flows.steps.opening import list_one_child
from flows.steps.questions import obstacles_to_answering
from flows.steps.roles import AGENCIES, EVERYBODY_ACTING, OFFICERS, SENIORS, SUPERVISORS
from models.agency import Agency
from models.dossier import NOBODY, Phase
from models.entries import (
    Answered,
    Attached,
    CheckAnswered,
    CheckAsked,
    HoldLifted,
    HoldPlaced,
    InformationShared,
    ItemAssessed,
    ItemListed,
    RecipientNamed,
    UrgentRouteTaken,
    ViewGiven,
)
from policy.facts import Check, CheckResult, Facts, Hold, ItemKind, RecipientFacts, RecipientKind


class Answers(Given):
    """Answers to questions of fact: about the whole, or about one recipient."""

    recipient: str | None = None
    answers: dict[str, Any] = Field(min_length=1)
    reasons: str = Field(min_length=3, max_length=8000)


@move(Answers, *OFFICERS, *SENIORS)
def answer(moving: Moving, given: Answers) -> None:
    """Record answers with their reasons. None takes an answer back: nobody has answered then."""
    model = RecipientFacts if given.recipient else Facts
    known = moving.dossier.lines
    missing = given.recipient and given.recipient not in known
    moving.refuse_if(
        f"No recipient {given.recipient} is named here; name one first." if missing else None,
        *obstacles_to_answering(model, given.answers),
    )
    moving.append(
        Answered(questions=tuple(sorted(given.answers)), recipient=given.recipient),
        {"answers": given.answers, "reasons": given.reasons},
    )


class Information(Given):
    """An item of information: what is fact, apart from what somebody makes of it (DPA 2018 s.38)."""

    item_id: str | None = Field(None, pattern="^[a-z0-9:-]{1,40}$", description="To correct one; else new")
    kind: ItemKind
    fact: str = Field(min_length=3, max_length=2000)
    assessment: str = Field("", max_length=2000)
    owner_agency: Code = "police"
    schedule_34a: bool | None = None
    foreign: bool = False
    foreign_equivalent: bool | None = None
    spent: bool | None = None
    verified: bool | None = None
    verified_on: date | None = None
    identifies_victim: bool | None = None
    source: str = Field("", max_length=400)


@move(Information, *OFFICERS, *AGENCIES)
def list_item(moving: Moving, given: Information) -> None:
    """List an item of information, or correct one by its id."""
    item = given.item_id or f"item-{len(moving.dossier.items) + 1}"
    moving.append(
        ItemListed(item=item, item_kind=str(given.kind), owner_agency=given.owner_agency),
        given.model_dump(mode="json", exclude={"item_id", "kind", "owner_agency"})
        | {"verified_by": moving.actor.handle if given.verified else None},
    )


class Assessment(Given):
    """What an officer makes of one item, and why. What is not given stays as it is."""

    item: str
    identifies_victim: bool | None = None
    foreign_equivalent: bool | None = None
    schedule_34a: bool | None = None
    verified: bool | None = None
    reasons: str = Field(min_length=3, max_length=2000)


@move(Assessment, *OFFICERS)
def assess_item(moving: Moving, given: Assessment) -> None:
    """Record an opinion on an item, apart from the fact (DPA 2018 s.38)."""
    known = given.item in moving.dossier.information
    moving.refuse_if(None if known else f"No item {given.item} is listed here.")
    answers = given.model_dump(mode="json", exclude={"item", "reasons"}, exclude_none=True)
    if given.verified:
        answers |= {"verified_by": moving.actor.handle, "verified_on": moving.today.isoformat()}
    moving.append(ItemAssessed(item=given.item), {"answers": answers, "reasons": given.reasons})


@move(Child, *OFFICERS)
def list_child(moving: Moving, given: Child) -> None:
    """List a particular child by name, or children of a description (s.327A(3)(a))."""
    moving.refuse_if(None if given.name or given.description else "Give a child's name, or a description.")
    list_one_child(moving, given)


class Naming(Given):
    """Somebody who may be told, with name and address (s.327A(8)(c)), and why they are best placed."""

    recipient: str | None = Field(None, pattern="^[a-z0-9-]{1,40}$", description="To correct one; else new")
    kind: RecipientKind
    name: str = Field(min_length=1, max_length=200)
    role: str = Field("", max_length=200, description="Post held, for an organisation")
    organisation: str = Field("", max_length=200)
    address: tuple[str, ...] = Field(min_length=3, max_length=7)
    telephone: str | None = None
    is_applicant: bool | None = Field(None, description="To be said where the applicant has that name")
    safe_to_post: bool = False
    safe_contact: str = Field(
        "", max_length=400, description="Safe ways and times to reach them, and who said so"
    )
    why: str = Field(min_length=3, max_length=4000)


@move(Naming, *OFFICERS)
def name_recipient(moving: Moving, given: Naming) -> None:
    """Name one possible recipient: the person best placed to protect, who need not have asked."""
    unsaid = given.safe_to_post and not given.safe_contact
    line = moving.dossier.lines.get(given.recipient or NOBODY)
    unknown = given.recipient and (line is None or line.kind is None)
    moving.refuse_if(
        "Say who told you that a letter to this address is safe." if unsaid else None,
        "Nobody is named here under that id; leave it out to name somebody new." if unknown else None,
        "This recipient has been told; who was told is not edited."
        if given.recipient and line and line.phase is Phase.TOLD
        else None,
        _who_is_named(moving, given),
    )
    number = len([key for key in moving.dossier.lines if key != NOBODY]) + 1
    moving.append(
        RecipientNamed(recipient=given.recipient or f"recipient-{number}", recipient_kind=str(given.kind)),
        given.model_dump(mode="json", exclude={"recipient", "kind"})
        | {"is_applicant": bool(given.is_applicant)},
    )


def _who_is_named(moving: Moving, given: Naming) -> str | None:
    """An applicant is told nothing before their three proofs are seen: nobody is one by oversight, or not."""
    applicant = (moving.dossier.registration or {}).get("applicant") or {}
    if given.is_applicant or not may_be_same_name(given.name, applicant.get("name") or ""):
        return None
    if given.is_applicant is None:
        return "is_applicant: the applicant has that name; say whether this is the applicant."
    at_home = plain(" ".join(given.address)) == plain(" ".join(applicant.get("address") or ()))
    return "is_applicant: the applicant has that name and address; say true." if at_home else None


class AgencyAnswer(Given):
    """An agency's answer to a check, given by hand."""

    check: Check
    agency: Code
    result: Literal[CheckResult.NOTHING_KNOWN, CheckResult.KNOWN, CheckResult.NEED_MORE_TIME,
                    CheckResult.CANNOT_ANSWER]  # fmt: skip
    summary: str = Field("", max_length=4000)


@move(AgencyAnswer, *AGENCIES)
def record_check(moving: Moving, given: AgencyAnswer) -> None:
    """Record an answer given by telephone, letter or at a meeting. An agency speaks for itself only."""
    own = moving.actor.agency in (given.agency, "police")
    moving.refuse_if(
        None if own else "An agency answers only for itself; ask theirs to answer.",
        None
        if given.agency in _answering(moving, str(given.check))
        else "That agency does not answer this check.",
    )
    if str(given.check) not in moving.dossier.checks:
        moving.append(CheckAsked(check=str(given.check), agency=given.agency, attempt=0, by_hand=True))
    moving.append(
        CheckAnswered(check=str(given.check), agency=given.agency, result=str(given.result), by_hand=True),
        {"summary": given.summary, "answered_by": moving.actor.handle},
    )


def _answering(moving: Moving, check: str) -> set[str]:
    """Whose answer to a check counts: those the record says answer it, and whoever was asked."""
    asked = moving.dossier.checks.get(check)
    agencies = moving.session.exec(select(Agency)).all()
    return {a.code for a in agencies if check in a.answers} | ({asked.agency} if asked else set())


class HoldGiven(Given):
    """A hold on telling, or on speaking to the subject, and who owns it."""

    hold: Hold
    reasons: str = Field(min_length=3, max_length=4000)


@move(HoldGiven, *OFFICERS, *SENIORS)
def place_hold(moving: Moving, given: HoldGiven) -> None:
    """Stop telling, or contact with the subject, until the owner lifts it (domain.md 9, 8)."""
    moving.append(HoldPlaced(hold=str(given.hold), owner=moving.actor.handle), {"reasons": given.reasons})


@move(HoldGiven, *OFFICERS, *SENIORS)
def lift_hold(moving: Moving, given: HoldGiven) -> None:
    """Lift a hold: its owner may, or a supervisor."""
    owner, _ = moving.dossier.holds.get(str(given.hold), (None, None))
    moving.refuse_if(
        None if owner else "That hold is not in force.",
        None
        if owner in (None, moving.actor.handle) or moving.actor.roles & set(SUPERVISORS)
        else "Only the hold's owner or a supervisor may lift it; ask them.",
    )
    moving.append(HoldLifted(hold=str(given.hold)), {"reasons": given.reasons})


class View(Given):
    """An agency's view on telling, in its own words."""

    agrees: bool
    words: str = Field(min_length=3, max_length=8000)


@move(View, *AGENCIES, *SENIORS)
def give_view(moving: Moving, given: View) -> None:
    """Record the acting person's agency's view. Dissent is never outvoted (domain.md 9, 18)."""
    moving.append(ViewGiven(agency=moving.actor.agency, agrees=given.agrees), {"words": given.words})


class Sharing(Given):
    """Information passed to a MAPPA agency for its own functions."""

    agency: Code
    recipient: Code | None = None
    what: str = Field(min_length=3, max_length=4000)
    purpose: str = Field(min_length=3, max_length=1000)


@move(Sharing, *OFFICERS, *SENIORS)
def share_information(moving: Moving, given: Sharing) -> None:
    """Record information-sharing between agencies: another kind of entry than a disclosure."""
    moving.append(
        InformationShared(agency=given.agency, recipient=given.recipient),
        {"what": given.what, "purpose": given.purpose},
    )


class Urgency(Given):
    """Why this can't wait for a meeting."""

    reasons: str = Field(min_length=20, max_length=8000)


@move(Urgency, *SENIORS)
def take_urgent_route(moving: Moving, given: Urgency) -> None:
    """Take the urgent route before any meeting; the next one ratifies or not (domain.md 9, 17)."""
    moving.append(UrgentRouteTaken(), {"reasons": given.reasons})


class Attachment(Given):
    """A note or message, kept by its hash."""

    words: str = Field(min_length=1, max_length=20_000)


@move(Attachment, *EVERYBODY_ACTING)
def attach(moving: Moving, given: Attachment) -> None:
    """Add a note to the record."""
    digest = hashlib.sha256(given.words.encode()).hexdigest()
    moving.append(Attached(sha256=digest), {"words": given.words})
