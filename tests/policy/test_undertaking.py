"""What follows when the undertaking is signed, refused, or was not asked for? (trap 19)"""

import pytest

from policy.undertaking import (
    SecondThought,
    UndertakingAnswer,
    after_undertaking,
    needs_a_new_decision,
    obstacles_to_thinking_again,
)


@pytest.mark.parametrize(
    ("answer", "may_tell", "options"),
    [
        pytest.param("refused", False, 4, id="trap-19 a refusal neither stops it nor lets it go on"),
        pytest.param("signed", True, 0, id="trap-19 a signed undertaking lets it go on"),
        pytest.param("not_sought", True, 0, id="trap-19 none was asked for, as the decision allowed"),
    ],
)
def test_after_the_undertaking(answer: str, may_tell: bool, options: int) -> None:
    found = after_undertaking(UndertakingAnswer(answer))
    assert (found.may_tell_now, len(found.options)) == (may_tell, options)
    assert found.words.endswith(".")


@pytest.mark.parametrize(
    ("thought", "anew"),
    [
        pytest.param("proceed", False, id="trap-19 to tell all the same is what was signed"),
        pytest.param("limit", True, id="trap-19 to tell less is another pack"),
        pytest.param("other_recipient", True, id="trap-19 to tell another is another pack"),
        pytest.param("protect_otherwise", False, id="trap-19 to protect otherwise tells nobody"),
    ],
)
def test_what_needs_signing_again(thought: str, anew: bool) -> None:
    assert needs_a_new_decision(SecondThought(thought)) is anew


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
