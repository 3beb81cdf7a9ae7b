"""Is a wrong weights file refused with every error? Are the settings fit for other backends?"""

import re

import pytest
import sqlglot
from splink import SettingsCreator

from flows.matching.comparisons import settings
from flows.matching.short_forms import by_name, lines_of
from flows.matching.weights import FILE, LEVELS, read_weights, weights
from models.errors import CannotDo

GOOD = FILE.read_text(encoding="utf-8")


def test_every_error_is_told_at_once_with_its_line() -> None:
    wrong = GOOD.replace("strong: 8,", "strong: 3,").replace("rarest_name: 0.001", "rarest_name: 0")
    wrong = re.sub(r"(turned: {m:) 0.03", r"\1 0", wrong).replace(
        "      same: {m: 0.99,", "      same: {m: 0.5,"
    )
    with pytest.raises(CannotDo) as refused:
        read_weights(wrong)
    told = str(refused.value)
    for words in ("rarest_name", "strong must be above probable", "turned.m", "m of the levels sums to 0.51"):
        assert words in told
    assert all(re.match(r"weights.yaml: line \d+: ", obstacle) for obstacle in refused.value.obstacles)
    assert len(refused.value.obstacles) == 4


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("      initial:", "      initail:", "must be, in this order: exact, short_form"),
        ("  sex:\n", "  gender:\n", "must be, in this order: name_kind, forename"),
        ("why: ", "wy: ", "not a setting known here"),
        ("comparisons:", "comparisons: [", "not YAML"),
    ],
)
def test_levels_and_keys_are_held_to_what_the_comparisons_know(before: str, after: str, words: str) -> None:
    with pytest.raises(CannotDo, match=words):
        read_weights(GOOD.replace(before, after))


def test_agreement_weighs_for_and_disagreement_against() -> None:
    for name in ("forename", "surname", "date_of_birth", "age", "sex"):
        levels = [level.weight for level in weights().comparisons[name].levels.values()]
        assert levels[0] == max(levels) > 0 > levels[-1] == min(levels), name
    place = weights().comparisons["place"].levels
    assert (
        place["home"].weight > place["postcode"].weight > place["street"].weight > place["household"].weight
    )


@pytest.mark.parametrize("backend", ["duckdb", "spark", "sqlite"])
def test_the_settings_are_spelt_for_every_backend_of_splink(backend: str) -> None:
    made = settings(5000, weights()).get_settings(backend)
    for comparison in made.core_model_settings.comparisons:
        statement = f"SELECT {comparison._case_statement} FROM pairs"
        assert sqlglot.parse_one(statement, dialect=backend)
        assert not re.search(r"list_|\[|\bqualify\b|::", statement, re.IGNORECASE)


def test_the_settings_are_splinks_own_and_fixed() -> None:
    made = settings(5000, weights())
    assert isinstance(made, SettingsCreator)
    assert made.probability_two_random_records_match == 1 / 5000
    assert made.blocking_rules_to_generate_predictions == []
    levels = {name: len(comparison.levels) for name, comparison in weights().comparisons.items()}
    assert levels == {name: len(known) for name, known in LEVELS.items()}


def test_short_forms_that_cannot_be_used_are_refused_line_by_line() -> None:
    with pytest.raises(CannotDo) as refused:
        by_name("- william bill\n- alone\n- Siân shan\n")
    assert [re.search(r"line \d", each)[0] for each in refused.value.obstacles] == ["line 2", "line 3"]  # type: ignore[index]
    assert set(lines_of("bill")) & set(lines_of("william"))
    assert not set(lines_of("bill")) & set(lines_of("robert"))
