"""Stories played in this process: a scratch record with the sample area, and a stand-in for agencies."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from desk.children import stand_in
from desk.rehearsing import telling, waiting_on_machine
from flows.carrying import carry
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import Story
from flows.sample_area import fill
from flows.workplace import Workplace, working_in
from models.database import create_database, engine, prepare
from models.schemes import SAMPLE_FORCE


@pytest.fixture(scope="session", autouse=True)
def sample_force() -> None:
    """The sample area's own schemes in force, the pilot among them."""
    os.environ["DISCLOSURE_FORCE_FILE"] = str(SAMPLE_FORCE)


@pytest.fixture(scope="session")
def agencies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-in for every agency's system, for the whole session."""
    with stand_in(tmp_path_factory.mktemp("agencies") / "log") as url:
        yield url


@pytest.fixture(scope="session")
def area_template(server: str, agencies: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A scratch record with the sample area in it, to copy for each story."""
    from datetime import UTC, datetime

    url = create_database(server, "area_template")
    prepare(url, scratch=True, at=datetime(2026, 11, 24, 9, tzinfo=UTC))
    opened = engine(url)
    fill(opened, agencies, originals=tmp_path_factory.mktemp("originals"))
    opened.dispose()
    return "area_template"


@pytest.fixture
def area(new_database: Callable[[str | None], str], area_template: str, tmp_path: Path) -> Iterator[Engine]:
    """A record of this test's own with the sample area in it, and a workplace on it."""
    opened = engine(new_database(area_template))
    with working_in(Workplace(opened, tmp_path / "print")):
        yield opened
    opened.dispose()


@pytest.fixture
def settle(area: Engine) -> Callable[[], None]:
    """Do all machine work in this process, without Prefect."""

    def until_done() -> None:
        for _ in range(50):
            waiting = {line.split()[0] for line in waiting_on_machine(area)}
            if not waiting:
                return
            for reference in sorted(waiting):
                asyncio.run(carry(reference))
        raise AssertionError(f"the machine never finished: {waiting_on_machine(area)}")

    return until_done


@pytest.fixture
def rehearse(area: Engine, agencies: str, settle: Callable[[], None]) -> Callable[[Story], list[str]]:
    """Play a story and give everything that did not go as written."""

    def play(story: Story) -> list[str]:
        rehearsal = Rehearsal(area, story, settle, telling(agencies))
        found: list[Any] = [
            f"step {played.number} ({played.what}): {failure}"
            for played in rehearsal.play()
            for failure in played.failures
        ]
        return found

    return play
