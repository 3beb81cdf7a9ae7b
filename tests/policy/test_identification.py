"""When is it known whom a consideration is about? Only where one is meant, and nobody else may be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.schemes import schemes
from policy.facts import Candidate, Facts, Identity, Route, Verdict
from policy.findings import Answer
from policy.holds import identity
from policy.identification import doubts, obstacles_to_confirming, obstacles_to_nobody
from policy.recommendation import Recommends, recommend

ON = date(2026, 11, 24)
VERDICTS = st.sampled_from([None, *Verdict])
LISTS = st.lists(VERDICTS, max_size=6).map(
    lambda verdicts: tuple(
        Candidate(reference=f"S-{number:04d}", verdict=verdict) for number, verdict in enumerate(verdicts, 1)
    )
)


def facts(known: Identity | None, candidates: tuple[Candidate, ...]) -> Facts:
    return Facts(on=ON, route=Route.PILOT_REGISTRATION, identity=known, candidates=candidates)


def finding(known: Identity | None, candidates: tuple[Candidate, ...]) -> tuple[Answer, str]:
    (found,) = identity(facts(known, candidates), schemes().get("pilot-registration-2007", "2007"))
    return found.answer, found.reason


@given(known=st.sampled_from([None, *Identity]), candidates=LISTS)
def test_it_is_known_only_where_one_is_unique_and_nobody_else_is_left(
    known: Identity | None, candidates: tuple[Candidate, ...]
) -> None:
    verdicts = [candidate.verdict for candidate in candidates]
    alone = None not in verdicts and Verdict.CANNOT_TELL not in verdicts and verdicts.count(Verdict.SAME) < 2
    answer, _ = finding(known, candidates)
    assert (answer is Answer.MET) == (known is Identity.UNIQUE and alone)
    if Verdict.CANNOT_TELL in verdicts:
        assert answer is Answer.NOT_MET


@given(candidates=LISTS)
def test_the_order_of_candidates_changes_nothing(candidates: tuple[Candidate, ...]) -> None:
    assert finding(Identity.UNIQUE, candidates)[0] == finding(Identity.UNIQUE, candidates[::-1])[0]


@given(candidates=LISTS)
def test_nobody_and_somebody_can_never_both_be_said(candidates: tuple[Candidate, ...]) -> None:
    somebody = obstacles_to_confirming(Identity.PROBABLE, candidates, {}, "P-2")
    assert somebody or obstacles_to_nobody(candidates)


def test_who_is_left_open_is_named_in_the_finding() -> None:
    open_ones = (
        Candidate(reference="S-0001", verdict=Verdict.SAME),
        Candidate(reference="S-0002", verdict=Verdict.CANNOT_TELL),
        Candidate(reference="S-0003"),
        Candidate(reference="S-0004", verdict=Verdict.NOT_SAME),
    )
    answer, reason = finding(Identity.PROBABLE, open_ones)
    assert answer is Answer.NOT_MET
    assert "S-0002" in reason
    assert "S-0004" not in reason
    assert list(doubts(open_ones).values()) == [False, None]


def test_a_new_candidate_after_the_confirmation_is_still_to_be_answered() -> None:
    answer, reason = finding(Identity.UNIQUE, (Candidate(reference="S-0009"),))
    assert (answer, "S-0009" in reason) == (Answer.NOT_KNOWN, True)


@pytest.mark.parametrize(
    ("known", "verdicts", "person", "says"),
    [
        (Identity.PROBABLE, [Verdict.SAME], "P-1", "You settled it; a second person confirms it."),
        (None, [Verdict.NOT_SAME], "P-2", "Nobody is settled as the person named"),
        (Identity.UNIQUE, [Verdict.SAME], "P-2", "It is confirmed already."),
        (Identity.PROBABLE, [Verdict.SAME, Verdict.SAME], "P-2", "only one of S-0001, S-0002"),
        (Identity.PROBABLE, [Verdict.SAME, None], "P-2", "it is settled whether S-0002"),
    ],
)
def test_what_forbids_confirming_is_said(
    known: Identity | None, verdicts: list[Verdict | None], person: str, says: str
) -> None:
    candidates = [Candidate(reference=f"S-{n:04d}", verdict=each) for n, each in enumerate(verdicts, 1)]
    found = obstacles_to_confirming(known, candidates, {"S-0001": "P-1"}, person)
    assert any(says in words for words in found), found


def test_a_second_person_may_confirm_the_one_left() -> None:
    candidates = [
        Candidate(reference="S-0001", verdict=Verdict.SAME),
        Candidate(reference="S-0002", verdict=Verdict.NOT_SAME),
    ]
    assert obstacles_to_confirming(Identity.PROBABLE, candidates, {"S-0001": "P-1"}, "P-2") == []


def test_while_it_can_not_be_told_who_is_meant_the_rules_say_hold() -> None:
    scheme = schemes().get("pilot-registration-2007", "2007")
    twins = tuple(Candidate(reference=r, verdict=Verdict.CANNOT_TELL) for r in ("S-0001", "S-0002"))
    assert recommend(facts(Identity.PROBABLE, twins), scheme).recommends is Recommends.HOLD
