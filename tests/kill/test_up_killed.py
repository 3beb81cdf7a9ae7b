"""Does the record move again when everything `disclosure up` runs is SIGKILLed at once, database included?"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped]
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from desk.children import free_port
from flows.people import actor
from flows.sample_area import load_people, write
from flows.steps.registering import register_interest
from models import embedded, ledger
from models.consideration import GuideState, IssuedLetter
from models.database import Settings, database_url, engine, prepare, transaction
from models.errors import DisclosureError
from models.verification import verify_record

pytestmark = pytest.mark.kill
WITHIN_S = 120  # what is promised is 10 s on a machine with nothing else to do


class Up:
    """`disclosure up`, and all it has begun."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.started = time.monotonic()
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "desk.cli", "up", "--port", str(self.port)]
        with (self.data / "up.log").open("ab") as log:
            self.process = psutil.Popen(
                command, env=os.environ | {"DISCLOSURE_DATA": str(self.data)}, stdout=log, stderr=log
            )
        self.started = time.monotonic()

    def kill(self) -> None:
        """SIGKILL the command, its children, and the database server with all its sessions."""
        everything = [self.process]
        with suppress(psutil.NoSuchProcess):
            everything += self.process.children(recursive=True)
        with suppress(OSError, ValueError, psutil.Error):
            pid = int((self.data / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
            everything += [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        for process in everything:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(everything, timeout=20)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return int(self.process.wait(60))


@pytest.fixture
def up(sample_force: None, short_folder: Path, tmp_path: Path, agencies: str) -> Iterator[Up]:
    """Everything running, on a live record with the sample area's staff and agencies."""
    url = database_url(Settings(short_folder))
    prepare(url)
    opened = engine(url)
    with transaction(opened) as session:
        load_people(session, write(tmp_path / "area").folder, system_url=agencies)
    opened.dispose()
    made = Up(short_folder)
    yield made
    made.kill()
    embedded.stop(short_folder)


def until(found: Callable[[], Any], within_s: float = WITHIN_S) -> Any:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        with suppress(DisclosureError):  # the database may be away just now
            if held := found():
                return held
        time.sleep(0.1)
    raise AssertionError(f"it was not so within {within_s} s")


def sent(opened: Engine) -> int:
    with transaction(opened) as session:
        wanted = select(IssuedLetter).where(IssuedLetter.state.in_(["sent", "unknown"]))  # type: ignore[attr-defined]
        return len(session.exec(wanted).all())


@pytest.fixture
def opened(up: Up) -> Iterator[Engine]:
    """The live record, as the desk would see it."""
    made = engine(f"postgresql+psycopg://postgres@/disclosure?host={up.data / 'postgres'}")
    yield made
    made.dispose()


def test_everything_killed_three_times_goes_on_by_itself(
    up: Up, opened: Engine, interest: Callable[[int], Any], no_run_looks_alive: Any
) -> None:
    acknowledged: dict[int, bytes] = {}

    def register(number: int) -> bool:
        with transaction(opened) as session:
            made = register_interest(session, actor(session, "registration.northern.1"), interest(number))
        with transaction(opened) as session:
            held = {entry.seq: entry.hash for entry in ledger.entries(session)}
        acknowledged.update({seq: held[seq] for seq in made.entries})
        return True

    for kills in range(3):
        until(lambda number=kills: register(number))  # type: ignore[misc]
        until(lambda number=kills: sent(opened) == number + 1)  # type: ignore[misc]
        print(f"start {kills + 1}: a letter was out {time.monotonic() - up.started:.1f} s after it")
        register(100 + kills) if kills == 2 else None
        up.kill()
        up.start()
    until(lambda: sent(opened) == 4)
    until(lambda: prefect_state(opened) == ["here"])  # as a dead guide may have left it, for a moment
    until(lambda: answers(f"http://127.0.0.1:{up.port}/api/health"))
    with transaction(opened) as session:
        entries, verdict = ledger.entries(session), verify_record(session)
    assert verdict.good, str(verdict)
    assert {seq: entries[seq - 1].hash for seq in acknowledged} == acknowledged
    credential = (up.data / "prefect" / "auth").read_text()
    no_run_looks_alive(f"http://127.0.0.1:{up.port}/api", credential)
    assert up.stop() == 0
    assert [each.pid for each in psutil.process_iter() if belongs(each, up.data)] == []


def answers(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(url, timeout=5).is_success
    return False


def prefect_state(opened: Engine) -> list[str]:
    with transaction(opened) as session:
        return [state.prefect for state in session.exec(select(GuideState)).all()]


def belongs(process: Any, data: Path) -> bool:
    with suppress(psutil.Error):
        return str(data) in " ".join(process.cmdline())
    return False
