"""Where does each consideration stand now? Codes and clocks only, kept in step with the ledger.

Everything here can be derived again from the ledger; these rows exist so that worklists and guides
find work without reading content.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, DateTime, Index
from sqlmodel import Field, SQLModel


def _moment(*, nullable: bool = False, index: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable, index=index)


class Consideration(SQLModel, table=True):
    """The authority considering disclosure about one subject on one occasion (CJA 2003 s.327A(1))."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reference: str = Field(unique=True, description="What people call it, e.g. C-2026-00042")
    number: int = Field(index=True, description="Running number within the record")
    subject_id: UUID | None = Field(
        default=None, foreign_key="subject.id", index=True, description="Register's record, once identified"
    )
    identity: str | None = Field(
        default=None, description="unique, probable or not; None: nobody has said whom it is about"
    )
    scheme: str = Field(description="Scheme key, e.g. mappa")
    edition: str = Field(description="Scheme edition, e.g. 2025")
    route: str = Field(description="policy.facts.Route")
    occasion: str = Field(description="Why now, e.g. new_on_register, level_change, application")
    stage: str = Field(index=True, description="policy.stages.Stage")
    level: int | None = Field(default=None, description="MAPPA level 1 to 3 when opened or refreshed")
    unit: str = Field(index=True, description="Basic command unit, e.g. northern")
    lead_agency: str = Field(description="Agency code, e.g. police")
    officer: str | None = Field(
        default=None, index=True, description="Handle of the officer it is assigned to"
    )
    opened_on: date
    decided_on: date | None = Field(default=None, description="Day the last decision stood")
    outcome: str | None = Field(default=None, description="tell, not_tell, not_progressed; None while open")
    review_on: date | None = Field(default=None, description="Day a closed consideration is looked at again")
    version: int = Field(
        default=0, description="Counts the moves made: what failed is tried again at once after one"
    )


class Wait(SQLModel, table=True):
    """Who or what a consideration waits on, why, and until when. No consideration is without one."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    consideration_id: UUID | None = Field(
        default=None, foreign_key="consideration.id", index=True, nullable=False
    )
    owner_kind: str = Field(description="person, agency, date or machine")
    owner: str = Field(description="Role or handle, agency code, or the machine's step")
    what: str = Field(description="The move awaited, e.g. sign_off")
    why: str = Field(description="In words, without names")
    subject_of: str | None = Field(default=None, description="Recipient, pack or letter id it is about")
    due_at: datetime | None = Field(default=None, sa_column=_moment(nullable=True, index=True))
    how: str = Field(default="", description="How the date was worked out: rule, days counted, days skipped")

    __table_args__ = (Index("ix_wait_owner", "owner_kind", "owner", "due_at"),)


class Meeting(SQLModel, table=True):
    """A Level 2 (LRMM) or Level 3 (MAPPP) meeting: chairs, attendance by agency, and its list."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reference: str = Field(unique=True, description="e.g. M-2026-00003")
    level: int = Field(description="2 (LRMM) or 3 (MAPPP)")
    unit: str = Field(description="Basic command unit, e.g. northern")
    held_on: date = Field(index=True)
    chair: str = Field(description="Officer handle")
    co_chair: str | None = Field(default=None, description="Officer handle; LRMMs have a DI and an SPO")
    attendance: str = Field(default="", description="Agency codes that attended, comma-separated")
    listed: str = Field(default="", description="References of considerations listed, comma-separated")
    held: bool = Field(default=False)


class IssuedLetter(SQLModel, table=True):
    """A rendered letter: the issued bytes are the record. State moves as the outbox moves."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reference: str = Field(unique=True, description="e.g. L-2026-00017; carries no personal data")
    consideration_id: UUID = Field(foreign_key="consideration.id", index=True)
    pack_id: str | None = Field(default=None, index=True, description="Pack whose digest covers it")
    recipient: str | None = Field(default=None, description="recipient_id, or applicant, or subject")
    kind: str = Field(description="letters.catalogue name")
    release: str = Field(description="decision, officer or automatic")
    delivery: str = Field(description="post, hand or police-held")
    sha256: str = Field(description="Hex digest of the issued bytes")
    pages: int
    pdf: bytes | None = Field(description="Issued bytes; None once erased")
    state: str = Field(index=True, description="laid, released, in_flight, sent, unknown, withheld, lapsed")
    claimed_by: str | None = Field(default=None, description="Guide id holding it while in flight")
    made_at: datetime = Field(sa_column=_moment())


class GuideState(SQLModel, table=True):
    """What each running guide last said of itself: `status` reads it."""

    guide: str = Field(primary_key=True, description="Random id; also its advisory lock and Prefect tag")
    lock_key: int = Field(sa_type=BigInteger, description="Session advisory lock key")
    started_at: datetime = Field(sa_column=_moment())
    seen_at: datetime = Field(sa_column=_moment())
    prefect: str = Field(description="here, away or off")
    prefect_since: datetime = Field(sa_column=_moment())
    carried: int = Field(default=0, description="Considerations carried since it started")


class CarriedAway(SQLModel, table=True):
    """Carried while Prefect was away: a run is opened for it when Prefect is back."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reference: str
    first_entry: int = Field(description="Ledger sequence of the first entry written")
    last_entry: int
    carried_at: datetime = Field(sa_column=_moment())
    shown: bool = Field(default=False, index=True, description="A Prefect run shows it now")


class ScheduledRun(SQLModel, table=True):
    """One lock per scheduled flow and day, whoever started it."""

    flow: str = Field(primary_key=True, description="considering or chase")
    day: date = Field(primary_key=True)
    state: str = Field(description="done: written at its end; who runs it now holds its lock")
    by: str = Field(description="Guide or deployment that took it")
    started_at: datetime = Field(sa_column=_moment())


class SealedFailure(SQLModel, table=True):
    """What went wrong in a flow, in full, where only our own database has it."""

    reference: str = Field(primary_key=True, description="What Prefect and the log were told instead")
    type: str
    detail: str


class Counter(SQLModel, table=True):
    """Running numbers of references, one row a series."""

    name: str = Field(primary_key=True)
    value: int
