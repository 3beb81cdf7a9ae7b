"""Can one bad thing hold up the rest of a guide's work? A guide in this process, without Prefect."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from sqlmodel import select

from flows import carrying, reconciling
from flows.guide import Guide
from flows.locks import Locks, key_of
from flows.people import actor
from flows.running import Prefect, carry_many
from flows.sealing import Sealed, sealed, told
from flows.steps.pipeline import take
from flows.steps.registering import register_interest
from flows.workplace import Workplace, working_in
from models import ledger
from models.consideration import Consideration, IssuedLetter, SealedFailure, Wait
from models.database import transaction
from models.entries import Answered
from models.errors import DatabaseUnavailable

CUT = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_locks
    WHERE locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@pytest.fixture
async def work(place: Any) -> AsyncIterator[Workplace]:
    """A workplace on this test's record, with its scheduled flows done."""
    place.quiet()
    with working_in(Workplace(place.engine, place.folder / "print")) as made:
        yield made


@pytest.fixture
async def guide(work: Workplace) -> AsyncIterator[Guide]:
    """A guide at work."""
    one = Guide(work, prefect=Prefect("off"))
    running = asyncio.create_task(one.run())
    yield one
    one.stopping.set()
    await running


async def until(found: Callable[[], Any], within_s: float = 60) -> Any:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if held := found():
            return held
        await asyncio.sleep(0.05)
    raise AssertionError(f"it was not so within {within_s} s")


def recommended(place: Any, reference: str) -> bool:
    with transaction(place.engine) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        return any(entry.kind == "Recommended" for entry in ledger.entries(session, row.id))


def make_unreadable(place: Any, reference: str) -> None:
    with transaction(place.engine) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        content = {"answers": {"serious_harm_risk": "not an answer"}, "reasons": "broken"}
        ledger.append(session, Answered(questions=("x",)), content, by="machine", consideration=row.id)


async def test_one_that_can_t_be_read_does_not_stop_a_sweep(place: Any, work: Workplace) -> None:
    references = [place.open(subject) for subject in ("S-0001", "S-0002", "S-0003")]
    make_unreadable(place, references[1])
    failed = await carry_many(Prefect("off"), references)
    assert set(failed) == {references[1]}
    assert [recommended(place, each) for each in references] == [True, False, True]


async def test_a_slow_agency_holds_up_nobody_else(place: Any, guide: Guide, agencies: str) -> None:
    slow = {"for": "S-0001", "delay_s": 9}
    async with httpx.AsyncClient() as client:
        await client.put(f"{agencies}/control/police_systems", json=slow)
        held_up = place.open("S-0001")
        await until(lambda: held_up in guide.active)
        other = place.open("S-0002")
        await until(lambda: recommended(place, other))
        assert not recommended(place, held_up)
        await until(lambda: recommended(place, held_up))
        await client.delete(f"{agencies}/control")


async def test_what_fails_is_left_alone_for_a_while_unless_somebody_moves_it(
    place: Any, guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    real = carrying.next_step

    def failing(reference: str) -> Any:
        tried.append(reference)
        raise RuntimeError("broken")

    monkeypatch.setattr(carrying, "next_step", failing)
    reference = place.open("S-0001")
    await until(lambda: tried)
    await asyncio.sleep(3)
    assert tried == [reference], "it spins"
    monkeypatch.setattr(carrying, "next_step", real)
    with transaction(place.engine) as session:
        given = {"words": "Somebody looked at it."}
        take(session, reference, "attach", actor(session, "ppo.northern.1"), given)
    await until(lambda: recommended(place, reference))


async def test_a_letter_its_own_guide_failed_with_is_shown_too(
    place: Any, work: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(place.engine) as session:
        who = actor(session, "registration.northern.1")
        reference = register_interest(session, who, an_interest()).reference

    def fail(*_: Any) -> None:
        raise ValueError("something between the claim and the folder")

    monkeypatch.setattr(carrying, "let_appear", fail)
    with pytest.raises(ValueError, match="between"):
        await carrying.carry(reference)
    locks = Locks(place.engine)
    assert locks.take(work.lock_key)
    assert reconciling.settle_letters(locks) == 1
    locks.close()
    with transaction(place.engine) as session:
        assert session.exec(select(IssuedLetter.state)).one() == "unknown"
        assert session.exec(select(Wait).where(Wait.what == "settle_letter")).one().owner_kind == "person"


def an_interest() -> dict[str, Any]:
    return {
        "unit": "northern",
        "immediate_risk": False,
        "relationship": "parent",
        "applicant": {"name": "Ann Example", "address": ["1 Test Street", "ZZ2 4AB"], "safe_to_post": True},
        "individual": {"name": "Bob Example"},
        "children": [{"name": "Cy Example", "age": 7}],
    }


async def test_a_guide_whose_lock_connection_is_cut_takes_its_locks_again(place: Any) -> None:
    mine, other = Locks(place.engine), Locks(place.engine)
    assert mine.take(key_of("C-1"))
    with transaction(place.engine) as session:
        session.connection().exec_driver_sql("SET LOCAL ROLE NONE")
        while session.connection().exec_driver_sql(CUT).scalar_one():
            await asyncio.sleep(0.05)
    with pytest.raises(DatabaseUnavailable):
        mine.take(key_of("C-2"))
    assert mine.take(key_of("C-2"))
    assert not other.take(key_of("C-1"))
    mine.close()
    async with asyncio.timeout(30):  # the server lets go of a closed connection's locks when it comes to it
        while not other.take(key_of("C-1")):
            await asyncio.sleep(0.05)
    other.close()


async def test_a_seal_holds_whatever_the_error_quotes(place: Any, work: Workplace) -> None:
    @sealed
    async def broken() -> None:
        raise ValueError("a name, a NUL \x00 and half a pair \ud800")

    with pytest.raises(Sealed) as raised:
        await broken()
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)
    with transaction(place.engine) as session:
        kept = session.exec(select(SealedFailure)).one()
    assert str(raised.value) == f"ValueError {kept.reference}"
    assert "a name" in kept.detail


async def test_a_log_is_told_what_somebody_can_act_on(place: Any, work: Workplace) -> None:
    assert told(DatabaseUnavailable("The disk is full.")) == "DatabaseUnavailable: The disk is full."
    assert "secret" not in told(RuntimeError("secret"))
