"""Who has a consideration, who may give it away and to whom, and does what waits go with it?"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from flows.looking import look
from flows.people import actor
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from models.consideration import Consideration, Wait
from models.database import transaction
from models.dossier import Dossier
from models.errors import CannotDo
from models.officer import Officer

GIVER, FIRST, NEXT = "ds.northern.1", "ppo.northern.1", "ppo.northern.2"
WHY = {"reasons": "On leave until January."}
Do = Callable[..., None]


@pytest.fixture
def reference(area: Engine) -> str:
    with transaction(area) as session:
        given = {"subject": "S-0030", "officer": FIRST}
        return open_consideration(session, actor(session, FIRST), given).reference


@pytest.fixture
def do(area: Engine, reference: str) -> Do:
    def make(who: str, move: str, /, **given: Any) -> None:
        with transaction(area) as session:
            take(session, reference, move, actor(session, who), given)

    return make


def owners(area: Engine, reference: str) -> set[str]:
    with transaction(area) as session:
        waits = (
            select(Wait.owner)
            .join(Consideration, col(Consideration.id) == col(Wait.consideration_id))
            .where(Consideration.reference == reference, Wait.owner_kind == "person")
        )
        return set(session.exec(waits))


def now(area: Engine, reference: str) -> tuple[Consideration, Dossier]:
    with transaction(area) as session:
        return look(session, reference)


def test_what_waited_on_the_officer_waits_on_the_next_and_the_first_is_remembered(
    area: Engine, reference: str, do: Do
) -> None:
    do(FIRST, "place_hold", hold="live_investigation", reasons="An arrest is planned.")
    assert owners(area, reference) == {FIRST}
    do(GIVER, "reassign", officer=NEXT, **WHY)
    row, dossier = now(area, reference)
    assert owners(area, reference) == {NEXT}
    assert (row.officer, dossier.officer, dossier.was_assigned) == (NEXT, NEXT, {FIRST, NEXT})
    do(NEXT, "lift_hold", hold="live_investigation", reasons="Made this morning.")
    assert now(area, reference)[1].holds == {}


@pytest.mark.parametrize(
    ("who", "officer", "words"),
    [
        (FIRST, NEXT, "needs one of the roles"),
        ("ds.western.1", NEXT, "supervisor of its unit"),
        (GIVER, "nobody.1", "nobody is known by that handle"),
        (GIVER, FIRST, "theirs already"),
        (GIVER, "ppo.western.9", "rights have been withdrawn"),
        (GIVER, "registration.northern.1", "need one of the roles"),
        (GIVER, "po.western.1", "neither of its unit"),
        (GIVER, GIVER, "ask another supervisor"),
        (GIVER, "po.northern.1", "police, or people of the lead agency"),
    ],
)
def test_nobody_gives_or_takes_it_who_may_not(do: Do, who: str, officer: str, words: str) -> None:
    with pytest.raises(CannotDo, match=words):
        do(who, "reassign", officer=officer, **WHY)


def test_nobody_named_in_it_is_given_it(area: Engine, do: Do) -> None:
    with transaction(area) as session:
        name = session.exec(select(Officer.name).where(col(Officer.handle) == NEXT)).one()
    do(FIRST, "list_child", name=name, age=7)
    with pytest.raises(CannotDo) as error:
        do(GIVER, "reassign", officer=NEXT, **WHY)
    assert error.value.obstacles == ["officer: they can’t take it; choose somebody else."], "and not why"


def test_whoever_declares_an_interest_has_it_no_more(area: Engine, reference: str, do: Do) -> None:
    do(FIRST, "declare_named_in", reasons="He is my brother-in-law.")
    row, dossier = now(area, reference)
    assert (row.officer, dossier.was_assigned) == (None, {FIRST})
    assert owners(area, reference) == {"public_protection_officer@northern"}
