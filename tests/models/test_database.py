"""Is a database error told in plain words, with nothing personal in it, and is a record prepared once?"""

import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from models import clock, ledger
from models.database import (
    Role,
    Settings,
    create_database,
    database_url,
    drop_database,
    engine,
    prepare,
    settings,
    transaction,
)
from models.database_errors import in_plain_words
from models.entries import Progressed
from models.errors import (
    AgencyUnavailable,
    CannotDo,
    DatabaseUnavailable,
    DisclosureError,
    DiskFull,
    RecordError,
)

CANARY = "Zebedee Canary"


def fails(application: Engine, *statements: str) -> DisclosureError:
    """Give the error that a transaction of these statements ends with."""
    try:
        with transaction(application) as session:
            for statement in statements:
                session.connection().execute(text(statement), {"name": CANARY})
    except DisclosureError as error:
        return error
    raise AssertionError("nothing failed")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("INSERT INTO people VALUES (:name), (:name)", r"rule people_name_key"),
        ("INSERT INTO people VALUES (NULL)", r"rule name"),
        ("SELECT CAST(:name AS int)", r"SQLSTATE 22P02"),
        ("SELECT no_such_column, :name", r"SQLSTATE 42703"),
        ("INSERT INTO entry (seq, kind) VALUES (1, :name)", r"no right"),
    ],
)
def test_an_error_names_the_rule_and_never_the_value(application: Engine, statement: str, words: str) -> None:
    error = fails(application, "CREATE TEMP TABLE people (name text NOT NULL UNIQUE)", statement)
    assert isinstance(error, RecordError)
    assert words in str(error)
    assert error.__context__ is None
    assert error.__cause__ is None
    assert CANARY not in "".join(traceback.format_exception(error))


def test_the_servers_log_holds_no_value(application: Engine, server: str) -> None:
    fails(
        application,
        "CREATE TEMP TABLE people (name text UNIQUE)",
        "INSERT INTO people VALUES (:name), (:name)",
    )
    fails(application, "SELECT CAST(:name AS int)")
    fails(application, f"SELECT CAST('{CANARY}' AS int)")
    log = Path(server.split("host=")[1].replace("%2F", "/")) / "server.log"
    assert "ready to accept connections" in log.read_text()
    assert CANARY not in log.read_text()


def test_a_database_that_is_down_is_told_to_be_tried_later(tmp_path: Path) -> None:
    away = engine(f"postgresql+psycopg://postgres@/disclosure?host={tmp_path}")
    error = fails(away, "SELECT 1")
    assert isinstance(error, DatabaseUnavailable)
    assert error.exit_status == 75
    assert not isinstance(error, AgencyUnavailable | RecordError)
    with pytest.raises(DatabaseUnavailable, match="can't be reached"):
        prepare(f"postgresql+psycopg://postgres@/disclosure?host={tmp_path}")
    away.dispose()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (psycopg.errors.DiskFull(), DiskFull),
        (psycopg.errors.IoError(), DiskFull),
        (psycopg.errors.DeadlockDetected(), DatabaseUnavailable),
        (psycopg.errors.SerializationFailure(), DatabaseUnavailable),
        (psycopg.errors.AdminShutdown(), DatabaseUnavailable),
        (psycopg.OperationalError(), DatabaseUnavailable),
        (psycopg.errors.TooManyConnections(), DatabaseUnavailable),
        (psycopg.errors.IdleInTransactionSessionTimeout(), DatabaseUnavailable),
        (psycopg.errors.DataError(), RecordError),
        (psycopg.OperationalError('FATAL: password authentication failed for user "x"'), CannotDo),
        (psycopg.OperationalError('FATAL: permission denied to set role "x"'), CannotDo),
        (psycopg.OperationalError('FATAL: role "x" does not exist'), RecordError),
        (ValueError(CANARY), RecordError),
    ],
)
def test_each_kind_of_failure_has_its_branch(error: Exception, kind: type[DisclosureError]) -> None:
    told = in_plain_words(error)
    assert type(told) is kind
    assert CANARY not in str(told)


def test_two_transactions_in_each_others_way_are_told_to_try_again(record: str) -> None:
    owner, outcomes = engine(record, Role.OWNER), []
    with owner.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE seats (id int PRIMARY KEY, taken int)")
        connection.exec_driver_sql("INSERT INTO seats VALUES (1, 0), (2, 0)")
    both, own = threading.Barrier(2), engine(record)

    def take(first: int, second: int) -> None:
        try:
            with transaction(own) as session:
                session.connection().exec_driver_sql("UPDATE seats SET taken = 1 WHERE id = %s", (first,))
                both.wait()
                session.connection().exec_driver_sql("UPDATE seats SET taken = 1 WHERE id = %s", (second,))
            outcomes.append("done")
        except DatabaseUnavailable as error:
            outcomes.append(str(error))

    takers = [threading.Thread(target=take, args=seats) for seats in ((1, 2), (2, 1))]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    owner.dispose()
    own.dispose()
    assert sorted(outcomes) == [
        "The database was busy with the same rows: nothing was written. Try again.",
        "done",
    ]


def test_an_error_passed_over_is_no_commit(application: Engine) -> None:
    def pass_over() -> None:
        with transaction(application) as session:
            ledger.append(session, Progressed(), by="PC-1")
            with suppress(SQLAlchemyError):
                session.connection().exec_driver_sql("SELECT 1 / 0")

    with pytest.raises(RecordError, match="passed over"):
        pass_over()
    with transaction(application) as session:
        assert ledger.head(session).size == 1


