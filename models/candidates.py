"""Who may the person named be? Each candidate as compared, and, apart from the score, as settled."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.canonical import canonical

AT_LEAST_POSSIBLE = frozenset({"strong", "probable", "possible"})
LIKELY = frozenset({"strong", "probable"})


@dataclass
class Settled:
    """What an officer made of one candidate, by whom and when. The last word stands."""

    verdict: str
    by: str
    person: str
    at: datetime
    reasons: str


@dataclass
class CandidateState:
    """One on the register who may be meant. `compared`: what the machine said; {} where not listed."""

    reference: str
    rank: int | None = None
    band: str = ""
    compared: dict[str, Any] = field(default_factory=dict)
    settled: Settled | None = None
    vanished: bool = False
    to_look_at: datetime | None = None

    @property
    def counts(self) -> bool:
        """Tell whether somebody must settle this one before anything rests on who the person is."""
        return not self.vanished and self.band in AT_LEAST_POSSIBLE


@dataclass(frozen=True)
class Comparison:
    """The last comparison with the register: which register, which question, what was said over the list."""

    register: str
    question: str
    at: datetime
    heading: str
    would_help: tuple[str, ...]


@dataclass
class JoinedTo:
    """Another consideration about the same person, and whether it still is to be looked at."""

    other: str
    at: datetime
    to_look_at: bool


def question_of(individual: dict[str, Any]) -> str:
    """Digest of what was asked. It stands in contents only: beside a body, guesses could be checked by it."""
    return hashlib.sha256(canonical(individual)).hexdigest()
