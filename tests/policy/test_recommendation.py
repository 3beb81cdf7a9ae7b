"""What do the rules together come to, what is still open, and what would change it?"""

import random
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from policy.facts import Facts, RecipientFacts
from policy.findings import Answer, Finding
from policy.recommendation import (
    GATES,
    RULES,
    Recommends,
    first_shut,
    open_questions,
    recommend,
)
from policy.scheme import Scheme
from policy.sources import SOURCES

STARTS = (
    "head_teacher_level_2",
    "employer_by_common_law",
    "mother_who_registered",
    "mother_when_a_grandparent_asked",
    "community_warned",
    "nobody_at_level_1",
)
FactsBuilder = Callable[..., Facts]
SchemeOf = Callable[[str], Scheme]
FindingsOf = Callable[[Facts, Scheme], list[Finding]]


def with_answer(facts: Facts, path: str, answer: object) -> Facts:
    """Answer one fact, by the path a Change gives; written apart from policy/what_if.py."""
    whole: dict[str, Any] = facts.model_dump()
    first, _, rest = path.partition(".")
    if first == "items":
        item_id, _, name = rest.partition(".")
        for item in whole["items"]:
            item.update({name: answer} if item["item_id"] == item_id else {})
    elif first == "recipient" and rest.startswith("items."):
        kept = [i for i in whole["recipient"]["items"] if i != rest.removeprefix("items.")]
        whole["recipient"]["items"] = kept
    elif first == "recipient":
        whole["recipient"][rest] = answer
    elif first == "holds":
        whole["holds"] = set(whole["holds"]) ^ {rest}
    elif first == "checks":
        whole["checks"] = whole["checks"] | {rest: str(answer).replace(" ", "_")}
    else:
        whole[first] = answer
    return Facts.model_validate(whole)


def read_answer(words: str) -> object:
    """Turn a Change's words back into the answer they stand for."""
    if words in ("yes", "no"):
        return words == "yes"
    return int(words) if words.isdigit() else words.replace(" ", "_")


def forgettable(facts: Facts) -> Iterator[str]:
    """The path of every answer that could be taken back."""
    models: list[tuple[str, BaseModel]] = [("", facts)]
    models += [("recipient.", facts.recipient)] if facts.recipient else []
    models += [(f"items.{item.item_id}.", item) for item in facts.items]
    for at, held in models:
        for name, field in type(held).model_fields.items():
            if field.default is None and name != "recipient" and getattr(held, name) is not None:
                yield f"{at}{name}"


@st.composite
def some_facts(draw: st.DrawFn) -> tuple[str, list[tuple[str, bool | None]], dict[str, Any]]:
    """A starting point, some answers given otherwise, and some of what is not yes or no."""
    names = [n for n, f in Facts.model_fields.items() if f.annotation == bool | None]
    names += [f"recipient.{n}" for n, f in RecipientFacts.model_fields.items() if f.annotation == bool | None]
    names += ["items.C1.schedule_34a", "items.C1.verified", "items.C1.foreign", "items.C1.foreign_equivalent"]
    answers = draw(
        st.lists(st.tuples(st.sampled_from(names), st.sampled_from([None, True, False])), max_size=5)
    )
    plain = {
        "identity": draw(st.sampled_from(["unique", "unique", "unique", "probable", None])),
        "urgent": draw(st.sampled_from([False, False, True])),
        "level": draw(st.sampled_from([None, 1, 2, 3])),
        "child_age": draw(st.sampled_from([None, 9, 17, 18])),
    }
    return draw(st.sampled_from(STARTS)), answers, draw(st.sampled_from([{}, {}, plain]))


Given = tuple[str, list[tuple[str, bool | None]], dict[str, Any]]


def built(given_: Given, facts_from: FactsBuilder) -> Facts:
    start, answers, plain = given_
    facts = facts_from(start, **plain)
    for path, answer in answers:
        if path.startswith("recipient.") and facts.recipient is None:
            continue
        if path == "items.C1.foreign":
            answer = bool(answer)
        facts = with_answer(facts, path, answer)
    return facts


@given(given_=some_facts())
@settings(max_examples=12, deadline=None)
def test_forgetting_a_fact_never_creates_a_presumption_nor_a_telling(
    given_: Given, facts_from: FactsBuilder, scheme_of: SchemeOf, findings_of: FindingsOf
) -> None:
    facts, scheme = built(given_, facts_from), scheme_of(given_[0])
    before = findings_of(facts, scheme)
    for path in forgettable(facts):
        after = findings_of(with_answer(facts, path, None), scheme)
        assert presumed(after) <= presumed(before), path
        if first_shut(before) is not Recommends.TELL:
            assert first_shut(after) is not Recommends.TELL, path


def presumed(found: list[Finding]) -> set[tuple[str, str | None]]:
    rules = ("presumption", "pilot_presumption")
    return {(f.rule, f.item) for f in found if f.rule in rules and f.answer is Answer.MET}


@given(given_=some_facts(), seed=st.integers(0, 1000))
@settings(max_examples=6, deadline=None)
def test_the_order_of_rules_never_changes_the_recommendation(
    given_: Given, seed: int, facts_from: FactsBuilder, scheme_of: SchemeOf
) -> None:
    facts, scheme = built(given_, facts_from), scheme_of(given_[0])
    shuffled = random.Random(seed).sample(RULES, len(RULES))
    one, other = recommend(facts, scheme), recommend(facts, scheme, tuple(shuffled))
    assert one.recommends == other.recommends
    assert set(one.unknown) == set(other.unknown)
    assert set(one.would_change) == set(other.would_change)
    assert sorted(map(repr, one.findings)) == sorted(map(repr, other.findings))


