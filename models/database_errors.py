"""What does a database error mean to us? Plain words, by SQLSTATE, without values or DETAIL."""

import psycopg
from sqlalchemy.exc import DBAPIError, TimeoutError

from models.errors import (
    AlreadyRecorded,
    CannotDo,
    DatabaseUnavailable,
    DisclosureError,
    DiskFull,
    RecordError,
)

BUSY = {"40001", "40P01", "55P03", "57014"}
NO_ROOM = {"53100", "58030"}


def in_plain_words(error: Exception) -> DisclosureError:
    """Translate SQLAlchemy's or psycopg's error. Only a constraint's name or our own triggers' words pass."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, TimeoutError):
        return DatabaseUnavailable("The database has no free connection: try again in a moment.")
    if not isinstance(original, psycopg.Error):
        return RecordError(f"The database layer refused the change ({type(error).__name__}).")
    state, said = original.sqlstate, original.diag
    if state == "DR002":
        return AlreadyRecorded("This step is already in the record.")
    if state is not None and state.startswith("DR"):
        return RecordError(f"The record refused the change: {said.message_primary}.")
    if state in NO_ROOM or "No space left on device" in (said.message_primary or ""):
        return DiskFull("The database's disk is full: nothing was written. Free some space, then try again.")
    if state in BUSY:
        return DatabaseUnavailable(
            "The database was busy with the same rows: nothing was written. Try again."
        )
    if state == "25P03":
        return DatabaseUnavailable("The transaction stood open too long: nothing was written. Try again.")
    if isinstance(original, psycopg.OperationalError) and (state is None or state[:2] in {"08", "53", "57"}):
        return _no_connection(str(original))
    if state is not None and state.startswith("23"):
        rule = said.constraint_name or said.column_name or "unnamed"
        return RecordError(f"The record refused the change (rule {rule}).")
    if state == "42501":
        return RecordError("The database refused: this role has no right to do that.")
    if state == "42P01":
        return RecordError(
            "The database has no record in it yet, or one of an older version: prepare it first."
        )
    return RecordError(f"The database refused the change (SQLSTATE {state}, {type(original).__name__}).")


def _no_connection(said: str) -> DisclosureError:
    """Tell a server that is away from one that is there and does not let us in (it gives no SQLSTATE)."""
    if "authentication failed" in said or "pg_hba.conf" in said:
        return CannotDo(
            "The database refuses the account in DISCLOSURE_DATABASE_URL: check name and password."
        )
    if "permission denied to set role" in said:
        return CannotDo("The database account has not been given the record's role: have it granted first.")
    if "does not exist" in said and ("database" in said or "role" in said):
        return RecordError("The database has no record in it yet: prepare it first.")
    return DatabaseUnavailable("The database can't be reached: check that it runs, then try again.")
