"""Whose disclosure must be considered, why, and by when? (CJA 2003 s.327A(1), at every level)"""

from datetime import date, timedelta
from typing import Any

import pytest

from policy.every_case import Managed, Occasion, is_bound, is_child_sex_offender, occasions
from policy.facts import Item, ItemKind
from policy.scheme import EveryCase, Scheme

TODAY = date(2026, 11, 24)


def managed(**but: Any) -> Managed:
    plain = {"managed_since": date(2020, 1, 1), "level": 1, "last_considered_on": date(2026, 6, 1)}
    return Managed.model_validate(plain | but)


def due(scheme: Scheme, **but: Any) -> list[tuple[str, date]]:
    return [(found.key, found.due_on) for found in occasions(managed(**but), TODAY, scheme)]


@pytest.mark.parametrize(
    ("but", "found"),
    [
        pytest.param({}, [], id="considered in June, nothing has happened since"),
        pytest.param(
            {"last_considered_on": None, "managed_since": date(2026, 11, 20)},
            [("new_on_register", date(2026, 12, 4))],
            id="new on the register and never considered",
        ),
        pytest.param(
            {"level": 2, "level_since": date(2026, 11, 10)},
            [("interval", date(2026, 9, 21)), ("level_change", date(2026, 11, 24))],
            id="raised to level 2 since it was considered",
        ),
        pytest.param(
            {"level": 1, "level_since": date(2026, 11, 10)},
            [("level_change", date(2026, 11, 24))],
            id="lowered to level 1 since it was considered",
        ),
        pytest.param({"level_since": date(2026, 5, 1)}, [], id="the level changed before it was considered"),
        pytest.param(
            {"next_risk_review_on": date(2026, 12, 1)},
            [("risk_review", date(2026, 12, 1))],
            id="a risk review a week ahead",
        ),
        pytest.param(
            {"next_risk_review_on": date(2026, 12, 2)}, [], id="a risk review more than a week ahead"
        ),
        pytest.param(
            {"next_meeting_on": date(2026, 11, 1)},
            [("meeting", date(2026, 11, 1))],
            id="a meeting came and went without it",
        ),
        pytest.param(
            {"next_meeting_on": date(2026, 11, 25), "last_considered_on": date(2026, 11, 20)},
            [],
            id="considered within the week before a meeting",
        ),
        pytest.param(
            {"next_meeting_on": date(2026, 11, 25), "last_considered_on": date(2026, 11, 18)},
            [],
            id="considered just a week before a meeting",
        ),
        pytest.param(
            {"next_meeting_on": date(2026, 11, 25), "last_considered_on": date(2026, 11, 17)},
            [("meeting", date(2026, 11, 25))],
            id="considered more than a week before a meeting",
        ),
        pytest.param(
            {"level_since": date(2026, 6, 1)}, [], id="the level changed on the day it was considered"
        ),
        pytest.param(
            {"conditions_expire_on": (date(2026, 11, 26), date(2027, 3, 1))},
            [("conditions_expiring", date(2026, 11, 26))],
            id="a licence condition expires this week, another next year",
        ),
        pytest.param(
            {"last_considered_on": date(2025, 11, 25)},
            [("interval", date(2026, 11, 24))],
            id="trap-16 a year has passed at level 1",
        ),
        pytest.param(
            {"level": 3, "last_considered_on": date(2026, 10, 1)},
            [("interval", date(2026, 11, 26))],
            id="eight weeks have passed at level 3",
        ),
        pytest.param({"level": None}, [], id="no level recorded counts as level 1"),
    ],
)
def test_occasion(but: dict[str, Any], found: list[tuple[str, date]], mappa: Scheme) -> None:
    assert due(mappa, **but) == found


def test_an_occasion_says_why_in_words(mappa: Scheme) -> None:
    found = occasions(managed(next_meeting_on=TODAY), TODAY, mappa)
    assert found == [Occasion(key="meeting", why="The meeting is held on 24 November 2026.", due_on=TODAY)]


def test_having_been_considered_for_everything_leaves_nothing_due(mappa: Scheme) -> None:
    everything = managed(
        level=2,
        level_since=TODAY - timedelta(days=3),
        next_risk_review_on=TODAY,
        next_meeting_on=TODAY,
        conditions_expire_on=(TODAY,),
    )
    assert {o.key for o in occasions(everything, TODAY, mappa)} == {
        "level_change",
        "risk_review",
        "meeting",
        "conditions_expiring",
        "interval",
    }
    done = everything.model_copy(update={"last_considered_on": TODAY})
    assert occasions(done, TODAY, mappa) == []


@pytest.mark.parametrize(
    ("binds", "child_sex_offender", "bound"),
    [
        pytest.param("every_managed_offender", False, True, id="national practice binds for every offender"),
        pytest.param("child_sex_offenders", True, True, id="the statute binds for child sex offenders"),
        pytest.param("child_sex_offenders", False, False, id="the statute does not bind for others"),
        pytest.param("child_sex_offenders", None, True, id="not known counts as bound"),
        pytest.param("nobody", True, False, id="a registration scheme binds for nobody"),
    ],
)
def test_whom_the_duty_binds(binds: str, child_sex_offender: bool | None, bound: bool, mappa: Scheme) -> None:
    rule = EveryCase.model_validate(mappa.every_case.model_dump() | {"binds": binds})
    scheme = mappa.model_copy(update={"every_case": rule})
    offender = managed(child_sex_offender=child_sex_offender, next_meeting_on=TODAY)
    assert is_bound(offender, scheme) is bound
    assert bool(occasions(offender, TODAY, scheme)) is bound


def test_a_child_sex_offender_is_known_by_any_item_spent_or_not() -> None:
    spent = Item(item_id="C1", kind=ItemKind.CAUTION, schedule_34a=True, spent=True)
    other = Item(item_id="C2", kind=ItemKind.CONVICTION, schedule_34a=False)
    unknown = Item(item_id="C3", kind=ItemKind.CONVICTION)
    assert is_child_sex_offender((other, spent)) is True
    assert is_child_sex_offender((other,)) is False
    assert is_child_sex_offender((other, unknown)) is None
    assert is_child_sex_offender(()) is None