@given(given_=some_facts())
@settings(max_examples=15, deadline=None)
def test_every_finding_has_a_reason_and_a_listed_source(
    given_: Given, facts_from: FactsBuilder, scheme_of: SchemeOf, findings_of: FindingsOf
) -> None:
    for finding in findings_of(built(given_, facts_from), scheme_of(given_[0])):
        assert finding.reason
        assert finding.source.title == SOURCES[finding.source.key].title


@given(given_=some_facts())
@settings(max_examples=6, deadline=None)
def test_what_would_change_it_really_does_and_nothing_is_left_out(
    given_: Given, facts_from: FactsBuilder, scheme_of: SchemeOf, findings_of: FindingsOf
) -> None:
    facts, scheme = built(given_, facts_from), scheme_of(given_[0])
    advice = recommend(facts, scheme)
    for change in advice.would_change:
        other = with_answer(facts, change.question, read_answer(change.would_be))
        assert first_shut(findings_of(other, scheme)) is change.then, change
        assert change.then is not advice.recommends
    named = {(change.question, change.would_be) for change in advice.would_change}
    for path in yes_or_no(facts):
        for answer in (True, False):
            then = first_shut(findings_of(with_answer(facts, path, answer), scheme))
            flips = then is not advice.recommends
            assert ((path, "yes" if answer else "no") in named) is flips, path


def yes_or_no(facts: Facts) -> list[str]:
    paths = [name for name, field in Facts.model_fields.items() if field.annotation == bool | None]
    if facts.recipient:
        fields = RecipientFacts.model_fields.items()
        paths += [f"recipient.{name}" for name, field in fields if field.annotation == bool | None]
    return paths


def test_what_is_unknown_is_asked_in_the_words_of_the_question(
    facts_from: FactsBuilder, mappa: Scheme
) -> None:
    facts = facts_from(
        "head_teacher_level_2",
        serious_harm_risk=None,
        recipient__able_to_protect=None,
        recipient__pressing_need=False,
    )
    advice = recommend(facts, mappa)
    assert advice.recommends is Recommends.NOT_YET
    assert advice.unknown == (
        "Is there reasonable cause to believe the subject poses a risk of serious harm "
        "(s.327B(6): by a Schedule 34A offence) to children?",
        "Can the recipient protect the children?",
    )


def test_open_questions_are_named_by_path_where_an_answer_would_move_a_finding(
    facts_from: FactsBuilder, mappa: Scheme
) -> None:
    facts = facts_from("head_teacher_level_2")
    assert open_questions(facts, mappa) == ()
    facts = facts_from(
        "head_teacher_level_2",
        serious_harm_risk=None,
        particular_children=None,
        recipient__able_to_protect=None,
        recipient__pressing_need=False,
    )
    assert open_questions(facts, mappa) == ("serious_harm_risk", "recipient.able_to_protect")


def test_a_question_whose_answer_would_settle_nothing_is_not_asked(
    facts_from: FactsBuilder, mappa: Scheme
) -> None:
    facts = facts_from("head_teacher_level_2", particular_children=None, serious_harm_risk=None)
    assert not any("particular children" in words for words in recommend(facts, mappa).unknown)


def test_with_nobody_in_view_the_open_question_is_who(facts_from: FactsBuilder, mappa: Scheme) -> None:
    facts = facts_from(
        "nobody_at_level_1", serious_harm_risk=True, children_of_description=True, anybody_to_be_told=True
    )
    assert recommend(facts, mappa).unknown == ("Not answered: that person has been named",)


def test_leaving_an_item_out_is_offered_where_that_would_help(
    facts_from: FactsBuilder, mappa: Scheme
) -> None:
    plain = {"verified": True, "identifies_victim": False}
    items = [
        {"item_id": "C1", "kind": "conviction", "schedule_34a": True, **plain},
        {"item_id": "I1", "kind": "intelligence", **plain},
    ]
    facts = facts_from(
        "head_teacher_level_2", items=items, recipient__items=["C1", "I1"], recipient__pressing_need=False
    )
    advice = recommend(facts, mappa)
    assert advice.recommends is Recommends.HOLD
    offered = {(c.question, c.words, c.then) for c in advice.would_change}
    assert ("recipient.items.I1", "Is item I1 to be told?", Recommends.TELL) in offered


def test_it_says_which_scheme_edition_and_which_items_are_presumed(
    facts_from: FactsBuilder, mappa: Scheme
) -> None:
    advice = recommend(facts_from("head_teacher_level_2"), mappa)
    assert (advice.scheme, advice.edition, advice.presumption_engaged) == ("mappa", "2025", ("C1",))
    assert advice.unknown == ()


def test_every_rule_that_gates_is_made_by_a_rule_and_every_recommendation_has_a_gate(
    facts_from: FactsBuilder, scheme_of: SchemeOf, findings_of: FindingsOf
) -> None:
    made = {f.rule for start in STARTS for f in findings_of(facts_from(start), scheme_of(start))}
    elsewhere = facts_from("head_teacher_level_2", managed_in_this_area=False, urgent=True)
    made |= {f.rule for f in findings_of(elsewhere, scheme_of("head_teacher_level_2"))}
    assert {rule for gate in GATES for rule in gate.rules} <= made
    assert {gate.recommends for gate in GATES} == set(Recommends) - {Recommends.TELL}


def test_no_function_of_policy_is_called_decide() -> None:
    """Property 7 of the design: the code recommends, a person decides."""
    assert not [rule for rule in RULES if "decide" in rule.__name__]
