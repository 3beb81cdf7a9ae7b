"""How do we reach the database, and as whom? Settings, roles, engines, and the one kind of transaction.

Three roles, shared by every database of a server: the owner (migrations), the application (no UPDATE,
DELETE or TRUNCATE on the ledger) and retention (erases content, on record). They can't log in: the
account in DISCLOSURE_DATABASE_URL takes one on connecting. `prepare` needs that account to have
CREATEROLE, CREATE on the database and CREATEDB for scratch records, or an administrator to run, once:

    CREATE ROLE disclosure_owner NOLOGIN; CREATE ROLE disclosure_application NOLOGIN;
    CREATE ROLE disclosure_retention NOLOGIN;
    GRANT disclosure_owner, disclosure_application, disclosure_retention TO the_account;

An account that only serves the desk and the guide needs no more than disclosure_application.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import LiteralString, NoReturn

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from models import embedded, ledger
from models.clock import is_scratch, set_clock
from models.database_errors import in_plain_words
from models.errors import AlreadyRecorded, CannotDo, DisclosureError, RecordError

LIVE = "disclosure"
EVERY_SERVER_HAS = "postgres"
# Any number, the same in every process: two that prepare one database take turns.
TURN = 0x0D15C105


class Role(StrEnum):
    """What a connection may do."""

    OWNER = "disclosure_owner"
    APPLICATION = "disclosure_application"
    RETENTION = "disclosure_retention"


@dataclass(frozen=True)
class Settings:
    """Where the data folder is, and the database's URL; None means the embedded server in that folder."""

    data: Path
    url: str | None = None


def settings() -> Settings:
    """Read DISCLOSURE_DATA (default ./var/data) and DISCLOSURE_DATABASE_URL from the environment."""
    data = Path(os.environ.get("DISCLOSURE_DATA") or "var/data").expanduser().absolute()
    return Settings(data=data, url=os.environ.get("DISCLOSURE_DATABASE_URL") or None)


def database_url(settings: Settings, database: str = LIVE) -> str:
    """Give the URL of one database, made where it is missing; start the embedded server where it is ours.

    The live record keeps the name that DISCLOSURE_DATABASE_URL gives; scratch records stand beside it.
    """
    if settings.url is None:
        return create_database(embedded.start(settings.data), database)
    given = _given(settings.url)
    live = given.database or LIVE
    return create_database(_text(given), live if database == LIVE else database)


