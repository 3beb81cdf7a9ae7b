"""Do considerations that fail, or are in hand, ever hide what waits behind them?"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from flows import guide as guides
from flows.people import actor
from flows.running import Prefect
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from flows.waiting import Waiting, what_waits
from flows.workplace import workplace
from models.database import transaction

SUBJECTS = ("S-0030", "S-0031", "S-0032", "S-0033")


@pytest.fixture
def waiting(area: Engine) -> list[Waiting]:
    """Four considerations opened just now, each of which waits on the machine."""
    for subject in SUBJECTS:
        with transaction(area) as session:
            open_consideration(session, actor(session, "dci.1"), {"subject": subject})
    return what_waits(area, limit=10)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Callable[[guides.Guide], list[str]]:
    """What a guide that looks at two at a time begins; it carries nothing."""
    names: list[str] = []

    def note(_: guides.Guide, name: str, about: list[Waiting], work: Any) -> None:
        names.extend(each.reference for each in about)

    monkeypatch.setattr(guides, "SWEEP_MOST", 1)
    monkeypatch.setattr(guides.Guide, "_begin", note)

    def look(guide: guides.Guide) -> list[str]:
        names.clear()
        guide._begin_what_waits()
        return list(names)

    return look


def test_what_fails_or_is_in_hand_hides_nothing_behind_it(
    waiting: list[Waiting], begun: Callable[[guides.Guide], list[str]]
) -> None:
    first, second, third, fourth = waiting
    guide = guides.Guide(workplace(), prefect=Prefect("off"))
    assert begun(guide) == [first.reference, second.reference]
    guide.pauses.note(first, failed=True)
    guide.active.add(second.reference)
    assert begun(guide) == [third.reference, fourth.reference]


def test_what_failed_is_looked_at_again_once_somebody_moves_it(area: Engine, waiting: list[Waiting]) -> None:
    failed = [(each.reference, each.version) for each in waiting]
    assert what_waits(area, limit=10, paused=failed) == []
    with transaction(area) as session:
        take(session, waiting[2].reference, "attach", actor(session, "ppo.northern.1"), {"words": "A note."})
    assert [each.reference for each in what_waits(area, limit=10, paused=failed)] == [waiting[2].reference]
