"""Is there one clock, and can only a scratch record's be set?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models import clock, ledger
from models.database import Role, engine, transaction
from models.entries import Progressed
from models.errors import RecordError


def test_a_scratch_clock_stands_still_where_it_was_set(application: Engine, opened_at: datetime) -> None:
    with transaction(application) as session:
        assert clock.now(session) == opened_at
        clock.set_clock(session, opened_at + timedelta(days=30))
    with transaction(application) as session:
        assert clock.now(session) == opened_at + timedelta(days=30)
        assert ledger.append(session, Progressed(), by="PC-1").at == opened_at + timedelta(days=30)
        clock.set_clock(session, opened_at)
        assert clock.now(session) == opened_at


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 23, 59, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_today_is_the_day_in_london(session: Session, moment: datetime, day: date) -> None:
    clock.set_clock(session, moment)
    assert clock.today(session) == day


def test_a_time_without_a_zone_cannot_be_set(session: Session) -> None:
    with pytest.raises(RecordError, match="without a time zone"):
        clock.set_clock(session, datetime(2026, 7, 1))  # noqa: DTZ001


def test_a_live_clock_goes_and_cannot_be_set(live_record: str, opened_at: datetime) -> None:
    live = engine(live_record)
    with transaction(live) as session:
        first = clock.now(session)
        assert abs(datetime.now(UTC) - first) < timedelta(minutes=1)
        assert clock.now(session) > first
        with pytest.raises(RecordError, match="only on a scratch record"):
            clock.set_clock(session, opened_at)
    live.dispose()


@pytest.mark.parametrize("role", [Role.APPLICATION, Role.OWNER])
def test_not_even_sql_sets_a_live_clock(live_record: str, role: Role) -> None:
    live = engine(live_record, role)
    with pytest.raises(RecordError, match="only on a scratch record"), transaction(live) as session:
        session.connection().exec_driver_sql("INSERT INTO clock VALUES (1, '2020-01-01Z')")
    live.dispose()
