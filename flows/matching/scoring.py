"""What is the score of record? Splink's compare_records over every name and place of the few that came near.

compare_records is an internal path of Splink 5.0.0, pinned and wrapped here alone. Its table of pairs, and
the copies of the rows given to it, are dropped at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
from duckdb import DuckDBPyConnection
from splink import DuckDBAPI
from splink.internals.realtime import compare_records

from flows.matching import locked
from flows.matching.columns import ALL
from flows.matching.comparisons import settings
from flows.matching.rows import Row
from flows.matching.weights import LEVELS, weights

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Scored:
    """The nearest pair of rows of one person sought and one nominal: each comparison's level and weight.

    A level of None: nothing to compare.
    """

    sought: int
    nominal: int
    levels: dict[str, tuple[str | None, Decimal]]


class Scorer:
    """Scores pairs on one connection; not for two threads at once."""

    def __init__(self, connection: DuckDBPyConnection, size: int) -> None:
        self._connection = connection
        self._api = DuckDBAPI(connection)
        self._settings = settings(size, weights())
        self._cache_key = f"matching {size} {hash(weights().model_dump_json())}"

    def score(
        self, register: Sequence[tuple[int, int, Row]], sought: Sequence[tuple[int, Row]]
    ) -> dict[tuple[int, int], Scored]:
        """Compare (sought, nominal, row) with each (sought, row) of the same person; keep the best pair."""
        left = _table([(f"{at} {nominal}", at, row) for at, nominal, row in register])
        right = _table([(str(at), at, row) for at, row in sought])
        try:
            result = compare_records(
                left, right, self._settings, self._api, self._cache_key, join_condition="l.sought = r.sought"
            )
            return _best(self._read(result.physical_name))
        finally:
            self._forget()

    def _read(self, table: str) -> Iterable[tuple[object, ...]]:
        wanted = ["unique_id_l", *(f"gamma_{name}" for name in LEVELS), *(_weight(name) for name in LEVELS)]
        return self._connection.execute(f"SELECT {', '.join(wanted)} FROM {table}").fetchall()

    def _forget(self) -> None:
        """Drop what Splink left, by physical name: tables of names would pile up in the connection."""
        for name in locked.tables(self._connection):
            if name.startswith("__splink__"):
                self._api.delete_table_from_database(name)
        self._api._intermediate_table_cache.executed_queries.clear()
        self._api._created_tables.clear()


def _weight(name: str) -> str:
    tf = f" + mw_tf_adj_{name}" if name in ("forename", "surname", "sex") else ""
    return f"mw_{name}{tf}"


def _table(rows: Sequence[tuple[str, int, Row]]) -> pa.Table:
    named = {
        "unique_id": pa.array([key for key, _, _ in rows], pa.string()),
        "source_dataset": pa.array([""] * len(rows), pa.string()),
        "sought": pa.array([at for _, at, _ in rows], pa.int32()),
    }
    for column, kind in ALL.items():
        named[column] = pa.array([row.get(column) for _, _, row in rows], kind)
    return pa.table(named)


def _best(found: Iterable[tuple[object, ...]]) -> dict[tuple[int, int], Scored]:
    """Of each two people the pair of rows that weighs most; of equal ones that of the stronger levels."""
    best: dict[tuple[int, int], tuple[tuple[float, tuple[int, ...]], tuple[float, ...]]] = {}
    count = len(LEVELS)
    for pair, *values in found:
        sought, nominal = (int(word) for word in str(pair).split())
        gammas = tuple(int(str(value)) for value in values[:count])
        weight = tuple(float(str(value)) for value in values[count:])
        order = (round(sum(weight), 6), gammas)
        if (sought, nominal) not in best or order > best[sought, nominal][0]:
            best[sought, nominal] = (order, weight)
    return {
        at: Scored(
            *at,
            {name: _level(name, gamma, w) for name, gamma, w in zip(LEVELS, order[1], weight, strict=True)},
        )
        for at, (order, weight) in best.items()
    }


def _level(name: str, gamma: int, weight: float) -> tuple[str | None, Decimal]:
    levels = LEVELS[name]
    level = None if gamma < 0 else levels[len(levels) - 1 - gamma]
    return level, Decimal(repr(weight)).quantize(CENT)
