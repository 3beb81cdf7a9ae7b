"""What does the person sought score against each distinct name, date and place? Splink's own SQL.

A register of 100,000 has far fewer surnames. Each is compared once, by the SQL that Splink makes of the same
settings the score of record comes from, and rows then gather weights by code.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from flows.matching import splinks_sql
from flows.matching.locked import keep
from flows.matching.rows import Row

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
FEW = 8  # distinct rows, as of sex: each row sought is then compared once in the life of the register


@dataclass(frozen=True)
class Weighed:
    """[row sought, code on the register]: the weight, and Splink's level of the first comparison."""

    weight: Floats
    gamma: Codes


class Distinct:
    """The distinct rows of one kind (a forename, a date), each under a code, in a table of their own."""

    def __init__(self, name: str, comparisons: tuple[str, ...], columns: Mapping[str, pa.DataType]) -> None:
        self.name, self._columns = name, columns
        total = " + ".join(splinks_sql.weight(each) for each in comparisons)
        self._sql = f"""
            {splinks_sql.parts(comparisons, tuple(columns), name)}
            SELECT code_l, code_r, {total} AS weight, {splinks_sql.gamma(comparisons[0])} AS gamma FROM parts
        """
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
        keep(connection, self.name, splinks_sql.table_of(self.rows, self._columns))
        # Read once: parsing takes as long as comparing.
        self._query = connection.extract_statements(self._sql)[0]

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
        connection.register("sought", splinks_sql.table_of(sought, self._columns))
        try:
            found = connection.execute(self._query).fetchnumpy()
        finally:
            connection.unregister("sought")
        weight = np.zeros((len(sought), len(self.rows)))
        gamma = np.full(weight.shape, -1, np.int32)
        at = found["code_r"], found["code_l"]
        weight[at], gamma[at] = found["weight"], found["gamma"]
        return Weighed(weight, gamma)
