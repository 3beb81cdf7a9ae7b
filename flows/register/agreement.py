"""Do one person's cells agree with each other? Same-shaped rules; each gives the cells that don't fit.

A rule names the cells it reads, and is left out where one of those has been refused already.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]
Misfit = tuple[str, str, str]


@dataclass(frozen=True)
class Rule:
    """`reads` are the cells it looks at; `misfits` gives each column, what was found, what is allowed."""

    reads: frozenset[str]
    misfits: Callable[[Values], Iterator[Misfit]]


def reading(*columns: str) -> Callable[[Callable[[Values], Iterator[Misfit]]], Rule]:
    """Make a rule of a function that looks at these columns."""
    return lambda function: Rule(frozenset(columns), function)


def misfits(rules: Collection[Rule], values: Values, refused: Collection[str]) -> Iterator[Misfit]:
    """Try every rule whose cells were all taken."""
    for rule in rules:
        if not rule.reads & set(refused):
            yield from rule.misfits(values)


@reading("date_of_birth", "approximate_age", "age_as_of")
def age_is_known_once(person: Values) -> Iterator[Misfit]:
    approximate = (person["approximate_age"] is not None, person["age_as_of"] is not None)
    either = "date_of_birth alone, or approximate_age and age_as_of together"
    if person["date_of_birth"] is not None and any(approximate):
        yield "approximate_age", "a date of birth and an approximate age", either
    elif person["date_of_birth"] is None and not all(approximate):
        yield "date_of_birth", "no date of birth and no approximate age with its day", either


@reading("managed", "managed_since", "level_since")
def managed_since_when(person: Values) -> Iterator[Misfit]:
    for name in ("managed_since", "level_since"):
        if person["managed"] and person[name] is None:
            yield name, "nothing", "a day, for everybody who is managed"


@reading("managed", "managed_by_area")
def managed_elsewhere_is_managed(person: Values) -> Iterator[Misfit]:
    if person["managed"] is False and person["managed_by_area"] is not None:
        yield "managed_by_area", "an area, for somebody not managed", "nothing, where managed is false"


@reading("managed", "category", "level")
def category_3_meets(person: Values) -> Iterator[Misfit]:
    """Category 3 needs active multi-agency management (domain.md 3.3)."""
    if person["managed"] and person["category"] == 3 and person["level"] == 1:
        yield "level", "Level 1 in category 3", "2 or 3, for category 3"


@reading("date_of_birth", "managed_since", "level_since")
def born_before(person: Values) -> Iterator[Misfit]:
    born = person["date_of_birth"]
    for name in ("managed_since", "level_since"):
        if born and person[name] and person[name] <= born:
            yield name, "a day before the date of birth", "a later day"


PERSON_RULES: tuple[Rule, ...] = (
    age_is_known_once,
    managed_since_when,
    managed_elsewhere_is_managed,
    category_3_meets,
    born_before,
)


@reading("from_on", "to_on")
def leaves_after_coming(address: Values) -> Iterator[Misfit]:
    if address["from_on"] and address["to_on"] and address["to_on"] < address["from_on"]:
        yield "to_on", "a day before from_on", "from_on or a later day"


@reading("verified_on", "verified_by")
def verified_by_somebody(conviction: Values) -> Iterator[Misfit]:
    if (conviction["verified_on"] is None) != (conviction["verified_by"] is None):
        yield "verified_by", "only one of verified_on and verified_by", "both, or neither"


@reading("foreign", "foreign_equivalent_opinion")
def opinion_on_foreign_only(conviction: Values) -> Iterator[Misfit]:
    if conviction["foreign"] is False and conviction["foreign_equivalent_opinion"] is not None:
        yield (
            "foreign_equivalent_opinion",
            "an opinion on what is not foreign",
            "nothing, where foreign is false",
        )


GROUP_RULES: dict[str, tuple[Rule, ...]] = {
    "addresses": (leaves_after_coming,),
    "orders": (),
    "convictions": (verified_by_somebody, opinion_on_foreign_only),
}
