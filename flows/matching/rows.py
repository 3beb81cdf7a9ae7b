"""How is a person laid out to be compared? A row for each name and place; the nearest pair speaks.

Everything is worked out here, in plain values, so that the comparisons need no more SQL than every backend
of Splink has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flows.matching.names import forename_words, plain, plain_surname, surname_parts
from flows.matching.person import Place, Someone, from_name
from flows.matching.short_forms import lines_of
from flows.matching.sounds import sound

Row = dict[str, object]
# Which of a person's names a row holds. A turned name (surname first) is tried for the person sought only.
OWN, OTHER, MIDDLE, TURNED = "own", "other", "middle", "turned"
MOST_OTHER_NAMES = 12  # of one person; a record with more holds a list of guesses
_UK = re.compile(r"([A-Z]{1,2})(\d[A-Z\d]?)(\d[A-Z]{2})")
_UK_DISTRICT = re.compile(r"([A-Z]{1,2})(\d[A-Z\d]?)")
_STREET_KINDS = {
    "st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "ln": "lane", "cl": "close", "dr": "drive",
    "ct": "court", "cres": "crescent", "gdns": "gardens", "pl": "place", "tce": "terrace", "ter": "terrace",
    "sq": "square", "pde": "parade", "hwy": "highway", "flat": "", "apartment": "", "apt": "", "unit": "",
}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """One name to be compared under, plain, "" where there is none; and which of theirs it is."""

    forename: str
    surname: str
    kind: str


def names(who: Someone, sought: bool) -> list[Named]:
    """Every name a person may be compared under, their own first, each once."""
    found = dict.fromkeys(named for named in _names(who, sought) if named.forename or named.surname)
    firsts: dict[tuple[str, str], Named] = {}
    for named in found:
        firsts.setdefault((named.forename, named.surname), named)
    return list(firsts.values()) or [Named("", "", OWN)]


def _names(who: Someone, sought: bool) -> Iterator[Named]:
    words, surname = forename_words(who.forenames), plain_surname(who.surname)
    first = words[0] if words else ""
    yield Named(first, surname, OWN)
    for full_name in who.other_names[:MOST_OTHER_NAMES]:
        other_forenames, other_surname = from_name(full_name)
        others = forename_words(other_forenames)
        if others:
            yield Named(others[0], plain_surname(other_surname), OTHER)
        elif word := plain_surname(other_surname):  # "Baz", or a former surname alone
            yield Named(word, surname, OTHER)
            yield Named(first, word, OTHER)
    for word in words[1:3]:
        if len(word) > 1:
            yield Named(word, surname, MIDDLE)
    if sought:
        yield Named(surname, plain_surname(first), TURNED)


def forename_row(forename: str) -> Row:
    """What is compared of a forename; `known_as` are the short-form lines it stands in."""
    lines = [*lines_of(forename), None, None, None][:3]
    return {
        "forename": forename or None,
        "forename_sound": sound(forename) if forename else None,
        "forename_head": forename[:2] or None,
        "forename_tail": forename[-2:] or None,
        "known_as_1": lines[0],
        "known_as_2": lines[1],
        "known_as_3": lines[2],
    }


def surname_row(surname: str) -> Row:
    """What is compared of a surname."""
    first, last = surname_parts(surname)
    return {
        "surname": surname or None,
        "surname_sound": sound(surname.replace(" ", "")) if surname else None,
        "surname_head": surname[:2] or None,
        "surname_tail": surname[-2:] or None,
        "surname_part_1": first,
        "surname_part_2": last,
    }


def birth_row(who: Someone) -> Row:
    """A date of birth, or the year an age ("about 43") points to. An undated age says nothing."""
    born, about = who.date_of_birth, None
    if not born and who.approximate_age is not None and who.age_as_of:
        about = who.age_as_of.year - who.approximate_age
    digits = f"{born:%d%m}{born.year:04}" if born else None
    return {
        "born": digits,
        **{f"born_{at}": int(digit) for at, digit in enumerate(digits or "", 1)},
        "birth_day": born.day if born else None,
        "birth_month": born.month if born else None,
        "birth_year": born.year if born else None,
        "birth_year_about": about,
    }


def sex_row(who: Someone) -> Row:
    """Anything but female or male is no evidence: records change, and tell it in their own words."""
    return {"sex": who.sex if who.sex in ("female", "male") else None}


def kind_row(kind: str) -> Row:
    """Which name a row holds."""
    return {"name_kind": kind}


def place_row(place: Place | None) -> Row:
    """Postcode with its district and area; number and street; the town, that is the last line."""
    place = place or Place()
    postcode, district, area = _postcode(place.postcode or "")
    lines = [line for line in (_line(line) for line in place.lines) if line]
    # A flat's number by itself is no street; the line after it is.
    streets = [line for line in lines if any(sign.isalpha() for sign in line)] or lines
    street, town = streets[0] if streets else None, lines[-1] if len(lines) > 1 else None
    return {
        "postcode": postcode,
        "district": district,
        "area": area,
        "street": street,
        "street_sound": _street_sound(street or ""),
        "town": town,
        "town_sound": sound(town.replace(" ", "")) if town else None,
    }


def _postcode(typed: str) -> tuple[str | None, str | None, str | None]:
    bare = re.sub(r"[^A-Z\d]", "", typed.upper())
    if whole := _UK.fullmatch(bare):
        return bare, whole[1] + whole[2], whole[1]
    if part := _UK_DISTRICT.fullmatch(bare):
        return None, bare, part[1]
    # Another country's: all of it is about as wide as a district here.
    return None, bare or None, None


def _line(line: str) -> str:
    words = (_STREET_KINDS.get(word, word) for word in plain(line).split())
    return " ".join(word for word in words if word)


def _street_sound(street: str) -> str | None:
    """The number as it is, the words as they sound: "4 Jeanette Place" and "4 Janet Plaice"."""
    numbers = [word for word in street.split() if any(sign.isdigit() for sign in word)]
    said = sound("".join(word for word in street.split() if word not in numbers))
    return " ".join([*numbers, said]) if said else None
