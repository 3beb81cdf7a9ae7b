"""How does somebody get in, and what have they not sent yet? Accounts, web sessions, drafts, grants to read.

None of this is the record: these rows may be changed and deleted. What was done with them (signed in,
invited, given a reason) stands in the ledger, by handle.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from models.fields import Choice, Name, Reference, UtcTime


class Account(SQLModel, table=True):
    """How one officer proves who they are. An officer without one can't sign in."""

    handle: str = Field(primary_key=True, foreign_key="officer.handle", description="e.g. ppo.northern.1")
    password_hash: str = Field(description="Argon2id, with its salt and parameters")
    totp_secret: str = Field(description="Base32; shared with the phone or key that makes the codes")
    last_counter: int = Field(
        default=0, sa_type=BigInteger, description="30-second step of the last code taken: none works twice"
    )
    failures: int = Field(default=0, description="Refused attempts since the last one that succeeded")
    not_before: datetime | None = Field(
        default=None, sa_type=UtcTime, description="No attempt is looked at before; None: at any time"
    )
    must_change: bool = Field(default=True, description="The password is one somebody else knows")
    totp_confirmed: bool = Field(default=False, description="A code made with the secret has been given")
    changed_at: datetime = Field(sa_type=UtcTime, description="When the password was last set")


class DeskSession(SQLModel, table=True):
    """One sign-in at one browser. All its times are real ones, on a scratch record too."""

    id: str = Field(primary_key=True, description="SHA-256 of the token in the cookie, hex")
    handle: str = Field(foreign_key="officer.handle", index=True, description="Whose it is")
    csrf: str = Field(description="32 random bytes, hex; forms carry it masked")
    started_at: datetime = Field(sa_type=UtcTime, description="Moment of signing in")
    seen_at: datetime = Field(sa_type=UtcTime, description="Last request, to the minute")
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime, description="None: it has not ended")
    stepped_up_at: datetime | None = Field(
        default=None, sa_type=UtcTime, description="Last code given at a sign-off; None: none"
    )


class Draft(SQLModel, table=True):
    """What somebody has typed on a page and not sent. Nobody else ever reads it."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    handle: str = Field(foreign_key="officer.handle", description="Whose it is")
    page: str = Field(description="Path of the page; references only, e.g. /considerations/C-2026-00001/do/x")
    tab: str = Field(sa_type=Reference, description="Which showing of the form: random, so two tabs are two")
    fields: dict[str, list[str]] = Field(
        sa_type=JSONB, description="What was typed, by field; no password, code or file"
    )
    asked: dict[str, str] = Field(
        default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"},
        description="The words of the question each field answered; under an empty name the form's title",
    )  # fmt: skip
    version: int = Field(default=1, description="One more each time it is saved")
    saved_at: datetime = Field(sa_type=UtcTime, index=True, description="Kept 30 days from here")

    __table_args__ = (UniqueConstraint("handle", "page", "tab", name="uq_draft_tab"),)


class GrantKind(StrEnum):
    """On what footing somebody reads what is not assigned to them."""

    REASON = "reason"
    BREAK_GLASS = "break_glass"


class Grant(SQLModel, table=True):
    """Leave for one person to read one consideration until a moment."""

    __tablename__ = "reading_grant"  # GRANT alone is a word of SQL's

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    handle: str = Field(foreign_key="officer.handle", index=True, description="Who may read")
    reference: str = Field(sa_type=Reference, index=True, description="What, e.g. C-2026-00001")
    kind: GrantKind = Field(sa_type=Choice(GrantKind), description="A reason given, or the glass broken")
    reason: str = Field(sa_type=Name, description="In their own words")
    given_at: datetime = Field(sa_type=UtcTime, index=True, description="Moment it was given")
    until: datetime = Field(sa_type=UtcTime, description="Moment it ends")
