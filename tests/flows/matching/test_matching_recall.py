"""Are people found, and innocent people left alone? `python -m bench matching` measures it in full."""

import pytest

from bench.corruptions import questions, strangers
from bench.febrl import Question, febrl3, febrl4
from bench.other_ways import rapidfuzz_name_and_birth, soundex_surname
from flows.matching.nearest import Band
from flows.matching.person import Nominal
from flows.matching.register import Register


def _found(register: Register, asked: list[Question], within: int) -> float:
    near = register.nearest_of_each({str(at): question.who for at, question in enumerate(asked)})
    found = [
        question.is_ in [candidate.key for candidate in near[str(at)].candidates[:within]]
        for at, question in enumerate(asked)
    ]
    return sum(found) / len(found)


@pytest.mark.parametrize(("read", "goal"), [(febrl4, 0.997), (febrl3, 0.998)], ids=["FEBRL4", "FEBRL3"])
def test_febrls_people_are_among_the_ten(read: "object", goal: float) -> None:
    people, asked = read()  # type: ignore[operator]
    register = Register(people)
    assert _found(register, asked[::20], 10) >= goal - 0.005  # of some hundreds; one of them is worth as much
    register.close()


def test_more_people_are_found_than_by_the_ways_beside(made_up: Register, nominals: list[Nominal]) -> None:
    asked = questions(nominals, 300, seed=11)
    ours = _found(made_up, asked, 10)
    assert ours >= 0.985
    sought = [question.who for question in asked]
    for way in (rapidfuzz_name_and_birth, soundex_surname):
        theirs = list(way(nominals, sought))
        assert ours > sum(q.is_ in keys for q, keys in zip(asked, theirs, strict=True)) / len(asked)


def test_innocent_people_are_seldom_headed_probable(made_up: Register, nominals: list[Nominal]) -> None:
    asked = strangers(nominals, 150, seed=12)
    near = made_up.nearest_of_each({str(at): question.who for at, question in enumerate(asked)})
    for kind, most in (("random", 0.01), ("relative", 0.02), ("namesake", 0.10)):
        of_kind = [near[str(at)] for at, question in enumerate(asked) if question.kind == kind]
        accused = [any(c.band in (Band.STRONG, Band.PROBABLE) for c in one.candidates) for one in of_kind]
        assert sum(accused) / len(accused) <= most, kind
