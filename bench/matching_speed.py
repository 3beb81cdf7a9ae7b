"""How long does an explained answer take, how long re-screening, and how much memory? Each size by itself."""

import json
import subprocess
import sys

from bench.measuring import Found, load, number

ANSWER_MS = {5_000: 150, 100_000: 300}
RESCREEN_S = {5_000: 10, 100_000: 120}


def run(server: str) -> Found:
    """Each register in a process of its own, so that its memory can be told."""
    columns = (
        "register",
        "read in s",
        "answer p50 ms",
        "p95",
        "p99",
        "CPU ms",
        "500 re-screened s",
        "memory MB",
        "load",
    )
    found = Found(
        "matching-speed", "One explained answer of ten, and 500 registrations compared again", columns
    )
    for size, most_ms in ANSWER_MS.items():
        arguments = [sys.executable, "-m", "bench.matching_asked", str(size)]
        told = json.loads(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)
        found.row(
            f"{size:,}",
            *(
                number(told[each])
                for each in ("read_s", "p50_ms", "p95_ms", "p99_ms", "cpu_ms", "rescreen_s", "memory_mb")
            ),
            load(),
        )
        found.goal(f"Answer at {size:,}, p95", told["p95_ms"], most_ms, "ms", at_most=True)
        found.goal(f"Re-screening 500 at {size:,}", told["rescreen_s"], RESCREEN_S[size], "s", at_most=True)
    found.notes.append(
        "200 answers, one after the other, warm. Memory is what the process grew by at most, from reading the register "
        "to the last answer, beside about 200 MB for Python, Splink and DuckDB."
    )
    return found
