"""Does anybody read a question of the form as what it is, and not as the code it goes by?"""

import re

import pytest

from flows.registering.form import Registration
from flows.registering.not_known import questions_of
from flows.registering.wording import WHAT, obstacle_in_words, question_in_words
from models.schemes import schemes


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("immediate_risk", "Whether a child may be at risk now"),
        ("mother", "Mother"),
        ("mother.knows", "Mother: whether they know of the registration"),
        ("individuals.date_of_birth", "Individual named: date of birth"),
        ("individuals.1.addresses", "Individual named 2: address"),
        ("children.0.access.0.kinds", "Child 1: how they are reached"),
        ("applicant.contact.safe_ways", "Applicant: ways of contact that are safe"),
        ("answers.for_vetting", "Is it really a request to vet staff?"),
    ],
)
def test_a_question_is_said_in_words(path: str, words: str) -> None:
    assert question_in_words(path).startswith(words[:20])
    assert "_" not in question_in_words(path)


def test_no_question_of_the_form_shows_its_code() -> None:
    asked = {
        *questions_of(Registration),
        *(path for each in schemes().editions.values() for path in each.form.asks),
    }
    said = {path: question_in_words(path) for path in asked}
    assert [words for words in said.values() if re.search(r"[a-z]\.[a-z]|_", words)] == []
    assert {name.split(".")[-1] for name in WHAT} <= {part for path in asked for part in path.split(".")}


def test_what_is_refused_of_the_form_names_the_question_in_words() -> None:
    refused = "children.1.date_of_birth: a day that has not come."
    assert obstacle_in_words(refused) == "Child 2: date of birth: a day that has not come."
    assert obstacle_in_words("Nothing of it is a path: but words.") == "Nothing of it is a path: but words."
