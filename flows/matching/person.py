"""What is known of a person, whether sought or on the register? "" / None / () stand for not known."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Place:
    """An address as far as known."""

    lines: tuple[str, ...] = ()
    postcode: str | None = None
    current: bool = True


@dataclass(frozen=True)
class Someone:
    """A person as far as known. `other_names` are aliases and former names, each in full."""

    forenames: str = ""
    surname: str = ""
    other_names: tuple[str, ...] = ()
    date_of_birth: date | None = None
    approximate_age: int | None = None
    age_as_of: date | None = None
    sex: str | None = None  # female, male, other
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Nominal:
    """The register's record of a person, under its reference, such as S-0001."""

    key: str
    who: Someone


def from_name(full_name: str) -> tuple[str, str]:
    """(forenames, surname) of a name typed as one line: "Smith, John", "John Smith", "Robin van Dyke".

    A single-name person has a surname only.
    """
    before, comma, after = (part.strip() for part in full_name.partition(","))
    if comma and after:
        return " ".join(after.split()), " ".join(before.split())
    words = full_name.replace(",", " ").split()
    at = max(len(words) - 1, 0)
    while at > 1 and words[at - 1].casefold() in _PARTICLES:
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


# Words that belong to the surname after them, where they are not the first word of the name.
_PARTICLES = frozenset(
    ("ap", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "la", "le", "st", "van", "von")
)
