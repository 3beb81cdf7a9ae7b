"""Is every trap that must be tried tried, by a test whose id begins with its number?"""

import pytest

from docs.traps import DEMANDED, found, traps


@pytest.mark.parametrize("number", DEMANDED)
def test_a_demanded_trap_stands_at_the_head_of_a_test(number: int) -> None:
    assert found()[number]


def test_the_page_names_every_trap() -> None:
    assert [line.split("|")[1].strip() for line in traps().splitlines() if line.startswith("| ")][2:] == [
        str(number) for number in range(1, 41)
    ]
