"""Builders for the rules' tests: schemes, facts by starting point, and cases read from YAML."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.schemes import SAMPLE_FORCE, Schemes, load
from policy.facts import Facts
from policy.findings import Finding
from policy.recommendation import RULES
from policy.scheme import Scheme

CASES = Path(__file__).parents[1] / "cases"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times quicker where libyaml is there
FactsBuilder = Callable[..., Facts]


@cache
def _installed() -> Schemes:
    return load(SAMPLE_FORCE)


@cache
def _starting_points() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load((CASES / "starting-points.yaml").read_text("utf-8"), LOADER)
    return found


def _build(start_from: str, **but: Any) -> Facts:
    point = _starting_points()[start_from]
    known, recipient = dict(point["facts"]), dict(point.get("recipient") or {})
    for name, answer in but.items():
        if name.startswith("recipient__"):
            recipient[name.removeprefix("recipient__")] = answer
        else:
            known[name] = answer
    return Facts.model_validate(known | {"recipient": recipient or None})


@pytest.fixture(scope="session")
def installed() -> Schemes:
    return _installed()


@pytest.fixture(scope="session")
def mappa() -> Scheme:
    return _installed().get("mappa", "2025")


@pytest.fixture(scope="session")
def pilot() -> Scheme:
    return _installed().get("pilot-registration-2007", "2007")


@pytest.fixture(scope="session")
def csods() -> Scheme:
    return _installed().get("csods-2023", "2023")


@pytest.fixture(scope="session")
def facts_from() -> FactsBuilder:
    """facts_from("mother_who_registered", identity="probable", recipient__best_placed=None)"""
    return _build


@pytest.fixture(scope="session")
def scheme_of() -> Callable[[str], Scheme]:
    """The scheme a starting point is under."""
    return lambda start_from: _installed().editions[_starting_points()[start_from]["scheme"]]


@pytest.fixture(scope="session")
def findings_of() -> Callable[[Facts, Scheme], list[Finding]]:
    """Every rule's findings, without asking what would change them: quick enough for thousands of facts."""
    return lambda facts, scheme: [finding for rule in RULES for finding in rule(facts, scheme)]


@pytest.fixture(scope="session")
def starting_points() -> dict[str, Any]:
    return _starting_points()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "cases(*files): give the test each case of tests/cases/FILE.yaml")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`@pytest.mark.cases("presumption", …)` gives a test each case of those files as `case`."""
    for mark in metafunc.definition.iter_markers("cases"):
        cases = [
            case
            for name in mark.args
            for case in yaml.load((CASES / f"{name}.yaml").read_text("utf-8"), LOADER)
        ]
        metafunc.parametrize("case", cases, ids=[case["name"] for case in cases])
