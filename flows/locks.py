"""Who is carrying what? Advisory locks on one connection of the guide's own, never one from a pool.

They only keep guides apart. Correctness rests on the row lock and version inside each step.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Engine


def key_of(name: str) -> int:
    """A 63-bit lock key for a reference or a scheduled flow and day."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1


class Locks:
    """Session-level advisory locks. All fall free when the connection, or the process, dies."""

    def __init__(self, engine: Engine) -> None:
        raw = engine.url.set(drivername="postgresql")
        self._connection = psycopg.connect(raw.render_as_string(hide_password=False), autocommit=True)
        self._held: set[int] = set()

    def take(self, key: int) -> bool:
        """Try a lock; False where this guide or another holds it."""
        if key in self._held or not self._ask("pg_try_advisory_lock", key):
            return False
        self._held.add(key)
        return True

    def release(self, key: int) -> None:
        self._ask("pg_advisory_unlock", key)
        self._held.discard(key)

    def is_free(self, key: int) -> bool:
        """Tell whether nobody holds a lock, this guide included."""
        if key in self._held or not self._ask("pg_try_advisory_lock", key):
            return False
        self._ask("pg_advisory_unlock", key)
        return True

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
        self._connection.close()

    def _ask(self, function: str, key: int) -> bool:
        row = self._connection.execute(f"SELECT {function}(%s)", (key,)).fetchone()
        return bool(row and row[0])