def engine(url: str, role: Role = Role.APPLICATION) -> Engine:
    """Make a small pool of connections that hold the role from their first moment, in UTC.

    No statement waits more than 20 s for a lock, and no transaction stands idle for more than 2 minutes:
    one that hangs while it holds the head would stop every other.
    """
    options = (
        f"-c role={role} -c timezone=UTC -c lock_timeout=20s -c idle_in_transaction_session_timeout=120s"
    )
    arguments = {"options": options, "application_name": "disclosure"}
    return create_engine(
        url,
        connect_args=arguments,
        hide_parameters=True,
        pool_size=5,
        max_overflow=10,
        pool_pre_ping=True,
        pool_timeout=10,
    )


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Open one session; commit at the end, roll back on any error, and let no database error out as it is.

    Raise RecordError, DatabaseUnavailable or DiskFull in place of SQLAlchemy's and psycopg's errors,
    whose DETAIL and parameters may hold personal data. Objects stay readable after the end.
    """
    failure: DisclosureError | None = None
    with Session(engine, expire_on_commit=False) as session:
        try:
            yield session
            session.flush()
            _refuse_aborted(session)
            session.commit()
        except (SQLAlchemyError, psycopg.Error) as error:
            failure = in_plain_words(error)
            with suppress(SQLAlchemyError, psycopg.Error):
                session.rollback()
    if failure is not None:
        _raise_alone(failure)


def prepare(url: str, *, scratch: bool = False, at: datetime | None = None) -> None:
    """Bring a database up to date, and open it as a new record where it has no entry yet. Runs twice safely.

    `scratch` marks a new record for rehearsal, training or tests, for ever; `at` sets its clock.
    Raise RecordError where the record there is of the other sort, or where a live one is given a time.
    """
    from models.migrations.run import upgrade  # Alembic takes 0.2 s to import, and only this needs it.

    if at is not None and not scratch:
        raise RecordError("The clock can be set only on a scratch record.")
    ensure_roles(url)
    _let_owner_create(url)
    owner, application = engine(url, Role.OWNER), engine(url)
    try:
        with transaction(owner) as session:
            session.connection().exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (TURN,))
            upgrade(session.connection())
        with suppress(AlreadyRecorded), transaction(application) as session:
            if ledger.head(session).size == 0:
                ledger.open_record(session, scratch=scratch, at=at)
            if at is not None and is_scratch(session):
                set_clock(session, at)
        with transaction(application) as session:
            if is_scratch(session) != scratch:
                kind = "live one" if scratch else "scratch one, for rehearsal or training"
                raise RecordError(
                    f"The record in this database is a {kind}: it can't be opened as the other."
                )
    finally:
        owner.dispose()
        application.dispose()


def ensure_roles(url: str) -> None:
    """Create the three roles where missing and let the connecting account take them. Safe to race."""
    with _direct(make_url(url)) as connection:
        for role in Role:
            name = sql.Identifier(role)
            with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                if not _finds(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                    connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
            mighty = (
                "SELECT 1 FROM pg_roles WHERE rolname = %s AND (rolsuper OR rolbypassrls OR rolcreaterole)"
            )
            if _finds(connection, mighty, role):
                raise RecordError(f"The role {role} has more rights than it may: take them away first.")
            if not _finds(connection, "SELECT 1 WHERE pg_has_role(current_user, %s, 'SET')", role):
                connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))


def create_database(server_url: str, name: str, template: str | None = None) -> str:
    """Create a database the owner role owns, as a copy of `template` where given; give its URL.

    One that exists is left as it is, so a template is then refused.
    """
    url = make_url(server_url).set(database=name)
    if _reachable(url):
        if template is not None:
            raise RecordError(f"A database named {name} exists already: give another name, or drop it.")
        return _text(url)
    ensure_roles(_text(url.set(database=EVERY_SERVER_HAS)))
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(Role.OWNER), sql.Identifier(template or "template1")
    )
    made_meanwhile = suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation)
    with _direct(url.set(database=EVERY_SERVER_HAS)) as connection, made_meanwhile:
        connection.execute(statement)
    return _text(url)


def drop_database(server_url: str, name: str) -> None:
    """Drop a scratch or test database at once, whoever is connected to it."""
    with _direct(make_url(server_url).set(database=EVERY_SERVER_HAS)) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _given(text: str) -> URL:
    if text.startswith(("postgresql://", "postgresql+psycopg://", "postgres://")):
        with suppress(SQLAlchemyError, ValueError):
            return make_url(text.replace("postgres://", "postgresql://", 1)).set(
                drivername="postgresql+psycopg"
            )
    raise CannotDo("DISCLOSURE_DATABASE_URL is not a PostgreSQL URL (postgresql://account@host/database).")


def _raise_alone(failure: DisclosureError) -> NoReturn:
    try:
        raise failure from None
    finally:
        # Inside a context manager's generator `raise` links the handled error even out here, and a
        # logged chain would show its values.
        failure.__context__ = None


def _refuse_aborted(session: Session) -> None:
    """PostgreSQL answers COMMIT with a silent ROLLBACK when an error before it was passed over."""
    if session.in_transaction():
        driver = session.connection().connection.driver_connection
        if driver is not None and driver.info.transaction_status is psycopg.pq.TransactionStatus.INERROR:
            raise RecordError("A database error was passed over: nothing was written.")


def _let_owner_create(url: str) -> None:
    """Let the owner role make tables in a database somebody else created. Its owner may grant that."""
    with _direct(make_url(url)) as connection:
        right = "SELECT has_schema_privilege(%s, 'public', 'CREATE')"
        if connection.execute(right, [Role.OWNER]).fetchone() != (True,):
            grant = sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(sql.Identifier(Role.OWNER))
            connection.execute(grant)


def conninfo(url: URL | str) -> str:
    """Give the same database as psycopg wants it: SQLAlchemy writes a space as +, which libpq misreads."""
    given = make_url(url)
    named = given.translate_connect_args(username="user", database="dbname")
    return make_conninfo(**(dict(given.query) | named))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _reachable(url: URL) -> bool:
    """Say whether the database is there for us. Asked of itself: an account may be let into no other."""
    try:
        psycopg.connect(conninfo(url)).close()
    except psycopg.OperationalError:
        return False
    return True


def _finds(connection: psycopg.Connection, query: LiteralString, value: str) -> bool:
    return connection.execute(query, [value]).fetchone() is not None


@contextmanager
def _direct(url: URL) -> Iterator[psycopg.Connection]:
    """Connect as the URL's own account, in no role, each statement its own transaction."""
    failure: DisclosureError | None = None
    try:
        with psycopg.connect(conninfo(url), autocommit=True) as connection:
            yield connection
    except psycopg.Error as error:
        failure = in_plain_words(error)
    if failure is not None:
        _raise_alone(failure)
