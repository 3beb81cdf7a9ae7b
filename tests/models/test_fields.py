"""Do columns refuse or repair what should not be kept, and give back what was put in?"""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError
from sqlmodel import Session

from models.fields import Choice, Name, Reference, UtcTime


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


SHELF = Table(
    "shelf",
    MetaData(),
    Column("at", UtcTime),
    Column("name", Name),
    Column("reference", Reference),
    Column("colour", Choice(Colour)),
    prefixes=["TEMPORARY"],
)


def kept(session: Session, **values: Any) -> Any:
    """Put one row in and read it back."""
    SHELF.create(session.connection())
    session.connection().execute(insert(SHELF).values(**values))
    return session.connection().execute(select(SHELF)).one()


def test_what_is_put_in_comes_back(session: Session) -> None:
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    row = kept(session, at=summer, name="Zoe\u0308\x00", reference="MAPPA-1/2:a.b_c", colour="blue")
    assert row.at == summer
    assert row.at.tzinfo is UTC
    assert row.name == "Zo\u00eb"
    assert row.reference == "MAPPA-1/2:a.b_c"
    assert row.colour is Colour.BLUE


def test_nothing_stays_nothing(session: Session) -> None:
    assert tuple(kept(session, at=None, name=None, reference=None, colour=None)) == (None,) * 4


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("at", datetime(2026, 7, 1), "time zone"),  # noqa: DTZ001
        ("reference", "", "1 to 40"),
        ("reference", "x" * 41, "1 to 40"),
        ("reference", "Jane Doe", "1 to 40"),
        ("reference", "é", "1 to 40"),
        ("colour", "green", "not a valid Colour"),
    ],
)
def test_what_should_not_be_kept_is_refused(session: Session, column: str, value: Any, words: str) -> None:
    with pytest.raises(StatementError, match=words):
        kept(session, **{column: value})
