"""What forbids proposing to tell, and what is left to a person's judgement?"""

from collections.abc import Callable
from typing import Any

import pytest

from policy.facts import Facts
from policy.recommendation import Recommendation, Recommends, obstacles_to_proposing, recommend
from policy.scheme import Scheme

FactsBuilder = Callable[..., Facts]


@pytest.mark.parametrize(
    ("but", "words"),
    [
        pytest.param(
            {"identity": "probable"},
            ["the named person is identified uniquely. Identify the person first"],
            id="trap-12 identity is not unique",
        ),
        pytest.param(
            {"representations": "not_considered", "holds": {"live_investigation"}},
            ["Nobody has considered asking the subject", "an investigation is live"],
            id="trap-9 two obstacles at once",
        ),
        pytest.param(
            {"managed_in_this_area": False},
            ["Consult the area that manages the subject"],
            id="trap-13 managed in another area",
        ),
        pytest.param(
            {"recipient__able_to_protect": None},
            ["the recipient can protect them. Answer it first."],
            id="an open question",
        ),
        pytest.param(
            {"recipient__belongs_to_duty_to_cooperate_agency": True},
            ["Record it as information shared between agencies."],
            id="trap-32 information-sharing is not proposed as telling",
        ),
        pytest.param(
            {"recipient__telling_raises_risk": True}, [], id="a matter of judgement forbids nothing"
        ),
        pytest.param({}, [], id="nothing in the way"),
    ],
)
def test_what_forbids_proposing_to_tell(
    but: dict[str, Any], words: list[str], facts_from: FactsBuilder, mappa: Scheme
) -> None:
    found = obstacles_to_proposing(recommend(facts_from("head_teacher_level_2", **but), mappa))
    assert [all(word in " ".join(found) for word in words), bool(found)] == [True, bool(words)]
    assert len(found) == len(set(found))


def test_an_item_in_the_way_is_named(facts_from: FactsBuilder, mappa: Scheme) -> None:
    items = [{"item_id": "C1", "kind": "conviction", "schedule_34a": True, "identifies_victim": False}]
    advice = recommend(facts_from("head_teacher_level_2", items=items), mappa)
    assert any("(item C1)" in words for words in obstacles_to_proposing(advice))


def test_a_recommendation_without_findings_allows_nothing() -> None:
    bare = Recommendation(
        recommends=Recommends.TELL,
        findings=(),
        unknown=(),
        would_change=(),
        scheme="mappa",
        edition="2025",
        presumption_engaged=(),
    )
    with pytest.raises(ValueError, match="without findings"):
        obstacles_to_proposing(bare)
