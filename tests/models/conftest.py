"""Builders the record's tests share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import Engine

from models import ledger
from models.database import Settings, conninfo, transaction
from models.entries import Progressed
from models.ledger import Recorded

Write = Callable[..., list[Recorded]]


@pytest.fixture
def write(application: Engine) -> Write:
    """Append some entries with content, each in its own transaction."""

    def append(count: int, consideration: UUID | None = None) -> list[Recorded]:
        written = []
        for number in range(count):
            with transaction(application) as session:
                content = {"reasons": f"reason {number}"}
                done = ledger.append(session, Progressed(), content, by="PC-1", consideration=consideration)
                written.append(done)
        return written

    return append


@pytest.fixture
def intruder(record: str) -> Iterator[psycopg.Connection[Any]]:
    """Whoever owns the server: no role, no triggers."""
    plain = conninfo(record)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


@pytest.fixture
def data(tmp_path: Path) -> Settings:
    """A data folder of this test's own."""
    return Settings(data=tmp_path / "data")
