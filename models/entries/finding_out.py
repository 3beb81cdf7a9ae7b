"""How a consideration begins, and what the record learns."""

from datetime import date
from typing import ClassVar

from models.entries.entry import Act, Entry


class Opened(Entry, frozen=True):
    """A consideration began. Content: snapshot of the subject as registered, and why it was opened.

    `officer`: whom it was assigned to; None: to nobody yet, and whoever progresses it has it.
    """

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
    officer: str | None = None


class Reassigned(Entry, frozen=True):
    """A supervisor gave it to another officer, from whoever had it (None: nobody). Content: reasons."""

    from_officer: str | None
    to_officer: str


class SubjectIdentified(Entry, frozen=True):
    """What verdicts come to: is the named person on the register? Content: snapshot and reasons.

    `identity` is probable until a second person confirms it, not where nobody matches, None where it is
    open again. Before candidates were settled one officer could say unique.
    """

    act: ClassVar[Act] = Act.COMBINATION
    identity: str | None
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
    """What an officer makes of an item: whether it identifies a victim or is equivalent. Content: why."""

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
