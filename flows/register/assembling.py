"""What person do these cells make? Every cell is read, every fault kept; a person with one is not made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flows.register.agreement import GROUP_RULES, PERSON_RULES, Rule, misfits
from flows.register.cells import read_cell
from flows.register.columns import CONVICTIONS, GROUPS, SUBJECT, Column, Group
from flows.register.faults import Faults, Unfit
from flows.register.people import AddressGiven, ConvictionGiven, Nominal, OrderGiven
from flows.register.raw import Raw

MADE = {"addresses": AddressGiven, "orders": OrderGiven, "convictions": ConvictionGiven}


@dataclass(frozen=True)
class Known:
    """What the record knows and an extract may point to."""

    agencies: frozenset[str]
    units: frozenset[str]
    officers: frozenset[str]


def assemble(raw: Raw, known: Known, today: date, faults: Faults) -> Nominal | None:
    """Make one person; None where anything is wrong, and then `faults` says all of it."""
    before = faults.count
    reading = Reading(raw, known, today, faults)
    values = reading.values(SUBJECT, raw.values, PERSON_RULES, lambda column: column)
    groups = {group.plural: reading.group(group) for group in GROUPS}
    reading.convicted_after_birth(values["date_of_birth"], groups["convictions"])
    return _made(values, groups) if faults.count == before else None


def _made(values: dict[str, Any], groups: dict[str, list[dict[str, Any]]]) -> Nominal:
    values["aliases"] = values["aliases"] or ()
    values["former_names"] = values["former_names"] or ()
    made: dict[str, Any] = {
        plural: tuple(MADE[plural](**each) for each in members) for plural, members in groups.items()
    }
    made["convictions"] = tuple(sorted(made["convictions"], key=lambda conviction: conviction.item))
    return Nominal(**values, **made)


@dataclass(frozen=True)
class Reading:
    """One person's cells, and with what they are read."""

    raw: Raw
    known: Known
    today: date
    faults: Faults

    def values(
        self,
        columns: tuple[Column, ...],
        cells: dict[str, object],
        rules: tuple[Rule, ...],
        label: Callable[[str], str],
    ) -> dict[str, Any]:
        """Read some columns; a refused cell is None, and `faults` has it under its label."""
        values: dict[str, Any] = {}
        refused: dict[str, Unfit] = {}
        for column in columns:
            try:
                values[column.name] = read_cell(
                    column, cells.get(column.name), self.today, typed=self.raw.typed
                )
                self._point(column.name, values[column.name])
            except Unfit as unfit:
                values[column.name], refused[column.name] = None, unfit
        found = [(name, unfit.found, unfit.allowed) for name, unfit in refused.items()]
        for name, wrong, allowed in (*found, *misfits(rules, values, refused)):
            self.faults.add(self.raw.line, label(name), wrong, allowed)
        return values

    def _point(self, column: str, value: Any) -> None:
        """Refuse a code that points to nothing in the record."""
        among = {
            "lead_agency": self.known.agencies,
            "owner_agency": self.known.agencies,
            "unit": self.known.units,
            "offender_manager": self.known.officers,
        }.get(column)
        if value is not None and among is not None and value not in among:
            listed = (
                " or ".join(sorted(among)) if len(among) < 20 else "the handle of an officer in the record"
            )
            raise Unfit("a code that is not in the record", listed)

    def group(self, group: Group) -> list[dict[str, Any]]:
        """Read a person's addresses, orders or convictions."""
        members: list[dict[str, Any]] = []
        for number, cells in enumerate(self.raw.groups.get(group.plural, []), 1):
            label = partial(self.raw.label, group, number)
            members.append(self.values(group.columns, cells, GROUP_RULES[group.plural], label))
            item = members[-1].get("item")
            if item is not None and item in [member["item"] for member in members[:-1]]:
                self.faults.add(self.raw.line, label("item"), "an item number used twice", "each number once")
        return members

    def convicted_after_birth(self, born: date | None, convictions: list[dict[str, Any]]) -> None:
        for number, conviction in enumerate(convictions, 1):
            if born and conviction["convicted_on"] and conviction["convicted_on"] <= born:
                label = self.raw.label(CONVICTIONS, number, "convicted_on")
                self.faults.add(self.raw.line, label, "a day before the date of birth", "a later day")
