"""How many letters are made a second? Each kind, cold in a new process and warm."""

import json
import subprocess
import sys

from bench.letter_fields import FIELDS
from bench.measuring import Found, load, median, number

TIMES = 15


def run(server: str) -> Found:
    """Render each kind in a process of its own: the first is cold (fonts, layout, words), the rest warm."""
    found = Found(
        "letters",
        "Letters rendered: words, layout, PDF/UA-1 and PDF/A-2a, preview",
        ("kind", "cold ms", "warm ms", "warm a second", "warm CPU ms", "load"),
    )
    colds, warms = [], []
    for kind in FIELDS:
        arguments = [sys.executable, "-m", "bench.letter_writer", kind, str(TIMES)]
        told = json.loads(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)
        cold, warm = told["cold_s"], median(told["warm_s"])
        colds.append(cold)
        warms.append(warm)
        times = (number(1000 * cold), number(1000 * warm), number(1 / warm), number(1000 * told["cpu_s"]))
        found.row(kind.replace("_", " "), *times, load())
    rate = len(warms) / sum(warms)
    found.row("one of each", number(1000 * sum(colds)), number(1000 * sum(warms)), number(rate), "", load())
    found.notes.append("No goal was set. Cold leaves out Python's start and imports; a guide is cold once.")
    return found
