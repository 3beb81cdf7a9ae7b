"""How does the ledger lie on disk? Four tables that only the functions of migration 0001 may write."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Index, LargeBinary, Text, text
from sqlmodel import BigInteger, Field, SQLModel

from models.fields import UtcTime


class EntryRow(SQLModel, table=True):
    """One link of the chain. `body` is what counts; the other columns repeat it so that it can be found."""

    __tablename__ = "entry"
    __table_args__ = (
        Index("entry_consideration_seq", "consideration", "seq"),
        Index("entry_by_seq", "by", "seq"),
        Index("entry_content_id", "content_id", unique=True, postgresql_where=text("content_id IS NOT NULL")),
        # Who was shown it? `references` of bodies, read by a function of migration 0007.
        Index(
            "entry_references",
            text("entry_references(body)"),
            postgresql_using="gin",
            postgresql_where=text("kind = ANY (ARRAY['Consulted'::text, 'Exported'::text])"),
        ),
        Index("entry_erases", "erases", unique=True, postgresql_where=text("erases IS NOT NULL")),
    )

    seq: int = Field(sa_type=BigInteger, primary_key=True, description="1, 2, 3 … with no gap")
    kind: str = Field(sa_type=Text, index=True)
    consideration: UUID | None = Field(default=None)
    key: str | None = Field(default=None, sa_type=Text, unique=True, description="A step's natural key")
    at: datetime = Field(sa_type=UtcTime)
    by: str = Field(sa_type=Text, description="Reference of the officer or machine that acted")
    body: bytes = Field(sa_type=LargeBinary, description="The exact RFC 8785 bytes; never re-serialised")
    previous: bytes = Field(sa_type=LargeBinary, description="hash of seq - 1; 32 zero bytes for the first")
    hash: bytes = Field(sa_type=LargeBinary, description="SHA-256(0x00 || previous || body)")
    content_id: UUID | None = Field(
        default=None, description="Its content row; no foreign key: it may be erased"
    )
    erases: UUID | None = Field(default=None, description="The content row that an Erased entry deleted")


class ContentRow(SQLModel, table=True):
    """The personal content of one entry, bound to it by SHA-256(salt || bytes), and erasable."""

    __tablename__ = "content"

    id: UUID = Field(primary_key=True)
    salt: bytes = Field(sa_type=LargeBinary, description="16 random bytes, so that no guess can be checked")
    bytes_: bytes = Field(sa_type=LargeBinary, sa_column_kwargs={"name": "bytes"}, description="RFC 8785")


class HeadRow(SQLModel, table=True):
    """The end of the chain: one row, locked by whoever appends."""

    __tablename__ = "head"

    id: int = Field(default=1, primary_key=True, description="Always 1")
    size: int = Field(sa_type=BigInteger, description="Number of entries; the last one's seq")
    hash: bytes = Field(sa_type=LargeBinary, description="hash of the last entry")
    frontier: list[bytes] = Field(
        sa_type=ARRAY(LargeBinary), description="Roots of the complete RFC 6962 subtrees, largest first"
    )


class ClockRow(SQLModel, table=True):
    """A set time, which only a scratch record may have (a trigger refuses it on a live one)."""

    __tablename__ = "clock"

    id: int = Field(default=1, primary_key=True, description="Always 1")
    at: datetime = Field(sa_type=UtcTime)
