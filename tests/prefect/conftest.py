"""Real guides beside real Prefect servers, on a small register so that the every-case sweep is short."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from desk.children import Child, Server, guide, running
from desk.rehearsing import waiting_on_machine
from flows.people import actor
from flows.register.applying import apply
from flows.register.giving import as_jsonl
from flows.register.uploading import upload
from flows.sample.story_people import STORY_PEOPLE
from flows.sample_area import CONFIRMER, REGISTRAR, load_people, write
from flows.steps.opening import open_consideration
from models import ledger
from models.consideration import GuideState, ScheduledRun
from models.database import create_database, engine, prepare, transaction
from models.errors import DisclosureError

GENEROUS_S = 120
REPOSITORY = Path(__file__).parents[2]


@dataclass
class Place:
    """One small record, and where its guide puts letters and logs."""

    engine: Engine
    folder: Path

    @property
    def url(self) -> str:
        return self.engine.url.render_as_string(hide_password=False)

    @property
    def letters(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "print").glob("*"))

    @contextmanager
    def guide(self, server: Server | None) -> Iterator[Child]:
        """Run a real guide on it."""
        with guide(self.url, self.folder / "print", self.folder / "guide.log", server) as child:
            yield child

    def open(self, subject: str) -> str:
        """Open a consideration about somebody of any unit, as headquarters may."""
        with transaction(self.engine) as session:
            who = actor(session, "dci.1")
            return open_consideration(session, who, {"subject": subject}).reference

    def settle(self) -> None:
        """Wait until the machine has nothing left to do."""
        self.until(lambda: not waiting_on_machine(self.engine))

    def until(self, found: Callable[[], Any], within_s: float = GENEROUS_S) -> Any:
        """Wait for something to be so, and give it."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            with suppress(DisclosureError, httpx.TransportError):
                if held := found():
                    return held
            time.sleep(0.1)
        log = (self.folder / "guide.log").read_text()[-2000:]
        raise AssertionError(f"it was not so within {within_s} s; the guide's log ends:\n{log}")

    def kinds(self) -> list[str]:
        """The kinds of all entries, in order."""
        with transaction(self.engine) as session:
            return [entry.kind for entry in ledger.entries(session)]

    def prefect_is(self) -> str | None:
        """What `status` shows of Prefect."""
        with transaction(self.engine) as session:
            found = session.exec(select(GuideState)).first()
            return found.prefect if found else None

    def quiet(self) -> None:
        """Mark the scheduled flows as done for the months tests play in."""
        began = datetime(2026, 11, 1, tzinfo=UTC)
        with transaction(self.engine) as session:
            for day in range(100):
                for flow in ("considering", "chase"):
                    on = (began + timedelta(days=day)).date()
                    session.add(ScheduledRun(flow=flow, day=on, state="done", by="test", started_at=began))


@pytest.fixture(scope="session")
def small_template(
    server: str, sample_force: None, agencies: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A scratch record with the sample area's staff and the stories' twenty people."""
    url, folder = create_database(server, "small_template"), tmp_path_factory.mktemp("small")
    prepare(url, scratch=True, at=datetime(2026, 11, 24, 9, tzinfo=UTC))
    opened = engine(url)
    (folder / "register.jsonl").write_text(as_jsonl(STORY_PEOPLE), encoding="utf-8")
    with transaction(opened) as session:
        load_people(session, write(folder / "area").folder, system_url=agencies)
        uploaded = upload(session, folder / "register.jsonl", REGISTRAR, originals=folder / "originals")
    with transaction(opened) as session:
        apply(session, uploaded.import_id, CONFIRMER, originals=folder / "originals")
    opened.dispose()
    return "small_template"


@pytest.fixture
def place(new_database: Callable[[str | None], str], small_template: str, tmp_path: Path) -> Iterator[Place]:
    """A small record of this test's own."""
    opened = engine(new_database(small_template))
    yield Place(opened, tmp_path)
    opened.dispose()


@pytest.fixture
def api(prefect: Server, prefect_api: Callable[[str, str], httpx.Client]) -> Iterator[httpx.Client]:
    """The session's Prefect server, as whoever has reached its API."""
    with prefect_api(prefect.url, prefect.environment["PREFECT_API_AUTH_STRING"]) as client:
        yield client


@pytest.fixture
def runs_of() -> Callable[[httpx.Client, str], list[dict[str, Any]]]:
    """Every flow run whose tags hold a word, oldest first."""

    def find(client: httpx.Client, tag: str) -> list[dict[str, Any]]:
        wanted = {"flow_runs": {"tags": {"all_": [tag]}}, "sort": "EXPECTED_START_TIME_ASC"}
        found = client.post("/flow_runs/filter", json=wanted)
        found.raise_for_status()
        runs: list[dict[str, Any]] = found.json()
        return runs

    return find


@pytest.fixture(scope="session")
def deployed(prefect: Server, prefect_api: Callable[[str, str], httpx.Client]) -> dict[str, str]:
    """Everything in prefect.yaml deployed to a plain server, by Prefect's own command: name and id."""
    prefect_says(prefect, "work-pool", "create", "disclosure", "--type", "process")
    prefect_says(prefect, "deploy", "--all")
    with prefect_api(prefect.url, prefect.environment["PREFECT_API_AUTH_STRING"]) as client:
        found = client.post("/deployments/filter", json={}).json()
    return {each["name"]: each["id"] for each in found}


def prefect_says(server: Server, *words: str) -> str:
    """Run Prefect's command line in the repository; where it fails, show what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *words],
        env=os.environ | server.environment | {"DISCLOSURE_HOME": str(REPOSITORY)},
        cwd=REPOSITORY,
        capture_output=True,
        timeout=180,
        check=False,
    )
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 0, said
    return said


@pytest.fixture
def worker(prefect: Server) -> Callable[[Place], AbstractContextManager[Child]]:
    """Run a worker of the pool beside a record, with the environment a site would give it."""

    def begin(place: Place) -> AbstractContextManager[Child]:
        environment = prefect.environment | {
            "DISCLOSURE_DATABASE_URL": place.url, "DISCLOSURE_DATA": str(place.folder),
            "PREFECT_WORKER_QUERY_SECONDS": "1",
        }  # fmt: skip
        arguments = ["worker", "start", "--pool", "disclosure"]
        return running(Child("The worker", "prefect", arguments, environment, place.folder / "worker.log"))

    return begin
