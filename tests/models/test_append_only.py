"""Can anybody change the ledger by hand? Every statement, in every role."""

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import URL, Engine, make_url

from models import ledger
from models.database import Role, conninfo, engine, transaction
from models.entries import Progressed
from models.errors import RecordError
from models.ledger import Recorded

CHANGES = [
    "UPDATE entry SET body = body",
    "UPDATE entry SET \"by\" = 'PC-9' WHERE seq = 2",
    "DELETE FROM entry WHERE seq = 2",
    "TRUNCATE entry",
    "UPDATE content SET bytes = bytes",
    "DELETE FROM content",
    "TRUNCATE content",
    "TRUNCATE entry, content, head",
    "DELETE FROM head",
    "TRUNCATE head",
]
ONLY_THE_OWNER_MAY = [
    'INSERT INTO entry SELECT seq + 100, kind, consideration, key, at, "by", body, previous, hash FROM entry',
    "INSERT INTO content VALUES (gen_random_uuid(), '\\x00', '\\x00')",
    "UPDATE head SET size = 0",
    "INSERT INTO head VALUES (2, 0, '\\x00', '{}')",
    "SELECT ledger_write('\\x7b7d', '{}', NULL, NULL)",
    "ALTER TABLE entry DISABLE TRIGGER ALL",
    "ALTER TABLE entry DISABLE TRIGGER entry_is_append_only",
    "DROP TRIGGER entry_is_append_only ON entry",
    "DROP TABLE entry CASCADE",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "ALTER FUNCTION ledger_append OWNER TO CURRENT_USER",
    "GRANT UPDATE ON entry TO CURRENT_USER; UPDATE entry SET seq = seq",
    "GRANT disclosure_owner TO CURRENT_USER",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "CREATE TABLE mine (x int)",
]
NOBODY_MAY = ["SET session_replication_role = replica", "SELECT pg_read_file('/etc/hostname')"]


def refused(record: str, role: Role, statement: str) -> str:
    """Give the SQLSTATE a statement is refused with, in a transaction of the role."""
    url = conninfo(record)
    with psycopg.connect(url, options=f"-c role={role}") as connection:
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            connection.rollback()
            return error.sqlstate or "?"
        connection.rollback()
    return "allowed"


@pytest.mark.parametrize("role", list(Role))
def test_no_role_changes_the_ledger(record: str, write: Callable[..., list[Recorded]], role: Role) -> None:
    write(2)
    outcomes = {change: refused(record, role, change) for change in CHANGES}
    expected = {"DR001"} if role is Role.OWNER else {"42501"}
    assert set(outcomes.values()) == expected, outcomes


@pytest.mark.parametrize("role", [Role.APPLICATION, Role.RETENTION])
def test_only_the_functions_write(record: str, write: Callable[..., list[Recorded]], role: Role) -> None:
    write(1)
    outcomes = {change: refused(record, role, change) for change in ONLY_THE_OWNER_MAY + NOBODY_MAY}
    assert {change: state for change, state in outcomes.items() if state != "42501"} == {}


def test_the_owner_has_no_rights_over_the_server(record: str) -> None:
    assert {refused(record, Role.OWNER, statement) for statement in NOBODY_MAY} == {"42501"}


def test_the_application_cannot_erase_and_retention_cannot_append(record: str) -> None:
    body = "'\\x7b7d'"
    assert refused(record, Role.APPLICATION, f"SELECT ledger_erase({body}, gen_random_uuid())") == "42501"
    assert refused(record, Role.RETENTION, f"SELECT ledger_append({body}, NULL, NULL, NULL)") == "42501"


def test_resetting_the_role_does_not_give_the_login_its_rights_back(record: str) -> None:
    assert refused(record, Role.APPLICATION, "RESET ROLE; DELETE FROM entry") == "42501"


def test_an_entry_that_does_not_commit_to_its_content_is_refused(application: Engine) -> None:
    append = "SELECT ledger_append(%s, gen_random_uuid(), %s, %s)"
    for digest in (b"null", b'"' + b"00" * 32 + b'"'):
        body = b'{"kind":"Progressed","at":"2026-11-24T09:00:00Z","by":"PC-1","content":' + digest + b"}"
        with pytest.raises(RecordError, match="commit"), transaction(application) as session:
            session.connection().exec_driver_sql(append, (body, bytes(16), b"{}"))


def test_an_erased_entry_cannot_be_appended_as_if_nothing_went(application: Engine) -> None:
    body = b'{"kind":"Erased","at":"2026-11-24T09:00:00Z","by":"PC-1","content":null,"content_digest":"00"}'
    with pytest.raises(RecordError, match="only by erasing"), transaction(application) as session:
        session.connection().exec_driver_sql("SELECT ledger_append(%s, NULL, NULL, NULL)", (body,))


def test_a_login_that_only_serves_the_desk_can_append_and_no_more(server: str, record: str) -> None:
    plain = conninfo(server)
    with psycopg.connect(plain, autocommit=True) as administrator:
        administrator.execute("DROP ROLE IF EXISTS desk_login")
        administrator.execute("CREATE ROLE desk_login LOGIN")
        administrator.execute("GRANT disclosure_application TO desk_login")
    login = make_url(record).set(username="desk_login")
    served = engine(login.render_as_string(hide_password=False))
    with transaction(served) as session:
        assert ledger.append(session, Progressed(), by="PC-1").seq == 2
    served.dispose()
    assert [role for role in Role if may_take(login, role)] == [Role.APPLICATION]


def may_take(login: URL, role: Role) -> bool:
    """Say whether a login can put on a role."""
    with psycopg.connect(conninfo(login)) as connection:
        try:
            connection.execute(f"SET ROLE {role}")
        except psycopg.errors.InsufficientPrivilege:
            return False
    return True
