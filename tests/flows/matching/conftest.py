"""A made-up register for the matcher's tests, read once."""

from collections.abc import Iterator

import pytest

from bench.people import register
from flows.matching.person import Nominal
from flows.matching.register import Register


@pytest.fixture(scope="session")
def nominals() -> list[Nominal]:
    return register(1500, seed=3)


@pytest.fixture(scope="session")
def made_up(nominals: list[Nominal]) -> Iterator[Register]:
    made = Register(nominals)
    yield made
    made.close()
