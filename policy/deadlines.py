"""By when? Hours, calendar days, working days or weeks from a start; each date explains itself.

Days count from the day after the start and end with the last second of the day in London. Hours are
hours gone by, whatever the clocks do in March and October. Closures come in as a parameter.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from policy.scheme import Clock
from policy.sources import Source

LONDON = ZoneInfo("Europe/London")  # the law of England and Wales counts days in local time
_SATURDAY, _SUNDAY = 5, 6
_DAY = timedelta(days=1)


class Deadline(BaseModel, frozen=True):
    """A date and how it was worked out. `due_at` is in UTC; `extended_from` None: never extended."""

    name: str
    due_on: date
    due_at: datetime
    rule: str
    source: Source
    days_counted: int
    days_skipped: tuple[tuple[date, str], ...] = ()
    words: str
    extended_from: date | None = None
    approver: str | None = None


def due(clock: Clock, start: datetime | date, closures: Mapping[date, str]) -> Deadline:
    """Run a clock from its start. `closures` names each closed day besides weekends.

    ValueError: a datetime without a time zone, or hours from a start that has no time of day.
    """
    if clock.unit == "hours":
        return _due_in_hours(clock, start)
    began = _day_of(start)
    if clock.unit == "working_days":
        ends, skipped = _working_days(began, clock.amount, closures)
    else:
        ends, skipped = began + clock.amount * (7 if clock.unit == "weeks" else 1) * _DAY, ()
    return Deadline(
        name=clock.name,
        due_on=ends,
        due_at=_end_of(ends),
        rule=_rule(clock),
        source=clock.rests_on,
        days_counted=(ends - began).days - len(skipped),
        days_skipped=skipped,
        words=_words(clock, f"{_said(began)}, counted from the day after", _said(ends), skipped),
    )


def is_working_day(day: date, closures: Mapping[date, str]) -> bool:
    """Tell whether offices are open that day."""
    return _why_closed(day, closures) is None


def obstacles_to_extending(deadline: Deadline, new_date: date, reason: str, approver: str) -> list[str]:
    """List what is wanting: a later date, a reason, and somebody who approves it."""
    found = []
    if new_date <= deadline.due_on:
        found.append(f"The new date must be later than {_said(deadline.due_on)}.")
    if not reason.strip():
        found.append("Say why more time is needed.")
    if not approver.strip():
        found.append("Name the officer who approves it.")
    return found


def extended(deadline: Deadline, new_date: date, reason: str, approver: str) -> Deadline:
    """Extend a deadline, keeping the date it had. ValueError with every obstacle. Never silent."""
    if found := obstacles_to_extending(deadline, new_date, reason, approver):
        raise ValueError(" ".join(found))
    return deadline.model_copy(
        update={
            "due_on": new_date,
            "due_at": _end_of(new_date),
            "extended_from": deadline.due_on,
            "approver": approver,
            "words": f"{deadline.words} Extended to {_said(new_date)}: {reason.strip()}",
        }
    )


def _due_in_hours(clock: Clock, start: datetime | date) -> Deadline:
    if not isinstance(start, datetime):
        raise ValueError(f"the clock {clock.name} runs in hours and needs a time of day to start from")
    began = _aware(start)
    ends = began.astimezone(UTC) + timedelta(hours=clock.amount)
    local = ends.astimezone(LONDON)
    since = f"{began.astimezone(LONDON):%H:%M} on {_said(_day_of(start))}"
    return Deadline(
        name=clock.name,
        due_on=local.date(),
        due_at=ends,
        rule=_rule(clock),
        source=clock.rests_on,
        days_counted=(local.date() - _day_of(start)).days,
        words=_words(clock, since, f"{local:%H:%M} on {_said(local.date())}", ()),
    )


def _working_days(
    began: date, amount: int, closures: Mapping[date, str]
) -> tuple[date, tuple[tuple[date, str], ...]]:
    day, left, skipped = began, amount, []
    while left:
        day += _DAY
        if why := _why_closed(day, closures):
            skipped.append((day, why))
        else:
            left -= 1
    return day, tuple(skipped)


def _why_closed(day: date, closures: Mapping[date, str]) -> str | None:
    if day.weekday() in (_SATURDAY, _SUNDAY):
        return "Saturday" if day.weekday() == _SATURDAY else "Sunday"
    return closures.get(day)


def _day_of(start: datetime | date) -> date:
    return _aware(start).astimezone(LONDON).date() if isinstance(start, datetime) else start


def _aware(start: datetime) -> datetime:
    if start.tzinfo is None:
        raise ValueError("a start without a time zone can't be placed on a calendar")
    return start


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), LONDON).astimezone(UTC)


def _said(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _rule(clock: Clock) -> str:
    unit = clock.unit.replace("_", " ")
    return f"{clock.amount} {unit.removesuffix('s') if clock.amount == 1 else unit} from {clock.starts}"


def _words(clock: Clock, since: str, until: str, skipped: tuple[tuple[date, str], ...]) -> str:
    out = "; ".join(f"{_said(day)} ({why})" if why not in ("Saturday", "Sunday") else _said(day)
                    for day, why in skipped)  # fmt: skip
    name = clock.name.replace("_", " ").capitalize()
    passed = f" Not counted: {out}." if out else ""
    note = f" ({clock.note})" if clock.note else ""
    return f"{name}: {_rule(clock)}{note}, {since}: due by {until}.{passed} Source: {clock.rests_on.title}."
