"""Questions to put, and a stand-in to put them to."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from flows.agencies.asking import Question
from flows.agencies.contract import Person

Ask = Callable[..., Question]
Tell = Callable[..., None]
CANARY = "Zanaryworth"


@pytest.fixture
def question() -> Ask:
    """One question about somebody whose name must never show."""

    def make(check: str = "probation", url: str | None = "http://127.0.0.1:1", **changes: Any) -> Question:
        person = Person(
            register_reference=changes.pop("about", "S-0001"),
            name=f"Quill {CANARY}",
            date_of_birth="1970-01-31",
            address=("7 Tweetlebury Mews",),
        )
        plain: dict[str, Any] = {"agency": check, "request_id": str(uuid4())}
        return Question(check=check, system_url=url, person=person, **(plain | changes))

    return make


@pytest.fixture(scope="session")
def stand_in_process() -> Iterator[str]:
    """The stand-in as people run it: a process of its own, on a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "flows.agencies.stand_in", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            for _ in range(300):
                try:
                    httpx.get(f"{url}/health", timeout=1).raise_for_status()
                    break
                except httpx.HTTPError:
                    time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            said = process.communicate(timeout=10)[0].decode()
    assert CANARY not in said


@pytest.fixture
def stand_in(stand_in_process: str) -> str:
    """The stand-in with nothing told to it yet."""
    httpx.delete(f"{stand_in_process}/control", timeout=5).raise_for_status()
    return stand_in_process


@pytest.fixture
def tell(stand_in: str) -> Tell:
    """Tell the stand-in what a check's system does from now on."""

    def telling(check: str, **behaviour: Any) -> None:
        httpx.put(f"{stand_in}/control/{check}", json=behaviour, timeout=5).raise_for_status()

    return telling
