"""What does somebody look over? Their unit, chosen among all from headquarters; one page at a time of it."""

from collections.abc import Sequence
from typing import TypeVar

from desk.visiting import Visit
from flows.force import force
from flows.register.on_register import HEADQUARTERS
from flows.team import Scope, scope_of

Row = TypeVar("Row")
PER_PAGE = 30


def looked_over(visit: Visit) -> Scope:
    """The unit this page is about: one's own, or from headquarters the one asked for; no such unit: all."""
    asked = visit.query.get("unit", "")
    return scope_of(visit.actor, asked if asked in force().units else None)


def units_to_choose(visit: Visit) -> list[str]:
    """Which units somebody may choose among; none where there is only their own."""
    return sorted(force().units) if visit.actor.unit == HEADQUARTERS else []


def one_page(visit: Visit, rows: Sequence[Row]) -> tuple[Sequence[Row], int, int]:
    """The rows of the page asked for, its number, and how many pages there are."""
    pages = max(1, -(-len(rows) // PER_PAGE))
    asked = visit.query.get("page", "")
    page = min(max(1, int(asked)), pages) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return rows[(page - 1) * PER_PAGE : page * PER_PAGE], page, pages
