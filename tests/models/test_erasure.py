"""Does erased content go, on record, and does everything else still stand?"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine

from models import ledger
from models.database import Role, engine, transaction
from models.entries import Act
from models.erasure import erase
from models.errors import RecordError
from models.ledger import Recorded
from models.verification import verify_record

Write = Callable[..., list[Recorded]]
BASIS = "retention/closed-10-years"


@pytest.fixture
def retention(record: str) -> Iterator[Engine]:
    """An engine in the retention role."""
    made = engine(record, Role.RETENTION)
    yield made
    made.dispose()


def test_erased_content_is_gone_and_the_entry_says_so(
    write: Write, retention: Engine, application: Engine
) -> None:
    consideration = uuid4()
    kept, gone = write(2, consideration)
    with transaction(retention) as session:
        assert gone.content_id is not None
        [erased] = erase(session, [gone.content_id], BASIS, "PO-1")
    with transaction(application) as session:
        read = ledger.entries(session, consideration)
        verdict = verify_record(session)
    assert [entry.kind for entry in read] == ["Progressed", "Progressed", "Erased"]
    assert read[0] == kept
    assert (read[1].content, read[1].erased, read[1].hash) == (None, True, gone.hash)
    assert read[2] == erased
    assert (erased.body["basis"], erased.body["act"]) == (BASIS, Act.ERASURE)
    assert (erased.content, erased.erased) == (None, False)
    assert verdict.good, verdict.words
    assert (verdict.contents, verdict.erased) == (1, 1)
    assert "1 with content erased" in verdict.words


def test_content_is_erased_once(write: Write, retention: Engine) -> None:
    [entry] = write(1)
    assert entry.content_id is not None
    with transaction(retention) as session:
        erase(session, [entry.content_id], BASIS, "PO-1")
    with pytest.raises(RecordError, match="no such content"), transaction(retention) as session:
        erase(session, [entry.content_id], BASIS, "PO-1")


def test_a_failed_erasure_erases_nothing(write: Write, retention: Engine, application: Engine) -> None:
    [entry] = write(1)
    assert entry.content_id is not None
    with pytest.raises(RecordError, match="no such content"), transaction(retention) as session:
        erase(session, [entry.content_id, uuid4()], BASIS, "PO-1")
    with transaction(application) as session:
        assert ledger.entries(session)[-1] == entry


def test_the_application_cannot_erase(write: Write, application: Engine) -> None:
    [entry] = write(1)
    assert entry.content_id is not None
    with pytest.raises(RecordError, match="no right"), transaction(application) as session:
        erase(session, [entry.content_id], BASIS, "PO-1")


def test_an_erasure_that_names_other_content_is_refused(write: Write, retention: Engine) -> None:
    one, other = write(2)
    told = (
        b'{"kind":"Erased","at":"2026-11-24T09:00:00Z","by":"PO-1","content":null,"content_digest":"'
        + other.body["content"].encode()
        + b'"}'
    )
    with pytest.raises(RecordError, match="does not name this content"), transaction(retention) as session:
        session.connection().exec_driver_sql("SELECT ledger_erase(%s, %s)", (told, one.content_id))


def test_content_deleted_behind_the_ledgers_back_is_a_failure(
    write: Write, application: Engine, intruder: psycopg.Connection[Any]
) -> None:
    entry = write(3)[1]
    intruder.execute("DELETE FROM content WHERE id = %s", (entry.content_id,))
    with transaction(application) as session:
        verdict = verify_record(session)
    assert (verdict.good, verdict.bad_entry) == (False, entry.seq)
    assert "its content is gone, and no Erased entry says so" in verdict.words


def test_content_put_back_after_its_erasure_is_a_failure(
    write: Write, retention: Engine, application: Engine, intruder: psycopg.Connection[Any]
) -> None:
    [entry] = write(1)
    assert entry.content_id is not None
    before = intruder.execute("SELECT * FROM content").fetchone()
    with transaction(retention) as session:
        [erased] = erase(session, [entry.content_id], BASIS, "PO-1")
    intruder.execute("INSERT INTO content VALUES (%s, %s, %s)", before)
    with transaction(application) as session:
        verdict = verify_record(session)
    assert (verdict.good, verdict.bad_entry) == (False, erased.seq)
