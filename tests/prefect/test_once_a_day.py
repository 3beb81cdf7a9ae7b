"""Does each scheduled flow run once on one day, however many start it, and again on the next?"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from flows import considering
from flows.locks import Locks, lock_of
from flows.running import Prefect
from flows.workplace import Workplace, working_in
from models.clock import set_clock
from models.database import transaction

DAY = "2026-11-24"


@pytest.fixture
def worked(place: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The days on which `considering` was really worked, with a workplace on this test's record."""
    days: list[str] = []

    def work(day: str, _: Any) -> None:
        days.append(day)

    monkeypatch.setitem(considering.DO, "considering", work)
    with working_in(Workplace(place.engine, place.folder / "print")):
        yield days


async def once(day: str) -> None:
    await considering.run_scheduled(Prefect("off"), "considering", day)


async def test_started_five_times_at_once_it_is_worked_once(worked: list[str]) -> None:
    await asyncio.gather(*(once(DAY) for _ in range(5)))
    await once(DAY)
    assert worked == [DAY]


async def test_while_somebody_works_on_it_nobody_else_does(
    worked: list[str], place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Locks(place.engine)
    assert other.take(lock_of("considering", DAY))
    mine = Locks(place.engine)
    assert ("considering", DAY) not in considering.what_is_due(mine)
    await once(DAY)
    assert worked == []
    other.close()  # it died with its lock: the day is still to be done
    assert ("considering", DAY) in considering.what_is_due(mine)
    await once(DAY)
    assert worked == [DAY]
    mine.close()


async def test_what_failed_is_still_due_and_the_next_day_is_due_again(
    worked: list[str], place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    good: Callable[[str, Any], Any] = considering.DO["considering"]

    def bad(_: str, __: Any) -> None:
        raise ValueError("broken")

    locks = Locks(place.engine)
    monkeypatch.setitem(considering.DO, "considering", bad)
    with pytest.raises(ValueError, match="broken"):
        await once(DAY)
    assert ("considering", DAY) in considering.what_is_due(locks)
    monkeypatch.setitem(considering.DO, "considering", good)
    await once(DAY)
    assert ("considering", DAY) not in considering.what_is_due(locks)
    with transaction(place.engine) as session:
        set_clock(session, datetime(2026, 11, 25, 3, tzinfo=UTC))
    assert considering.what_is_due(locks) == [("considering", "2026-11-25")]  # chase is not, until six
    locks.close()
