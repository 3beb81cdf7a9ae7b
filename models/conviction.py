"""Which findings of guilt and cautions are recorded of a subject? Item by item, fact apart from assessment.

Spent items stay (CJA 2003 s.327B(8) disregards the Rehabilitation of Offenders Act), and so do cautions,
insanity and disability findings (s.327B(4)) and foreign equivalents (s.327B(5)).
"""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid5

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.fields import Choice, Name, Reference


class Disposal(StrEnum):
    """How the case ended; the words are those of policy.facts.ItemKind."""

    CONVICTION = "conviction"
    CAUTION = "caution"
    REPRIMAND = "reprimand"
    FINAL_WARNING = "final_warning"
    INSANITY_FINDING = "insanity_finding"
    DISABILITY_FINDING = "disability_finding"


class Conviction(SQLModel, table=True):
    """One item. Its id follows from subject and item, so a later extract does not change it."""

    id: UUID = Field(primary_key=True, description="conviction_id(subject, item)")
    subject_id: UUID = Field(foreign_key="subject.id", index=True)
    item: str = Field(sa_type=Reference, description="The register's own number within the person, e.g. 1")
    offence: str = Field(sa_type=Name, description="Fact: the offence as recorded, without any victim's name")
    schedule_34a: bool | None = Field(
        default=None, description="Listed in CJA 2003 Schedule 34A? None: nobody has said"
    )
    disposal: Disposal = Field(sa_type=Choice(Disposal), description="conviction, caution, …")
    convicted_on: date = Field(description="Day of conviction, caution or finding")
    court: str | None = Field(default=None, sa_type=Name, description="Court; None for a caution")
    spent: bool | None = Field(default=None, description="Spent? It counts either way. None: nobody has said")
    foreign: bool = Field(default=False, description="Dealt with outside England and Wales")
    foreign_equivalent_opinion: bool | None = Field(
        default=None,
        description="If foreign: equivalent to a Schedule 34A offence in the authority's opinion?",
    )
    source: str = Field(sa_type=Name, description="Where the fact was read, e.g. PNC")
    owner_agency: str = Field(description="Code of the agency whose information it is, e.g. police")
    verified_on: date | None = Field(default=None, description="Day it was checked at its source; None: not")
    verified_by: str | None = Field(default=None, description="Officer handle of whoever checked it")
    assessment: str | None = Field(
        default=None,
        sa_type=Name,
        description="Opinion about the fact, kept apart from it; never told as fact",
    )

    __table_args__ = (UniqueConstraint("subject_id", "item", name="uq_conviction_item"),)


def conviction_id(subject: UUID, item: str) -> UUID:
    """Give an item the same id in every extract, so that what refers to it stays right."""
    return uuid5(subject, item)
