"""Is a form read as it was meant? Not known anywhere, shorthand filled in, every obstacle at once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.registering.filling_in import about_one, answers_of, content_of, left_open, obstacles_in
from flows.registering.form import Individual, Registration
from flows.registering.not_known import DIGITS, questions_of, taken_apart
from flows.registering.persons import completed
from flows.registering.salvaging import salvaged
from flows.steps.entering import checked_as
from models.errors import CannotDo
from models.schemes import SAMPLE_FORCE, load

TODAY = date(2026, 11, 24)
Form = Callable[..., dict[str, Any]]
WORDS = st.sampled_from(["Nobody asked.", "Siân says so", "x", "Ωmega"])
NAMES = st.sampled_from(["name", "surname", "children", "access", "date_of_birth", "words"])
FORMS = st.dictionaries(
    NAMES,
    st.recursive(
        st.one_of(WORDS, st.integers(), st.booleans(), WORDS.map(lambda why: {"not_known": why})),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, min_size=1, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)


def put_together(plain: Any, reasons: dict[str, str], path: str = "") -> Any:
    """The other way round, as simply as can be: what `taken_apart` must not lose."""
    if isinstance(plain, list):
        return [
            {"not_known": reasons[f"{path}.{n}"]} if f"{path}.{n}" in reasons
            else put_together(each, reasons, f"{path}.{n}")
            for n, each in enumerate(plain)
        ]  # fmt: skip
    if not isinstance(plain, dict):
        return plain
    at = {name: f"{path}.{name}" if path else name for name in {*plain, *NAMES_OF}}
    held = {name: put_together(each, reasons, at[name]) for name, each in plain.items()}
    return held | {name: {"not_known": reasons[at[name]]} for name in at if at[name] in reasons}


NAMES_OF = ("name", "surname", "children", "access", "date_of_birth", "words")


@given(FORMS)
def test_nothing_is_lost_when_what_is_not_known_is_taken_out(form: dict[str, Any]) -> None:
    plain, reasons = taken_apart(form)
    assert put_together(plain, reasons) == form
    assert "not_known" not in repr(plain)
    assert taken_apart(plain) == (plain, {})


PEOPLE = st.builds(
    Individual,
    name=st.none() | st.sampled_from(["Siân Ŵyn", "O'Neill", "Nguyễn Thị Hoa", "Арина Smith", "A B C"]),
    forenames=st.none() | st.sampled_from(["Mary Jane", "J."]),
    surname=st.none() | st.sampled_from(["Smith-Jones", "van Dyke"]),
    aliases=st.lists(st.sampled_from(["Bud Testerby", "Iggy"]), max_size=2).map(tuple),
    former_names=st.lists(st.sampled_from(["Ann Earlier"]), max_size=1).map(tuple),
    approximate_age=st.none() | st.integers(10, 90),
    address=st.sampled_from([(), ("1 Row", "Town", "zz1 1aa"), ("1 Row", "ZZ1 1AA"), ("No fixed abode",)]),
)


@given(PEOPLE)
def test_filling_a_person_in_twice_does_nothing_more_and_changes_nothing_given(person: Individual) -> None:
    once = completed(person, TODAY)
    assert completed(once, date(2030, 1, 1)) == once
    for name, said in person.model_dump().items():
        if said not in (None, (), "") and name != "address":
            assert getattr(once, name) == said or name == "other_names"
    assert {*person.aliases, *person.former_names} <= set(once.other_names)


def test_shorthand_comes_to_the_shape_that_candidates_are_found_by(form: Form) -> None:
    given_ = form(individual={
        "name": "Robin van Dyke", "aliases": ["Bob"], "approximate_age": 43,
        "address": ["5 Row", "Town", "zz1 4ac"],
    })  # fmt: skip
    about = about_one(Registration.model_validate(given_), 0, TODAY)
    kept = content_of(about)["individual"]
    assert (kept["forenames"], kept["surname"], kept["name"]) == ("Robin", "van Dyke", "Robin van Dyke")
    assert (kept["approximate_age"], kept["age_as_of"]) == (43, "2026-11-24")
    assert kept["other_names"] == ["Bob"]
    (place,) = kept["addresses"]
    assert (place["lines"], place["postcode"], place["current"]) == (["5 Row", "Town"], "ZZ1 4AC", True)


def test_every_obstacle_is_said_at_once_and_no_value_is_repeated(form: Form) -> None:
    wrong = form(
        immediate_risk=None, relationship=None, applicant={"safe_to_post": True}, answers={"route": True},
        individual={"aliases": ["Nobody Inparticular"]}, children=[{"age": 4}],
    )  # fmt: skip
    wrong["applicant"]["contact"] = {"safe_ways": ["post"], "not_ways": ["post"]}
    found = obstacles_in(checked_as(Registration, wrong), TODAY)
    heads = {each.split(":")[0] for each in found}
    assert {"immediate_risk", "relationship", "applicant.name", "individual.name", "children.0.name",
            "applicant.contact", "applicant.safe_to_post"} <= heads  # fmt: skip
    assert "Inparticular" not in repr(found)


def test_what_is_not_known_may_be_said_anywhere_with_a_reason(form: Form) -> None:
    said = form(
        immediate_risk={"not_known": "The line went dead."},
        relationship={"not_known": "She would not say."},
        applicant={"not_known": "No name given."},
        individual={"name": {"not_known": "Everybody calls him Doc."}},
        children=[{"name": {"not_known": "Seen on the stairs."}}, {"not_known": "A baby, heard crying."}],
    )
    read = Registration.model_validate(said)
    assert obstacles_in(read, TODAY) == []
    assert read.not_known["individual.name"] == "Everybody calls him Doc."
    assert answers_of(about_one(read, 0, TODAY))["applicant_anonymous"] is True


@pytest.mark.parametrize(
    ("said", "obstacle"),
    [
        ({"individual": {"name": {"not_known": "x"}}}, "individual.name: say why it isn't known"),
        (
            {"individual": {"name": "A B", "shoe": {"not_known": "big"}}},
            "a question that the form doesn't have",
        ),
        (
            {"individual": {"name": "A B", "date_of_birth": "2090-01-01"}},
            "individual.date_of_birth: a day that",
        ),
        ({"children": [{"name": "C", "access": [{"individual": 2, "kinds": ["online"]}]}]}, "only 1 named"),
        ({"answers": {"regular_access": False}}, "says otherwise than the access given"),
        ({"individuals": [{"name": "A B"}]}, "either one individual, or a list"),
    ],
)
def test_a_slip_on_the_form_is_said(form: Form, said: dict[str, Any], obstacle: str) -> None:
    found = obstacles_in(checked_as(Registration, form(**said)), TODAY)
    assert any(obstacle in each for each in found), found


def test_a_field_that_nobody_asks_is_refused_without_repeating_it(form: Form) -> None:
    with pytest.raises(CannotDo) as refused:
        checked_as(Registration, form(Rosamund="x"))
    assert "Rosamund" not in str(refused.value)


def test_each_individual_has_an_own_part_of_one_form(form: Form) -> None:
    both = form(
        individual=None,
        individuals=[{"name": "A One"}, {"name": "B Two", "date_of_birth": {"not_known": "Never said."}}],
        children=[
            {"name": "C", "access": [{"individual": 1, "kinds": ["lives_with"]}]},
            {"name": "D", "access": [{"individual": 2, "kinds": ["online"]}]},
        ],
    )
    read = Registration.model_validate(both)
    first, second = (about_one(read, n, TODAY) for n in (0, 1))
    assert answers_of(first)["unsupervised_access"] is True
    assert "regular_access" not in answers_of(second)
    assert answers_of(second)["contact_with_child"] is True
    assert second.not_known == {"individual.date_of_birth": "Never said."}
    assert first.not_known == {}
    assert [len(child.access) for child in second.children] == [0, 1]


def test_the_applicant_is_taken_for_the_named_person_only_by_name_and_date_of_birth(form: Form) -> None:
    same = {"name": "Rosamund  Inventively"}
    by_name = about_one(Registration.model_validate(form(individual=same)), 0, TODAY)
    assert "applicant_is_subject" not in answers_of(by_name)
    born = same | {"date_of_birth": "1990-02-03"}
    by_both = about_one(Registration.model_validate(form(individual=born)), 0, TODAY)
    assert answers_of(by_both)["applicant_is_subject"] is True


def test_every_question_an_edition_asks_is_on_the_form() -> None:
    asked_on_form = {*questions_of(Registration)}
    for scheme in load(SAMPLE_FORCE).editions.values():
        assert [asked for asked in scheme.form.asks if DIGITS.sub("", asked) not in asked_on_form] == []


def test_editions_ask_different_questions_and_a_reason_closes_one(form: Form) -> None:
    editions = load(SAMPLE_FORCE)
    about = about_one(Registration.model_validate(form()), 0, TODAY)
    csods = set(left_open(about, editions.get("csods-2023", "2023")))
    pilot = set(left_open(about, editions.get("pilot-registration-2007", "2007")))
    assert "individuals.occupation" in csods - pilot
    assert "individuals.date_of_birth" not in csods | pilot
    told = form(individual={"name": "A B", "occupation": {"not_known": "She never asked."}})
    about = about_one(Registration.model_validate(told), 0, TODAY)
    assert "individuals.occupation" not in left_open(about, editions.get("csods-2023", "2023"))


@given(st.dictionaries(st.sampled_from([*Registration.model_fields, "oops"]), st.one_of(
    st.integers(), WORDS, st.lists(WORDS, max_size=2), st.dictionaries(WORDS, WORDS, max_size=2)
), max_size=8))  # fmt: skip
def test_whatever_else_is_on_it_a_form_with_a_child_at_risk_is_read(rest: dict[str, Any]) -> None:
    read = salvaged(rest | {"immediate_risk": True}, TODAY, "western")
    assert read is not None
    assert read.immediate_risk is True
    assert obstacles_in(read, TODAY) == []
