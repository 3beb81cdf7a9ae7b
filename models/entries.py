"""What can be written to the ledger? Each kind of entry, named in the past participle.

A body holds references, codes, times and digests only. Names, addresses, answers and free text
stand in the entry's content, which can be erased without breaking the chain.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel


class Act(StrEnum):
    """The six kinds of act that DPA 2018 s.62 asks a log to tell apart."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


KINDS: dict[str, type["Entry"]] = {}


class Entry(BaseModel, frozen=True, extra="forbid"):
    """One thing that happened. Subclasses add codes and references, never personal content."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    act: ClassVar[Act] = Act.ALTERATION

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.kind = cls.__name__
        KINDS[cls.__name__] = cls


# The record itself


class RecordCreated(Entry, frozen=True):
    """The first entry of every record. A scratch record carries its mark here for ever."""

    act: ClassVar[Act] = Act.COLLECTION
    scratch: bool


class Erased(Entry, frozen=True):
    """The retention role deleted a content row, named by its digest, on the basis given."""

    act: ClassVar[Act] = Act.ERASURE
    content_digest: str
    basis: str


class Exported(Entry, frozen=True):
    """Content left the record in a folder somebody asked for. Content: the purpose in their words.

    `entries` and `digest` say which entries went: how many, and the hash of their hashes.
    """

    act: ClassVar[Act] = Act.DISCLOSURE
    references: tuple[str, ...]
    entries: int
    digest: str


class Consulted(Entry, frozen=True):
    """Content was shown to a person (content: why, in their words), or read by a machine's run.

    `purpose` is a code; a machine's run gives the digest of the set it read.
    """

    act: ClassVar[Act] = Act.CONSULTATION
    purpose: str
    references: tuple[str, ...] = ()
    count: int
    digest: str | None = None


class Checkpointed(Entry, frozen=True):
    """A signed statement of size and root was placed outside the database."""

    size: int
    root: str


# Opening a consideration


class Opened(Entry, frozen=True):
    """A consideration began. Content: snapshot of the subject as registered, and why it was opened."""

    act: ClassVar[Act] = Act.COLLECTION
    reference: str
    scheme: str
    edition: str
    route: str
    subject: str | None
    unit: str
    lead_agency: str
    occasion: str
    opened_on: date


class InterestRegistered(Entry, frozen=True):
    """Somebody registered an interest or asked. Content: applicant, children, named person, access."""

    act: ClassVar[Act] = Act.COLLECTION
    registration: str
    children: int
    received_at: datetime


class SubjectIdentified(Entry, frozen=True):
    """An officer said whether the named person is on the register. Content: snapshot and reasons."""

    act: ClassVar[Act] = Act.COMBINATION
    identity: str
    subject: str | None


class SubjectRefreshed(Entry, frozen=True):
    """The register changed while the consideration was open. Content: the new snapshot."""

    subject: str


class Progressed(Entry, frozen=True):
    """Initial checks are done and the registration goes on. Content: reasons."""


class NotProgressed(Entry, frozen=True):
    """The registration goes no further under the scheme. Content: reasons, and the risk assessment kept."""

    reason: str


class Withdrawn(Entry, frozen=True):
    """The applicant withdrew; the assessment of risk goes on. Content: reasons."""


class Interviewed(Entry, frozen=True):
    """The applicant was seen. Content: what was said and which proofs were seen by whom."""

    act: ClassVar[Act] = Act.COLLECTION


class Attached(Entry, frozen=True):
    """A message, note or document was added, kept by its hash. Content: text."""

    act: ClassVar[Act] = Act.COLLECTION
    sha256: str


# Facts and checks


class Answered(Entry, frozen=True):
    """Questions of fact were answered. Content: the answers and the reasons. `recipient` None: the whole."""

    act: ClassVar[Act] = Act.COLLECTION
    questions: tuple[str, ...]
    recipient: str | None = None


class ItemListed(Entry, frozen=True):
    """An item of information was listed or corrected. Content: fact, and assessment apart from it."""

    act: ClassVar[Act] = Act.COLLECTION
    item: str
    item_kind: str
    owner_agency: str


class ItemAssessed(Entry, frozen=True):
    """What an officer makes of an item: does it identify a victim, is it equivalent. Content: with reasons."""

    act: ClassVar[Act] = Act.COLLECTION
    item: str


class ChildListed(Entry, frozen=True):
    """A child, or a description of children, at risk was listed. Content: who."""

    act: ClassVar[Act] = Act.COLLECTION
    child: str
    particular: bool


class RecipientNamed(Entry, frozen=True):
    """A person who may be told was named. Content: name, address, safe contact, why."""

    act: ClassVar[Act] = Act.COLLECTION
    recipient: str
    recipient_kind: str


class CheckAsked(Entry, frozen=True):
    """An agency was asked: information shared between agencies, never a disclosure."""

    act: ClassVar[Act] = Act.CONSULTATION
    check: str
    agency: str
    attempt: int
    by_hand: bool


class CheckAnswered(Entry, frozen=True):
    """An agency answered. Content: its summary and who answered."""

    act: ClassVar[Act] = Act.COLLECTION
    check: str
    agency: str
    result: str
    by_hand: bool


class CheckFailed(Entry, frozen=True):
    """An agency's system did not answer, or said something that can't be read."""

    check: str
    agency: str
    attempt: int
    why: str
    refused: bool


class HoldPlaced(Entry, frozen=True):
    """Nobody may be told until the hold's owner lifts it. Content: reason."""

    hold: str
    owner: str


