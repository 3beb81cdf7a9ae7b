"""When is it due? The scheme's clocks run over one consideration, its extensions, and the calendar."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models.closures import closures
from models.dossier import Dossier
from policy.deadlines import Deadline
from policy.deadlines import due as run
from policy.scheme import Scheme

LONDON = ZoneInfo("Europe/London")
Closed = Mapping[date, str]


def deadline(scheme: Scheme, name: str, start: datetime | date, closed: Closed) -> Deadline | None:
    """Run the scheme's clock `name` from `start`; None where this scheme has no such clock.

    `closed`: the closures recorded (models.closures), besides bank holidays and the force's file.
    """
    clock = scheme.clocks.get(name)
    return run(clock, start, closures(start.year, start.year + 2, closed)) if clock else None


class Due(NamedTuple):
    """A moment, and how it was worked out."""

    at: datetime
    how: str


def due(dossier: Dossier, scheme: Scheme, name: str, start: datetime | date, closed: Closed) -> Due | None:
    """The moment a clock runs out, an approved extension counted; None where no such clock runs."""
    if extended := dossier.extensions.get(name):
        return Due(end_of(extended), f"Extended to {extended:%-d %B %Y}, with a reason and an approver.")
    found = deadline(scheme, name, start, closed)
    return Due(found.due_at, found.words) if found else None


def end_of(day: date) -> datetime:
    """The last second of a day in London, in UTC."""
    return datetime.combine(day, time(23, 59, 59), LONDON).astimezone(UTC)


def start_of(day: date) -> datetime:
    """The first second of a day in London, in UTC."""
    return datetime.combine(day, time(0, 0), LONDON).astimezone(UTC)


def began(dossier: Dossier) -> datetime:
    """When the clocks began: receipt of a registration, reopening, or opening."""
    return dossier.reopened_at or dossier.received_at or dossier.opened_at
