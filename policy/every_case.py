"""Whose disclosure must be considered now, and why? The duty binds in every case (CJA 2003 s.327A(1)).

The statute binds child sex offenders managed at any level (s.327B(7)); by national practice every MAPPA
meeting considers disclosure for whoever it discusses. Whom it binds here is the scheme's to say.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import BaseModel

from policy.facts import Item
from policy.findings import either
from policy.presumption import relevant_previous_conviction
from policy.scheme import Scheme

NOTICE_DAYS = 7  # a day that lies ahead shows so long before


class Managed(BaseModel, frozen=True):
    """What the register says of one managed offender. None: not recorded, or there is none.

    `level_since` is the day of the present level; `last_considered_on` the day disclosure was last
    considered, None where it never has been. `child_sex_offender` None: not known, so counted.
    """

    managed_since: date
    level: int | None = None
    level_since: date | None = None
    next_risk_review_on: date | None = None
    next_meeting_on: date | None = None
    conditions_expire_on: tuple[date, ...] = ()
    last_considered_on: date | None = None
    child_sex_offender: bool | None = None


class Occasion(BaseModel, frozen=True):
    """A reason to consider disclosure, and the day by which. `open_now`: begin at once, not on the day."""

    key: str
    why: str
    due_on: date
    open_now: bool = True


def is_child_sex_offender(items: tuple[Item, ...]) -> bool | None:
    """Tell whether any item is a relevant previous conviction. None: nothing is listed, or not answered."""
    return either(*(relevant_previous_conviction(item) for item in items)) if items else None


def is_bound(offender: Managed, scheme: Scheme) -> bool:
    """Tell whether the duty binds for this offender. Not known counts as bound."""
    binds = scheme.every_case.binds
    if binds == "child_sex_offenders":
        return offender.child_sex_offender is not False
    return binds == "every_managed_offender"


def occasions(offender: Managed, today: date, scheme: Scheme) -> list[Occasion]:
    """List every occasion on which disclosure should have been, or is soon to be, considered; soonest first.

    An occasion goes once disclosure has been considered for it. Empty: nothing is due.
    """
    if not is_bound(offender, scheme):
        return []
    found = [*_changes(offender, scheme), *_days_ahead(offender, today), *_interval(offender, scheme, today)]
    return sorted(found, key=lambda occasion: (occasion.due_on, occasion.key))


def _changes(offender: Managed, scheme: Scheme) -> Iterator[Occasion]:
    grace = timedelta(days=scheme.every_case.days_after_new)
    if offender.last_considered_on is None:
        yield Occasion(
            key="new_on_register",
            why="Disclosure has never been considered for this offender.",
            due_on=offender.managed_since + grace,
        )
    elif offender.level_since and offender.level_since > offender.last_considered_on:
        yield Occasion(
            key="level_change",
            why=f"The level changed to {offender.level} on {offender.level_since:%-d %B %Y}.",
            due_on=offender.level_since + grace,
        )


def _days_ahead(offender: Managed, today: date) -> Iterator[Occasion]:
    days = [
        ("risk_review", "The risk review is held", offender.next_risk_review_on),
        ("meeting", "The meeting is held", offender.next_meeting_on),
        *(("conditions_expiring", "Conditions expire", day) for day in offender.conditions_expire_on),
    ]
    for key, what, day in days:
        if day and day <= today + timedelta(days=NOTICE_DAYS) and not _considered_for(offender, day):
            yield Occasion(key=key, why=f"{what} on {day:%-d %B %Y}.", due_on=day)


def _considered_for(offender: Managed, day: date) -> bool:
    """Considered within the notice before a day counts as considered for that day."""
    last = offender.last_considered_on
    return last is not None and last >= day - timedelta(days=NOTICE_DAYS)


def _interval(offender: Managed, scheme: Scheme, today: date) -> Iterator[Occasion]:
    weeks = scheme.every_case.weeks_by_level.get(offender.level or 1)
    if offender.last_considered_on is None or weeks is None:
        return
    day = offender.last_considered_on + timedelta(weeks=weeks)
    if day <= today + timedelta(days=NOTICE_DAYS):
        words = f"Last considered {offender.last_considered_on:%-d %B %Y}; every {weeks} weeks at the least."
        yield Occasion(key="interval", why=words, due_on=day)
