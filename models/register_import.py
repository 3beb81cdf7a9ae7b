"""How far has each register extract come? Quarantined first, applied only once a second person confirms.

References, codes, counts and digests only: names stay in the original, kept by its hash in the data folder.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from models.fields import Choice, Reference, UtcTime


class ImportState(StrEnum):
    """Where an extract stands."""

    QUARANTINED = "quarantined"  # read without error; waits for a second person
    STOPPED = "stopped"  # read without error, but changes too much; waits for a senior manager
    REFUSED = "refused"  # has errors; nothing of it is ever applied
    APPLIED = "applied"


class RegisterImport(SQLModel, table=True):
    """One uploaded extract: what it holds against the register, and who did what with it."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: int = Field(unique=True, description="Running number, in order of upload")
    sha256: str = Field(
        index=True, description="Hex digest of the original's bytes, and its name in originals/"
    )
    size: int = Field(description="Bytes of the original")
    format: str = Field(description="csv or jsonl")
    state: ImportState = Field(sa_type=Choice(ImportState), index=True, description="How far it has come")
    uploaded_by: str = Field(sa_type=Reference, description="Officer handle")
    uploaded_person: str = Field(sa_type=Reference, description="Officer.person_key at upload")
    uploaded_at: datetime = Field(sa_type=UtcTime, description="Moment it was put in quarantine or refused")
    based_on: UUID | None = Field(
        default=None, description="The import last applied when this one was compared; None: none yet"
    )
    rows: int = Field(default=0, description="People in the extract")
    new: int = Field(default=0, description="People not on the register before")
    changed: int = Field(default=0, description="People about whom something differs, returned ones included")
    missing: int = Field(default=0, description="People on the register but not in the extract")
    unchanged: int = Field(default=0, description="People about whom nothing differs")
    percent: int = Field(default=0, description="New, changed and missing, in whole percent of the register")
    difference: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=JSONB,
        nullable=False,
        description="References of people new, changed (with the fields' names), returned and missing",
    )
    errors: list[dict[str, Any]] = Field(
        default_factory=list,
        sa_type=JSONB,
        nullable=False,
        description="line, column, found, allowed; never what a person is called or where they live",
    )
    error_count: int = Field(default=0, description="All errors; `errors` keeps the first few hundred")
    stop_lifted_by: str | None = Field(default=None, sa_type=Reference, description="Officer handle")
    stop_lifted_at: datetime | None = Field(default=None, sa_type=UtcTime, description="Moment of lifting")
    confirmed_by: str | None = Field(
        default=None, sa_type=Reference, description="Officer handle, second person"
    )
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcTime, description="Moment it was applied")
    announced_at: datetime | None = Field(
        default=None,
        sa_type=UtcTime,
        description="Moment all considerations it touches had their SubjectChanged entry; None: not yet",
    )
