"""Is what was put right later on a form put right everywhere: names, children, answers, links?"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from flows.looking import look
from flows.people import actor
from flows.registering.looking_for_links import look_for_links
from flows.steps.pipeline import take
from flows.steps.registering import register_interest
from flows.work import machine_work
from models import clock
from models.database import transaction
from models.dossier import Dossier
from models.schemes import schemes
from policy.stages import Stage

REGISTRAR, OFFICER = "registration.western.1", "ppo.western.1"
Form = Callable[..., dict[str, Any]]
Put = Callable[..., Dossier]
UNNAMED = {"applicant": {"not_known": "Would not say."}}


@pytest.fixture
def put(area: Engine, form: Form) -> Put:
    """A form registered, what is done then done, and the picture after it."""

    def do(changed: dict[str, Any], *moves: tuple[str, dict[str, Any]]) -> Dossier:
        with transaction(area) as session:
            at = register_interest(session, actor(session, REGISTRAR), form(**changed)).reference
        for name, given in moves:
            with transaction(area) as session:
                who = actor(session, OFFICER if name == "answer" else REGISTRAR)
                take(session, at, name, who, given | {"reasons": "She rang again."})
        with transaction(area) as session:
            return look(session, at)[1]

    return do


def added(**form: Any) -> tuple[str, dict[str, Any]]:
    return "add_to_registration", {"form": form}


def test_a_new_name_leaves_no_part_of_the_old_one(put: Put) -> None:
    here = put({}, added(individual={"name": "Martin Figmentham"}, applicant={"surname": "Otherwise"}))
    said = here.individual
    assert [said[each] for each in ("name", "forenames", "surname")] == [
        "Martin Figmentham", "Martin", "Figmentham",
    ]  # fmt: skip
    assert here.registration
    assert here.registration["applicant"]["name"] == "Rosamund Otherwise"


def test_a_child_added_is_listed_and_one_put_right_stays_one_child(put: Put) -> None:
    poppy = {"name": "Poppy Inventively", "date_of_birth": "2018-08-09", "sex": "female"}
    here = put({}, added(children=[poppy, {"name": "Basil Inventively", "age": 12}]))
    assert {key: child["name"] for key, child in here.children.items()} == {
        "child-1": "Poppy Inventively", "child-2": "Basil Inventively",
    }  # fmt: skip
    assert here.children["child-1"]["sex"] == "female"


def test_the_forms_own_word_is_put_right_but_never_an_officers(put: Put) -> None:
    neighbour = added(relationship="neighbour")
    assert put({}, neighbour).answers["applicant_relationship"] == "neighbour"
    officer = ("answer", {"answers": {"applicant_relationship": "carer"}})
    assert put({}, officer, neighbour).answers["applicant_relationship"] == "carer"


def test_a_name_ends_what_came_of_there_being_none(put: Put) -> None:
    named = added(applicant={"name": "Rosamund Inventively"})
    assert put(UNNAMED).is_anonymous
    here = put(UNNAMED | {"answers": {"for_vetting": False}}, named)
    assert "applicant_anonymous" not in here.answers
    assert here.answers["for_vetting"] is False
    still = put(UNNAMED, ("answer", {"answers": {"applicant_anonymous": True}}), named)
    assert still.is_anonymous


def test_links_are_looked_for_again_once_somebody_compared_is_another(
    area: Engine, form: Form, put: Put
) -> None:
    put({})
    other = form(
        applicant={"name": "Ferdinand Elsewhere"}, individual={"name": "Percival Namedone"}, children=[]
    )
    with transaction(area) as session:
        at = register_interest(session, actor(session, REGISTRAR), other).reference
    look_for_links(at)
    assert not _is_to_look(area, at)
    with transaction(area) as session:
        _, given = added(individual={"name": "Leopold Unlikely", "date_of_birth": "1975-05-06"})
        given |= {"reasons": "She rang again."}
        take(session, at, "add_to_registration", actor(session, REGISTRAR), given)
    assert _is_to_look(area, at)
    look_for_links(at)
    assert not _is_to_look(area, at)
    with transaction(area) as session:
        assert {link.kind for link in look(session, at)[1].links.values()} == {"same_individual"}


def _is_to_look(engine: Engine, reference: str) -> bool:
    with transaction(engine) as session:
        row, dossier = look(session, reference)
        scheme = schemes().get(row.scheme, row.edition)
        work = machine_work(dossier, scheme, clock.now(session), Stage(row.stage))
    return "look_for_links" in {item.step for item in work}
