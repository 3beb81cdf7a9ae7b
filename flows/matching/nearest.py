"""What is found? The nearest nominals, ranked, each with its reasons; an officer decides."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

FOUND = "nearest first; an officer settles each"
NOT_FOUND = "no candidate found"  # never "no trace": the register may know them by something not asked


class Band(StrEnum):
    """Heads the list; decides nothing."""

    STRONG = "strong"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


@dataclass(frozen=True)
class Part:
    """One comparison's say: its weight is a base-2 logarithm, so that +1 doubles the odds."""

    comparison: str
    words: str
    weight: Decimal


@dataclass(frozen=True)
class Candidate:
    """A nominal beside the person sought. `weight` is the sum of the parts; the prior comes first."""

    key: str
    rank: int
    weight: Decimal
    band: Band
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    missing: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Nearest:
    """The nearest, whether or not any reaches `possible`; `would_help` lists what to ask for."""

    candidates: tuple[Candidate, ...]
    found: bool
    would_help: tuple[str, ...]
    heading: str
