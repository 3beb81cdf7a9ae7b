"""Who acts? Each account of each member of staff, with rank, agency, unit and roles as they are now."""

from datetime import date, datetime

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from models.fields import Name, Reference, UtcTime


class Officer(SQLModel, table=True):
    """One account. Two accounts of one human being share `person_key`: two-person rules go by that."""

    handle: str = Field(primary_key=True, sa_type=Reference, description="e.g. ppo.northern.1")
    name: str = Field(sa_type=Name, description="Forename and surname")
    date_of_birth: date | None = Field(
        default=None, description="Tells a namesake in a consideration from the officer; None: not given"
    )
    person_key: str = Field(
        sa_type=Reference, index=True, description="One human being, whatever accounts they hold, e.g. P-0031"
    )
    rank: str = Field(description="One of policy.scheme.RANKS for the agency, e.g. di, spo")
    agency: str = Field(foreign_key="agency.code", index=True, description="Agency code")
    unit: str = Field(
        index=True, description="Basic command unit, e.g. northern; headquarters for all of them"
    )
    roles: list[str] = Field(
        default_factory=list,
        sa_type=JSONB,
        nullable=False,
        description="e.g. registration_staff, public_protection_officer, supervisor, chair",
    )
    active_from: date = Field(description="First day the account may act")
    revoked_at: datetime | None = Field(
        default=None, sa_type=UtcTime, description="Moment its rights ended; None: they have not"
    )
