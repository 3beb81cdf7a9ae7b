"""Where are the names held while they are compared? In memory, by a DuckDB that can write no file."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa
from duckdb import DuckDBPyConnection

from models.errors import CannotDo

MEMORY = "1GB"  # a register of 100,000 needs about a tenth
THREADS = 2
# An in-memory database still spills to .tmp, in plaintext, unless it has nowhere to.
_LOCK_DOWN = (
    "SET temp_directory = ''",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


def connect(memory: str = MEMORY) -> DuckDBPyConnection:
    """A database that reaches no file, no extension and no network, and can't be told otherwise."""
    connection = duckdb.connect(":memory:", config={"memory_limit": memory, "threads": THREADS})
    for setting in _LOCK_DOWN:
        connection.execute(setting)
    return connection


def keep(connection: DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Copy rows into a table of this name, in place of one that was there."""
    connection.register("given", rows)
    try:
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM given")
    finally:
        connection.unregister("given")


def tables(connection: DuckDBPyConnection) -> list[str]:
    """What tables and views it holds, by name."""
    query = "SELECT table_name FROM information_schema.tables ORDER BY 1"
    return [name for (name,) in connection.execute(query).fetchall()]


def out_of_memory(limit: str) -> CannotDo:
    """DuckDB's own message is not passed on: it may quote what it was comparing."""
    return CannotDo(
        f"The register does not fit into the {limit} of memory the matcher may use, and it may write no "
        "names to a disk. Nothing was compared; raise the limit and try again."
    )


def settings_of(connection: DuckDBPyConnection) -> Mapping[str, str]:
    """How it is locked down, for whoever checks."""
    rows = connection.execute("SELECT name, value FROM duckdb_settings()").fetchall()
    return {str(name): str(value) for name, value in rows}
