"""Guides that are killed and started again, one after the other, while a test makes people's moves."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from desk.children import Server
from desk.rehearsing import waiting_on_machine
from flows.people import actor
from flows.steps.pipeline import take
from models.consideration import Consideration, IssuedLetter, ScheduledRun, Wait
from models.database import transaction
from models.errors import DisclosureError

ZYGOTE = Path(__file__).with_name("zygote.py")
SEED = 20261124
LONGEST_LIFE_S = 6.0
# Where a guide dies by its own hand: at the edges of every act that leaves the process.
POINTS = [
    {"module": "flows.carrying", "function": name, "awaited": name == "ask_all"}
    for name in ("ask_all", "take_together", "make", "prepare", "_claim", "let_appear", "make", "let_appear")
]


class Zygote:
    """Asks a process that has imported everything for one guide after the other."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.without_prefect, self.log = not environment, log
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, str(ZYGOTE)],
                env=os.environ | environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self._answer() == "ready"

    def fork(self, url: str, print_folder: Path, die_at: dict[str, Any] | None = None) -> int:
        """Start a guide and give its process id."""
        order = {"url": url, "print": str(print_folder), "log": str(self.log), "die_at": die_at}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order | {"without_prefect": self.without_prefect}) + "\n")
        self.process.stdin.flush()
        return int(self._answer())

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def gone(self, pid: int, within_s: float) -> bool:
        """Say whether a guide dies by itself in time."""
        return gone_within(pid, within_s)

    def end(self, pids: list[int]) -> None:
        """SIGKILL these guides."""
        for pid in pids:
            kill(pid)

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


def alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def gone_within(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not alive(pid):
            return True
        time.sleep(0.004)
    return not alive(pid)


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    assert gone_within(pid, 20)


@dataclass
class Killer:
    """Runs guides on one record and kills each, at a moment or at a point, until told to leave one alive."""

    zygote: Zygote
    url: str
    print_folder: Path
    chance: random.Random
    wanted: int
    kills: int = 0
    at_points: int = 0
    _thread: threading.Thread = field(init=False)
    _enough: threading.Event = field(default_factory=threading.Event)
    _last: int | None = None

    def __enter__(self) -> "Killer":
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def _run(self) -> None:
        while self.kills < self.wanted and not self._enough.is_set():
            point = self._point()
            pid = self.zygote.fork(self.url, self.print_folder, point)
            life_s = LONGEST_LIFE_S if point else self.chance.uniform(0.02, 1.2)
            if gone_within(pid, life_s):
                self.at_points += 1
            else:
                kill(pid)
            self.kills += 1
        self._last = self.zygote.fork(self.url, self.print_folder)

    def _point(self) -> dict[str, Any] | None:
        """Half the guides die at a point, half at a moment."""
        if self.chance.random() < 0.5:
            return None
        chosen = self.chance.choice(POINTS)
        return chosen | {"when": self.chance.choice(["before", "after"]), "call": self.chance.randint(1, 3)}

    def leave_one_alive(self) -> None:
        """Kill no more; from now on one guide lives."""
        self._enough.set()
        self._thread.join()

    def __exit__(self, *_: object) -> None:
        self.leave_one_alive()
        if self._last:
            kill(self._last)


class Settle(Protocol):
    def __call__(self, within_s: float = 120) -> None: ...


@pytest.fixture(scope="session")
def zygote(sample_force: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """Guides without Prefect."""
    made = Zygote({}, tmp_path_factory.mktemp("guides") / "guide.log")
    yield made
    made.close()


@pytest.fixture(scope="session")
def prefect_zygote(
    sample_force: None, prefect: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Zygote]:
    """Guides with Prefect."""
    made = Zygote(prefect.environment, tmp_path_factory.mktemp("guides") / "guide.log")
    yield made
    made.close()


@pytest.fixture
def quiet_area(area: Engine) -> Engine:
    """The sample area with its scheduled flows done for the months the stories play in."""
    with transaction(area) as session:
        began = datetime(2026, 11, 1, tzinfo=UTC)
        for day in range(200):
            for flow in ("considering", "chase"):
                on = (began + timedelta(days=day)).date()
                session.add(ScheduledRun(flow=flow, day=on, state="done", by="test", started_at=began))
    return area


@pytest.fixture
def settle(quiet_area: Engine, tmp_path: Path) -> Settle:
    """Wait until the machine has nothing left to do, settling as a person what nobody knows the fate of."""

    def until_done(within_s: float = 120) -> None:
        until = time.monotonic() + within_s
        left = ["not looked yet"]
        while left and time.monotonic() < until:
            time.sleep(0.02)
            settle_unknown(quiet_area, tmp_path / "print")
            left = [*waiting_on_machine(quiet_area), *in_flight(quiet_area)]
        assert not left, f"the machine did not finish within {within_s} s: {left[:5]}"

    return until_done


def settle_unknown(engine: Engine, print_folder: Path) -> None:
    """Look in the print folder, as whoever works in the print room would, and say what is there."""
    with transaction(engine) as session:
        waits = session.exec(
            select(Consideration.reference, Wait.subject_of)
            .join(Wait, Wait.consideration_id == Consideration.id)  # type: ignore[arg-type]
            .where(Wait.what == "settle_letter")
        ).all()
        who = actor(session, "ds.northern.1")
    for reference, letter in waits:
        fate = "sent" if (print_folder / f"{letter}.pdf").exists() else "not_sent"
        with suppress(DisclosureError), transaction(engine) as session:
            given = {"letter": letter, "fate": fate, "reasons": "Looked for in the print folder."}
            take(session, reference, "settle_letter", who, given)


def in_flight(engine: Engine) -> list[str]:
    with transaction(engine) as session:
        return list(
            session.exec(select(IssuedLetter.reference).where(IssuedLetter.state == "in_flight")).all()
        )


@pytest.fixture
def interest() -> Callable[[int], dict[str, Any]]:
    """What somebody registers who wants, and safely gets, an acknowledgement by post."""

    def about(number: int) -> dict[str, Any]:
        return {
            "unit": "northern",
            "immediate_risk": False,
            "relationship": "parent",
            "applicant": {
                "name": f"Applicant {number}",
                "address": [f"{number} Test Street", "Northexample", "ZZ2 4AB"],
                "safe_to_post": True,
            },
            "individual": {"name": f"Somebody {number}"},
            "children": [{"name": f"Child {number}", "age": 7}],
        }

    return about


@pytest.fixture
def killing(quiet_area: Engine, tmp_path: Path) -> Callable[..., Any]:
    """Begin killing guides on this test's record: `with killing(zygote, kills) as killer`."""

    @contextmanager
    def begin(source: Zygote, wanted: int, seed: int = SEED) -> Iterator[Killer]:
        url = quiet_area.url.render_as_string(hide_password=False)
        with Killer(source, url, tmp_path / "print", random.Random(seed), wanted) as killer:
            yield killer

    return begin


@pytest.fixture(scope="session")
def no_run_looks_alive(prefect_api: Callable[[str, str], httpx.Client]) -> Callable[[str, str], None]:
    """Check, within a minute, that Prefect shows no run of any guide as Running or Pending."""

    def check(url: str, credential: str) -> None:
        until, left = time.monotonic() + 60, ["not looked yet"]
        while left and time.monotonic() < until:
            with prefect_api(url, credential) as client:
                left = unfinished_runs(client)
            time.sleep(0.5)
        assert left == []

    return check


def unfinished_runs(client: httpx.Client) -> list[str]:
    wanted = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING", "SCHEDULED"]}}}}
    found = client.post("/flow_runs/filter", json=wanted)
    found.raise_for_status()
    return [f"{run['name']} {run['state_type']} {run['tags']}" for run in found.json()]


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A data folder whose path is short enough for the database's socket."""
    folder = Path(tempfile.mkdtemp(prefix="du-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)
