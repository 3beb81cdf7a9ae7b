"""Who is carrying what? Advisory locks on one connection of the guide's own, never one from a pool.

They only keep guides apart. Correctness rests on the row lock and version inside each step.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from sqlalchemy import Engine

from models.database import conninfo
from models.errors import DatabaseUnavailable

# A bigint key stands in pg_locks as its two halves, with objsubid 1.
HELD: LiteralString = """
    SELECT EXISTS (
        SELECT 1 FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND ((classid::bigint << 32) | objid::bigint) = %(key)s
    )
"""


def key_of(name: str) -> int:
    """A 63-bit lock key for a reference, or for a flow and its occasion."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1


def lock_of(flow: str, occasion: str) -> int:
    """The lock of a flow over the whole record, for a day or for a state of the register."""
    return key_of(f"{flow}:{occasion}")


class Locks:
    """Session-level advisory locks. All fall free when the connection, or the process, dies.

    A connection that was lost is opened again at the next asking, and what was held is taken again
    where nobody else has it by now.
    """

    def __init__(self, engine: Engine) -> None:
        self._url = conninfo(engine.url)
        self._connection: psycopg.Connection | None = None
        self._held: set[int] = set()

    def take(self, key: int) -> bool:
        """Try a lock; False where this guide or another holds it. Raise DatabaseUnavailable."""
        if key in self._held or not self._ask("pg_try_advisory_lock", key):
            return False
        self._held.add(key)
        return True

    def release(self, key: int) -> None:
        """Let go of a lock; where the database is away it has let go already."""
        self._held.discard(key)
        with contextlib.suppress(DatabaseUnavailable):
            self._ask("pg_advisory_unlock", key)

    def is_free(self, key: int) -> bool:
        """Tell, without taking it, whether nobody holds a lock, this guide included."""
        return not self._run(HELD, key)

    @contextmanager
    def holding(self, key: int) -> Iterator[bool]:
        """Hold a lock while inside; yields False where it could not be had."""
        had = self.take(key)
        try:
            yield had
        finally:
            if had:
                self.release(key)

    def close(self) -> None:
        if self._connection:
            self._connection.close()

    def _ask(self, function: LiteralString, key: int) -> bool:
        return self._run(f"SELECT {function}(%(key)s)", key)

    def _run(self, statement: LiteralString, key: int) -> bool:
        try:
            if self._connection is None or self._connection.closed:
                self._connect()
            assert self._connection is not None
            row = self._connection.execute(statement, {"key": key}).fetchone()
            return bool(row and row[0])
        except psycopg.Error:
            if self._connection is not None:
                self._connection.close()
        raise DatabaseUnavailable("The database can't be reached: check that it runs, then try again.")

    def _connect(self) -> None:
        self._connection = psycopg.connect(self._url, autocommit=True)
        lost = set()
        for key in self._held:
            row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", (key,)).fetchone()
            if not (row and row[0]):
                lost.add(key)
        self._held -= lost
