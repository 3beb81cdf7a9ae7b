"""Why is this nominal near? In plain words: what speaks for it, what against, what is missing."""

import math
from decimal import Decimal

from flows.matching.nearest import FOUND, NOT_FOUND, Band, Candidate, Nearest, Part
from flows.matching.person import Someone
from flows.matching.scoring import CENT, Scored
from flows.matching.weights import LevelWeight, weights

SPEAKS = Decimal("0.5")  # a weight nearer to nothing than this is neither for nor against


def prior(size: int) -> Decimal:
    """The weight before anything is compared: one nominal in all (Splink's prior, base-2 log of the odds)."""
    odds = 1 / max(size, 2)
    return Decimal(repr(math.log2(odds / (1 - odds)))).quantize(CENT)


def candidate(key: str, rank: int, scored: Scored, size: int) -> Candidate:
    """A nominal explained. Comparisons with nothing to compare have no part in the sum."""
    parts = [Part("prior", f"one nominal in {size:,}, before anything is compared", prior(size))]
    reasons: list[str] = []
    against: list[str] = []
    missing: list[str] = []
    for name, (level_name, weight) in scored.levels.items():
        comparison = weights().comparisons[name]
        if level_name is None:
            if comparison.ask:
                missing.append(comparison.what)
            continue
        level = comparison.levels[level_name]
        parts.append(Part(name, level.words, weight))
        side = _side(level, weight)
        if side is not None:
            (reasons if side else against).append(level.words)
    if "age" in (part.comparison for part in parts):
        missing = [what for what in missing if what != "date of birth"] + ["exact date of birth"]
    total = sum((part.weight for part in parts), Decimal(0))
    return Candidate(
        key, rank, total, band(total, parts), tuple(reasons), tuple(against), tuple(missing), tuple(parts)
    )


def _side(level: LevelWeight, weight: Decimal) -> bool | None:
    if level.says == "for":
        return True
    if level.says == "nothing" or abs(weight) < SPEAKS:
        return None
    return weight > 0


def band(total: Decimal, parts: list[Part]) -> Band:
    """Probable and strong need the forename, and either the birth or the address, to speak for it as well."""
    least = weights().bands
    said = {part.comparison: part.weight for part in parts}
    supported = (
        said.get("forename", 0) > 0 and max(said.get(of, 0) for of in ("date_of_birth", "age", "place")) > 0
    )
    if total >= Decimal(str(least.strong)) and supported:
        return Band.STRONG
    if total >= Decimal(str(least.probable)) and supported:
        return Band.PROBABLE
    return Band.POSSIBLE if total >= Decimal(str(least.possible)) else Band.UNLIKELY


def nearest(candidates: tuple[Candidate, ...], sought: Someone) -> Nearest:
    """Head the list, and say what to ask for."""
    found = any(candidate.band is not Band.UNLIKELY for candidate in candidates)
    return Nearest(candidates, found, would_help(sought), FOUND if found else NOT_FOUND)


def would_help(sought: Someone) -> tuple[str, ...]:
    """What isn't known of the person sought and would tell most, the most telling first."""
    known = {
        "date_of_birth": sought.date_of_birth,
        "forename": sought.forenames,
        "surname": sought.surname,
        "place": any(place.postcode or place.lines for place in sought.places),
        "sex": sought.sex,
    }
    asks = [weights().comparisons[name].ask for name, value in known.items() if not value]
    return tuple(ask for ask in asks if ask)
