"""Which registrations are there, how do they stand, and which may belong together? Codes and clocks only.

One registration is one act of one applicant and may name several individuals, each with a consideration
of its own. What was said stands in the ledger's content; these rows find registrations without reading it.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ColumnElement, UniqueConstraint, and_, or_
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel, col

from models.fields import Choice, Reference, UtcTime
from policy.registration import EnquiryReason, ImmediateRisk, LinkKind, LinkVerdict, Standing


class Registration(SQLModel, table=True):
    """One act of one applicant."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reference: str = Field(sa_type=Reference, unique=True, description="e.g. R-2026-00042")
    scheme: str = Field(sa_type=Reference, description="Scheme key, e.g. csods-2023")
    edition: str = Field(sa_type=Reference, description="Edition in force on the day of receipt")
    unit: str = Field(sa_type=Reference, index=True, description="Basic command unit, e.g. northern")
    received_at: datetime = Field(sa_type=UtcTime, index=True, description="Moment of receipt")
    immediate_risk: ImmediateRisk = Field(
        sa_type=Choice(ImmediateRisk), description="Answer to the first question: yes, no or not_known"
    )
    registered_by: str = Field(sa_type=Reference, description="Officer handle")


class RegisteredIndividual(SQLModel, table=True):
    """One individual of a registration, by position, and the consideration that is about them."""

    consideration_id: UUID = Field(foreign_key="consideration.id", primary_key=True)
    registration_id: UUID = Field(foreign_key="registration.id", index=True)
    position: int = Field(description="1 is the first named")
    standing: Standing = Field(
        default=Standing.LIVE, sa_type=Choice(Standing), index=True,
        description="Live: compared with each change of the register, even where the consideration is closed",
    )  # fmt: skip
    live_until: date | None = Field(
        default=None, description="Last day on which it is compared; None: without end"
    )

    __table_args__ = (UniqueConstraint("registration_id", "position", name="uq_registered_position"),)


def live_on(day: date) -> ColumnElement[bool]:
    """The individuals that are compared with others and with the register on a day."""
    until = col(RegisteredIndividual.live_until)
    return and_(col(RegisteredIndividual.standing) == Standing.LIVE, or_(until.is_(None), until >= day))


class RegistrationLink(SQLModel, table=True):
    """Two registrations that may belong together, proposed by a machine, settled by a person."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reference: str = Field(sa_type=Reference, unique=True, description="e.g. K-2026-00003")
    kind: LinkKind = Field(sa_type=Choice(LinkKind), description="What the two have in common")
    first_id: UUID = Field(foreign_key="registration.id", index=True, description="The earlier one")
    second_id: UUID = Field(foreign_key="registration.id", index=True, description="The later one")
    because: list[str] = Field(
        default_factory=list, sa_type=JSONB, nullable=False,
        description="Grounds as codes, e.g. individual:strong",
    )  # fmt: skip
    verdict: LinkVerdict | None = Field(
        default=None, sa_type=Choice(LinkVerdict), description="None: nobody has settled it"
    )
    settled_by: str | None = Field(default=None, sa_type=Reference, description="Officer handle")
    settled_at: datetime | None = Field(default=None, sa_type=UtcTime, description="Moment of settling")

    __table_args__ = (
        UniqueConstraint("first_id", "second_id", "kind", name="uq_registration_link"),
        CheckConstraint("first_id <> second_id", name="ck_registration_link_two"),
    )


class Enquiry(SQLModel, table=True):
    """Somebody enquired. Counted by month, unit and reason; no personal data is kept."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reference: str = Field(sa_type=Reference, unique=True, description="e.g. E-2026-00012")
    unit: str = Field(sa_type=Reference, index=True, description="Basic command unit, e.g. northern")
    received_on: date = Field(index=True, description="Day it was made")
    reason: EnquiryReason | None = Field(
        default=None, sa_type=Choice(EnquiryReason), description="Why it went no further; None: not known yet"
    )
    registration: str | None = Field(
        default=None, sa_type=Reference, description="What it became, e.g. R-2026-00042; None: nothing"
    )
    recorded_by: str = Field(sa_type=Reference, description="Officer handle")


class UploadState(StrEnum):
    """Where a file of registrations stands."""

    QUARANTINED = "quarantined"
    REFUSED = "refused"
    APPLIED = "applied"


class RegistrationUpload(SQLModel, table=True):
    """One file of registrations from an online form: who brought it, what was wrong, who applied it."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: int = Field(unique=True, description="Running number, in order of upload")
    sha256: str = Field(index=True, description="Hex digest of the original, and its name in originals/")
    size: int = Field(description="Bytes of the original")
    state: UploadState = Field(sa_type=Choice(UploadState), index=True, description="How far it has come")
    rows: int = Field(description="Lines read")
    uploaded_by: str = Field(sa_type=Reference, description="Officer handle")
    uploaded_person: str = Field(sa_type=Reference, description="Officer.person_key at upload")
    uploaded_at: datetime = Field(sa_type=UtcTime, description="Moment of upload")
    likely: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, nullable=False,
        description="Likely duplicates and links: line, other line or registration, grounds as codes",
    )  # fmt: skip
    at_once: dict[str, str] = Field(
        default_factory=dict, sa_type=JSONB, nullable=False,
        description="Line: registration made at upload, because a child may be at risk now",
    )  # fmt: skip
    errors: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, nullable=False,
        description="line, column, found, allowed; never what a person is called or where they live",
    )  # fmt: skip
    error_count: int = Field(default=0, description="All errors; `errors` keeps the first few hundred")
    confirmed_by: str | None = Field(
        default=None, sa_type=Reference, description="Officer handle, second person"
    )
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcTime, description="Moment it was applied")
