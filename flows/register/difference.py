"""How does an extract differ from the register? References and column names only, never what they hold."""

from dataclasses import dataclass, field
from math import ceil
from typing import Any, Self

from flows.register.faults import Faults
from flows.register.people import Nominal


@dataclass(frozen=True)
class OnRegister:
    """A person as the register has them now; `left` where a confirmed extract no longer held them."""

    nominal: Nominal
    left: bool


@dataclass(frozen=True)
class Difference:
    """What applying an extract would do, by register reference."""

    new: tuple[str, ...] = ()
    changed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    returned: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unchanged: int = 0

    @property
    def touched(self) -> dict[str, str]:
        """What becomes of each person who does not stay as they are."""
        return {
            **dict.fromkeys(self.new, "new"),
            **dict.fromkeys(self.changed, "changed"),
            **dict.fromkeys(self.missing, "missing"),
        }

    def as_json(self) -> dict[str, Any]:
        """Give the form kept in RegisterImport.difference."""
        return {
            "new": list(self.new),
            "changed": {reference: list(columns) for reference, columns in self.changed.items()},
            "returned": list(self.returned),
            "missing": list(self.missing),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any], unchanged: int) -> Self:
        """Read the form kept in RegisterImport.difference."""
        return cls(
            new=tuple(kept["new"]),
            changed={reference: tuple(columns) for reference, columns in kept["changed"].items()},
            returned=tuple(kept["returned"]),
            missing=tuple(kept["missing"]),
            unchanged=unchanged,
        )


def percent(found: Difference, register: dict[str, OnRegister]) -> int:
    """New, changed and missing people in percent of the register, rounded up; 0 for an empty register."""
    here = sum(1 for held in register.values() if not held.left)
    return ceil(100 * len(found.touched) / here) if here else 0


def difference(extract: dict[str, Nominal], register: dict[str, OnRegister]) -> Difference:
    """Compare. Somebody who left and is in the extract again counts as changed, and as returned."""
    changed: dict[str, tuple[str, ...]] = {}
    returned = []
    for reference, given in sorted(extract.items()):
        if (held := register.get(reference)) is None:
            continue
        columns = held.nominal.differs_in(given)
        if held.left:
            returned.append(reference)
            columns.append("left_on")
        if columns:
            changed[reference] = tuple(columns)
    here = {reference for reference, held in register.items() if not held.left}
    new = tuple(sorted(extract.keys() - register.keys()))
    return Difference(
        new=new,
        changed=changed,
        returned=tuple(returned),
        missing=tuple(sorted(here - extract.keys())),
        unchanged=len(extract) - len(new) - len(changed),
    )


def level_changes_say_when(
    extract: dict[str, Nominal], register: dict[str, OnRegister], lines: dict[str, int], faults: Faults
) -> None:
    """A changed level needs a later level_since: the duty to consider again runs from that day."""
    for reference, given in extract.items():
        held = register.get(reference)
        if held is None or not given.managed or held.nominal.level == given.level:
            continue
        before, after = held.nominal.level_since, given.level_since
        if before and after and after <= before:
            found = "the day of the former level, though the level has changed"
            faults.add(lines[reference], "level_since", found, "the day the new level began")
