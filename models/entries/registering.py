"""What is written about a registration: risk now, proof seen, what was added, links, and enquiries."""

from datetime import date, datetime
from typing import ClassVar

from models.entries.entry import Act, Entry


class InterestRegistered(Entry, frozen=True):
    """Somebody registered an interest or asked. Content: applicant, children, named person, access.

    One for each individual named: `individual` says which, `siblings` the considerations of the others.
    `left_open` names questions of the form that were neither answered nor said not to be known.
    """

    act: ClassVar[Act] = Act.COLLECTION
    registration: str
    children: int
    received_at: datetime
    individual: int = 1
    siblings: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()


class RegistrationAdded(Entry, frozen=True):
    """More was learned for the form, or something was put right. Content: the form as it is now, and why."""

    act: ClassVar[Act] = Act.COLLECTION
    questions: tuple[str, ...]
    left_open: tuple[str, ...] = ()


class ImmediateRiskRaised(Entry, frozen=True):
    """A child may be at risk now, or nobody could say: a duty officer acts. Content: what was said."""

    act: ClassVar[Act] = Act.COLLECTION
    registration: str
    answer: str


class ImmediateRiskActedOn(Entry, frozen=True):
    """A duty officer acted under child-protection procedures; never a disclosure. Content: what was done."""

    agencies: tuple[str, ...]


class EvidenceSeen(Entry, frozen=True):
    """Somebody saw a document that proves something about the applicant. Content: remarks."""

    act: ClassVar[Act] = Act.COLLECTION
    proof: str
    document: str
    seen_on: date


class LinksLooked(Entry, frozen=True):
    """A machine compared a registration with the others: how many, links proposed. Content: their digest."""

    act: ClassVar[Act] = Act.COMBINATION
    registration: str
    count: int
    found: int


class RegistrationLinked(Entry, frozen=True):
    """Another registration may belong together with this one, and on what ground. Written on both sides."""

    act: ClassVar[Act] = Act.COMBINATION
    link: str
    link_kind: str
    registration: str
    other: str
    because: tuple[str, ...]


class LinkSettled(Entry, frozen=True):
    """A person said whether a link holds. Written on both sides. Content: reasons."""

    link: str
    verdict: str


class EnquiryRecorded(Entry, frozen=True):
    """Somebody enquired and it went no further, or not yet (`reason` None). No personal data is kept."""

    act: ClassVar[Act] = Act.COLLECTION
    enquiry: str
    unit: str
    received_on: date
    reason: str | None


class EnquiryRegistered(Entry, frozen=True):
    """An enquiry became a registration."""

    enquiry: str
    registration: str


class RegistrationsUploaded(Entry, frozen=True):
    """A file of registrations was read and put in quarantine; only what can't wait was registered."""

    act: ClassVar[Act] = Act.COLLECTION
    upload: str
    sha256: str
    rows: int
    errors: int
    at_once: int
    likely_duplicates: int


class RegistrationsApplied(Entry, frozen=True):
    """A second person confirmed a file of registrations and all of it has been registered."""

    upload: str
    sha256: str
    uploaded_by: str
    registered: int
