"""What shape does a column's value have? Column types that refuse or repair a value on its way in.

`SQLModel(table=True)` does not validate, so these are the last guard before the database:
`at: datetime = Field(sa_type=UtcTime)`, `surname: str = Field(sa_type=Name)`,
`level: Level = Field(sa_type=Choice(Level))`.
"""

import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, String, Text
from sqlalchemy.types import TypeDecorator

REFERENCE_LENGTH = 40


def nfc(text: str) -> str:
    """Give the one normal form, so that equal names are equal bytes (é typed two ways is one é)."""
    return unicodedata.normalize("NFC", text)


class UtcTime(TypeDecorator[datetime]):
    """A moment. A time without a zone is refused: nobody could say later when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone can't be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)


class Name(TypeDecorator[str]):
    """Words people typed (a name, an address line, reasons), kept in Unicode NFC without NULs."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        return None if value is None else nfc(value).replace("\x00", "")


def is_reference(value: str) -> bool:
    """Tell whether a word can be a reference at all; what can't be one is never looked up."""
    plain = value.isascii() and all(letter.isalnum() or letter in "-./:_" for letter in value)
    return plain and 0 < len(value) <= REFERENCE_LENGTH


class Reference(TypeDecorator[str]):
    """A short code that is safe in a log, a URL and a ledger body: A-Z, a-z, digits, and - . / : _"""

    impl = String(REFERENCE_LENGTH)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        if not is_reference(value):
            raise ValueError(f"a reference has 1 to {REFERENCE_LENGTH} letters, digits or - . / : _")
        return value


class Choice(TypeDecorator[StrEnum]):
    """One of a closed list, kept as its own words in a text column.

    Not a PostgreSQL enum: those can't lose a value, and a migration can't be undone.
    """

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: StrEnum | str | None, dialect: Any) -> str | None:  # noqa: ARG002
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: str | None, dialect: Any) -> StrEnum | None:  # noqa: ARG002
        return None if value is None else self.choices(value)
