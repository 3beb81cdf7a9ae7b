"""Which processes stand beside the command line? Prefect's server, the guide, and stand-ins for agencies.

They are started as children and spoken to through the database and HTTP, so that neither the command
line nor the desk ever imports Prefect.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from flows.prefect_settings import client_environment, server_environment
from models.errors import CannotDo

STOP_WITHIN_S = 15.0
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0


@dataclass(frozen=True)
class Server:
    """A Prefect server on loopback, and the environment a process needs to speak to it."""

    url: str
    environment: dict[str, str]

    @property
    def health(self) -> str:
        return f"{self.url}/health"


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Child:
    """A process beside this one, `python -m module arguments`; its output goes to a log file."""

    name: str
    module: str
    arguments: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)
    started: float = field(init=False)
    pause_s: float = SHORTEST_PAUSE_S
    niceness: int = 0

    def start(self) -> None:
        """Start it. It ends when this process does, however this process ends."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.started = time.monotonic()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "desk.tethered",
                    str(os.getpid()),
                    str(self.niceness),
                    self.module,
                    *self.arguments,
                ],
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def revive(self) -> bool:
        """Start it again where it has ended; at once the first time, later where it keeps ending."""
        lived_s = time.monotonic() - self.started
        if self.process.poll() is None or lived_s < self.pause_s:
            return False
        self.pause_s = (
            SHORTEST_PAUSE_S if lived_s > LONGEST_PAUSE_S else min(2 * self.pause_s, LONGEST_PAUSE_S)
        )
        self.start()
        return True

    def stop(self) -> None:
        """Ask it to end, and end it where it does not."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextmanager
def running(child: Child) -> Iterator[Child]:
    """Run a child until the end of the block."""
    child.start()
    try:
        yield child
    finally:
        child.stop()


def prefect_child(home: Path, *, port: int | None = None) -> tuple[Child, Server]:
    """Prefect's server on loopback behind its shared credential, its database under `home`, not started."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    auth, where = _credential(home), port or free_port()
    url = f"http://127.0.0.1:{where}/api"
    arguments = ["server", "start", "--host", "127.0.0.1", "--port", str(where)]
    environment = server_environment(auth, str(home))
    child = Child("Prefect's server", "prefect", arguments, environment, home / "server.log")
    child.niceness = 5  # Prefect shows the work; the guide, starting beside it, does it
    return child, Server(url, client_environment(url, auth, str(home)))


@contextmanager
def prefect_server(
    home: Path, *, port: int | None = None, wait_s: float = 120, ready: Callable[[], None] | None = None
) -> Iterator[Server]:
    """Run Prefect's server, and go on once it answers.

    Raise CannotDo where it ends or does not answer in time.
    """
    child, server = prefect_child(home, port=port)
    with running(child):
        await_health(child, server.health, wait_s)
        if ready:
            ready()
        yield server


def _credential(home: Path) -> str:
    kept = home / "auth"
    if not kept.exists():
        handle = os.open(kept, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"disclosure:{secrets.token_urlsafe(24)}")
    return kept.read_text()


@contextmanager
def stand_in(log: Path) -> Iterator[str]:
    """Run the stand-in for agencies' systems on a free port; yields its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running(
        Child("The stand-in for agencies", "flows.agencies.stand_in", ["--port", str(port)], {}, log)
    ) as child:
        await_health(child, f"{url}/health", 60)
        yield url


def guide_child(
    database_url: str, print_folder: Path, log: Path, server: Server | None, *, schedule: bool = True
) -> Child:
    """A guide on a database, not started; without a server it carries without Prefect."""
    arguments = ["--print-folder", str(print_folder)] + ([] if schedule else ["--without-schedule"])
    arguments += [] if server else ["--without-prefect"]
    environment = {"DISCLOSURE_GUIDE_DATABASE_URL": database_url} | (server.environment if server else {})
    return Child("The guide", "flows.guide", arguments, environment, log)


def desk_child(database_url: str, log: Path, *, port: int, data: Path) -> Child:
    """The desk over a database, not started; exports and originals go below `data`."""
    environment = {"DISCLOSURE_DESK_DATABASE_URL": database_url, "DISCLOSURE_DATA": str(data)}
    return Child("The desk", "desk.serve", ["--port", str(port)], environment, log)


@contextmanager
def guide(
    database_url: str, print_folder: Path, log: Path, server: Server | None, *, schedule: bool = True
) -> Iterator[Child]:
    """Run a guide until the end of the block."""
    with running(guide_child(database_url, print_folder, log, server, schedule=schedule)) as child:
        yield child


def answers(url: str) -> bool:
    """Say whether a server's health address answers."""
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def await_health(child: Child, url: str, wait_s: float) -> None:
    """Wait until a child answers. Raise CannotDo where it ends or does not in time."""
    until = time.monotonic() + wait_s
    while time.monotonic() < until:
        if child.process.poll() is not None:
            raise CannotDo(f"{child.name} ended at once; its log is {child.log}.")
        if answers(url):
            return
        time.sleep(0.15)
    raise CannotDo(f"{child.name} did not answer within {wait_s:.0f} s; its log is {child.log}.")
