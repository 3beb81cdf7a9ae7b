"""`python -m bench` measures everything README states; `python -m bench NAME …` some of it."""

import argparse
import signal
import sys
import time
from types import FrameType

from rich.console import Console

from bench import (
    appends,
    carried,
    decision,
    desk,
    letters,
    matching,
    matching_speed,
    strangers,
    sweep,
    verifying,
)
from bench.measuring import load, show
from bench.stage import database_server

BENCHES = {
    "decision": decision.run,
    "carried": carried.run,
    "sweep": sweep.run,
    "appends": appends.run,
    "verify": verifying.run,
    "letters": letters.run,
    "matching": matching.run,
    "strangers": strangers.run,
    "matching-speed": matching_speed.run,
    "desk": desk.run,
}


def main() -> None:
    """Measure, print and keep; Ctrl-C or SIGTERM stops cleanly and leaves the other sections as they were."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", nargs="*", choices=[*BENCHES, []], help="which; all where none is given")
    chosen = parser.parse_args().name or list(BENCHES)
    signal.signal(signal.SIGTERM, _stop)
    out = Console(width=120)
    with database_server() as server:
        for name in chosen:
            out.print(f"[bold]{name}[/] …")
            before, began = load(), time.monotonic()
            found = BENCHES[name](server)
            show(found, out, before, time.monotonic() - began)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("stopped")
