"""Is whoever works here and is named in a consideration kept from seeing it in any list?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.grants import broken_lately
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from flows.team import calendar, scope_of, team
from flows.walls import look_again
from flows.worklist import my_work
from models.database import transaction
from models.named_in import NamedIn
from models.officer import Officer

SUPERVISOR, OFFICER = "ds.northern.1", "ppo.northern.1"


@pytest.fixture
def reference(area: Engine) -> str:
    with transaction(area) as session:
        given = {"subject": "S-0030", "officer": OFFICER}
        return open_consideration(session, actor(session, OFFICER), given).reference


def do(area: Engine, reference: str, move: str, **given: Any) -> None:
    with transaction(area) as session:
        take(session, reference, move, actor(session, OFFICER), given)


def called(session: Session, handle: str) -> str:
    return session.exec(select(Officer.name).where(col(Officer.handle) == handle)).one()


def listed(area: Engine, handle: str) -> set[str]:
    """Every reference somebody's lists show."""
    with transaction(area) as session:
        who = actor(session, handle)
        scope = scope_of(who)
        found = {item.reference for item in my_work(session, who).items}
        found |= {each.reference for carrier in team(session, scope) for each in carrier.carries}
        days = calendar(session, scope, date(2026, 11, 1), date(2027, 12, 31))
        found |= {each.reference for day in days.values() for each in day}
        return found | {each.reference for each in broken_lately(session, scope)}


def test_whoever_becomes_named_in_it_finds_it_in_no_list_any_more(area: Engine, reference: str) -> None:
    assert listed(area, SUPERVISOR) == {reference}
    with transaction(area) as session:
        name = called(session, SUPERVISOR)
    do(area, reference, "list_child", name=name.upper(), age=7)
    assert listed(area, SUPERVISOR) == set()
    assert listed(area, "ds.northern.2") == {reference}
    assert listed(area, OFFICER) == {reference}


def test_a_namesake_born_on_another_day_still_sees_it(area: Engine, reference: str) -> None:
    with transaction(area) as session:
        officer = session.exec(select(Officer).where(col(Officer.handle) == SUPERVISOR)).one()
        officer.date_of_birth = date(1980, 2, 1)
        session.add(officer)
        name = officer.name
    do(area, reference, "list_child", name=name, date_of_birth="2019-05-05")
    assert listed(area, SUPERVISOR) == {reference}


def test_whoever_says_so_themselves_and_their_other_account_see_it_no_more(
    area: Engine, reference: str
) -> None:
    do(area, reference, "declare_named_in", reasons="He is my cousin.")
    assert listed(area, OFFICER) == set()
    with transaction(area) as session:
        assert session.exec(select(NamedIn.person_key)).all() == [actor(session, OFFICER).person]


def test_a_new_name_is_looked_for_in_everything(area: Engine, reference: str) -> None:
    do(area, reference, "list_child", name="Amber Fictionby", age=7)
    assert listed(area, SUPERVISOR) == {reference}
    with transaction(area) as session:
        officer = session.exec(select(Officer).where(col(Officer.handle) == SUPERVISOR)).one()
        officer.name = "Amber Fictionby"
        session.add(officer)
        session.flush()
        look_again(session, [SUPERVISOR])
    assert listed(area, SUPERVISOR) == set()
    with transaction(area) as session:
        officer = session.exec(select(Officer).where(col(Officer.handle) == SUPERVISOR)).one()
        officer.name = "Somebody Else"
        session.add(officer)
        session.flush()
        look_again(session, [SUPERVISOR])
    assert listed(area, SUPERVISOR) == {reference}


def test_who_is_named_on_a_form_sees_none_of_its_considerations(
    carry_on: Callable[..., Rehearsal],
) -> None:
    played = carry_on("two-men-three-children", "progress", [])
    first, second = played.names["it"], played.names["it-2"]
    with transaction(played.engine) as session:
        assert {first, second} <= {i.reference for i in my_work(session, actor(session, OFFICER)).items}
        name = called(session, OFFICER)
        other = actor(session, "ppo.northern.2")
        take(session, second, "list_child", other, {"name": name, "age": 7})
        seen = {item.reference for item in my_work(session, actor(session, OFFICER)).items}
    assert not {first, second} & seen
