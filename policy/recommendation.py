"""What do all the rules together come to? A recommendation, never a decision."""

from collections.abc import Callable
from enum import StrEnum

from pydantic import BaseModel

from policy.facts import Facts
from policy.findings import Finding
from policy.scheme import Scheme


class Recommends(StrEnum):
    """What the rules come to. A person decides."""

    TELL = "tell"
    NOT_TELL = "not_tell"
    SHARE_INFORMATION = "share_information"
    HOLD = "hold"
    NOT_YET = "not_yet"
    REFER = "refer"


class Change(BaseModel, frozen=True):
    """One fact whose other answer, alone, would make another recommendation."""

    question: str
    words: str
    answer_now: str
    would_be: str
    then: Recommends


class Recommendation(BaseModel, frozen=True):
    """Every finding, met or not; what is unknown; what would change it."""

    recommends: Recommends
    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]
    would_change: tuple[Change, ...]
    scheme: str
    edition: str
    presumption_engaged: tuple[str, ...]


Rule = Callable[[Facts, Scheme], tuple[Finding, ...]]
RULES: tuple[Rule, ...] = ()


def recommend(facts: Facts, scheme: Scheme) -> Recommendation:
    """Apply every rule. Never decides."""
    raise NotImplementedError


def obstacles_to_proposing(advice: Recommendation) -> list[str]:
    """What forbids proposing to tell: bars, holds and unanswered questions; never a mere difference of judgement."""
    return []
