"""Is the duty to consider kept in every case? By level and unit, and who is overdue (CJA 2003 s.327A(1))."""

from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from desk.access import STARTING, TEAM
from desk.loading import inside
from desk.pages.overlooking import looked_over, one_page, units_to_choose
from desk.pictures import CALM, COMING, GRAVE, Bar, bar
from desk.rendering import render
from desk.routes import get
from desk.visiting import Visit
from flows.covering import covered
from flows.every_case import Coverage, Duty, counted
from flows.need_to_know import walled_off
from models import clock
from models.database import transaction

LEGEND = ((CALM, "considered in time"), (COMING, "due"), (GRAVE, "overdue"))


@dataclass(frozen=True)
class Part:
    """One level or unit: its numbers, and the same as a bar."""

    words: str
    numbers: Coverage
    bar: Bar


@get("/coverage", TEAM)
def show(visit: Visit) -> Response:
    """The numbers, drawn; then everybody overdue or due, by register reference, the longest overdue first.

    Left out: whomever something is open about that names whoever looks.
    """
    inside(visit)
    scope = looked_over(visit)
    with transaction(visit.engine) as session:
        today = clock.today(session)
        walled = walled_off(session, visit.actor.person)
        known = [
            each
            for each in covered(session)
            if scope.unit in (None, each.unit) and each.open_one not in walled
        ]
        rows, page, pages = one_page(visit, [each for each in known if each.due])
    return render(
        visit, "team/coverage.html", scope=scope, units=units_to_choose(visit), today=today,
        whole=_part("Everybody managed", known, today), legend=LEGEND,
        levels=[_part(f"Level {each}", [d for d in known if d.level == each], today) for each in (1, 2, 3)],
        by_unit=[
            _part(each, [d for d in known if d.unit == each], today) for each in _units(known, scope.unit)
        ],
        rows=rows, page=page, pages=pages, may_start=STARTING.admits(visit.actor.roles),
    )  # fmt: skip


def _units(known: list[Duty], unit: str | None) -> list[str]:
    return [] if unit else sorted({duty.unit for duty in known})


def _part(words: str, known: list[Duty], today: date) -> Part:
    numbers = counted(known, today)
    parts = [
        (count, said, colour)
        for count, (colour, said) in zip(
            (numbers.considered, numbers.due, numbers.overdue), LEGEND, strict=True
        )
    ]
    return Part(words, numbers, bar(parts, of=numbers.managed))
