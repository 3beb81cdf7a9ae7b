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
from dataclasses import dataclass
from pathlib import Path

import httpx

from flows.prefect_settings import client_environment, server_environment
from models.errors import CannotDo

STOP_WITHIN_S = 15.0


@dataclass(frozen=True)
class Server:
    """A Prefect server on loopback, and the environment a process needs to speak to it."""

    url: str
    environment: dict[str, str]


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def child(
    arguments: list[str], environment: dict[str, str], log: Path, *, module: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `python -m module arguments` until the end of the block; its output goes to a log file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def prefect_server(
    home: Path, *, port: int | None = None, wait_s: float = 120, ready: Callable[[], None] | None = None
) -> Iterator[Server]:
    """Run Prefect's server on loopback behind its shared credential, its database under `home`.

    Raise CannotDo where it ends or does not answer in time.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    auth, where = _credential(home), port or free_port()
    arguments = ["server", "start", "--host", "127.0.0.1", "--port", str(where)]
    url = f"http://127.0.0.1:{where}/api"
    with child(
        arguments, server_environment(auth, str(home)), home / "server.log", module="prefect"
    ) as process:
        _await_health(f"{url}/health", process, wait_s, "Prefect's server", home / "server.log")
        if ready:
            ready()
        yield Server(url, client_environment(url, auth, str(home)))


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
    with child(["--port", str(port)], {}, log, module="flows.agencies.stand_in") as process:
        _await_health(f"{url}/health", process, 60, "the stand-in for agencies", log)
        yield url


@contextmanager
def guide(database_url: str, print_folder: Path, log: Path, server: Server | None) -> Iterator[None]:
    """Run a guide on a database; without a server it carries without Prefect."""
    arguments = ["--print-folder", str(print_folder)]
    arguments += [] if server else ["--without-prefect"]
    environment = {"DISCLOSURE_GUIDE_DATABASE_URL": database_url} | (server.environment if server else {})
    with child(arguments, environment, log, module="flows.guide") as process:
        time.sleep(0.05)
        if process.poll() is not None:
            raise CannotDo(f"The guide ended at once; its log is {log}.")
        yield


def _await_health(url: str, process: subprocess.Popen[bytes], wait_s: float, what: str, log: Path) -> None:
    until = time.monotonic() + wait_s
    while time.monotonic() < until:
        if process.poll() is not None:
            raise CannotDo(f"{what} ended at once; its log is {log}.")
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.15)
    raise CannotDo(f"{what} did not answer within {wait_s:.0f} s; its log is {log}.")
