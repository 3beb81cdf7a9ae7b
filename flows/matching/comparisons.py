"""How are two rows compared? Splink's comparisons, level by level; what each is worth stands in weights.yaml.

Conditions are SQL that all of Splink's backends read, or Splink's own levels, which it spells for each.
"""

from collections.abc import Callable, Mapping
from typing import Any

from splink import SettingsCreator
from splink.comparison_level_library import CustomLevel, ExactMatchLevel, JaroWinklerLevel, LevenshteinLevel
from splink.comparison_library import CustomComparison
from splink.internals.comparison_level_composition import And, Or
from splink.internals.comparison_level_creator import ComparisonLevelCreator
from splink.internals.dialects import SplinkDialect

from flows.matching.weights import LEVELS, Weights

NEAR, LOOSE = 0.92, 0.82  # Jaro-Winkler
SHORT_FORM = " or ".join(f"known_as_{i}_l = known_as_{j}_r" for i in (1, 2, 3) for j in (1, 2, 3))
PARTS = " or ".join(f"surname_part_{i}_l = surname_part_{j}_r" for i in (1, 2) for j in (1, 2))
INITIAL = "(length(forename_l) = 1 or length(forename_r) = 1)"
SAME_DAY = "birth_day_l = birth_day_r and birth_month_l = birth_month_r"
TURNED_DAY = "birth_day_l = birth_month_r and birth_month_l = birth_day_r and birth_year_l = birth_year_r"
YEARS_APART = "abs(birth_year_l - birth_year_r)"
YEAR_L, YEAR_R = (f"coalesce(birth_year_{side}, birth_year_about_{side})" for side in "lr")
ABOUT_APART = f"abs({YEAR_L} - {YEAR_R})"
DIGITS_APART = " + ".join(f"case when born_{i}_l = born_{i}_r then 0 else 1 end" for i in range(1, 9))
NEARBY = "(postcode_l = postcode_r or district_l = district_r or town_l = town_r)"
SAME_HOME = f"(street_l = street_r and {NEARBY})"
SAME_POSTCODE = "(postcode_l = postcode_r)"
SAME_STREET = f"(street_l = street_r or ({NEARBY} and street_sound_l = street_sound_r))"

# Where a comparison has nothing to say.
NOTHING = {
    "name_kind": "name_kind_l is null or name_kind_r is null",
    "forename": "forename_l is null or forename_r is null",
    "surname": "surname_l is null or surname_r is null",
    "date_of_birth": "born_l is null or born_r is null",
    "age": f"(born_l is not null and born_r is not null) or {YEAR_L} is null or {YEAR_R} is null",
    "place": " and ".join(f"({of}_l is null or {of}_r is null)" for of in ("district", "street", "town")),
    "sex": "sex_l is null or sex_r is null",
}
# Whose level's evidence weighs more the rarer the value is on the register.
BY_FREQUENCY = {("forename", "exact"), ("surname", "exact"), ("sex", "same")}


def _sql(condition: str) -> Callable[[], ComparisonLevelCreator]:
    return lambda: CustomLevel(condition)


def _alike(column: str, least: float) -> Callable[[], ComparisonLevelCreator]:
    return lambda: JaroWinklerLevel(column, least)


def _close(column: str) -> Callable[[], ComparisonLevelCreator]:
    """Nearly alike; of short names (Tom, Tim) one letter is too much to give away.

    One letter apart leaves the first two letters or the last two as they are, which is told sooner.
    """
    ends = f"({column}_head_l = {column}_head_r or {column}_tail_l = {column}_tail_r)"
    long = f"length({column}_l) > 3 and length({column}_r) > 3"
    one_letter = And(CustomLevel(f"{ends} and {long}"), LevenshteinLevel(column, 1))
    return lambda: Or(JaroWinklerLevel(column, NEAR), one_letter)


