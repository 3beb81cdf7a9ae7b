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
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine

from flows import reconciling, running
from flows.checkpointing import Checkpointing
from flows.consider import SWEEP_MOST
from flows.considering import run_name, run_scheduled, what_is_due
from flows.locks import Locks, key_of
from flows.refreshing import take_in_what_is_pending
from flows.running import Prefect
from flows.sealing import told
from flows.waiting import Pauses, Waiting, what_waits
from flows.workplace import Workplace, working_in, workplace
from models.consideration import GuideState
from models.database import Role, conninfo, database_url, engine, settings, transaction
from models.errors import DisclosureError

log = logging.getLogger("disclosure.guide")
LOOK_EVERY_S, BETWEEN_LOOKS_S = 2.0, 0.1
LOOK_FOR_PREFECT_EVERY_S = 4.0
A_RUN_EACH_UP_TO = 12
STOP_WITHIN_S = 8.0
Work = Callable[[], Coroutine[Any, Any, dict[str, Exception]]]


class Guide:
    """One guide. Many on many machines are safe together."""

    def __init__(
        self, place: Workplace, *, prefect: Prefect, concurrency: int = 2, schedule: bool = True
    ) -> None:
        self.schedule = schedule
        self.place, self.prefect = place, prefect
        self.checkpointing = Checkpointing(settings())
        self.locks = Locks(place.engine)
        self.slots = asyncio.Semaphore(concurrency)
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.active: set[str] = set()
        self.pauses = Pauses()
        self.keeps_a_client = False
        self.carried = 0
        self.started_at = datetime.now(UTC)
        self.stopping = asyncio.Event()
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """Carry until told to stop."""
        if not self.locks.take(self.place.lock_key):
            raise RuntimeError("another guide holds this id")
        background: list[asyncio.Task[None]] = []
        try:
            async with contextlib.AsyncExitStack() as stack:
                while not self.stopping.is_set():
                    if self.prefect.state == "here" and not self.keeps_a_client:
                        self.keeps_a_client = await running.keep_clients(self.prefect, stack)
                    # Only now is it known what `status` is to say of Prefect.
                    background = background or [
                        asyncio.create_task(each())
                        for each in (self._listen, self._look_after_prefect, self._keep_up)
                    ]
                    await self._pass()
                await self._wind_down()
        finally:
            for each in background:
                each.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            self._say(gone=True)
            self.locks.close()

    async def _pass(self) -> None:
        """One look at the record: begin what waits and is not begun, then sleep until woken."""
        if "sweep" in self.tasks:  # each of its entries wakes this, and a look costs more than an entry
            await asyncio.sleep(BETWEEN_LOOKS_S)
        self.woken.clear()
        try:
            self._begin_what_waits()
        except Exception as error:  # nothing one consideration holds may stop the others
            log.warning("the record could not be read: %s", told(error))
            await asyncio.sleep(1)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken_or_stopped(), LOOK_EVERY_S)

    async def _woken_or_stopped(self) -> None:
        waiters = [asyncio.create_task(self.woken.wait()), asyncio.create_task(self.stopping.wait())]
        try:
            await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiter in waiters:
                waiter.cancel()

    def _begin_what_waits(self) -> None:
        """A run for each where few wait; a sweep where many do, and then runs only for what people wait on.

        A slow agency holds up its own consideration and whatever shares its slot, never a look at the rest.
        """
        waiting = what_waits(
            self.place.engine, limit=2 * SWEEP_MOST, active=self.active, paused=self.pauses.now
        )
        few = len(waiting) <= A_RUN_EACH_UP_TO and "sweep" not in self.tasks
        singly = [each for each in waiting if few or each.follows_a_person][:A_RUN_EACH_UP_TO]
        for each in singly:
            self._begin(each.reference, [each], self._one(each.reference))
        rest = [each for each in waiting if each not in singly][:SWEEP_MOST]
        if rest and "sweep" not in self.tasks:
            self._begin("sweep", rest, self._sweep([each.reference for each in rest]))

    def _one(self, reference: str) -> Work:
        return lambda: running.carry_one(self.prefect, reference)

    def _sweep(self, references: list[str]) -> Work:
        return lambda: running.carry_many(self.prefect, references)

    def _begin(self, name: str, about: list[Waiting], work: Work) -> None:
        held = [each for each in about if self.locks.take(key_of(each.reference))]
        if held:
            self.active |= {each.reference for each in held}
            self.tasks[name] = asyncio.create_task(self._carry(name, held, work))

    async def _carry(self, name: str, held: list[Waiting], work: Work) -> None:
        """Do it; what fails is tried again after a pause, so that one fault never spins."""
        failed: dict[str, Exception] = {}
        try:
            async with self.slots if name != "sweep" else contextlib.nullcontext():
                failed = await work()
        except Exception as error:
            failed = {each.reference: error for each in held}
        finally:
            for each in held:
                self.locks.release(key_of(each.reference))
                self.active.discard(each.reference)
            self.tasks.pop(name, None)
            self.woken.set()
        self.carried += len(held) - len(failed)
        for each in held:
            self.pauses.note(each, failed=each.reference in failed)
        for reference, why in failed.items():
            log.error("%s could not be carried: %s", reference, told(why))

    async def _keep_up(self) -> None:
        """Settle what dead hands left, say that this guide lives, and begin scheduled flows when due."""
        while True:
            try:
                reconciling.settle_letters(self.locks)
                reconciling.forget_dead_guides(self.locks)
                self._say()
                while take_in_what_is_pending():
                    await asyncio.sleep(0)
                self.checkpointing.keep_up(self.place.engine)
                for name, occasion in what_is_due(self.locks) if self.schedule else ():
                    self._begin_scheduled(run_name(name, occasion), name, occasion)
            except Exception as error:
                log.warning("upkeep failed: %s", told(error))
            await asyncio.sleep(LOOK_EVERY_S)

    def _begin_scheduled(self, run: str, name: str, occasion: str) -> None:
        if run not in self.tasks and self.pauses.over(Waiting(run)):
            self.tasks[run] = asyncio.create_task(self._scheduled(run, name, occasion))

    async def _scheduled(self, run: str, name: str, occasion: str) -> None:
        failed = False
        try:
            await run_scheduled(self.prefect, name, occasion)
        except Exception as error:
            failed = True
            log.error("%s failed: %s", run, told(error))
        finally:
            self.tasks.pop(run, None)
        self.pauses.note(Waiting(run), failed=failed)

    async def _wind_down(self) -> None:
        """Give what is under way a moment to end. What does not is carried by the next guide."""
        left = set(self.tasks.values())
        if left:
            _, left = await asyncio.wait(left, timeout=STOP_WITHIN_S)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

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
        """Wake on the database's notice of an append; the slow look covers for a lost one."""
        url = conninfo(self.place.engine.url)
        while True:
            with contextlib.suppress(psycopg.Error):
                async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                    await connection.execute("LISTEN disclosure")
                    self.woken.set()
                    async for _ in connection.notifies():
                        self.woken.set()
            await asyncio.sleep(1)

    async def _look_after_prefect(self) -> None:
        """See whether Prefect is back, settle stale runs, and show what was carried without it."""
        while self.prefect.state != "off":
            with contextlib.suppress(Exception):
                await self._reconcile()
            await asyncio.sleep(LOOK_FOR_PREFECT_EVERY_S)

    async def _reconcile(self) -> None:
        if not await running.answers():
            self.prefect.turn("away")
            return
        self.prefect.turn("here")
        async with asyncio.timeout(30):
            await reconciling.settle_runs(self.locks, self.prefect)
            await reconciling.show_what_was_carried()


