"""Can names leave the matcher by a file, a leftover table or an error? They are looked for."""

from pathlib import Path

import duckdb
import pytest

from bench.corruptions import questions
from bench.people import register
from flows.matching import locked
from flows.matching.person import Nominal, Someone
from flows.matching.register import Register
from models.errors import CannotDo

OURS = ["births", "forenames", "kinds", "places", "sexes", "surnames"]


def test_no_table_of_pairs_is_left_in_the_connection(made_up: Register, nominals: list[Nominal]) -> None:
    for question in questions(nominals, 5, seed=6):
        made_up.nearest(question.who)
    assert locked.tables(made_up._connection) == OURS


def test_none_is_left_where_the_comparison_fails(
    made_up: Register, nominals: list[Nominal], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = made_up._connection.extract_statements("SELECT error('cut off') FROM near, sought")[0]
    monkeypatch.setattr(made_up._scorer, "_query", broken)
    with pytest.raises(duckdb.Error, match="cut off"):
        made_up.nearest(nominals[0].who)
    assert locked.tables(made_up._connection) == OURS


def test_too_little_memory_is_refused_and_no_name_reaches_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB would spill into .tmp of the working folder, in plaintext, if it were let."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    people = register(3000, seed=8)
    named = [
        Nominal(f"{nominal.key}-{copy}", Someone(f"Canary{n}x{copy}", "Zyxwvut", places=nominal.who.places))
        for n, nominal in enumerate(people)
        for copy in range(10)
    ]
    asked = {str(n): one.who for n, one in enumerate(named[:400])}

    def read_and_ask() -> None:
        Register(named, memory="4MB").nearest_of_each(asked)

    with pytest.raises(CannotDo, match="does not fit into the 4MB of memory") as refused:
        read_and_ask()
    assert "anary" not in str(refused.value)
    assert refused.value.__cause__ is None
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in written if b"anary" in path.read_bytes()] == []
    assert written == []


def test_unlocked_duckdb_would_have_written_them(tmp_path: Path) -> None:
    """The test above looks for something that does happen."""
    spilling = tmp_path / "spilling"
    connection = duckdb.connect(
        config={"memory_limit": "60MB", "threads": 2, "temp_directory": str(spilling)}
    )
    connection.execute("CREATE TABLE t AS SELECT 'Canary' || hash(i) AS name FROM range(4000000) r(i)")
    files = [path for path in spilling.rglob("*") if path.is_file()]
    assert any(b"Canary" in path.read_bytes() for path in files)
    connection.close()


@pytest.mark.parametrize(
    "attempt",
    [
        "SET temp_directory = '/tmp/elsewhere'",
        "COPY forenames TO 'names.csv'",
        "SELECT * FROM read_csv('/etc/hostname')",
        "ATTACH 'names.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ],
)
def test_the_connection_reaches_no_file_and_stays_locked(
    made_up: Register, attempt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(duckdb.Error):
        made_up._connection.execute(attempt)
    assert list(tmp_path.iterdir()) == []


def test_a_closed_register_holds_no_name() -> None:
    closed = Register([Nominal("S-1", Someone("Ann", "Other"))])
    closed.close()
    assert closed._layout.forenames.rows == []
    with pytest.raises(duckdb.Error):
        closed._connection.execute("SELECT 1")
