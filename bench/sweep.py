"""How long does it take to consider every case of ten thousand? Opening, recording and proving coverage."""

import time

from bench.measuring import Found, load, number
from bench.stage import NOW, people, stage
from flows.every_case import consider_every_case
from models.database import transaction

SUBJECTS = 10_000


def run(server: str) -> Found:
    """Open a consideration on each of 10,000 synthetic subjects; then sweep again, with nothing to open."""
    found = Found(
        "sweep",
        f"flows.every_case.consider_every_case over {SUBJECTS:,} subjects",
        ("what", "seconds", "ms each", "CPU ms each", "load"),
    )
    with stage(server, "bench_sweep") as on:
        with transaction(on.engine) as session:
            people(session, SUBJECTS)
        for what, opens in (("everybody due: all opened", SUBJECTS), ("nobody due: coverage proved", 0)):
            began, cpu = time.perf_counter(), time.process_time()
            covered = consider_every_case(NOW.date())
            seconds, spent = time.perf_counter() - began, time.process_time() - cpu
            if (covered.managed, covered.opened) != (SUBJECTS, opens):
                raise SystemExit(f"the sweep opened {covered.opened} of {covered.managed}")
            each = 1000 / SUBJECTS
            found.row(what, number(seconds), f"{seconds * each:.2f}", f"{spent * each:.2f}", load())
    found.notes.append("Of the CPU, only this process's is counted, not the database's.")
    return found
