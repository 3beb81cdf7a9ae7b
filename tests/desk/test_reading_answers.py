"""Is what is wrong with an answer said as a sentence, whatever its question is called?"""

from typing import Any

import pytest
from starlette.datastructures import FormData

from desk.forms import Form, Kind, Question, read

DAY, HOLD = "Date of birth", "When was it held?"


def wrong(label: str, kind: Kind, **typed: Any) -> str:
    form = Form("Any", (Question("it", label, kind),))
    entered = read(form, FormData([(f"it{part}", text) for part, text in typed.items()]))
    return entered.errors["it"]


def day(day: str, month: str, year: str) -> dict[str, str]:
    return {"-day": day, "-month": month, "-year": year}


@pytest.mark.parametrize(
    ("label", "kind", "typed", "words"),
    [
        (DAY, "day", day("31", "2", "2026"), "Date of birth must be a real day, such as 24 11 2026."),
        (HOLD, "day", day("31", "2", "2026"), "When was it held? It must be a real day, such as 24 11 2026."),
        (HOLD, "day", day("3", "", ""), "When was it held? It must include a month and a year."),
        (HOLD, "day", day("3", "4", "26"), "When was it held? It must be after 1900."),
        (HOLD, "day", day("٣", "4", "x"), "When was it held? It must be a real day, such as 24 11 2026."),
        (HOLD, "day", day("", "", ""), "When was it held: this is needed."),
        (HOLD, "moment", day("3", "4", "2026") | {"-time": "25:00"},
         "When was it held: give a time of the 24-hour clock, such as 14:30."),
        (HOLD, "moment", day("", "", "") | {"-time": "12:00"},
         "When was it held: give the day as well as the time."),
        ("How many?", "number", {"": "many"}, "How many: give a whole number."),
        ("How many?", "number", {"": "²"}, "How many: give a whole number."),
        ("Which?", "choice", {"": ""}, "Which: choose an answer."),
    ],
)  # fmt: skip
def test_an_answer_that_can_not_be_read_is_refused_in_a_sentence(
    label: str, kind: Kind, typed: dict[str, str], words: str
) -> None:
    assert wrong(label, kind, **typed) == words
