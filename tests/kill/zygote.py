"""Forks guides on order: importing Prefect takes seconds, and sixty kills want sixty guides.

Each line of standard input is an order in JSON; the answer is the process id of a guide that is like any
other from its first statement on. An order may name a point at which that guide SIGKILLs itself.
"""

import contextlib
import functools
import importlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from flows import guide


def die_at(point: dict[str, Any]) -> None:
    """Replace a function by one that kills this process before or after its n-th call."""
    module, name = importlib.import_module(point["module"]), point["function"]
    real, left = getattr(module, name), [int(point["call"])]

    def count(when: str) -> None:
        if when == point["when"]:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(real)
    def plain(*args: Any, **kwargs: Any) -> Any:
        count("before")
        result = real(*args, **kwargs)
        count("after")
        return result

    @functools.wraps(real)
    async def awaited(*args: Any, **kwargs: Any) -> Any:
        count("before")
        result = await real(*args, **kwargs)
        count("after")
        return result

    setattr(module, name, awaited if point.get("awaited") else plain)


def serve(order: dict[str, Any]) -> None:
    """Be the guide that was ordered, until killed."""
    with Path(order["log"]).open("ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if order["die_at"]:
        die_at(order["die_at"])
    guide.serve(order["url"], Path(order["print"]), without_prefect=order["without_prefect"])


def main() -> None:
    """Fork on order until standard input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are reaped by the system
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                serve(json.loads(line))
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
