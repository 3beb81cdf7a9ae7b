"""What keeps everything moving? One long-lived process that finds machine work and carries it.

Level-triggered: it asks the record what waits on a machine, carries that, and asks again; a notice from
the database only wakes it sooner. Killed at any point it loses nothing, because it holds nothing.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from prefect.context import AsyncClientContext
from sqlalchemy import Engine
from sqlmodel import col, select

from flows import reconciling, running
from flows.consider import SWEEP_MOST
from flows.considering import run_what_is_due
from flows.locks import Locks, key_of
from flows.refreshing import take_in_what_is_pending
from flows.running import Prefect
from flows.workplace import Workplace, working_in, workplace
from models import clock
from models.consideration import Consideration, GuideState, Wait
from models.database import Role, database_url, engine, settings, transaction
from models.errors import DisclosureError

log = logging.getLogger("disclosure.guide")
SWEEP_EVERY_S = 5.0
LOOK_FOR_PREFECT_EVERY_S = 5.0
A_RUN_EACH_UP_TO = 12


class Guide:
    """One guide. Many on many machines are safe together."""

    def __init__(self, place: Workplace, *, prefect: Prefect, concurrency: int = 2) -> None:
        self.place, self.prefect, self.concurrency = place, prefect, concurrency
        self.locks = Locks(place.engine)
        self.active: set[str] = set()
        self.failing: dict[str, float] = {}
        self.carried = 0
        self.started_at = datetime.now(UTC)
        self.stopping = asyncio.Event()
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """Carry until told to stop."""
        if not self.locks.take(self.place.lock_key):
            raise RuntimeError("another guide holds this id")
        background = [asyncio.create_task(self._listen()), asyncio.create_task(self._look_after_prefect())]
        try:
            async with contextlib.AsyncExitStack() as stack:
                if self.prefect.state == "here":
                    await self._keep_a_client(stack)
                while not self.stopping.is_set():
                    await self._pass()
        finally:
            for each in background:
                each.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            self._say(gone=True)
            self.locks.close()

    async def _keep_a_client(self, stack: contextlib.AsyncExitStack) -> None:
        try:
            async with asyncio.timeout(8):
                await stack.enter_async_context(AsyncClientContext.get_or_create())
        except Exception:  # without a kept client each run opens its own
            self.prefect.turn("away")

    async def _pass(self) -> None:
        """One look at the record: reconcile, run what is due, carry what waits, sleep until woken."""
        self.woken.clear()
        try:
            reconciling.settle_letters(self.locks)
            self._say()
            while take_in_what_is_pending():
                pass
            await run_what_is_due(self.prefect)
            busy = await self._carry_what_waits()
        except DisclosureError as error:
            log.warning("the record could not be read: %s", type(error).__name__)
            busy = False
            await asyncio.sleep(1)
        if not busy:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken_or_stopped(), SWEEP_EVERY_S)

    async def _woken_or_stopped(self) -> None:
        waiters = [asyncio.create_task(self.woken.wait()), asyncio.create_task(self.stopping.wait())]
        try:
            await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiter in waiters:
                waiter.cancel()

    async def _carry_what_waits(self) -> bool:
        references = self._waiting()
        if len(references) > A_RUN_EACH_UP_TO:
            await self._carry_in_sweeps(references)
        else:
            slots = asyncio.Semaphore(self.concurrency)
            await asyncio.gather(*(self._carry_one(slots, reference) for reference in references))
        return bool(references)

    def _waiting(self) -> list[str]:
        """References with machine work that can be done now, longest waiting first."""
        loop = asyncio.get_running_loop().time()
        with transaction(self.place.engine) as session:
            now = clock.now(session)
            found = session.exec(
                select(Consideration.reference)
                .join(Wait, col(Wait.consideration_id) == Consideration.id)
                .where(Wait.owner_kind == "machine", (col(Wait.due_at).is_(None)) | (col(Wait.due_at) <= now))
                .group_by(col(Consideration.reference), col(Consideration.number))
                .order_by(col(Consideration.number))
                .limit(2 * SWEEP_MOST)
            ).all()
        return [reference for reference in found if self.failing.get(reference, 0) <= loop]

    async def _carry_one(self, slots: asyncio.Semaphore, reference: str) -> None:
        async with slots:
            with self.locks.holding(key_of(reference)) as had:
                if had:
                    await self._at_work(reference, running.carry_one(self.prefect, reference), [reference])

    async def _carry_in_sweeps(self, references: list[str]) -> None:
        held = [reference for reference in references[:SWEEP_MOST] if self.locks.take(key_of(reference))]
        try:
            if held:
                await self._at_work("sweep", running.carry_many(self.prefect, held), held)
        finally:
            for reference in held:
                self.locks.release(key_of(reference))

    async def _at_work(self, name: str, work: Coroutine[Any, Any, None], references: list[str]) -> None:
        """Do it; what fails is tried again after a pause, so that one fault never spins."""
        self.active.add(name)
        try:
            await work
            self.carried += len(references)
            for reference in references:
                self.failing.pop(reference, None)
        except Exception as error:
            log.error("%s could not be carried: %s", name, type(error).__name__)
            again = asyncio.get_running_loop().time() + 15
            self.failing.update(dict.fromkeys(references, again))
        finally:
            self.active.discard(name)

    def _say(self, *, gone: bool = False) -> None:
        """Keep this guide's line in `status` true."""
        with contextlib.suppress(DisclosureError), transaction(self.place.engine) as session:
            row = session.get(GuideState, self.place.guide)
            if gone:
                if row:
                    session.delete(row)
                return
            row = row or GuideState(
                guide=self.place.guide, lock_key=self.place.lock_key, started_at=self.started_at,
                seen_at=self.started_at, prefect=self.prefect.state, prefect_since=self.prefect.since,
            )  # fmt: skip
            row.seen_at, row.carried = datetime.now(UTC), self.carried
            row.prefect, row.prefect_since = self.prefect.state, self.prefect.since
            session.add(row)

    async def _listen(self) -> None:
        """Wake on the database's notice of an append; the slow sweep covers for a lost one."""
        url = self.place.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while True:
            with contextlib.suppress(psycopg.Error):
                async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                    await connection.execute("LISTEN disclosure")
                    async for _ in connection.notifies():
                        self.woken.set()
            await asyncio.sleep(1)

    async def _look_after_prefect(self) -> None:
        """See whether Prefect is back, settle stale runs, and show what was carried without it."""
        while True:
            if self.prefect.state != "off":
                with contextlib.suppress(Exception):
                    await self._reconcile()
            await asyncio.sleep(LOOK_FOR_PREFECT_EVERY_S)

    async def _reconcile(self) -> None:
        if not await running.answers():
            self.prefect.turn("away")
            return
        self.prefect.turn("here")
        async with asyncio.timeout(30):
            await reconciling.settle_runs(self.locks, set(self.active))
            reconciling.forget_dead_guides(self.locks)
            await reconciling.show_what_was_carried()


async def guide(place: Workplace, *, without_prefect: bool = False) -> None:
    """Run one guide until SIGTERM or SIGINT."""
    one = Guide(place, prefect=Prefect("off" if without_prefect else "here"))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, one.stopping.set)
    await one.run()


def place_for(url: str, print_folder: Path) -> Workplace:
    """A workplace on a database, as the application role."""
    made: Engine = engine(url, Role.APPLICATION)
    return Workplace(made, print_folder)


def main() -> None:
    """`python -m flows.guide`: what `disclosure up` starts as a child process."""
    parser = argparse.ArgumentParser(description="Carry considerations as far as machines can.")
    parser.add_argument("--print-folder", type=Path, default=None)
    parser.add_argument("--without-prefect", action="store_true")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    kept = settings()
    # In the environment, not among the arguments: a URL may hold a password, and `ps` shows arguments.
    url = os.environ.get("DISCLOSURE_GUIDE_DATABASE_URL") or database_url(kept)
    place = place_for(url, given.print_folder or kept.data / "print")
    with working_in(place):
        asyncio.run(guide(workplace(), without_prefect=given.without_prefect))


if __name__ == "__main__":
    main()
