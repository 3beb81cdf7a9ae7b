"""Does the work go on when Prefect never started, hangs, is killed, or has lost its database? Is it shown?

One server of this test's own goes through all of it, beside one guide that is never started again.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from desk.children import Child, Server, answers, prefect_child
from models import ledger
from models.consideration import Consideration
from models.database import transaction

CARRIED_WITHIN_S = 60  # promised: 10 s, on a machine with nothing else to do; the times are printed
Api = Callable[[str, str], httpx.Client]
Runs = Callable[[httpx.Client, str], list[dict[str, Any]]]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[Child, Server]]:
    """A server that has never been started."""
    child, server = prefect_child(tmp_path / "prefect")
    yield child, server
    if hasattr(child, "process") and child.process.poll() is None:
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()


def carried(place: Any, subject: str, how: str) -> str:
    """Open a consideration and see it carried, in time, by a guide that says Prefect is away."""
    began, reference = time.monotonic(), place.open(subject)
    place.settle()
    took_s = time.monotonic() - began
    print(f"{how}: carried in {took_s:.1f} s")
    assert took_s < CARRIED_WITHIN_S
    place.until(lambda: place.prefect_is() == "away")
    return str(reference)


def entries_of(place: Any, reference: str) -> list[int]:
    with transaction(place.engine) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        return [entry.seq for entry in ledger.entries(session, row.id)]


def shown(place: Any, client: httpx.Client, runs_of: Runs, reference: str) -> None:
    """See the run that says between which entries it was carried, and no run that looks alive."""
    runs = place.until(
        lambda: [run for run in runs_of(client, reference) if "carried-while-away" in run["tags"]]
    )
    message = runs[-1]["state"]["message"]
    assert (runs[-1]["name"], runs[-1]["state_type"]) == (reference, "COMPLETED")
    words = message.removeprefix("Carried while Prefect was away, entries ").removesuffix(".").split(" to ")
    first, last = (int(word) for word in words)
    assert set(entries_of(place, reference)[1:]) <= set(range(first, last + 1))
    assert place.until(lambda: none_alive(client))


def none_alive(client: httpx.Client) -> bool:
    wanted = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING", "SCHEDULED"]}}}}
    return not client.post("/flow_runs/filter", json=wanted).json()


def test_work_goes_on_without_prefect_and_is_shown_when_it_is_back(
    place: Any, own: tuple[Child, Server], prefect_api: Api, runs_of: Runs
) -> None:
    place.quiet()
    child, server = own
    credential = server.environment["PREFECT_API_AUTH_STRING"]
    with place.guide(server):
        place.until(lambda: place.prefect_is())
        references = [carried(place, "S-0001", "never started")]

        child.start()
        place.until(lambda: answers(server.health))
        place.until(lambda: place.prefect_is() == "here")
        with prefect_api(server.url, credential) as client:
            shown(place, client, runs_of, references[0])
            real = place.open("S-0002")
            place.settle()
            place.until(lambda: [run for run in runs_of(client, real) if run["state_type"] == "COMPLETED"])

            os.killpg(child.process.pid, signal.SIGSTOP)
            references.append(carried(place, "S-0003", "hung"))
            os.killpg(child.process.pid, signal.SIGCONT)
            place.until(lambda: place.prefect_is() == "here")
            shown(place, client, runs_of, references[1])

        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        references.append(carried(place, "S-0005", "killed"))
        for path in (Path(server.environment["PREFECT_HOME"])).glob("prefect.db*"):
            path.unlink()
        child.start()
        place.until(lambda: place.prefect_is() == "here")
        with prefect_api(server.url, credential) as client:
            shown(place, client, runs_of, references[2])
            assert runs_of(client, references[0]) == [], "the database was not new"
    assert place.kinds().count("Recommended") == 4
