"""Which nominals are worth a closer look? Every one is scored; the highest go on to the score of record."""

from collections.abc import Sequence

import numpy as np
from duckdb import DuckDBPyConnection

from flows.matching.distinct import Distinct, Floats, Weighed
from flows.matching.layout import Layout, Sought
from flows.matching.rows import Row
from flows.matching.weights import gamma_of, weights

# The forename agrees from this level of Splink's up: the guard of the address (comparisons.py).
AGREES_FROM = gamma_of("forename", "sound")
# A home in common, of which only the household is left where the forename disagrees.
HOME = [gamma_of("place", level) for level in ("home", "postcode", "street")]


class _Together:
    """Rows of several people sought, each compared once with a table of distinct values."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._at: dict[tuple[object, ...], int] = {}

    def at(self, row: Row) -> int:
        key = tuple(row.values())
        if key not in self._at:
            self._at[key] = len(self.rows)
            self.rows.append(row)
        return self._at[key]


def scan(connection: DuckDBPyConnection, layout: Layout, sought: Sequence[Sought]) -> list[Floats]:
    """The weight of every nominal, without the prior, for each person sought."""
    kinds, forenames, surnames, births, places, sexes = (_Together() for _ in range(6))
    plans = [
        (
            [(kinds.at(kind), forenames.at(first), surnames.at(last)) for kind, first, last in one.names],
            [places.at(place) for place in one.places],
            births.at(one.birth),
            sexes.at(one.sex),
        )
        for one in sought
    ]

    def weigh(distinct: Distinct, rows: _Together) -> Weighed:
        return distinct.weigh(connection, rows.rows)

    kind, forename = weigh(layout.kinds, kinds), weigh(layout.forenames, forenames)
    surname, birth, sex = (
        weigh(layout.surnames, surnames),
        weigh(layout.births, births),
        weigh(layout.sexes, sexes),
    )
    place = weigh(layout.places, places)
    found = []
    for names, at_places, born, sexed in plans:
        any_name, agreeing = _names(layout, names, kind, forename, surname)
        full, held_back = _places(layout, at_places, place)
        total = np.maximum(any_name + held_back, agreeing + full)
        total += birth.weight[born][layout.birth_codes] + sex.weight[sexed][layout.sex_codes]
        found.append(total)
    return found


def _names(
    layout: Layout, names: list[tuple[int, int, int]], kind: Weighed, forename: Weighed, surname: Weighed
) -> tuple[Floats, Floats]:
    """Each nominal's best name, and the best of those whose forename agrees (-inf where none does)."""
    kinds, forenames, surnames = layout.name_codes.T
    best = np.full(len(kinds), -np.inf)
    agreeing = best.copy()
    for of_kind, first, last in names:
        weight = (
            forename.weight[first][forenames] + surname.weight[last][surnames] + kind.weight[of_kind][kinds]
        )
        np.maximum(best, weight, out=best)
        agrees = (forename.gamma[first] >= AGREES_FROM)[forenames]
        np.maximum(agreeing, np.where(agrees, weight, -np.inf), out=agreeing)
    starts = layout.name_starts
    return np.maximum.reduceat(best, starts), np.maximum.reduceat(agreeing, starts)


def _places(layout: Layout, sought: list[int], weighed: Weighed) -> tuple[Floats, Floats]:
    """Each nominal's best place where the forename agrees, and where it does not (see comparisons.py)."""
    weight, gamma = weighed.weight[sought], weighed.gamma[sought]
    household = weights().comparisons["place"].levels["household"].weight
    held_back = np.where(np.isin(gamma, HOME), household, weight)
    best = [
        np.maximum.reduceat(each.max(axis=0)[layout.place_codes], layout.place_starts)
        for each in (weight, held_back)
    ]
    return best[0], best[1]


def highest(weights: Floats, count: int) -> list[int]:
    """The nominals of most weight, in order; where weights tie, the earlier in the register."""
    if count < len(weights):
        least = np.partition(weights, len(weights) - count)[len(weights) - count]
        at = np.flatnonzero(weights >= least)
    else:
        at = np.arange(len(weights))
    return [int(nominal) for nominal in at[np.lexsort((at, -weights[at]))][:count]]
