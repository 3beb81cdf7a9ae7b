"""What does the person sought score against each distinct name, date and place? Splink's own SQL.

A register of 100,000 has far fewer surnames. Each is compared once, by the SQL that Splink makes of the same
settings the score of record comes from, and rows then gather weights by code.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray
from splink.internals.comparison import Comparison

from flows.matching.comparisons import settings
from flows.matching.locked import keep
from flows.matching.rows import Row
from flows.matching.weights import weights

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
FEW = 8  # distinct rows, as of sex: each row sought is then compared once in the life of the register
AGREED = "'a'"  # stands in for a column another kind of row holds


@dataclass(frozen=True)
class Weighed:
    """[row sought, code on the register]: the weight, and Splink's level of the first comparison."""

    weight: Floats
    gamma: Codes


class Distinct:
    """The distinct rows of one kind (a forename, a date), each under a code, in a table of their own."""

    def __init__(self, name: str, comparisons: tuple[str, ...], columns: Mapping[str, pa.DataType]) -> None:
        self.name, self._comparisons, self._columns = name, comparisons, columns
        self.rows: list[Row] = []
        self._codes: dict[Hashable, int] = {}
        self._weighed: dict[Hashable, Weighed] = {}

    def code(self, row: Row) -> int:
        """The code of a row, new or known."""
        key = tuple(row.values())
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self.rows)
            self.rows.append(row)
        return code

    def write(self, connection: DuckDBPyConnection) -> None:
        """Copy the rows into the database, when all are there."""
        self._codes = {}
        keep(connection, self.name, table_of(self.rows, self._columns))

    def weigh(self, connection: DuckDBPyConnection, sought: Sequence[Row]) -> Weighed:
        """Compare each row sought with each distinct one, as if forenames agreed where a guard asks."""
        if len(self.rows) > FEW:
            return self._weigh(connection, sought)
        for row in sought:
            key = tuple(row.values())
            if key not in self._weighed:
                self._weighed[key] = self._weigh(connection, [row])
        known = [self._weighed[tuple(row.values())] for row in sought]
        return Weighed(np.vstack([one.weight for one in known]), np.vstack([one.gamma for one in known]))

    def _weigh(self, connection: DuckDBPyConnection, sought: Sequence[Row]) -> Weighed:
        connection.register("sought", table_of(sought, self._columns))
        try:
            found = connection.execute(_sql(self.name, self._comparisons, tuple(self._columns))).fetchnumpy()
        finally:
            connection.unregister("sought")
        weight = np.zeros((len(sought), len(self.rows)))
        gamma = np.full(weight.shape, -1, np.int32)
        at = found["code_r"], found["code_l"]
        weight[at], gamma[at] = found["weight"], found["gamma"]
        return Weighed(weight, gamma)


def table_of(rows: Sequence[Row], columns: Mapping[str, pa.DataType]) -> pa.Table:
    """Rows as a table of these columns, with their place as `code`."""
    named = {"code": pa.array(range(len(rows)), pa.int32())}
    for column, kind in columns.items():
        named[column] = pa.array([row.get(column) for row in rows], kind)
    return pa.table(named)


@lru_cache(maxsize=32)
def _sql(table: str, comparisons: tuple[str, ...], columns: tuple[str, ...]) -> str:
    """Splink's own conditions and weights for these comparisons, over a table's rows and the rows sought."""
    made = [_splinks(name) for name in comparisons]
    inputs = dict.fromkeys(
        column.unquote().name for each in made for column in each._input_columns_used_by_case_statement
    )
    sides = [
        f"{f'{side}.{column}' if column in columns else AGREED} AS {column}_{side}"
        for column in inputs
        for side in "lr"
    ]
    frequencies = [
        f"{f'{side}.{name}' if side == 'l' else 'NULL'} AS {name}_{side}"
        for name in columns
        if name.startswith("tf_")
        for side in "lr"
    ]
    vectors = [each for one in made for each in _vectors(one)]
    parts = [each for one in made for each in one._columns_to_select_for_match_weight_parts(False, True)]
    total = " + ".join(each for one in made for each in one._match_weight_columns_to_sum)
    return f"""
        WITH pairs AS (
            SELECT l.code AS code_l, r.code AS code_r, {", ".join(dict.fromkeys(sides + frequencies))}
            FROM {table} AS l CROSS JOIN sought AS r
        ), vectors AS (
            SELECT code_l, code_r, {", ".join(dict.fromkeys(vectors))} FROM pairs
        ), parts AS (
            SELECT code_l, code_r, {", ".join(dict.fromkeys(parts))} FROM vectors
        )
        SELECT code_l, code_r, {total} AS weight, {made[0]._gamma_column_name} AS gamma FROM parts
    """


def _vectors(comparison: Comparison) -> list[str]:
    return comparison._columns_to_select_for_comparison_vector_values(False)  # type: ignore[no-untyped-call,no-any-return]


def _splinks(name: str) -> Comparison:
    return settings(2, weights(), only=name).get_settings("duckdb").core_model_settings.comparisons[0]
