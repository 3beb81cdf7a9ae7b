"""How fast is the record written, by one writer and by eight? The ledger, a whole act, and a plain INSERT."""

import json
import subprocess
import sys
from contextlib import ExitStack

from bench import considerations as made
from bench.measuring import Found, at, load, number
from bench.stage import LOGS, Stage, stage
from desk.children import stand_in
from models.database import Role, engine, transaction

WRITERS = (1, 8)
SECONDS = 4
# Each writer goes round a few considerations, so that none grows beyond what a real one holds.
ROUND = 5
P99_MS = 100
PLAIN = "CREATE TABLE plain (id bigserial PRIMARY KEY, body bytea NOT NULL, salt bytea, bytes bytea)"
WHAT = {
    "act": "a recorded act (a person's move, all of it)",
    "append": "ledger.append, an entry a transaction",
    "plain": "plain INSERT of the same bytes",
}


def run(server: str) -> Found:
    """Let writers in processes of their own write as fast as they can, each waiting for its own commit."""
    found = Found(
        "appends",
        f"Commits, each on the disk before the next of the same writer ({SECONDS} s each)",
        ("what", "writers", "a second", "p50 ms", "p99 ms", "load"),
    )
    with stand_in(LOGS / "stand-in.log") as agencies, stage(server, "bench_appends", agencies) as on:
        _make_room(on)
        references = made.opened(on, ROUND * max(WRITERS))
        made.ready(on, references, [])
        for what, words in WHAT.items():
            for writers in WRITERS:
                times = _write(on, what, references, writers)
                p99 = 1000 * at(times, 99)
                rate = number(len(times) / SECONDS)
                found.row(words, writers, rate, number(1000 * at(times, 50)), number(p99), load())
                if what == "act" and writers == max(WRITERS):
                    found.goal(f"A recorded act with {writers} writers, p99", p99, P99_MS, "ms", at_most=True)
    return found


def _make_room(on: Stage) -> None:
    owner = engine(on.url, Role.OWNER)
    with transaction(owner) as session:
        session.connection().exec_driver_sql(PLAIN)
    owner.dispose()


def _write(on: Stage, what: str, references: list[str], count: int) -> list[float]:
    """Start the writers, let them begin together, and gather how long each commit took, in seconds."""
    with ExitStack() as stack:
        writers = []
        for first in range(0, count * ROUND, ROUND):
            mine = references[first : first + ROUND]
            arguments = [sys.executable, "-m", "bench.writer", on.url, what, str(SECONDS), *mine]
            started = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            stack.enter_context(started)
            stack.callback(started.terminate)
            writers.append(started)
        for writer in writers:
            assert writer.stdout
            writer.stdout.readline()
        for writer in writers:
            assert writer.stdin
            writer.stdin.write("go\n")
            writer.stdin.flush()
        return [each for writer in writers for each in json.loads(writer.communicate()[0])]
