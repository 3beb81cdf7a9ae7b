"""Who is on the register? The force's record of each person, as its last confirmed extract gave it.

These tables mirror the extract and are written by flows/register alone: what officers find out about a
person stands in a consideration, never here. "Left" means missing from a confirmed extract.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from models.fields import Choice, Name, Reference


class Sex(StrEnum):
    """As registered."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_KNOWN = "not_known"


class Rosh(StrEnum):
    """Risk of serious harm as MAPPA and OASys rate it; never the serious harm of CJA 2003 s.327B(6)."""

    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"
    VERY_HIGH = "Very High"


class OrderKind(StrEnum):
    """What binds the subject."""

    SHPO = "SHPO"
    SOPO = "SOPO"
    NO = "NO"
    LICENCE = "licence"


class Subject(SQLModel, table=True):
    """One nominal: the register's record of a person whom disclosure may be about."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    register_reference: str = Field(
        sa_type=Reference, unique=True, description="The force's own reference, e.g. S-0001; no personal data"
    )
    forenames: str = Field(sa_type=Name, description="All forenames, in order")
    surname: str = Field(sa_type=Name, description="Surname as registered")
    aliases: list[str] = Field(
        default_factory=list, sa_type=JSONB, nullable=False, description="Other names in use, each in full"
    )
    former_names: list[str] = Field(
        default_factory=list, sa_type=JSONB, nullable=False, description="Names held before, each in full"
    )
    date_of_birth: date | None = Field(default=None, description="None where only an age is known")
    approximate_age: int | None = Field(
        default=None, description="Whole years, given only where the date of birth is unknown"
    )
    age_as_of: date | None = Field(default=None, description="Day on which approximate_age was so")
    sex: Sex = Field(sa_type=Choice(Sex), description="female, male, other or not_known")
    category: int = Field(description="MAPPA category: 1 registered sexual, 2 violent and other sexual, 3, 4")
    level: int = Field(index=True, description="MAPPA management level, 1 to 3")
    rosh: Rosh = Field(sa_type=Choice(Rosh), description="MAPPA/OASys rating: Low, Medium, High, Very High")
    managed: bool = Field(description="Managed now under the arrangements of CJA 2003 s.325, at any level")
    managed_by_area: str | None = Field(
        default=None, description="MAPPA area that manages the person where it isn't ours, e.g. Exampleshire"
    )
    lead_agency: str = Field(description="Agency code, e.g. police")
    offender_manager: str | None = Field(default=None, description="Officer handle, e.g. ppo.northern.1")
    unit: str = Field(index=True, description="Basic command unit, e.g. northern")
    managed_since: date | None = Field(default=None, description="Day management under MAPPA began here")
    level_since: date | None = Field(default=None, description="Day the present level began")
    next_risk_review_on: date | None = Field(default=None, description="Day of the next risk review")
    next_meeting_on: date | None = Field(
        default=None, description="Day of the next MAPP meeting, Level 2 or 3"
    )
    last_changed_on: date = Field(
        description="Day a confirmed extract last changed anything about the person"
    )
    left_on: date | None = Field(
        default=None, index=True, description="Day a confirmed extract no longer held the person"
    )

    __table_args__ = (
        CheckConstraint("category BETWEEN 1 AND 4", name="ck_subject_category"),
        CheckConstraint("level BETWEEN 1 AND 3", name="ck_subject_level"),
        CheckConstraint(
            "date_of_birth IS NOT NULL OR (approximate_age IS NOT NULL AND age_as_of IS NOT NULL)",
            name="ck_subject_age_known",
        ),
    )


class Address(SQLModel, table=True):
    """One address of a subject, and when it was theirs."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    subject_id: UUID = Field(foreign_key="subject.id", index=True)
    position: int = Field(description="1 is the main or latest address")
    lines: list[str] = Field(sa_type=JSONB, nullable=False, description="Address lines, without the postcode")
    postcode: str | None = Field(default=None, sa_type=Name, description="e.g. ZZ1 1AA; None: no fixed abode")
    from_on: date | None = Field(default=None, description="First day there, where known")
    to_on: date | None = Field(default=None, description="Last day there; None: still")

    __table_args__ = (UniqueConstraint("subject_id", "position", name="uq_address_position"),)


class OrderCondition(SQLModel, table=True):
    """One prohibition of an order, or one licence condition, that binds a subject."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    subject_id: UUID = Field(foreign_key="subject.id", index=True)
    position: int = Field(description="Order in the extract, from 1")
    kind: OrderKind = Field(sa_type=Choice(OrderKind), description="SHPO, SOPO, NO or licence")
    text: str = Field(sa_type=Name, description="What it forbids or asks, as the order words it")
    expires_on: date | None = Field(default=None, index=True, description="None: until further order")

    __table_args__ = (UniqueConstraint("subject_id", "position", name="uq_order_condition_position"),)
