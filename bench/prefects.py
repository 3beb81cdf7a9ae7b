"""Prefect beside which the guide is measured: its server as `disclosure up` starts it, and the bare flow."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.stage import FOLDER, LOGS
from desk.children import Server, prefect_server


@contextmanager
def server() -> Iterator[Server]:
    """A server on a database of its own, new each time: one that has grown is slower."""
    home = FOLDER / "prefect"
    shutil.rmtree(home, ignore_errors=True)
    with prefect_server(home) as started:
        yield started


@dataclass(frozen=True)
class Bare:
    """The child that runs empty flows."""

    process: subprocess.Popen[str]

    def run(self, count: int = 1, at_once: int = 1) -> tuple[list[float], list[float], float]:
        """Run empty flows; give seconds to each task's body, to each flow's end, and for all."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{count} {at_once}\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        return told["effect_s"], told["whole_s"], told["all_s"]


@contextmanager
def bare(on: Server) -> Iterator[Bare]:
    """The empty flow against the same server, as the guide runs its own: one kept client."""
    with (LOGS / "bare.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.bare"],
            env=os.environ | on.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    try:
        yield Bare(process)
    finally:
        process.terminate()
        process.wait(15)
