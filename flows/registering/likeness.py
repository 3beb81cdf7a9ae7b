"""What may two registrations have in common? Applicant, named individual, child, by our one matcher.

Pure: forms in, grounds out. A ground is a code such as `individual:strong`; it never says who.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.matching.nearest import Band, Candidate
from flows.matching.person import Nominal, Place, Someone, from_name
from flows.matching.register import Register
from policy.registration import LinkKind, link_kinds

PARTS = ("applicant", "individual", "child")
# The matcher takes a name for as common as it is among those compared. Among three registrations every name
# would be common and say nothing, so there is always a crowd of others, whose names nobody has.
CROWD = tuple(Nominal(f"#{n}", Someone(f"Zq{n:03}", f"Xv{n:03}")) for n in range(100))
SURE = frozenset({Band.STRONG, Band.PROBABLE})
MOST = 20  # nearest looked at for each person; more alike than that is a household name


@dataclass(frozen=True)
class Alike:
    """Another registration, how it may belong together with this one, and on which grounds."""

    other: str
    kinds: tuple[LinkKind, ...]
    because: tuple[str, ...]


class Registered:
    """The registrations to compare with, by reference: each the contents kept for its individuals."""

    def __init__(self, held: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        self._of: dict[str, list[Nominal]] = {part: [] for part in PARTS}
        for reference, contents in sorted(held.items()):
            for part, someone in sorted(_people(contents).items()):
                self._of[part[0]].append(Nominal(f"{reference}#{part[1]}", someone))
        self._registers = {part: Register([*people, *CROWD]) for part, people in self._of.items() if people}
        self.count = len(held)
        self.digest = ",".join(f"{part}:{each.digest}" for part, each in sorted(self._registers.items()))

    def alike(self, contents: Iterable[Mapping[str, Any]]) -> list[Alike]:
        """Those that may belong together with a registration, by reference."""
        grounds: dict[str, dict[str, str]] = {}
        for (part, _), someone in _people(contents).items():
            for reference, band in self._near(part, someone):
                held = grounds.setdefault(reference, {})
                held[part] = max(held.get(part, ""), band, key=_rank)
        return [
            Alike(other, tuple(kinds), tuple(f"{part}:{found[part]}" for part in PARTS if part in found))
            for other, found in sorted(grounds.items())
            if (kinds := link_kinds(**{part: part in found for part in PARTS}))
        ]

    def _near(self, part: str, someone: Someone) -> list[tuple[str, str]]:
        register = self._registers.get(part)
        if register is None or not (someone.forenames or someone.surname):
            return []
        near = register.nearest(someone, MOST).candidates
        found = ((each.key.split("#")[0], str(each.band)) for each in near if _holds(each))
        return [(reference, band) for reference, band in found if reference]

    def close(self) -> None:
        """Forget the names."""
        for register in self._registers.values():
            register.close()


def _rank(band: str) -> int:
    order = ("", "possible", "probable", "strong")
    return order.index(band) if band in order else 0


def _holds(candidate: Candidate) -> bool:
    """Sure enough to show staff: strong, probable, or possible with nothing that speaks against it."""
    if candidate.band in SURE:
        return True
    return candidate.band is Band.POSSIBLE and bool(candidate.reasons) and not candidate.against


def _people(contents: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], Someone]:
    """Everybody of one registration who is compared, by part and number."""
    found: dict[tuple[str, int], Someone] = {}
    for number, content in enumerate(contents, 1):
        if number == 1:
            found[("applicant", 1)] = someone(content.get("applicant") or {})
            for place, child in enumerate(content.get("children") or [], 1):
                found[("child", place)] = _child(child)
        found[("individual", number)] = someone(content.get("individual") or {})
    return {key: each for key, each in found.items() if each.forenames or each.surname}


def someone(held: Mapping[str, Any]) -> Someone:
    """A person as kept in a registration, as the matcher takes them."""
    return Someone(
        forenames=held.get("forenames") or "",
        surname=held.get("surname") or "",
        other_names=tuple(held.get("other_names") or ()),
        date_of_birth=_day(held.get("date_of_birth")),
        approximate_age=held.get("approximate_age"),
        age_as_of=_day(held.get("age_as_of")),
        sex=held.get("sex"),
        places=tuple(
            Place(tuple(place["lines"]), place.get("postcode"), place.get("current", True))
            for place in held.get("addresses") or ()
        ),
    )


def _child(held: Mapping[str, Any]) -> Someone:
    forenames, surname = from_name(held.get("name") or "")
    age = held.get("age")
    return Someone(
        forenames, surname, date_of_birth=_day(held.get("date_of_birth")), sex=held.get("sex"),
        approximate_age=age, age_as_of=_day(held.get("age_as_of")) if age is not None else None,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
