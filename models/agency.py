"""Which bodies work together under MAPPA, and which of them answer our questions by machine?"""

from enum import StrEnum

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from models.fields import Choice, Name, Reference


class AgencyRole(StrEnum):
    """In what capacity a body takes part (CJA 2003 s.325(1) and (3)). Telling either is sharing."""

    RESPONSIBLE_AUTHORITY = "RESPONSIBLE_AUTHORITY"
    DUTY_TO_COOPERATE = "DUTY_TO_COOPERATE"


class Agency(SQLModel, table=True):
    """One body. An agency without a system answers by hand."""

    code: str = Field(primary_key=True, sa_type=Reference, description="e.g. police, childrens_services")
    name: str = Field(sa_type=Name, description="What people call it")
    role: AgencyRole = Field(sa_type=Choice(AgencyRole), description="In what capacity it takes part")
    system_url: str | None = Field(
        default=None, description="Where its system takes checks, e.g. http://127.0.0.1:8701; None: by hand"
    )
    answers: list[str] = Field(
        default_factory=list,
        sa_type=JSONB,
        nullable=False,
        description="Checks it answers (policy.facts.Check), e.g. police_systems",
    )
