"""How does a field look in a sentence? Dates in our own words: no locale changes a letter."""

import datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def day(on: datetime.date) -> str:
    """E.g. 24 November 2026."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def hour(at: datetime.time) -> str:
    """E.g. 10am, 2:30pm, midday."""
    if (at.hour, at.minute) == (12, 0):
        return "midday"
    if (at.hour, at.minute) == (0, 0):
        return "midnight"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def words(value: Any) -> Any:
    """Turn a validated part into dictionaries, tuples and plain text: templates never see an object."""
    if isinstance(value, BaseModel):
        names = [*type(value).model_fields, *type(value).model_computed_fields]
        return {name: words(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return tuple(words(each) for each in value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime.date):
        return day(value)
    if isinstance(value, datetime.time):
        return hour(value)
    return value
