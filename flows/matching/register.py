"""Who on the register is nearest to the person sought? Every nominal is scored."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from threading import Lock

import rfc8785
from rapidfuzz.distance import JaroWinkler

from flows.matching.nearest import FOUND, NOT_FOUND, Band, Candidate, Nearest, Part
from flows.matching.person import Nominal, Someone


class Register:
    """The nominals as read at one time. Keep it for the life of a process; threads take turns."""

    def __init__(self, nominals: Iterable[Nominal]) -> None:
        self._nominals = sorted(nominals, key=lambda nominal: nominal.key)
        self.size = len(self._nominals)
        self.digest = _digest(self._nominals)
        self._turn = Lock()

    def nearest(self, sought: Someone, limit: int = 10) -> Nearest:
        """The nearest, best first; ties by key."""
        return self.nearest_of_each({"": sought}, limit)[""]

    def nearest_of_each(
        self,
        sought: Mapping[str, Someone],
        limit: int = 10,
        progress: Callable[[int, int], None] | None = None,
    ) -> dict[str, Nearest]:
        """The nearest to each of many; `progress` hears how many of how many are done."""
        found = {}
        for done, (key, someone) in enumerate(sought.items(), 1):
            with self._turn:
                found[key] = _thin(self._nominals, someone, limit)
            if progress:
                progress(done, len(sought))
        return found

    def close(self) -> None:
        """Forget the names."""
        self._nominals = []


def _digest(nominals: list[Nominal]) -> str:
    read = [[nominal.key, repr(nominal.who)] for nominal in nominals]
    return hashlib.sha256(rfc8785.dumps(read)).hexdigest()


def _thin(nominals: list[Nominal], sought: Someone, limit: int) -> Nearest:
    rows = [(_weight(sought, nominal.who), nominal.key) for nominal in nominals]
    rows.sort(key=lambda row: (-row[0], row[1]))
    candidates = tuple(
        Candidate(
            key=key,
            rank=rank,
            weight=weight,
            band=Band.STRONG if weight >= 8 else Band.POSSIBLE if weight >= -10 else Band.UNLIKELY,
            reasons=("a similar name",) if weight > 0 else (),
            against=("another name",) if weight <= 0 else (),
            missing=() if sought.date_of_birth else ("date of birth",),
            parts=(Part("name", "name", weight),),
        )
        for rank, (weight, key) in enumerate(rows[:limit], 1)
    )
    found = any(candidate.band is not Band.UNLIKELY for candidate in candidates)
    help_with = () if sought.date_of_birth else ("the date of birth",)
    return Nearest(candidates, found, help_with, FOUND if found else NOT_FOUND)


def _weight(one: Someone, other: Someone) -> Decimal:
    alike = JaroWinkler.similarity(f"{one.forenames} {one.surname}", f"{other.forenames} {other.surname}")
    weight = Decimal(round(40 * (alike - 0.8), 2)).quantize(Decimal("0.01"))
    if one.date_of_birth and other.date_of_birth:
        weight += 8 if one.date_of_birth == other.date_of_birth else -7
    return weight
