"""How does one register answer? `python -m bench.matching_asked SIZE` in a process of its own; JSON out."""

import json
import sys
import time
from pathlib import Path

from bench import corruptions, people
from bench.matching import SEED
from bench.measuring import at
from flows.matching.register import Register

ANSWERS, REGISTRATIONS = 200, 500


def _memory_mb() -> float:
    """The most this program has held. Not getrusage: it begins with what the parent held when it forked."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main(size: int) -> dict[str, float]:
    """Seconds, milliseconds and megabytes of one register's life."""
    nominals = people.register(size, SEED)
    asked = [question.who for question in corruptions.questions(nominals, REGISTRATIONS, SEED)]
    before, began = _memory_mb(), time.perf_counter()
    register = Register(nominals)
    read_s = time.perf_counter() - began
    for who in asked[-3:]:
        register.nearest(who)
    times, cpu = [], time.process_time()
    for who in asked[:ANSWERS]:
        began = time.perf_counter()
        register.nearest(who)
        times.append(1000 * (time.perf_counter() - began))
    cpu_ms = 1000 * (time.process_time() - cpu) / ANSWERS
    began = time.perf_counter()
    register.nearest_of_each({str(number): who for number, who in enumerate(asked)})
    return {
        "read_s": read_s,
        "p50_ms": at(times, 50),
        "p95_ms": at(times, 95),
        "p99_ms": at(times, 99),
        "cpu_ms": cpu_ms,
        "rescreen_s": time.perf_counter() - began,
        "memory_mb": _memory_mb() - before,
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