def test_an_officers_error_passes_as_it_is_and_undoes_the_transaction(application: Engine) -> None:
    def refuse() -> None:
        with transaction(application) as session:
            clock.set_clock(session, datetime(2027, 1, 1, tzinfo=UTC))
            raise CannotDo("first obstacle", "second obstacle")

    with pytest.raises(CannotDo, match="first obstacle\nsecond obstacle") as refused:
        refuse()
    assert refused.value.obstacles == ["first obstacle", "second obstacle"]
    with transaction(application) as session:
        assert clock.now(session).year == 2026


def test_cannot_do_needs_an_obstacle() -> None:
    with pytest.raises(ValueError, match="at least one"):
        CannotDo()


def test_times_are_utc_and_the_role_is_the_application(session: Session) -> None:
    told = session.connection().exec_driver_sql("SELECT current_setting('timezone'), current_user").one()
    assert tuple(told) == ("UTC", "disclosure_application")


def test_a_new_table_of_the_owners_is_open_to_the_application_but_not_to_retention(record: str) -> None:
    owner, application, retention = (engine(record, role) for role in Role)
    with owner.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE ordinary (id int GENERATED ALWAYS AS IDENTITY, word text)")
    with transaction(application) as session:
        for statement in (
            "INSERT INTO ordinary (word) VALUES ('a')",
            "UPDATE ordinary SET word = 'b'",
            "DELETE FROM ordinary",
        ):
            session.connection().exec_driver_sql(statement)
    assert isinstance(fails(application, "TRUNCATE ordinary"), RecordError)
    assert isinstance(fails(retention, "SELECT * FROM ordinary"), RecordError)
    for made in (owner, application, retention):
        made.dispose()


def test_preparing_twice_changes_nothing(record: str, application: Engine, opened_at: datetime) -> None:
    prepare(record, scratch=True)
    prepare(record, scratch=True, at=opened_at)
    with transaction(application) as session:
        assert ledger.head(session).size == 1
        assert clock.now(session) == opened_at


def test_four_that_prepare_one_database_at_once_make_one_record(
    new_database: Callable[[str | None], str],
) -> None:
    url, failures = new_database(None), list[Exception]()

    def prepare_it() -> None:
        try:
            prepare(url)
        except Exception as failure:
            failures.append(failure)

    workers = [threading.Thread(target=prepare_it) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    reader = engine(url)
    with transaction(reader) as session:
        assert ledger.head(session).size == 1
    reader.dispose()
    assert failures == []


def test_a_scratch_record_cannot_be_opened_as_live_nor_a_live_one_as_scratch(
    record: str, live_record: str
) -> None:
    with pytest.raises(RecordError, match="scratch one"):
        prepare(record)
    with pytest.raises(RecordError, match="live one"):
        prepare(live_record, scratch=True)


def test_a_live_record_is_given_no_time(
    new_database: Callable[[str | None], str], opened_at: datetime
) -> None:
    url = new_database(None)
    with pytest.raises(RecordError, match="only on a scratch record"):
        prepare(url, at=opened_at)


def test_a_database_that_was_never_prepared_says_so(new_database: Callable[[str | None], str]) -> None:
    url = new_database(None)
    empty = engine(url)
    assert "no record in it yet" in str(fails(empty, "SELECT size FROM head"))
    empty.dispose()


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DISCLOSURE_DATA", raising=False)
    monkeypatch.delenv("DISCLOSURE_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    assert settings() == Settings(data=tmp_path / "var/data", url=None)
    monkeypatch.setenv("DISCLOSURE_DATA", "/srv/disclosure")
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", "postgresql://host/x")
    assert settings() == Settings(data=Path("/srv/disclosure"), url="postgresql://host/x")


def test_a_given_url_keeps_its_own_database_and_scratch_ones_stand_beside_it(
    server: str, tmp_path: Path
) -> None:
    plain = server.replace("postgresql+psycopg://postgres@/postgres", "postgresql://postgres@/our_force")
    given = Settings(data=tmp_path, url=plain)
    try:
        assert make_url(database_url(given)).database == "our_force"
        assert "/rehearsal_7?" in database_url(given, "rehearsal_7")
        assert database_url(given) == database_url(given)
    finally:
        drop_database(server, "our_force")
        drop_database(server, "rehearsal_7")


@pytest.mark.parametrize("url", ["sqlite:///x.db", "not a url", "mysql://host/x", ""])
def test_what_is_no_postgresql_url_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="not a PostgreSQL URL"):
        database_url(Settings(data=tmp_path, url=url))


def test_a_copy_over_an_existing_database_is_refused(server: str, record: str, scratch_template: str) -> None:
    name = make_url(record).database or ""
    with pytest.raises(RecordError, match="exists already"):
        create_database(server, name, scratch_template)
    assert create_database(server, name) == record


def test_a_role_with_more_rights_than_it_may_have_is_refused(server: str, record: str) -> None:
    plain = server.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as administrator:
        administrator.execute("ALTER ROLE disclosure_retention BYPASSRLS")
        try:
            with pytest.raises(RecordError, match="more rights than it may"):
                prepare(record, scratch=True)
        finally:
            administrator.execute("ALTER ROLE disclosure_retention NOBYPASSRLS")
