"""What SQL does Splink make of our comparisons? Its conditions and weights, and only what we read.

Splink's compare_records does the same and three times as slowly: it keeps every column compared, and the odds
spelt out, in a table of pairs. Nothing is kept here; a test holds the weights to compare_records' own. The
names with an underscore are Splink's internals: 5.0.0 is pinned, and only this module touches them.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import pyarrow as pa
from splink.internals.comparison import Comparison

from flows.matching.comparisons import settings
from flows.matching.rows import Row
from flows.matching.weights import weights

AGREED = "'a'"  # stands in for a column that another kind of row holds, as if both sides agreed


@lru_cache(maxsize=32)
def parts(comparisons: tuple[str, ...], columns: tuple[str, ...], register: str, on: str = "true") -> str:
    """Begin a query with `parts`: code_l of the register's table, code_r of `sought`, Splink's columns."""
    made = [splinks(name) for name in comparisons]
    inputs = dict.fromkeys(
        column.unquote().name for each in made for column in each._input_columns_used_by_case_statement
    )
    sides = [
        f"{f'{side}.{column}' if column in columns else AGREED} AS {column}_{side}"
        for column in inputs
        for side in "lr"
    ]
    for name in columns:
        if name.startswith("tf_"):
            sides += [f"l.{name} AS {name}_l", f"NULL AS {name}_r"]
    vectors = [each for one in made for each in _vectors(one)]
    weighed = [each for one in made for each in one._columns_to_select_for_match_weight_parts(False, True)]
    return f"""
        WITH pairs AS (
            SELECT l.code AS code_l, r.code AS code_r, {", ".join(dict.fromkeys(sides))}
            FROM {register} AS l JOIN sought AS r ON {on}
        ), vectors AS (
            SELECT code_l, code_r, {", ".join(dict.fromkeys(vectors))} FROM pairs
        ), parts AS (
            SELECT code_l, code_r, {", ".join(dict.fromkeys(weighed))} FROM vectors
        )
    """


@lru_cache(maxsize=16)
def splinks(name: str) -> Comparison:
    """One comparison as Splink has it for DuckDB."""
    return settings(2, weights(), only=name).get_settings("duckdb").core_model_settings.comparisons[0]


def gamma(name: str) -> str:
    """The column that holds the level of a comparison."""
    return str(splinks(name)._gamma_column_name)


def weight(name: str) -> str:
    """What a comparison adds, its frequency adjustment included."""
    return " + ".join(splinks(name)._match_weight_columns_to_sum)


def _vectors(comparison: Comparison) -> list[str]:
    return comparison._columns_to_select_for_comparison_vector_values(False)  # type: ignore[no-untyped-call,no-any-return]


def table_of(rows: Sequence[Row], columns: Mapping[str, pa.DataType]) -> pa.Table:
    """Rows as a table of these columns, with their place as `code`."""
    schema = pa.schema({"code": pa.int32(), **columns})
    return pa.Table.from_pylist([{"code": at, **row} for at, row in enumerate(rows)], schema=schema)
