"""Is each wrong field refused in words an officer can act on, and each right one put into plain words?"""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from letters import lint
from letters.catalogue import CATALOGUE
from letters.letter import Letter
from letters.plain import day, hour
from letters.wording import environment
from models.errors import CannotDo

Made = Callable[..., Letter]

WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("outcome_appointment", {"reference": "C 42; drop"}, "Reference: has a sign that is not allowed in it."),
    ("outcome_appointment", {"recipient": "x" * 201}, "Recipient: is longer than 200 characters."),
    ("outcome_appointment", {"recipient": 7}, "Recipient: is not of the kind that is wanted."),
    ("outcome_appointment", {"call_by": "soon"}, "Call by: must be a date."),
    ("outcome_appointment", {"address": "1 Road, Town"}, "Address: is not of the kind that is wanted."),
    ("outcome_appointment", {"address": {"envelope_name": "A B", "lines": 7}}, "Address, lines: is not of"),
    ("recipient_conditions_notice", {"conditions": []}, "Conditions: needs at least 1 entries."),
    ("recipient_conditions_notice", {"conditions": ["no_copies"] * 40}, "has more than 9 entries."),
    ("recipient_conditions_notice", {"conditions": ["tell all"]}, "Conditions, 1: must be one of"),
    ("recipient_conditions_notice", {"variant": "landlord"}, "Variant: must be one of"),
    ("disclosure_script", {"exact_words": "He is a risk.\n" * 700}, "Exact words: "),
    ("disclosure_script", {"exact_words": "\n".join(["word " * 70] * 30)}, "is longer than 8000 characters"),
    ("disclosure_script", {"exact_words": None}, "Exact words: is needed."),
    ("outcome_appointment", {"naïve key": 1}, "A field: this kind of letter has no place for it."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "changes", "words"), WRONG)
def test_a_wrong_field_is_refused_in_words(
    kind: str, changes: dict[str, Any], words: str, make: Made
) -> None:
    with pytest.raises(CannotDo) as refused:
        make(kind, **changes)
    assert any(words in obstacle for obstacle in refused.value.obstacles), refused.value.obstacles


def test_a_time_that_is_none_is_refused(make: Made, fields_of: Callable[..., Any]) -> None:
    appointment = fields_of("interview_invitation")["appointment"] | {"at": "half past"}
    with pytest.raises(CannotDo, match="Appointment, at: must be a time"):
        make("interview_invitation", appointment=appointment)


@pytest.mark.parametrize(
    ("at", "words"),
    [((0, 0), "midnight"), ((0, 30), "12:30am"), ((9, 5), "9:05am"), ((12, 0), "midday"),
     ((12, 15), "12:15pm"), ((17, 0), "5pm")],
)  # fmt: skip
def test_times_are_written_as_people_say_them(at: tuple[int, int], words: str) -> None:
    assert hour(datetime.time(*at)) == words


def test_days_are_written_without_leading_noughts() -> None:
    assert day(datetime.date(2026, 3, 1)) == "1 March 2026"


def test_without_a_day_the_letter_asks_for_a_call(make: Made, pages: Callable[[bytes], list[str]]) -> None:
    text = pages(make("interview_invitation", appointment=None, call_by="2026-11-30").pdf)[0]
    assert "Please telephone us by 30 November 2026 to choose a day" in text
    assert "When" not in text.split("What to bring")[0].replace("What will happen", "")
    text = pages(make("recipient_appointment", appointment=None).pdf)[0]
    assert "Please telephone us to choose a day, a time and a place" in text


def test_without_a_time_the_letter_asks_for_a_call(
    make: Made, pages: Callable[[bytes], list[str]], fields_of: Callable[..., Any]
) -> None:
    given = fields_of("recipient_appointment")["appointment"]
    appointment = {"on": given["on"], "with_whom": given["with_whom"]}
    text = pages(make("recipient_appointment", appointment=appointment).pdf)[0]
    assert "Thursday 3 December 2026 Who you will meet" in text
    assert "to say that you will come, and to agree a time." in text


def test_a_question_has_its_answer_beside_it(make: Made, pages: Callable[[bytes], list[str]]) -> None:
    text = " ".join(pages(make("disclosure_script").pdf))
    assert "“Where does he live?” Say: I cannot tell you that." in text
    bare = " ".join(pages(make("disclosure_script", questions=(), withheld="").pdf))
    assert "If you are asked" not in bare
    assert "What is not told" not in bare


@pytest.mark.parametrize("source", ["{{ recipient.first }}", "{{ unit.name.first }}", "{{ 'a'.b }}"])
def test_a_path_below_a_plain_field_leads_nowhere(source: str) -> None:
    [fault] = lint.problems(source, CATALOGUE["outcome_appointment"].schema, environment())
    assert "there is no field" in fault