class HoldLifted(Entry, frozen=True):
    """A hold was lifted by its owner or a supervisor. Content: reason."""

    hold: str


class ViewGiven(Entry, frozen=True):
    """An agency gave its view, agreeing or dissenting. Content: its words."""

    act: ClassVar[Act] = Act.COLLECTION
    agency: str
    agrees: bool


class InformationShared(Entry, frozen=True):
    """Information went to a MAPPA agency: sharing, not disclosure. Content: what, and to whom."""

    act: ClassVar[Act] = Act.CONSULTATION
    agency: str
    recipient: str | None = None


class UrgentRouteTaken(Entry, frozen=True):
    """A duty senior officer took the urgent route. Content: reasons."""


# Representations


class RepresentationsInvited(Entry, frozen=True):
    """The subject is to be asked. Content: how, by whose hand."""

    answer_by: date


class RepresentationsHeard(Entry, frozen=True):
    """The subject answered, or did not by the date. Content: words, and the weight given to them."""

    act: ClassVar[Act] = Act.COLLECTION
    received: bool


class RepresentationsSkipped(Entry, frozen=True):
    """The subject is not asked, for a reason in the closed list. Content: why it applies."""

    reason: str


# Recommendation, pack, signatures


class Recommended(Entry, frozen=True):
    """What the rules make of the facts. Content: the facts and every finding, so that it replays."""

    recipient: str | None
    recommends: str
    facts_digest: str
    scheme: str
    edition: str


class Proposed(Entry, frozen=True):
    """An officer proposes to tell, or not to. Content: words, items, plan, reasons."""

    proposal: str
    outcome: str
    recipient: str | None
    meeting: str | None
    tell_on: date | None


class ProposalWithdrawn(Entry, frozen=True):
    """The proposer took a proposal back. Content: reason."""

    proposal: str


class PackLaid(Entry, frozen=True):
    """A pack was laid for signature. Content: the manifest the digest is taken over."""

    pack: str
    proposal: str
    recipient: str | None
    outcome: str
    digest: str
    letters: tuple[str, ...]


class PackLapsed(Entry, frozen=True):
    """Something the pack covers changed; its signatures no longer stand for anything."""

    pack: str
    because: str


class SignedOff(Entry, frozen=True):
    """One person answered over the pack as it stood. Content: their own reasons."""

    pack: str
    digest: str
    outcome: str
    agency: str
    rank: str
    person: str


class DecisionStood(Entry, frozen=True):
    """The decider and every required concurrence are bound to one digest. Content: reasons either way."""

    pack: str
    digest: str
    outcome: str
    recipient: str | None
    decider: str
    rank: str
    agency: str


class DecisionStopped(Entry, frozen=True):
    """A pack was refused, sent back or dissented from; the escalation rank has it next."""

    pack: str
    because: str


