"""How is a person on a form read in full? Names in parts and on one line, every other name, every address.

`completed` fills each of these in from the others and changes nothing that was given; done twice it does
nothing more.
"""

import re
import unicodedata
from datetime import date
from typing import TypeVar

from flows.matching.person import from_name
from flows.registering.form import Applicant, Person, Place

POSTCODE = re.compile(r"[A-Za-z]{1,2}[0-9][0-9A-Za-z]? ?[0-9][A-Za-z]{2}", re.ASCII)
P = TypeVar("P", bound=Person)


def completed(person: P, on: date) -> P:
    """The same person with name, its parts, other names, addresses and the day of the age filled in."""
    forenames, surname = _split(person)
    aged = person.approximate_age is not None
    return person.model_copy(
        update={
            "name": full_name(person) or None,
            "forenames": forenames or None,
            "surname": surname or None,
            "other_names": _other_names(person, forenames),
            "addresses": tuple(places(person)),
            "address": tuple(address_lines(person)),
            "age_as_of": (person.age_as_of or on) if aged else None,
        }
    )


def has_name(person: Person) -> bool:
    return bool(person.name or person.surname or person.forenames)


def full_name(person: Person) -> str:
    """The name on one line; empty where it isn't known."""
    return person.name or " ".join(part for part in (person.forenames, person.surname) if part)


def _split(person: Person) -> tuple[str, str]:
    if person.forenames or person.surname:
        return person.forenames or "", person.surname or ""
    return from_name(person.name or "")


def _other_names(person: Person, forenames: str) -> tuple[str, ...]:
    """Every name but the one in use, each in full and once, in the order given."""
    surnames = person.other_surnames if isinstance(person, Applicant) else ()
    whole = (f"{forenames} {surname}".strip() for surname in surnames)
    return tuple(dict.fromkeys((*person.other_names, *person.aliases, *person.former_names, *whole)))


def places(person: Person) -> list[Place]:
    """Every address once; the one given on lines first, with its postcode taken off the end."""
    if not person.address:
        return list(person.addresses)
    *lines, last = person.address
    coded = bool(POSTCODE.fullmatch(last))
    first = Place(lines=tuple(lines if coded else (*lines, last)), postcode=last.upper() if coded else None)
    others = [place for place in person.addresses if not _is_same_place(place, first)]
    same = next((place for place in person.addresses if _is_same_place(place, first)), first)
    return [same, *others]


def _is_same_place(one: Place, other: Place) -> bool:
    return (one.lines, one.postcode or "") == (other.lines, other.postcode or "")


def address_lines(person: Person) -> list[str]:
    """The present address as it would stand on an envelope."""
    now = next((place for place in places(person) if place.current), None)
    return [*now.lines, *([now.postcode] if now.postcode else [])] if now else []


def live_together(one: Person, other: Person) -> bool:
    """Tell whether two people gave the same present address."""
    mine, theirs = (plain(" ".join(address_lines(each))) for each in (one, other))
    return bool(mine) and mine == theirs


def is_same(one: Person, other: Person) -> bool:
    """Sure enough to say without asking: the same name, and the same date of birth."""
    if not one.date_of_birth or one.date_of_birth != other.date_of_birth:
        return False
    return bool(plain(full_name(one))) and plain(full_name(one)) == plain(full_name(other))


def may_be_same_name(one: str, other: str) -> bool:
    """The same words, in any order and whatever stands between or before them: a title, a middle name."""
    mine, theirs = ({plain(word) for word in name.split()} - {""} for name in (one, other))
    fewer = min(mine, theirs, key=len)
    return bool(fewer) and (mine == theirs or (len(fewer) > 1 and fewer == mine & theirs))


def plain(words: str) -> str:
    """Letters and digits only, without case or accents."""
    folded = unicodedata.normalize("NFKD", words).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
