"""What does the ledger say of the register's extracts? Counts, references and digests, never a person."""

from typing import ClassVar

from models.entries import Act, Entry


class RegisterUploaded(Entry, frozen=True):
    """An extract was read, compared and put in quarantine; nothing was applied."""

    act: ClassVar[Act] = Act.COLLECTION
    register_import: str
    sha256: str
    format: str
    rows: int
    new: int
    changed: int
    missing: int
    unchanged: int
    stopped: bool


class RegisterRefused(Entry, frozen=True):
    """An extract had errors; nothing of it is ever applied."""

    act: ClassVar[Act] = Act.COLLECTION
    register_import: str
    sha256: str
    format: str
    errors: int


class RegisterStopLifted(Entry, frozen=True):
    """A senior manager let an extract that changes much go on to its confirmation. Content: reasons."""

    register_import: str
    percent: int


class RegisterApplied(Entry, frozen=True):
    """A second person confirmed an extract and the register now says what it says.

    `digest` is SHA-256 over the sorted references touched, each with what became of it.
    """

    register_import: str
    sha256: str
    uploaded_by: str
    new: int
    changed: int
    missing: int
    unchanged: int
    digest: str


class SubjectChanged(Entry, frozen=True):
    """A confirmed extract changed somebody about whom a consideration is open."""

    subject: str
    register_import: str
    columns: tuple[str, ...]
