"""Stories played in this process, on a scratch record with the sample area."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from desk.rehearsing import telling, waiting_on_machine
from flows.carrying import carry
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import Story


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
