"""Are the words fit to send: only what may be used, never a word that promises safety, plain to read?"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from letters import wording
from letters.blocks import parse
from letters.catalogue import CATALOGUE, Delivery, LetterKind
from letters.letter import Letter
from letters.lint import problems
from models.errors import CannotDo

Made = Callable[..., Letter]
Pages = Callable[[bytes], list[str]]
NO_RISK = "Having no information to share does not mean that there is no risk."
JINJA = wording.environment()


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.name)
def test_the_words_of_each_kind_pass_the_lint(kind: LetterKind) -> None:
    assert problems(wording.source(kind), kind.schema, JINJA) == []


def test_every_file_of_words_belongs_to_a_kind() -> None:
    files = {path.name for path in (wording.WORDS / "en").glob("*.txt")}
    assert files == {kind.template for kind in CATALOGUE.values()}


REFUSED = [
    ("{{ 'a' * 10**9 }}", "Mul is not allowed"),
    ("{{ recipient ~ recipient }}", "Concat is not allowed"),
    ("{{ recipient | safe }}", "Filter is not allowed"),
    ("{{ recipient | attr('x') }}", "Filter is not allowed"),
    ("{{ recipient.__class__ }}", "there is no field recipient.__class__"),
    ("{{ recipient['x'] }}", "Getitem is not allowed"),
    ("{{ recipient.upper() }}", "Call is not allowed"),
    ("{{ unit.items }}", "there is no field unit.items"),
    ("{{ range(10) }}", "Call is not allowed"),
    ("{% for n in recipient %}x{% endfor %}", "For is not allowed"),
    ("{% set x = 1 %}", "Assign is not allowed"),
    ("{% include 'x' %}", "Include is not allowed"),
    ("{% macro m() %}{% endmacro %}", "Macro is not allowed"),
    ("{{ self }}", "there is no field self"),
    ("{{ subject }}", "there is no field subject"),
    ("{{ unit.subject }}", "there is no field unit.subject"),
    ("{% if variant == 'headteacher' %}x{% endif %}", "“headteacher” is not one of"),
    ("{% if variant < 'b' %}x{% endif %}", "only == and != are allowed"),
    ("{% if variant == recipient %}x{% endif %}", "compare a field with a word in quotes"),
    ("{% if variant is defined %}x{% endif %}", "Test is not allowed"),
    ("{{ 1 if variant else 2 }}", "CondExpr is not allowed"),
    ("- for each in nobody: {{ each }}", "there is no repeated field nobody"),
    ("= No label", "a fact is written"),
    ("{{ recipient", "unexpected end of template"),
]


@pytest.mark.parametrize(("source", "fault"), REFUSED, ids=[source for source, _ in REFUSED])
def test_the_lint_refuses_whatever_could_cost_or_reach_more(source: str, fault: str) -> None:
    found = problems(f"Dear\n\n{source}\n", CATALOGUE["recipient_appointment"].schema, JINJA)
    assert any(fault in each for each in found), found
    assert found[0].startswith("line 3: ")


def test_words_with_a_fault_are_refused_with_every_fault_before_anything_is_made(
    make: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "outcome_appointment.txt").write_text("{{ outcome }}\n\n{{ 'a' * 10**9 }}\n")
    monkeypatch.setattr(wording, "WORDS", tmp_path)
    wording._loaded.cache_clear()
    try:
        with pytest.raises(CannotDo) as refused:
            make("outcome_appointment")
    finally:
        wording._loaded.cache_clear()
    assert refused.value.obstacles == [
        "Words of outcome_appointment (en), line 1: there is no field outcome",
        "Words of outcome_appointment (en), line 3: Mul is not allowed",
    ]


def test_words_that_grow_too_large_or_take_too_long_are_stopped(
    make: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "MOST_TEXT", 500)
    with pytest.raises(CannotDo, match="more than 500 characters"):
        make("outcome_appointment")
    monkeypatch.undo()
    monkeypatch.setattr(wording, "MOST_TIME", -1.0)
    with pytest.raises(CannotDo, match="took more than"):
        make("outcome_appointment")


def test_an_empty_field_is_never_printed(make: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "interview_invitation.txt").write_text("Come by {{ call_by }}\n")
    monkeypatch.setattr(wording, "WORDS", tmp_path)
    wording._loaded.cache_clear()
    try:
        with pytest.raises(CannotDo, match="print a field that is not text"):
            make("interview_invitation")
    finally:
        wording._loaded.cache_clear()


def test_a_field_can_make_no_block_whatever_it_holds(make: Made) -> None:
    for name in ("# Heading", "- point", "[] tick", "= Label: fact", "{{ 7 * 7 }}", "{% if x %}"):
        html = make("outcome_appointment", recipient=name).html
        assert html.count("<h1>") == 1
        assert html.count("<ul>") == 1
        assert "<dl>" not in html
        assert f"<p>Dear {name}</p>" in html


def test_blocks_are_cut_at_blank_lines_and_marks() -> None:
    found = parse("Dear\n\n# Head\ntext of it\n- one\n  more\n- two\n\n= When: {{ x }}\n~ Yours\n~ Name\n")
    assert [(block.kind, [item.text for item in block.items]) for block in found] == [
        ("paragraph", ["Dear"]),
        ("heading", ["Head text of it"]),
        ("point", ["one more", "two"]),
        ("fact", ["{{ x }}"]),
        ("closing", ["Yours", "Name"]),
    ]


ALL_WORDS = [pytest.param(kind, id=f"trap-33 {kind.name}") for kind in CATALOGUE.values()]


@pytest.mark.parametrize("kind", ALL_WORDS)
def test_no_letter_says_accepted_or_rejected_or_that_there_is_nothing_to_fear(kind: LetterKind) -> None:
    words = wording.source(kind).split("#}", 1)[1].lower()
    for never in (
        "accepted",
        "rejected",
        "no concerns",
        "not a danger",
        "not a risk",
        "is safe ",
        "are safe from",
    ):
        assert never not in words, never


@pytest.mark.parametrize(
    "kind", [pytest.param(CATALOGUE["no_information_outcome"], id="trap-33 the fixed sentence")]
)
def test_no_information_is_never_said_without_the_fixed_sentence(
    kind: LetterKind, make: Made, pages: Pages
) -> None:
    letter = make(kind.name)
    assert NO_RISK in " ".join(pages(letter.pdf))
    assert NO_RISK in letter.html


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        pytest.param(
            "not_progressed", "It does not mean that there is no risk.", id="trap-33 not progressed"
        ),
        pytest.param(
            "third_party_outcome", "it does not mean that there is no risk", id="trap-33 third party"
        ),
        pytest.param(
            "outcome_appointment", "it does not mean that there is nothing", id="trap-33 appointment"
        ),
    ],
)
def test_letters_that_tell_nothing_say_that_it_means_nothing(
    kind: str, sentence: str, make: Made, pages: Pages
) -> None:
    assert sentence in " ".join(pages(make(kind).pdf))


def test_a_third_party_learns_neither_what_was_found_nor_who_was_told(make: Made, pages: Pages) -> None:
    text = " ".join(pages(make("third_party_outcome").pdf))
    assert "We cannot tell you what we found, or whether anybody has been told anything." in text


def test_a_notice_speaks_of_the_person_spoken_about_by_day_and_reference(make: Made, pages: Pages) -> None:
    text = " ".join(pages(make("recipient_conditions_notice").pdf))
    assert "the person we spoke to you about on 3 December 2026, reference C-2026-00042" in text


def test_the_undertaking_can_be_refused_and_still_lets_a_child_be_helped(make: Made, pages: Pages) -> None:
    [text] = pages(make("confidentiality_undertaking").pdf)
    assert "I do not promise." in text
    assert "call 999. This promise never stops me" in text
    assert "Witness" in text


@pytest.mark.parametrize(
    "kind",
    [kind for kind in CATALOGUE.values() if kind.delivery is not Delivery.POLICE_HELD],
    ids=lambda kind: kind.name,
)
def test_the_words_are_plain(kind: LetterKind) -> None:
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}", " ", wording.source(kind), flags=re.DOTALL)
    source = re.sub(r"\{\{.*?\}\}", "something", source)
    sentences = [s.split() for s in re.split(r"(?<=[.!?:])\s|\n", source) if len(s.split()) > 2]
    words = [re.sub(r"\W", "", word) for sentence in sentences for word in sentence]
    assert sum(map(len, sentences)) / len(sentences) <= 14
    assert max(map(len, sentences)) <= 40
    assert sum(len(word) > 9 for word in words) / len(words) <= 0.08
