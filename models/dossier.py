"""What does the ledger say of one consideration? The entries folded, in order, into one picture.

The fold holds no rule: it only remembers. What follows from the picture is policy's to say.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Protocol

from models.candidates import CandidateState, Comparison, JoinedTo

NOBODY = "nobody"
NEVER = datetime.min.replace(tzinfo=UTC)


class Phase(StrEnum):
    """Where one line, that is one possible recipient, stands."""

    NAMED = "named"
    PROPOSED = "proposed"
    LAID = "laid"
    STOPPED = "stopped"
    TO_BE_TOLD = "to_be_told"
    UNDERTAKING_REFUSED = "undertaking_refused"
    TOLD = "told"
    NOT_TOLD = "not_told"


class Written(Protocol):
    """What the fold needs of an entry, whether already in the ledger or about to be."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def by(self) -> str: ...
    @property
    def body(self) -> dict[str, Any]: ...
    @property
    def content(self) -> dict[str, Any] | None: ...


@dataclass
class Pack:
    """One pack laid for signature, and the signatures given over its digest."""

    pack: str
    proposal: str
    outcome: str
    digest: str
    manifest: dict[str, Any]
    letters: list[str]
    laid_at: datetime
    signatures: list[dict[str, Any]] = field(default_factory=list)
    opened: dict[str, set[str]] = field(default_factory=dict)  # by whom, which parts
    stood: bool = False
    lapsed: bool = False


@dataclass
class Line:
    """One possible recipient, or nobody: its own proposal, pack, decision and telling."""

    key: str
    kind: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    named_by: set[str] = field(default_factory=set)
    phase: Phase = Phase.NAMED
    proposal: dict[str, Any] | None = None
    pack: Pack | None = None
    laid: list[Pack] = field(default_factory=list)
    decided: dict[str, Any] | None = None
    undertaking: str | None = None
    told: dict[str, Any] | None = None
    ratified: bool | None = None
    stopped_because: str | None = None
    since: datetime = NEVER


@dataclass
class CheckState:
    """How one risk check stands: who was asked, when, how often, and the answer."""

    check: str
    agency: str
    asked_at: datetime
    by_hand: bool = False
    attempt: int = 0
    failures: int = 0
    result: str = "asked"
    refused: bool = False
    answered_at: datetime | None = None
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass
class LetterState:
    """One issued letter's way out, as the ledger has it."""

    letter: str
    kind: str
    recipient: str | None
    sha256: str
    release: str
    delivery: str
    since: datetime
    released_by: str | None = None
    state: str = "laid"
    about_another: bool = False  # to or about a subject who turned out not to be the person named


@dataclass
class StoppedWork:
    """One piece of machine work that could not be done, by step and what it is about, and why not."""

    step: str
    about: str
    words: str
    since: datetime


@dataclass
class LinkState:
    """Another registration that may belong together with this one; staff see it, no applicant ever does."""

    link: str
    kind: str
    other: str
    because: tuple[str, ...]
    since: datetime
    verdict: str | None = None


@dataclass
class Dossier:
    """One consideration, as its entries tell it. Empty content means it was erased or never given."""

    reference: str = ""
    scheme: str = ""
    edition: str = ""
    route: str = ""
    occasion: str = ""
    unit: str = ""
    lead_agency: str = ""
    lead_agency_at_opening: str = ""
    opened_on: date = date.min
    opened_at: datetime = NEVER
    opened_by: str = ""
    officer: str | None = None
    was_assigned: set[str] = field(default_factory=set)  # every handle it was ever assigned to
    subject: str | None = None
    last_subject: str | None = None  # whom the checks, representations and assessments are about
    snapshot: dict[str, Any] = field(default_factory=dict)
    identity: str | None = None
    identified_at: datetime = NEVER
    confirmed_by: str | None = None
    comparison: Comparison | None = None
    compare_again: bool = False
    candidates: dict[str, CandidateState] = field(default_factory=dict)
    joined: dict[str, JoinedTo] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    registration: dict[str, Any] | None = None
    form_answers: set[str] = field(default_factory=set)
    registered_as: str = ""
    individual_number: int = 1
    siblings: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    immediate_risk: tuple[str, datetime] | None = None
    evidence: list[dict[str, Any]] = field(default_factory=list)
    links_looked: bool = False
    links: dict[str, LinkState] = field(default_factory=dict)
    received_at: datetime | None = None
    progressed: bool = False
    not_progressed: str | None = None
    withdrawn: bool = False
    interviewed: bool = False
    interviewed_on: date | None = None
    interview_plan: dict[str, Any] | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    assessments: dict[str, dict[str, Any]] = field(default_factory=dict)
    children: dict[str, dict[str, Any]] = field(default_factory=dict)
    checks: dict[str, CheckState] = field(default_factory=dict)
    holds: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    representations: str = "not_considered"
    skip_reason: str | None = None
    answer_by: date | None = None
    invitation: dict[str, Any] | None = None
    urgent: bool = False
    imminent_since: datetime | None = None
    past_interview: bool = False
    lines: dict[str, Line] = field(default_factory=dict)
    packs: dict[str, Pack] = field(default_factory=dict)
    recommended: dict[str, dict[str, Any]] = field(default_factory=dict)
    letters: dict[str, LetterState] = field(default_factory=dict)
    extensions: dict[str, date] = field(default_factory=dict)
    missed: set[tuple[str, datetime]] = field(default_factory=set)
    outcome_given: bool = False
    closed: bool = False
    closed_at: datetime = NEVER
    review_on: date | None = None
    reopened_at: datetime | None = None
    another_wanted: bool = False
    stopped_work: dict[tuple[str, str], StoppedWork] = field(default_factory=dict)
    assessors: set[str] = field(default_factory=set)
    last_move_at: datetime = NEVER

    def line(self, recipient: str | None) -> Line:
        """Return the line of a recipient, or of nobody, making it where it is new."""
        key = recipient or NOBODY
        return self.lines.setdefault(key, Line(key))

    def line_of_pack(self, pack: str) -> Line:
        return next(line for line in self.lines.values() if line.pack and line.pack.pack == pack)

    def authors(self, line: Line) -> set[str]:
        """Whoever wrote or assessed what a pack on this line is about; nobody's is about everybody named."""
        named = self.lines.values() if line.key == NOBODY else (line,)
        return self.assessors.union(*(each.named_by for each in named))

    @property
    def information(self) -> dict[str, dict[str, Any]]:
        """Every item with its words: the register's convictions, what was listed, as officers assess them."""
        held = {item["item_id"]: item for item in self.snapshot.get("convictions", [])}
        held |= {key: {"item_id": key} | item for key, item in self.items.items()}
        return {key: item | self.assessments.get(key, {}) for key, item in sorted(held.items())}

    @property
    def individual(self) -> dict[str, Any]:
        """The person an applicant named, as far as known; {} where nobody applied or it was erased."""
        return (self.registration or {}).get("individual") or {}

    @property
    def has_applicant(self) -> bool:
        return self.registration is not None

    @property
    def is_anonymous(self) -> bool:
        """Kept as intelligence only: nobody to write to, and nobody to tell."""
        return self.has_applicant and self.answers.get("applicant_anonymous") is True