async def guide(place: Workplace, *, without_prefect: bool = False, schedule: bool = True) -> None:
    """Run one guide until SIGTERM or SIGINT."""
    one = Guide(place, prefect=Prefect("off" if without_prefect else "here"), schedule=schedule)
    loop = asyncio.get_running_loop()
    # The usual handler prints the exception's words, which may be anybody's.
    loop.set_exception_handler(
        lambda _, about: log.error("unforeseen: %s", type(about.get("exception")).__name__)
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, one.stopping.set)
    await one.run()


def serve(url: str, print_folder: Path, *, without_prefect: bool = False, schedule: bool = True) -> None:
    """Be a guide on this database, as the application role, until told to stop. Raise SystemExit."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    made: Engine = engine(url, Role.APPLICATION)
    failure = None
    with working_in(Workplace(made, print_folder)):
        try:
            asyncio.run(guide(workplace(), without_prefect=without_prefect, schedule=schedule))
        except Exception as error:  # a traceback would show its words
            failure = told(error)
    if failure:
        raise SystemExit(f"the guide ended: {failure}")


def main() -> None:
    """`python -m flows.guide`: what `disclosure up` starts as a child process."""
    parser = argparse.ArgumentParser(description="Carry considerations as far as machines can.")
    parser.add_argument("--print-folder", type=Path, default=None)
    parser.add_argument("--without-prefect", action="store_true")
    parser.add_argument("--without-schedule", action="store_true", help="leave the daily flows to others")
    given = parser.parse_args()
    kept = settings()
    # In the environment, not among the arguments: a URL may hold a password, and `ps` shows arguments.
    url = os.environ.get("DISCLOSURE_GUIDE_DATABASE_URL") or database_url(kept)
    where = given.print_folder or kept.data / "print"
    serve(url, where, without_prefect=given.without_prefect, schedule=not given.without_schedule)


if __name__ == "__main__":
    main()
