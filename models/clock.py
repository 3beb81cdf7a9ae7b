"""What time is it? One clock, the database's; on a scratch record it shows what it was set to.

A set clock stands still until it is set again, so that a rehearsal gives the same record each time.
Only a scratch record's clock can be set: a trigger holds that for everybody.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, literal_column
from sqlmodel import Session

from models.errors import RecordError
from models.fields import UtcTime

LONDON = ZoneInfo("Europe/London")


_NOW = "coalesce((SELECT at FROM clock), clock_timestamp())"
# The moment as a column, for a query that is asked anyway.
MOMENT: ColumnElement[datetime] = literal_column(_NOW, UtcTime())


def now(session: Session) -> datetime:
    """Give the moment, in UTC."""
    found = session.connection().exec_driver_sql(f"SELECT {_NOW}")
    moment: datetime = found.scalar_one()
    return moment.astimezone(UTC)


def wall(session: Session) -> datetime:
    """Give the real moment, in UTC, whatever a scratch record's clock was set to.

    For what follows people's phones and patience and is no part of the record: codes, delays, web sessions.
    """
    moment: datetime = session.connection().exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return moment.astimezone(UTC)


def today(session: Session) -> date:
    """Give the day it is in London, which is not the day it is in UTC for an hour of each summer night."""
    return now(session).astimezone(LONDON).date()


def set_clock(session: Session, at: datetime) -> None:
    """Set a scratch record's time. Raise RecordError on a live record, or where the time has no zone."""
    if at.tzinfo is None:
        raise RecordError("a time without a time zone can't be set")
    if not is_scratch(session):
        raise RecordError("The clock can be set only on a scratch record.")
    session.connection().exec_driver_sql(
        "INSERT INTO clock (id, at) VALUES (1, %s) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
        (at.astimezone(UTC),),
    )


def is_scratch(session: Session) -> bool:
    """Say whether the first entry marks the record as scratch (rehearsal, training, tests)."""
    return bool(session.connection().exec_driver_sql("SELECT record_is_scratch()").scalar_one())