class Household(ComparisonLevelCreator):
    """The same home, but nothing says that the forename is the same: it tells little of who is meant.

    A forename that isn't known agrees with nothing; a plain NOT would let it pass, hence the CASE.
    """

    def create_sql(self, sql_dialect: SplinkDialect) -> str:
        agrees = Or(
            ExactMatchLevel("forename"),
            CustomLevel(SHORT_FORM),
            _close("forename")(),
            ExactMatchLevel("forename_sound"),
        ).create_sql(sql_dialect)
        return (
            f"({SAME_HOME} or {SAME_POSTCODE} or {SAME_STREET}) and case when {agrees} then 0 else 1 end = 1"
        )

    def create_label_for_charts(self) -> str:
        return "household"


CONDITIONS: Mapping[str, Mapping[str, Callable[[], ComparisonLevelCreator]]] = {
    "name_kind": {
        kind: _sql(f"name_kind_l = '{kind}' or name_kind_r = '{kind}'")
        for kind in ("turned", "middle", "other")
    },
    "forename": {
        "exact": lambda: ExactMatchLevel("forename"),
        "short_form": _sql(SHORT_FORM),
        "close": _close("forename"),
        "sound": lambda: ExactMatchLevel("forename_sound"),
        "initial": _sql(f"{INITIAL} and substr(forename_l, 1, 1) = substr(forename_r, 1, 1)"),
        "loose": _alike("forename", LOOSE),
    },
    "surname": {
        "exact": lambda: ExactMatchLevel("surname"),
        "part": _sql(PARTS),
        "close": _close("surname"),
        "sound": lambda: ExactMatchLevel("surname_sound"),
        "loose": _alike("surname", LOOSE),
    },
    "date_of_birth": {
        "exact": lambda: ExactMatchLevel("born"),
        "swapped": _sql(TURNED_DAY),
        "year_slip": _sql(f"{SAME_DAY} and {YEARS_APART} = 1"),
        "one_digit": _sql(f"{DIGITS_APART} = 1"),
        "month_year": _sql("birth_month_l = birth_month_r and birth_year_l = birth_year_r"),
        "two_digits": _sql(f"{DIGITS_APART} = 2"),
        "year": _sql("birth_year_l = birth_year_r"),
        "one_year": _sql(f"{YEARS_APART} <= 1"),
        "three_years": _sql(f"{YEARS_APART} <= 3"),
    },
    "age": {
        "one_year": _sql(f"{ABOUT_APART} <= 1"),
        "three_years": _sql(f"{ABOUT_APART} <= 3"),
        "six_years": _sql(f"{ABOUT_APART} <= 6"),
        "twelve_years": _sql(f"{ABOUT_APART} <= 12"),
    },
    "place": {
        "household": Household,
        "home": _sql(SAME_HOME),
        "postcode": _sql(SAME_POSTCODE),
        "street": _sql(SAME_STREET),
        "district": lambda: ExactMatchLevel("district"),
        "town": _sql("town_l = town_r or town_sound_l = town_sound_r"),
        "area": lambda: ExactMatchLevel("area"),
    },
    "sex": {"same": lambda: ExactMatchLevel("sex")},
}


def settings(size: int, weights: Weights, only: str | None = None) -> SettingsCreator:
    """Splink's settings for a register of this many; `only` for one comparison by itself.

    The prior is one nominal in all: whoever is sought is as likely any of them. Nothing is trained.
    """
    return SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(name, weights) for name in LEVELS if only in (None, name)],
        blocking_rules_to_generate_predictions=[],
        probability_two_random_records_match=1 / max(size, 2),
        retain_intermediate_calculation_columns=True,
    )


def _comparison(name: str, weights: Weights) -> CustomComparison:
    levels: list[ComparisonLevelCreator | dict[str, Any]] = [
        CustomLevel(NOTHING[name]).configure(is_null_level=True)
    ]
    for level_name, level in weights.comparisons[name].levels.items():
        make = CONDITIONS[name].get(level_name)
        creator = make() if make else CustomLevel("ELSE")
        creator.configure(m_probability=level.m, u_probability=level.u, label_for_charts=level_name)
        if (name, level_name) in BY_FREQUENCY:
            creator.configure(
                tf_adjustment_column=name,
                tf_adjustment_weight=1.0,
                tf_minimum_u_value=weights.rarest_name,
                disable_tf_exact_match_detection=True,
            )
        levels.append(creator)
    return CustomComparison(output_column_name=name, comparison_levels=levels)
