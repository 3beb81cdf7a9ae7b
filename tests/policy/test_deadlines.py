"""By when? Checked against a calculator written another way: it lists every day first, then picks one."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.closures import closures
from policy.deadlines import LONDON, due, extended, is_working_day, obstacles_to_extending
from policy.scheme import Clock, Scheme

EASTER = {date(2026, 4, 3): "Good Friday", date(2026, 4, 6): "Easter Monday"}


def clock(amount: int, unit: str, **but: Any) -> Clock:
    plain = {"name": "decision", "starts": "received", "source": "csods-local", "tag": "S"}
    return Clock.model_validate(plain | {"amount": amount, "unit": unit} | but)


def independent(start: date, amount: int, unit: str, closed: frozenset[date]) -> date:
    """The same answer worked out by listing, not by stepping."""
    if unit in ("calendar_days", "weeks"):
        return date.fromordinal(start.toordinal() + amount * (7 if unit == "weeks" else 1))
    days = [date.fromordinal(start.toordinal() + n) for n in range(1, amount * 3 + 60)]
    open_days = [day for day in days if day.isoweekday() < 6 and day not in closed]
    return open_days[amount - 1] if amount else start


@pytest.mark.parametrize(
    ("amount", "unit", "start", "ends"),
    [
        pytest.param(28, "calendar_days", date(2026, 3, 1), date(2026, 3, 29), id="trap-29 calendar days"),
        pytest.param(
            10, "calendar_days", date(2026, 12, 20), date(2026, 12, 30), id="trap-29 over Christmas"
        ),
        pytest.param(5, "working_days", date(2026, 4, 1), date(2026, 4, 10), id="trap-29 over Easter"),
        pytest.param(2, "working_days", date(2026, 3, 6), date(2026, 3, 10), id="from a Friday"),
        pytest.param(1, "working_days", date(2026, 3, 7), date(2026, 3, 9), id="from a Saturday"),
        pytest.param(0, "working_days", date(2026, 3, 7), date(2026, 3, 7), id="at once"),
        pytest.param(16, "weeks", date(2026, 1, 5), date(2026, 4, 27), id="sixteen weeks"),
        pytest.param(1, "calendar_days", date(2028, 2, 28), date(2028, 2, 29), id="a leap day"),
    ],
)
def test_the_day_a_clock_runs_out(amount: int, unit: str, start: date, ends: date) -> None:
    found = due(clock(amount, unit), start, EASTER)
    assert found.due_on == ends
    assert found.due_at == datetime(ends.year, ends.month, ends.day, 23, 59, 59, tzinfo=LONDON)


def test_a_date_explains_itself() -> None:
    found = due(clock(5, "working_days"), date(2026, 4, 1), EASTER)
    assert found.words == (
        "Decision: 5 working days from received, Wednesday 1 April 2026, counted from the day after: due by "
        "Friday 10 April 2026. Not counted: Friday 3 April 2026 (Good Friday); Saturday 4 April 2026; "
        "Sunday 5 April 2026; Monday 6 April 2026 (Easter Monday). Source: "
        "Published force pages on the scheme (Avon and Somerset, Cleveland, West Yorkshire, Kent)."
    )
    assert found.days_counted == 5
    assert [why for _, why in found.days_skipped] == ["Good Friday", "Saturday", "Sunday", "Easter Monday"]
    assert found.source.tag == "S"


def test_one_day_is_not_days() -> None:
    assert due(clock(1, "calendar_days"), date(2026, 3, 1), {}).rule == "1 calendar day from received"


def test_a_note_stands_in_the_words() -> None:
    found = due(clock(1, "weeks", note="or sooner"), date(2026, 3, 1), {})
    assert "1 week from received (or sooner)" in found.words


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        pytest.param("2026-11-24T09:30+00:00", "2026-11-25T09:30+00:00", id="an ordinary day"),
        pytest.param(
            "2026-03-28T12:00+00:00", "2026-03-29T13:00+01:00", id="clocks go forward: 24 hours gone by"
        ),
        pytest.param(
            "2026-10-24T12:00+01:00", "2026-10-25T11:00+00:00", id="clocks go back: 24 hours gone by"
        ),
    ],
)
def test_24_hours_are_24_hours_whatever_the_clocks_do(start: str, ends: str) -> None:
    found = due(clock(24, "hours"), datetime.fromisoformat(start), EASTER)
    assert found.due_at == datetime.fromisoformat(ends)
    assert found.due_at.tzinfo is UTC
    assert f"{found.due_at.astimezone(LONDON):%H:%M}" in found.words


def test_a_day_begins_at_midnight_in_london_not_in_utc() -> None:
    late = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # 00:30 on 2 June in London
    assert due(clock(1, "calendar_days"), late, {}).due_on == date(2026, 6, 3)


def test_a_start_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(clock(1, "calendar_days"), datetime(2026, 6, 1), {})  # noqa: DTZ001


def test_hours_need_a_time_of_day_to_start_from() -> None:
    with pytest.raises(ValueError, match="time of day"):
        due(clock(24, "hours"), date(2026, 6, 1), {})


@given(
    start=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    amount=st.integers(0, 60),
    unit=st.sampled_from(["calendar_days", "working_days", "weeks"]),
)
@settings(max_examples=40, deadline=None)
def test_an_independent_calculator_agrees(start: date, amount: int, unit: str) -> None:
    closed = closures(2026, 2031)
    found = due(clock(amount, unit), start, closed)
    assert found.due_on == independent(start, amount, unit, frozenset(closed))
    assert found.days_counted + len(found.days_skipped) == (found.due_on - start).days


def test_every_clock_of_every_scheme_agrees_with_the_independent_calculator(
    mappa: Scheme, pilot: Scheme, csods: Scheme
) -> None:
    closed = closures(2026, 2029)
    for scheme in (mappa, pilot, csods):
        for one in scheme.clocks.values():
            for start in (date(2026, 4, 2), date(2026, 12, 23), date(2028, 2, 28)):
                if one.unit == "hours":
                    continue
                wanted = independent(start, one.amount, one.unit, frozenset(closed))
                assert due(one, start, closed).due_on == wanted, f"{scheme.name} {one.name}"


@pytest.mark.parametrize(
    ("new_date", "reason", "approver", "words"),
    [
        pytest.param(
            date(2026, 3, 29), "a check is late", "di.jones", "later", id="trap-30 not a later date"
        ),
        pytest.param(date(2026, 4, 9), "  ", "di.jones", "why", id="trap-30 no reason"),
        pytest.param(date(2026, 4, 9), "a check is late", "", "approves", id="trap-30 no approver"),
    ],
)
def test_a_clock_is_never_extended_silently(new_date: date, reason: str, approver: str, words: str) -> None:
    before = due(clock(28, "calendar_days"), date(2026, 3, 1), {})
    assert len(obstacles_to_extending(before, new_date, reason, approver)) == 1
    with pytest.raises(ValueError, match=words):
        extended(before, new_date, reason, approver)


def test_an_extension_keeps_the_date_it_had_and_says_why() -> None:
    before = due(clock(28, "calendar_days"), date(2026, 3, 1), {})
    after = extended(before, date(2026, 4, 9), "Prison has not answered.", "di.jones")
    assert (after.due_on, after.extended_from, after.approver) == (
        date(2026, 4, 9),
        date(2026, 3, 29),
        "di.jones",
    )
    assert after.due_at == datetime(2026, 4, 9, 22, 59, 59, tzinfo=UTC)
    assert after.words.endswith("Extended to Thursday 9 April 2026: Prison has not answered.")


def test_bank_holidays_of_england_and_wales_and_the_forces_own_are_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from models import schemes

    monkeypatch.setenv(schemes.FORCE_FILE, str(schemes.SAMPLE_FORCE))
    closed = closures(2026, 2026)
    assert closed[date(2026, 12, 25)] == "Christmas Day"
    assert closed[date(2026, 12, 24)] == "Offices close for staff training"
    assert not is_working_day(date(2026, 12, 24), closed)
    assert is_working_day(date(2026, 12, 23), closed)
    assert date(2027, 1, 1) not in closed
    assert date(2026, 12, 24) not in closures(2025, 2025)
    assert timedelta(days=1) + date(2026, 12, 27) in closed  # Boxing Day fell on a Saturday
