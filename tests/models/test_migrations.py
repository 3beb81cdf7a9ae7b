"""Do the migrations make the tables the models describe, and does the check notice when they don't?"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from models.database import Role, engine, transaction
from models.entries import Act
from models.fields import Choice, Name, UtcTime
from models.migrations import run
from models.migrations.__main__ import main
from models.migrations.run import differences, upgrade
from models.tables import METADATA


def test_models_and_migrations_agree(new_database: Callable[[str | None], str]) -> None:
    owner = engine(new_database(None), Role.OWNER)
    with owner.begin() as connection:
        upgrade(connection)
        assert differences(connection) == []
        upgrade(connection)
    owner.dispose()


def test_a_table_without_a_migration_is_noticed(record: str) -> None:
    owner = engine(record, Role.OWNER)
    forgotten = Table("forgotten", METADATA, Column("id", Integer, primary_key=True))
    try:
        with transaction(owner) as session:
            [found] = differences(session.connection())
        assert "forgotten" in found
    finally:
        METADATA.remove(forgotten)
        owner.dispose()
    assert isinstance(METADATA, MetaData)


@pytest.mark.parametrize("arguments", [[], ["rubbish"], ["revision"]])
def test_a_wrong_command_says_how_it_is_used(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "usage: python -m models.migrations" in capsys.readouterr().err


def test_the_check_command_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "models and migrations agree" in capsys.readouterr().out


def test_the_next_migration_is_written_from_what_the_models_have(
    record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(run.HERE, tmp_path / "migrations")
    monkeypatch.setattr(run, "HERE", tmp_path / "migrations")
    last = int(run.newest() or 0)
    added = Table(
        "added",
        METADATA,
        Column("id", Integer, primary_key=True),
        Column("words", Name),
        Column("at", UtcTime, nullable=False),
        Column("kind", Choice(Act)),
    )
    owner = engine(record, Role.OWNER)
    try:
        with owner.begin() as connection:
            script = run.new_revision(connection, "Keep the added")
            text = script.read_text()
            upgrade(connection)
            assert differences(connection) == []
    finally:
        METADATA.remove(added)
        owner.dispose()
    assert script.name == f"{last + 1:04d}_keep_the_added.py"
    assert "models.fields" not in text
    assert "sa.DateTime(timezone=True), nullable=False" in text
    assert text.count("sa.Text()") == 2
