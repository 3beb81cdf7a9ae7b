"""Who answers a refused undertaking? (trap 19)"""

import pytest

from policy.undertaking import obstacles_to_thinking_again


@pytest.mark.parametrize(
    ("person", "reasons", "count"),
    [
        pytest.param("p1", "She will keep it to herself.", 0, id="trap-19 the decider, with reasons"),
        pytest.param("p2", "She will keep it to herself.", 1, id="trap-19 somebody else"),
        pytest.param("p2", " ", 2, id="trap-19 somebody else, without reasons"),
    ],
)
def test_who_thinks_again(person: str, reasons: str, count: int) -> None:
    assert len(obstacles_to_thinking_again(person, "p1", reasons)) == count
