"""On which days is everybody closed? Bank holidays of England and Wales, and the force's own closures.

The force's settings file names those it knows for years; an administrator records the others, which the
caller reads and hands on.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays
from sqlmodel import Field, Session, SQLModel, select

from models.fields import Name
from models.schemes import schemes


class Closure(SQLModel, table=True):
    """One day on which the whole force is closed, as an administrator recorded it."""

    closed_on: date = Field(primary_key=True, description="The day; bank holidays and weekends need none")
    why: str = Field(sa_type=Name, description="What people call it, e.g. Founders' Day")


def recorded_closures(session: Session) -> dict[date, str]:
    """The days an administrator recorded."""
    return {each.closed_on: each.why for each in session.exec(select(Closure))}


def closures(first_year: int, last_year: int, recorded: Mapping[date, str] | None = None) -> dict[date, str]:
    """Name each closed day from the first year to the last, both included. Weekends are not listed."""
    known = schemes().closures | dict(recorded or {})
    own = {on: why for on, why in known.items() if first_year <= on.year <= last_year}
    return _bank_holidays(first_year, last_year) | own


@lru_cache(maxsize=32)
def _bank_holidays(first_year: int, last_year: int) -> dict[date, str]:
    # ENG and WLS keep the same days; the library wants one of them.
    found = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    return {on: str(name) for on, name in sorted(found.items())}
