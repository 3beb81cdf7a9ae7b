"""Which officers are named in which considerations? Codes only, so that lists can leave out what they must.

Kept in step with the ledger; what opens a consideration still reads the record itself.
"""

from uuid import UUID

from sqlmodel import Field, SQLModel

from models.fields import Reference


class NamedIn(SQLModel, table=True):
    """One officer, by person, who is named in one consideration or said so."""

    __tablename__ = "named_in"

    consideration_id: UUID = Field(
        foreign_key="consideration.id", primary_key=True, description="Which one names them"
    )
    person_key: str = Field(
        sa_type=Reference, primary_key=True, index=True, description="Officer.person_key, e.g. P-0031"
    )
