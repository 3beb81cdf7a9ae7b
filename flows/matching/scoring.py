"""What is the score of record? All names and places of the few that came near, by Splink's SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection

from flows.matching import splinks_sql
from flows.matching.columns import ALL
from flows.matching.rows import Row
from flows.matching.weights import LEVELS

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Scored:
    """The nearest pair of rows of a person sought and a nominal: each comparison's level and weight.

    A level of None: nothing to compare.
    """

    nominal: int
    levels: dict[str, tuple[str | None, Decimal]]


class Scorer:
    """Scores rows on one connection; its query is read once, which takes as long as running it."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        self._query = connection.extract_statements(_SQL)[0]

    def score(
        self, near: Sequence[tuple[int, int, Row]], sought: Sequence[tuple[int, Row]]
    ) -> dict[tuple[int, int], Scored]:
        """Compare (person, nominal, row) with each (person, row) of the same person; keep the best pair.

        Nothing is written: the connection sees the rows given while the query runs, and keeps no result.
        """
        rows = {
            "near": [{"sought": at, **row} for at, _, row in near],
            "sought": [{"sought": at, **row} for at, row in sought],
        }
        for name, given in rows.items():
            self._connection.register(name, splinks_sql.table_of(given, {"sought": pa.int32(), **ALL}))
        try:
            found = self._connection.execute(self._query).fetchnumpy()
        finally:
            for name in rows:
                self._connection.unregister(name)
        return _best(found, [(at, nominal) for at, nominal, _ in near])


def _best(found: "dict[str, np.ndarray]", pairs: list[tuple[int, int]]) -> dict[tuple[int, int], Scored]:
    """Of each two people the pair of rows that weighs most; of equal ones that of the stronger levels."""
    gammas = np.stack([found[f"gamma_{name}"] for name in LEVELS], axis=1)
    weights = np.stack([found[f"weight_{name}"] for name in LEVELS], axis=1)
    best: dict[tuple[int, int], Scored] = {}
    for row in np.lexsort((*(-gammas.T[::-1]), -weights.sum(axis=1).round(6))):
        pair = pairs[found["code_l"][row]]
        if pair not in best:
            best[pair] = Scored(pair[1], _levels(gammas[row], weights[row]))
    return best


def _levels(gammas: "np.ndarray", weights: "np.ndarray") -> dict[str, tuple[str | None, Decimal]]:
    return {
        name: (
            levels[len(levels) - 1 - gamma] if gamma >= 0 else None,
            Decimal(repr(float(weight))).quantize(CENT),
        )
        for (name, levels), gamma, weight in zip(LEVELS.items(), gammas, weights, strict=True)
    }


_SQL = f"""
    {splinks_sql.parts(tuple(LEVELS), tuple(ALL), "near", "l.sought = r.sought")}
    SELECT code_l, {", ".join(f"{splinks_sql.gamma(name)} AS gamma_{name}" for name in LEVELS)},
        {", ".join(f"{splinks_sql.weight(name)} AS weight_{name}" for name in LEVELS)}
    FROM parts
"""