# Telling and after


class UndertakingAnswered(Entry, frozen=True):
    """The recipient signed, refused, or was not asked for an undertaking. Content: what was said."""

    act: ClassVar[Act] = Act.COLLECTION
    recipient: str
    answer: str


class ThoughtAgain(Entry, frozen=True):
    """The decider considered a refused undertaking. Content: reasons."""

    recipient: str
    outcome: str


class Disclosed(Entry, frozen=True):
    """The recipient was told. Content: exact words, place, officers, reaction, safety plan."""

    act: ClassVar[Act] = Act.DISCLOSURE
    recipient: str
    pack: str
    digest: str
    told_at: datetime


class Ratified(Entry, frozen=True):
    """The next meeting ratified an urgent telling. Content: the chair's reasons."""

    recipient: str
    meeting: str


class RatificationRefused(Entry, frozen=True):
    """The meeting did not ratify; the telling stands recorded. Content: the chair's reasons."""

    recipient: str
    meeting: str


class OutcomeGiven(Entry, frozen=True):
    """The applicant was told how the registration ended. Content: how, by whom."""

    act: ClassVar[Act] = Act.DISCLOSURE
    channel: str


class Closed(Entry, frozen=True):
    """Every line of the consideration is decided; it waits on its review date."""

    outcome: str
    review_on: date


class Reopened(Entry, frozen=True):
    """A review, new information or a breach opened it again. Content: reason."""

    because: str


class Reviewed(Entry, frozen=True):
    """A closed consideration was looked at and left closed. Content: reasons."""

    next_review_on: date


# Deadlines


class DeadlineExtended(Entry, frozen=True):
    """A clock was extended, with reason and approver. Content: reason."""

    clock: str
    due_on: date
    approver: str


class DeadlineMissed(Entry, frozen=True):
    """A clock ran out. Written once for each clock and date."""

    clock: str
    due_at: datetime


# Meetings


class MeetingArranged(Entry, frozen=True):
    """A Level 2 or 3 meeting was arranged, with its list."""

    meeting: str
    level: int
    unit: str
    held_on: date
    chair: str
    co_chair: str | None
    listed: tuple[str, ...]


class MeetingHeld(Entry, frozen=True):
    """A meeting was held; which agencies attended. Content: minutes reference."""

    meeting: str
    attendance: tuple[str, ...]


# Letters


class LetterIssued(Entry, frozen=True):
    """A letter was rendered; its bytes are kept. Content: its fields and engine."""

    letter: str
    letter_kind: str
    recipient: str | None
    sha256: str
    release: str
    delivery: str


class LetterReleased(Entry, frozen=True):
    """A letter may go: by the decision, by a named officer, or of itself (acknowledgement only)."""

    letter: str
    release: str


class LetterClaimed(Entry, frozen=True):
    """A dispatcher took the letter; from here on its fate may be unknown."""

    letter: str
    sha256: str


class LetterSent(Entry, frozen=True):
    """The letter was put where it goes to print, or handed over by a named officer."""

    act: ClassVar[Act] = Act.DISCLOSURE
    letter: str
    sha256: str
    channel: str


class LetterWithheld(Entry, frozen=True):
    """A letter that was to go was kept back: its release no longer holds."""

    letter: str
    because: str


class LetterUnknown(Entry, frozen=True):
    """A dispatcher died with the letter in its hand: a person must settle whether it went."""

    letter: str


class LetterSettled(Entry, frozen=True):
    """A person settled a letter's fate: sent, or not sent (then it goes again). Content: how they know."""

    letter: str
    fate: str


# The machine's own runs


class SweepRun(Entry, frozen=True):
    """A scheduled run read the record: purpose, how many, digest of the set."""

    act: ClassVar[Act] = Act.CONSULTATION
    flow: str
    day: date
    managed: int
    considered: int
    due: int
    overdue: int
    opened: int
    open_now: int
    digest: str


class ChaseRun(Entry, frozen=True):
    """A scheduled run read every clock: how many are coming, how many were missed, digest of the set."""

    act: ClassVar[Act] = Act.CONSULTATION
    day: date
    coming: int
    missed: int
    digest: str
