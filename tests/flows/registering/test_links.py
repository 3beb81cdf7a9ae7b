"""Are two registrations that belong together found once, shown to staff, and settled by a person?"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from flows.carrying import carry
from flows.looking import look
from flows.people import actor
from flows.registering.likeness import Registered, someone
from flows.registering.looking_for_links import look_for_links
from flows.showing import read
from flows.steps.pipeline import take
from flows.steps.registering import register_interest
from models import ledger
from models.consideration import Wait
from models.database import transaction
from models.errors import CannotDo
from models.registration import RegistrationLink
from policy.registration import LinkKind, link_kinds

Form = Callable[..., dict[str, Any]]
FATHER = {"name": "Ferdinand Elsewhere", "date_of_birth": "1988-01-01"}


@pytest.fixture
def two(area: Engine, form: Form) -> tuple[str, str]:
    """A mother's registration and a father's, about the same man and child."""
    with transaction(area) as session:
        who = actor(session, "registration.western.1")
        first = register_interest(session, who, form()).reference
        return first, register_interest(session, who, form(applicant=FATHER)).reference


def links(engine: Engine) -> list[RegistrationLink]:
    with transaction(engine) as session:
        return list(session.exec(select(RegistrationLink).order_by(col(RegistrationLink.reference))))


def entries(engine: Engine, reference: str, kind: str) -> list[Any]:
    with transaction(engine) as session:
        row, _ = look(session, reference)
        return ledger.entries(session, row.id, kinds=(kind,))


@pytest.mark.parametrize(
    ("common", "kinds"),
    [
        ({"applicant": True, "individual": True, "child": True}, [LinkKind.DUPLICATE]),
        ({"individual": True, "child": True}, [LinkKind.OTHER_PARENT, LinkKind.SAME_INDIVIDUAL]),
        ({"individual": True}, [LinkKind.SAME_INDIVIDUAL]),
        ({"child": True}, [LinkKind.SAME_CHILD]),
        ({"applicant": True, "child": True}, []),
        ({}, []),
    ],
    ids=["entered twice", "another about the same two", "one man", "one child", "asks anew", "nothing"],
)
def test_what_two_have_in_common_names_the_link(common: dict[str, bool], kinds: list[LinkKind]) -> None:
    asked = {"applicant": False, "individual": False, "child": False} | common
    assert link_kinds(**asked) == kinds


def test_each_side_holds_the_link_once_however_often_it_is_looked_for(
    area: Engine, two: tuple[str, str]
) -> None:
    for _ in range(2):
        for reference in reversed(two):
            look_for_links(reference)
    assert {link.kind for link in links(area)} == {LinkKind.OTHER_PARENT, LinkKind.SAME_INDIVIDUAL}
    for reference in two:
        assert len(entries(area, reference, "RegistrationLinked")) == 2
        assert len(entries(area, reference, "LinksLooked")) == 1
    body = entries(area, two[0], "RegistrationLinked")[0].body
    assert entries(area, two[0], "RegistrationLinked")[0].content is None
    assert "Elsewhere" not in repr(body)


def test_the_machine_looks_by_itself(area: Engine, two: tuple[str, str]) -> None:
    for reference in two:
        asyncio.run(carry(reference))
    assert len(links(area)) == 2


def test_a_person_settles_it_for_both_sides(area: Engine, two: tuple[str, str]) -> None:
    for reference in two:
        look_for_links(reference)
    given = {"link": links(area)[0].reference, "verdict": "refused", "reasons": "Another boy of that name."}
    with transaction(area) as session:
        with pytest.raises(CannotDo, match="needs one of the roles"):
            take(session, two[1], "settle_link", actor(session, "registration.western.1"), given)
        take(session, two[1], "settle_link", actor(session, "ppo.western.1"), given)
    assert links(area)[0].settled_by == "ppo.western.1"
    for reference in two:
        assert len(entries(area, reference, "LinkSettled")) == 1


def test_whoever_may_not_read_a_consideration_sees_no_link_of_it(area: Engine, two: tuple[str, str]) -> None:
    look_for_links(two[1])
    with transaction(area) as session:
        registrar, officer = (actor(session, each) for each in ("registration.western.1", "ppo.western.1"))
    with pytest.raises(CannotDo, match="needs one of the roles"):
        read(area, registrar, two[0], "Curiosity, plainly")
    _, dossier, _ = read(area, officer, two[0], "Looking at the link")
    assert {link.kind for link in dossier.links.values()} == {"other_parent", "same_individual"}
    with transaction(area) as session:
        (consulted,) = [e for e in ledger.entries(session, kinds=("Consulted",)) if e.by == "ppo.western.1"]
        assert consulted.body["references"] == [two[0]]


def test_a_father_is_linked_to_what_the_mother_withdrew(area: Engine, two: tuple[str, str]) -> None:
    with transaction(area) as session:
        take(session, two[0], "withdraw", actor(session, "registration.western.1"), {"reasons": "No more."})
    look_for_links(two[1])
    assert LinkKind.OTHER_PARENT in {link.kind for link in links(area)}


def waits(engine: Engine, reference: str) -> list[Wait]:
    with transaction(engine) as session:
        row, _ = look(session, reference)
        found = session.exec(select(Wait).where(Wait.consideration_id == row.id, Wait.what == "settle_link"))
        return list(found)


def test_settled_from_the_earlier_side_nobody_waits_on_the_later(area: Engine, two: tuple[str, str]) -> None:
    look_for_links(two[1])
    later = waits(area, two[1])
    assert len(later) == 2
    assert "parent" not in repr([wait.why for wait in later])
    for link in links(area):
        given = {
            "link": link.reference,
            "verdict": "confirmed",
            "reasons": "What she said of her son's school.",
        }
        with transaction(area) as session:
            take(session, two[0], "settle_link", actor(session, "ppo.western.1"), given)
    assert waits(area, two[1]) == []
    assert [entry.content for entry in entries(area, two[1], "LinkSettled")] == [None, None]


def test_what_was_compared_can_not_be_guessed_from_the_body(area: Engine, two: tuple[str, str]) -> None:
    look_for_links(two[1])
    (looked,) = entries(area, two[1], "LinksLooked")
    assert "digest" not in looked.body
    assert looked.content["digest"]


def test_nobody_is_linked_by_what_is_not_known() -> None:
    held = {"R-1": [{"applicant": {}, "individual": {"surname": ""}, "children": [{"name": None}]}]}
    assert Registered(held).alike([{"individual": {}, "applicant": {}, "children": []}]) == []
    assert someone({}).surname == ""
