"""What does a reason given, or the glass broken, open, for how long, and what does the record say of it?"""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from flows.grants import break_glass, broken_lately, give_reason, grant_for
from flows.people import actor
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from flows.team import scope_of
from models import clock, ledger
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer

MATE, FAR = "ppo.northern.2", "ppo.western.1"
REASON = "Her son is named in one of mine, and plays at the same club."


@pytest.fixture
def reference(area: Engine) -> str:
    with transaction(area) as session:
        given = {"subject": "S-0030", "officer": "ppo.northern.1"}
        return open_consideration(session, actor(session, "ppo.northern.1"), given).reference


def test_a_reason_stands_until_the_day_ends(area: Engine, reference: str) -> None:
    with transaction(area) as session:
        assert grant_for(session, MATE, reference) is None
        give_reason(session, actor(session, MATE), reference, f"  {REASON} ")
        held = grant_for(session, MATE, reference)
        assert held is not None
        assert (held.kind, held.reason) == ("reason", REASON)
        assert grant_for(session, FAR, reference) is None
        clock.set_clock(session, clock.now(session) + timedelta(days=1))
        assert grant_for(session, MATE, reference) is None


def test_broken_glass_stands_an_hour_and_everybody_concerned_sees_who_broke_it(
    area: Engine, reference: str
) -> None:
    with transaction(area) as session:
        first = break_glass(session, actor(session, FAR), reference, REASON)
        again = break_glass(session, actor(session, FAR), reference, REASON)
        assert first.id == again.id
        entries = ledger.entries(session, kinds=["GlassBroken"])
        assert [(e.by, e.body["reference"], e.content) for e in entries] == [
            (FAR, reference, {"reason": REASON})
        ]
        assert "club" not in str(entries[0].body)
        assert [
            (b.by, b.reference) for b in broken_lately(session, scope_of(actor(session, "ds.northern.1")))
        ] == [(FAR, reference)]
        assert broken_lately(session, scope_of(actor(session, "auditor.1"), "western")) == []
        assert [b.by for b in broken_lately(session, scope_of(actor(session, "auditor.1")))] == [FAR]
        clock.set_clock(session, clock.now(session) + timedelta(minutes=61))
        assert grant_for(session, FAR, reference) is None
        clock.set_clock(session, clock.now(session) + timedelta(days=20))
        assert broken_lately(session, scope_of(actor(session, "auditor.1"))) == []


def test_reading_by_grant_moves_nothing(area: Engine, reference: str) -> None:
    with transaction(area) as session:
        before = ledger.entries(session)[-1].seq
        give_reason(session, actor(session, MATE), reference, REASON)
        assert ledger.entries(session, after=before) == []


@pytest.mark.parametrize("grant", [give_reason, break_glass])
def test_whoever_is_named_in_it_learns_no_more_than_that_there_is_nothing(
    area: Engine, reference: str, grant: object
) -> None:
    give = give_reason if grant is give_reason else break_glass
    with transaction(area) as session:
        name = session.exec(select(Officer.name).where(col(Officer.handle) == FAR)).one()
        take(session, reference, "list_child", actor(session, "ppo.northern.1"), {"name": name, "age": 7})
    for wanted in (reference, "C-2026-99999"):
        with pytest.raises(CannotDo, match=r"^No consideration has that ref"), transaction(area) as session:
            give(session, actor(session, FAR), wanted, REASON)


@pytest.mark.parametrize(
    ("who", "reason", "words"),
    [
        (FAR, "because I want", "20 characters"),
        ("registration.northern.1", REASON, "needs one of the roles"),
        ("administrator.1", REASON, "needs one of the roles"),
        ("nurse.1", REASON, "needs one of the roles"),
        ("ppo.western.9", REASON, "rights have been withdrawn"),
    ],
)
def test_the_glass_is_not_broken_lightly_nor_by_everybody(
    area: Engine, reference: str, who: str, reason: str, words: str
) -> None:
    with pytest.raises(CannotDo, match=words), transaction(area) as session:
        break_glass(session, actor(session, who), reference, reason)
    with transaction(area) as session:
        assert broken_lately(session, scope_of(actor(session, "auditor.1"))) == []
