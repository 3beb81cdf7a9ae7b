"""The cases a lawyer can read: tests/cases/*.yaml, each with the facts, and what the rules make of them."""

from collections.abc import Callable
from typing import Any

import pytest

from policy.facts import Facts
from policy.findings import Answer, Finding
from policy.recommendation import first_shut
from policy.scheme import Scheme

Findings = Callable[[Facts, Scheme], list[Finding]]


@pytest.mark.cases("presumption", "pilot", "recipients")
def test_case(
    case: dict[str, Any],
    facts_from: Callable[..., Facts],
    scheme_of: Callable[[str], Scheme],
    findings_of: Findings,
) -> None:
    facts = facts_from(case["start_from"], **case.get("but", {}))
    if case.get("without_recipient"):
        facts = facts.model_copy(update={"recipient": None})
    found = findings_of(facts, scheme_of(case["start_from"]))
    expected = dict(case["expect"])
    if recommends := expected.pop("recommends", None):
        assert first_shut(found) == recommends, shown(found)
    if (engaged := expected.pop("engaged", None)) is not None:
        assert [f.item for f in found if f.rule == "presumption" and f.answer is Answer.MET] == engaged
    for rule in expected.pop("absent", []):
        assert rule not in {f.rule for f in found}
    for rule, words in expected.pop("reason", {}).items():
        assert any(f.rule == rule and words in f.reason for f in found), shown(found)
    for rule, source in expected.pop("source", {}).items():
        assert {f.source.key for f in found if f.rule == rule} == {source}
    for rule, answers in expected.items():
        by_item = {f.item: str(f.answer) for f in found if f.rule == rule}
        assert by_item == (answers if isinstance(answers, dict) else {None: answers}), shown(found)


def shown(found: list[Finding]) -> str:
    return "\n".join(f"{f.rule} {f.item or ''}: {f.answer}: {f.reason}" for f in found)


def test_every_starting_point_comes_to_what_it_says(
    starting_points: dict[str, Any],
    facts_from: Callable[..., Facts],
    scheme_of: Callable[[str], Scheme],
    findings_of: Findings,
) -> None:
    for name, point in starting_points.items():
        found = findings_of(facts_from(name), scheme_of(name))
        assert first_shut(found) == point["comes_to"], f"{name}\n{shown(found)}"
