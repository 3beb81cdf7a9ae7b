"""Are words marked that could tell somebody who a victim was, and is a human tick asked for?"""

from collections.abc import Callable
from typing import Any

import pytest

from letters.letter import Letter
from letters.victim_identifiers import suspicions
from models.errors import CannotDo

MARKED = [
    ("He assaulted his niece.", "relationship"),
    ("It was his then girlfriend's little sister.", "relationship"),
    ("He harmed his step-daughter.", "relationship"),
    ("He was convicted on 3 March 2009.", "date"),
    ("It happened in 2009.", "date"),
    ("He was convicted last June.", "date"),
    ("on 03/04/09 he was arrested", "date"),
    ("The child was aged 7.", "age"),
    ("She was seven years old.", "age"),
    ("A 13-year-old was harmed.", "age"),
    ("The offences were at a swimming pool.", "school or place"),
    ("She went to Little Example Primary School.", "school or place"),
    ("He lived in Exampleton then.", "school or place"),
    ("It was in her bedroom.", "school or place"),
    ("It was at a house on Larch Street.", "school or place"),
    ("The child was a boy.", "boy or girl"),
    ("The victim still lives nearby.", "victim"),
]


@pytest.mark.parametrize(("words", "what"), [pytest.param(*m, id=f"trap-24 {m[0]}") for m in MARKED])
def test_what_could_identify_a_victim_is_marked(words: str, what: str) -> None:
    assert any(what in found for found in suspicions(words))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Dale Example has been convicted of crimes against children.", id="trap-24 bare fact"),
        pytest.param("He must not be alone with any children. Call 999.", id="trap-24 advice"),
    ],
)
def test_a_bare_telling_raises_nothing(words: str) -> None:
    assert suspicions(words) == []


@pytest.mark.parametrize(
    "words", [pytest.param("One.\nHe lived in Exampleton.", id="trap-24 says where, not what")]
)
def test_a_mark_points_at_the_sentence_and_does_not_repeat_a_name(words: str) -> None:
    assert suspicions(words) == ["sentence 2: a school or place"]


@pytest.mark.parametrize("tick", [pytest.param(t, id=f"trap-24 tick {t!r}") for t in (None, "", "  ")])
def test_a_script_without_a_human_tick_is_refused_and_shows_what_to_look_at(
    tick: str | None, make: Callable[..., Letter]
) -> None:
    with pytest.raises(CannotDo) as refused:
        make(
            "disclosure_script",
            exact_words="He is a risk. In 2009 he harmed his niece in Exampleton.",
            victim_identifiers_checked_by=tick,
        )
    assert refused.value.obstacles == [
        "Somebody must read the exact words for anything that could identify a victim, and be named.",
        "Exact words, sentence 2: a relationship (niece).",
        "Exact words, sentence 2: a date.",
        "Exact words, sentence 2: a school or place.",
    ]


@pytest.mark.parametrize("words", [pytest.param("He is a risk to children.", id="trap-24 a tick even so")])
def test_words_that_raise_nothing_need_the_tick_as_well(words: str, make: Callable[..., Letter]) -> None:
    with pytest.raises(CannotDo, match="Somebody must read the exact words"):
        make("disclosure_script", exact_words=words, victim_identifiers_checked_by=None)


@pytest.mark.parametrize("who", [pytest.param("Amir Okafor", id="trap-24 the tick is printed")])
def test_who_ticked_stands_on_the_script(
    who: str, make: Callable[..., Letter], pages: Callable[[bytes], Any]
) -> None:
    letter = make("disclosure_script", victim_identifiers_checked_by=who)
    assert f"Words checked by {who}" in pages(letter.pdf)[0]


def test_the_script_needs_two_people(make: Callable[..., Letter], fields_of: Callable[..., Any]) -> None:
    meeting = fields_of("disclosure_script")["meeting"]
    with pytest.raises(CannotDo, match="two people tell"):
        make("disclosure_script", meeting=meeting | {"with_whom": meeting["with_whom"][:1]})
