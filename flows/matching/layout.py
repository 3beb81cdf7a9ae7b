"""How is a register kept so that it can be gone through quickly? Distinct values, and their codes in rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from duckdb import DuckDBPyConnection

from flows.matching import columns, rows
from flows.matching.distinct import Codes, Distinct
from flows.matching.person import Nominal, Someone
from flows.matching.rows import Row


@dataclass(frozen=True)
class Sought:
    """A person sought, as rows: every name with every place, one birth, one sex."""

    names: tuple[tuple[Row, Row, Row], ...]  # kind, forename, surname
    places: tuple[Row, ...]
    birth: Row
    sex: Row

    @classmethod
    def of(cls, who: Someone) -> "Sought":
        named = tuple(
            (rows.kind_row(name.kind), rows.forename_row(name.forename), rows.surname_row(name.surname))
            for name in rows.names(who, sought=True)
        )
        places = tuple(rows.place_row(place) for place in who.places) or (rows.place_row(None),)
        return cls(named, tuple(_each_once(places)), rows.birth_row(who), rows.sex_row(who))

    def pairs(self) -> list[Row]:
        """Every name with every place: the rows the score of record compares."""
        return [
            {**kind, **forename, **surname, **place, **self.birth, **self.sex}
            for kind, forename, surname in self.names
            for place in self.places
        ]


class Layout:
    """The register as codes. A nominal's rows stand together, from `name_starts` and `place_starts`."""

    def __init__(self, nominals: Sequence[Nominal]) -> None:
        self.size = len(nominals)
        self.kinds = Distinct("kinds", ("name_kind",), columns.KIND)
        self.forenames = Distinct("forenames", ("forename",), columns.FORENAME)
        self.surnames = Distinct("surnames", ("surname",), columns.SURNAME)
        self.births = Distinct("births", ("date_of_birth", "age"), columns.BIRTH)
        self.places = Distinct("places", ("place",), columns.PLACE)
        self.sexes = Distinct("sexes", ("sex",), columns.SEX)
        named: list[tuple[int, int, int]] = []
        placed: list[int] = []
        born, sexed, name_starts, place_starts = [], [], [], []
        counted = Counter[tuple[str, object]]()
        for nominal in nominals:
            name_starts.append(len(named))
            place_starts.append(len(placed))
            named += [self._name(name, counted) for name in rows.names(nominal.who, sought=False)]
            places = [rows.place_row(place) for place in nominal.who.places] or [rows.place_row(None)]
            placed += [self.places.code(place) for place in _each_once(places)]
            born.append(self.births.code(rows.birth_row(nominal.who)))
            sex = rows.sex_row(nominal.who)
            counted["sex", sex["sex"]] += 1
            sexed.append(self.sexes.code(sex))
        self.name_codes: Codes = np.array(named, np.int32).reshape(-1, 3)
        self.place_codes: Codes = np.array(placed, np.int32)
        self.birth_codes: Codes = np.array(born, np.int32)
        self.sex_codes: Codes = np.array(sexed, np.int32)
        self.name_starts, self.place_starts = np.array(name_starts), np.array(place_starts)
        self._frequencies(counted)

    def _name(self, name: rows.Named, counted: Counter[tuple[str, object]]) -> tuple[int, int, int]:
        if name.kind == rows.OWN:
            counted["forename", name.forename] += 1
            counted["surname", name.surname] += 1
        return (
            self.kinds.code(rows.kind_row(name.kind)),
            self.forenames.code(rows.forename_row(name.forename)),
            self.surnames.code(rows.surname_row(name.surname)),
        )

    def _frequencies(self, counted: Counter[tuple[str, object]]) -> None:
        """How often each name and sex stands on this register, for the levels that weigh by rarity."""
        for of, distinct in (("forename", self.forenames), ("surname", self.surnames), ("sex", self.sexes)):
            for row in distinct.rows:
                row[f"tf_{of}"] = max(counted[of, row[of]], 1) / self.size

    def distincts(self) -> tuple[Distinct, ...]:
        return (self.kinds, self.forenames, self.surnames, self.births, self.places, self.sexes)

    def write(self, connection: DuckDBPyConnection) -> None:
        """Copy every distinct value into the database."""
        for distinct in self.distincts():
            distinct.write(connection)

    def pairs(self, nominal: int) -> list[Row]:
        """Every name of one nominal with every place, put together again from the codes."""
        names = self.name_codes[self._span(self.name_starts, nominal, len(self.name_codes))]
        places = self.place_codes[self._span(self.place_starts, nominal, len(self.place_codes))]
        birth, sex = self.births.rows[self.birth_codes[nominal]], self.sexes.rows[self.sex_codes[nominal]]
        return [
            {**self.kinds.rows[kind], **self.forenames.rows[forename], **self.surnames.rows[surname]}
            | {**self.places.rows[place], **birth, **sex}
            for kind, forename, surname in names
            for place in places
        ]

    def _span(self, starts: "np.ndarray", nominal: int, end: int) -> slice:
        return slice(starts[nominal], starts[nominal + 1] if nominal + 1 < len(starts) else end)


def _each_once(found: Sequence[Row]) -> list[Row]:
    return list({tuple(row.values()): row for row in found}.values())
