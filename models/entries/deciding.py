"""What is recommended, proposed, signed, decided and told; and what follows."""

from datetime import date, datetime
from typing import ClassVar

from models.entries.entry import Act, Entry


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


class PartOpened(Entry, frozen=True):
    """Somebody who may sign opened one part of a pack: its words, its findings, one letter."""

    act: ClassVar[Act] = Act.CONSULTATION
    pack: str
    part: str


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


class DeadlineExtended(Entry, frozen=True):
    """A clock was extended, with reason and approver. Content: reason."""

    clock: str
    due_on: date
    approver: str


class DeadlineMissed(Entry, frozen=True):
    """A clock ran out. Written once for each clock and date."""

    clock: str
    due_at: datetime
