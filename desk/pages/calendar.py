"""What is due on which day? A month of deadlines, with weekends and closed days; one day's at a time."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.responses import Response

from desk.access import TEAM
from desk.pages.overlooking import looked_over, units_to_choose
from desk.rendering import render
from desk.routes import get
from desk.visiting import Visit
from flows.team import calendar
from models import clock
from models.closures import closures, recorded_closures
from models.database import transaction

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class Day:
    """One day of the month's table. `closed`: why offices are, "" where they are open."""

    on: date
    in_month: bool
    due: int
    closed: str
    is_today: bool
    is_shown: bool


@get("/calendar", TEAM)
def show(visit: Visit) -> Response:
    """The month asked for, or this one; and what is due on the day asked for, or the next with something."""
    scope = looked_over(visit)
    with transaction(visit.engine) as session:
        now = clock.now(session)
        today = now.astimezone(clock.LONDON).date()
        month = _month(visit.query.get("month", ""), today)
        weeks = Calendar().monthdatescalendar(month.year, month.month)
        due = calendar(session, scope, weeks[0][0], weeks[-1][-1])
        closed = closures(weeks[0][0].year, weeks[-1][-1].year, recorded_closures(session))
    shown = _shown(visit.query.get("day", ""), month, today, sorted(due))
    counts = {on: len(found) for on, found in due.items()}
    return render(
        visit, "team/calendar.html", scope=scope, units=units_to_choose(visit), month=month, now=now,
        before=(month - timedelta(days=1)).replace(day=1), after=(month + timedelta(days=31)).replace(day=1),
        today=today, shown=shown, due=due.get(shown, []), closed_shown=_why_closed(shown, closed),
        total=sum(count for on, count in counts.items() if on.month == month.month),
        weeks=[[_day(on, month, today, shown, counts.get(on, 0), closed) for on in week] for week in weeks],
    )  # fmt: skip


def _month(asked: str, today: date) -> date:
    """The first of the month asked for, as 2026-12; what is no month, or far away, is this one."""
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return today.replace(day=1)
    return found if abs(found.year - today.year) <= 10 else today.replace(day=1)


def _shown(asked: str, month: date, today: date, days: Sequence[date]) -> date:
    try:
        return date.fromisoformat(asked)
    except ValueError:
        pass
    first = today if (today.year, today.month) == (month.year, month.month) else month
    return next((on for on in days if on >= first and on.month == month.month), first)


def _day(on: date, month: date, today: date, shown: date, due: int, closed: dict[date, str]) -> Day:
    return Day(on, on.month == month.month, due, _why_closed(on, closed), on == today, on == shown)


def _why_closed(on: date, closed: dict[date, str]) -> str:
    if on in closed:
        return closed[on]
    return {SATURDAY: "Saturday", SUNDAY: "Sunday"}.get(on.weekday(), "")
