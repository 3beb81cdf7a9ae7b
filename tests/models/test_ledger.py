"""Does the ledger keep what it is given, in order, once, and all or nothing?"""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models import ledger, tree
from models.database import conninfo, engine, transaction
from models.entries import Act, Entry, Progressed, Withdrawn
from models.errors import AlreadyRecorded, RecordError
from models.ledger import Recorded


def test_an_entry_comes_back_with_its_content(session: Session, opened_at: datetime) -> None:
    consideration, content = uuid4(), {"reasons": "Café at the corner", "list": [1, None, True]}
    written = ledger.append(session, Withdrawn(), content, by="PC-1", consideration=consideration)
    assert ledger.entries(session, consideration) == [written]
    assert (written.seq, written.kind, written.by, written.at) == (2, "Withdrawn", "PC-1", opened_at)
    assert written.consideration == str(consideration)
    assert written.content == content
    assert written.body["act"] == Act.ALTERATION
    assert not written.erased


def test_the_first_entry_says_that_the_record_is_scratch(session: Session) -> None:
    first = ledger.entries(session)[0]
    assert (first.seq, first.kind, first.body["scratch"]) == (1, "RecordCreated", True)


def test_text_is_kept_in_one_normal_form(session: Session) -> None:
    written = ledger.append(session, Withdrawn(), {"reasons": "Cafe\u0301"}, by="PC-1")
    assert written.content == {"reasons": "Caf\u00e9"}


def test_entries_can_be_read_by_kind_and_from_a_point_on(session: Session) -> None:
    one, two = uuid4(), uuid4()
    first = ledger.append(session, Progressed(), by="PC-1", consideration=one)
    second = ledger.append(session, Withdrawn(), by="PC-1", consideration=two)
    third = ledger.append(session, Withdrawn(), by="PC-1", consideration=one)
    assert ledger.entries(session, one) == [first, third]
    assert ledger.entries(session, one, kinds=["Withdrawn"]) == [third]
    assert ledger.entries(session, kinds={"Withdrawn"}) == [second, third]
    assert ledger.entries(session, after=second.seq) == [third]
    assert ledger.entries(session, one, after=third.seq) == []


def test_a_step_finds_its_own_entry_under_its_key(session: Session) -> None:
    assert ledger.find(session, "consider/7") is None
    written = ledger.append(session, Withdrawn(), {"reasons": "none"}, by="PC-1", key="consider/7")
    assert ledger.find(session, "consider/7") == written


def test_a_second_entry_under_one_key_is_refused_and_undoes_its_transaction(application: Engine) -> None:
    with transaction(application) as session:
        ledger.append(session, Withdrawn(), by="PC-1", key="once")

    def run_again() -> None:
        with transaction(application) as session:
            ledger.append(session, Progressed(), by="PC-1")
            ledger.append(session, Withdrawn(), by="PC-1", key="once")

    with pytest.raises(AlreadyRecorded):
        run_again()
    with transaction(application) as session:
        assert [entry.kind for entry in ledger.entries(session)] == ["RecordCreated", "Withdrawn"]


def test_an_error_leaves_no_entry_and_no_content(application: Engine, record: str) -> None:
    def fail_after_writing() -> None:
        with transaction(application) as session:
            ledger.append(session, Withdrawn(), {"reasons": "x"}, by="PC-1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    with transaction(application) as session:
        assert ledger.head(session).size == 1
        assert session.connection().exec_driver_sql("SELECT count(*) FROM content").scalar() == 0


def test_a_transaction_takes_a_hundred_entries_and_no_more(application: Engine) -> None:
    def append_at_once(count: int) -> None:
        with transaction(application) as session:
            for _ in range(count):
                ledger.append(session, Progressed(), by="PC-1")

    append_at_once(100)
    append_at_once(100)
    with pytest.raises(RecordError, match="at most 100"):
        append_at_once(101)
    with transaction(application) as session:
        assert ledger.head(session).size == 201


def test_the_head_has_the_root_of_all_entries(session: Session) -> None:
    for size in range(2, 20):
        ledger.append(session, Progressed(), by="PC-1")
        head = ledger.head(session)
        hashes = [entry.hash for entry in ledger.entries(session)]
        assert (head.size, head.hash) == (size, hashes[-1])
        assert head.root == tree.Proofs(hashes).root()


def test_a_field_may_not_shadow_what_every_entry_has(session: Session) -> None:
    class Shadowed(Entry, frozen=True):
        act: ClassVar[Act] = Act.ALTERATION
        content: str

    with pytest.raises(ValueError, match="may not have a field named content"):
        ledger.append(session, Shadowed(content="x"), by="PC-1")


def test_a_number_with_a_fraction_is_refused(session: Session) -> None:
    with pytest.raises(RecordError, match="float"):
        ledger.append(session, Withdrawn(), {"score": 0.5}, by="PC-1")


def test_listeners_hear_of_each_consideration_once_and_only_after_the_commit(application: Engine) -> None:
    heard, one = [], uuid4()
    url = conninfo(application.url)
    with psycopg.connect(url, autocommit=True) as listener:
        listener.execute("LISTEN disclosure")
        with transaction(application) as session:
            for consideration in (one, one, None, None):
                ledger.append(session, Progressed(), by="PC-1", consideration=consideration)
            heard += [notice.payload for notice in listener.notifies(timeout=0.1)]
            assert heard == []
        heard += [notice.payload for notice in listener.notifies(timeout=2, stop_after=2)]
    assert heard == [str(one), ""]


def test_four_writers_make_one_chain_without_a_gap(record: str) -> None:
    failures: list[BaseException] = []

    def append_many(writer: int) -> None:
        own = engine(record)
        try:
            for number in range(25):
                with transaction(own) as session:
                    ledger.append(
                        session, Progressed(), {"n": number}, by=f"PC-{writer}", key=f"{writer}/{number}"
                    )
        except BaseException as failure:
            failures.append(failure)
        own.dispose()

    writers = [threading.Thread(target=append_many, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    reader = engine(record)
    with transaction(reader) as session:
        found = ledger.entries(session)
    reader.dispose()
    assert failures == []
    assert [entry.seq for entry in found] == list(range(1, 102))
    for writer_number in range(4):
        own_entries = [entry.content for entry in found if entry.by == f"PC-{writer_number}"]
        assert own_entries == [{"n": number} for number in range(25)]


def test_two_runs_of_one_step_at_the_same_time_write_it_once(record: str) -> None:
    start, outcomes = threading.Barrier(4), []

    def run_step() -> None:
        own = engine(record)
        start.wait()
        try:
            with transaction(own) as session:
                ledger.append(session, Progressed(), by="PC-1", key="the-step")
            outcomes.append("written")
        except AlreadyRecorded:
            outcomes.append("already")
        own.dispose()

    runs = [threading.Thread(target=run_step) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(outcomes) == ["already", "already", "already", "written"]


def test_the_builder_writes_what_it_says(write: Callable[..., list[Recorded]]) -> None:
    consideration: UUID = uuid4()
    assert [entry.seq for entry in write(3, consideration)] == [2, 3, 4]
