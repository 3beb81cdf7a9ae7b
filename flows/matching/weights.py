"""What is each level worth? Read from weights.yaml, checked against the comparisons there are, frozen."""

import math
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.errors import CannotDo
from models.yaml_lines import problems_of, read

FILE = Path(__file__).with_name("weights.yaml")
# Every comparison and its levels, in the order in which comparisons.py tries them.
LEVELS: dict[str, tuple[str, ...]] = {
    "name_kind": ("turned", "middle", "other", "own"),
    "forename": ("exact", "short_form", "close", "sound", "initial", "loose", "other"),
    "surname": ("exact", "part", "close", "sound", "loose", "other"),
    "date_of_birth": (
        "exact", "swapped", "year_slip", "one_digit", "month_year", "two_digits", "year", "one_year",
        "three_years", "other",
    ),
    "age": ("one_year", "three_years", "six_years", "twelve_years", "other"),
    "place": ("household", "home", "postcode", "street", "district", "town", "area", "other"),
    "sex": ("same", "other"),
}  # fmt: skip


def gamma_of(comparison: str, level: str) -> int:
    """Splink's number of a level: 0 for the last, counted upwards."""
    levels = LEVELS[comparison]
    return len(levels) - 1 - levels.index(level)


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LevelWeight(_Read):
    """`m` and `u` are probabilities; `words` are for an officer, `why` for a reviewer."""

    m: float = Field(gt=0, lt=1)
    u: float = Field(gt=0, lt=1)
    words: str = Field(min_length=1)
    why: str = Field(min_length=1)
    says: Literal["by weight", "for", "nothing"] = "by weight"

    @property
    def weight(self) -> float:
        """Base-2 logarithm, before a name's own frequency."""
        return math.log2(self.m / self.u)


class ComparisonWeights(_Read):
    """`what` is missing where nothing could be compared; `ask` is what would help then."""

    what: str = Field(min_length=1)
    ask: str | None = None
    levels: dict[str, LevelWeight]

    @model_validator(mode="after")
    def _sums(self) -> "ComparisonWeights":
        for which in ("m", "u"):
            total = sum(getattr(level, which) for level in self.levels.values())
            if abs(total - 1) > 0.005:
                raise ValueError(f"{which} of the levels sums to {total:.4f}; it must sum to 1")
        return self


class Bands(_Read):
    """The least weight of each band."""

    strong: float
    probable: float
    possible: float

    @model_validator(mode="after")
    def _descend(self) -> "Bands":
        if not self.strong > self.probable > self.possible:
            raise ValueError("strong must be above probable, and probable above possible")
        return self


class Weights(_Read):
    """All of weights.yaml."""

    rarest_name: float = Field(gt=0, lt=0.1)
    bands: Bands
    comparisons: dict[str, ComparisonWeights]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights in use."""
    return read_weights(FILE.read_text(encoding="utf-8"))


def read_weights(text: str) -> Weights:
    """Raise CannotDo with every error and its line."""
    located, found = read(text), None
    problems = list(located.problems)
    try:
        found = Weights.model_validate(located.data)
        problems += [located.say(path, words) for path, words in _other_levels(found)]
    except ValidationError as error:
        problems += problems_of(error, located)
    if problems or not found:
        raise CannotDo(*(f"{FILE.name}: {problem}" for problem in problems))
    return found


def _other_levels(found: Weights) -> list[tuple[tuple[str | int, ...], str]]:
    wrong: list[tuple[tuple[str | int, ...], str]] = []
    if list(found.comparisons) != list(LEVELS):
        wrong.append((("comparisons",), f"must be, in this order: {', '.join(LEVELS)}"))
    for name, comparison in found.comparisons.items():
        levels = LEVELS.get(name)
        if levels and tuple(comparison.levels) != levels:
            wrong.append((("comparisons", name, "levels"), f"must be, in this order: {', '.join(levels)}"))
    return wrong
