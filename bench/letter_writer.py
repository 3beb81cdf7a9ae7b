"""Makes one kind of letter in a process of its own: `python -m bench.letter_writer KIND TIMES`."""

import datetime
import json
import sys
import time

from bench.letter_fields import FIELDS
from letters.render import render

ON = datetime.date(2026, 11, 24)


def main() -> None:
    """Render once cold, then warm, each with another reference so that nothing made before is used again."""
    kind, times = sys.argv[1], int(sys.argv[2])
    taken, cpu = [], 0.0
    for number in range(times + 1):
        fields = FIELDS[kind] | {"reference": f"C-2026-{number:05d}"}
        began, spent = time.perf_counter(), time.process_time()
        render(kind, fields, on=ON, footer=f"Record {1000 + number}, 0123456789abcdef")
        taken.append(time.perf_counter() - began)
        cpu += time.process_time() - spent if number else 0
    print(json.dumps({"cold_s": taken[0], "warm_s": taken[1:], "cpu_s": cpu / times}))


if __name__ == "__main__":
    main()
