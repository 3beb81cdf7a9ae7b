"""When was an effect committed, in whatever process? The database says so, and this listens."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString
from uuid import UUID

import psycopg
from sqlalchemy import Engine

# Notices arrive at the commit, so the moment one arrives is the moment others could see the entry.
AWAY: LiteralString = "SELECT count(*) FROM carriedaway"
IS_THERE = "SELECT 1 FROM entry WHERE consideration = %s AND kind = %s"


class Effects:
    """Two connections: one that listens, one that looks."""

    def __init__(self, hears: psycopg.Connection, sees: psycopg.Connection) -> None:
        self.hears, self.sees = hears, sees

    def when(self, consideration: UUID, kind: str, within_s: float = 30) -> float:
        """Wait for an entry; give time.perf_counter() at its commit's notice. SystemExit in vain."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            for _ in self.hears.notifies(timeout=1, stop_after=1):
                heard = time.perf_counter()
                if self.sees.execute(IS_THERE, (consideration, kind)).fetchone():
                    return heard
        raise SystemExit(f"waited {within_s:.0f} s in vain for {kind}")

    def next(self, within_s: float = 120) -> float:
        """Wait for any commit to the ledger and give its moment."""
        for _ in self.hears.notifies(timeout=within_s, stop_after=1):
            return time.perf_counter()
        raise SystemExit(f"waited {within_s:.0f} s in vain for anything to be written")

    def forget(self) -> None:
        """Let go of notices of what is past."""
        for _ in self.hears.notifies(timeout=0.05):
            pass

    def count(self, kind: str) -> int:
        """How many entries of a kind there are."""
        return self.number("SELECT count(*) FROM entry WHERE kind = %s", kind)

    def number(self, query: LiteralString, *values: str) -> int:
        """The one number that a query gives."""
        row = self.sees.execute(query, values).fetchone()
        return int(row[0]) if row else 0


@contextmanager
def listening(engine: Engine) -> Iterator[Effects]:
    """Listen to one record."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as hears, psycopg.connect(url, autocommit=True) as sees:
        hears.execute("LISTEN disclosure")
        yield Effects(hears, sees)
