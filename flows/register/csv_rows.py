"""How is a CSV extract cut into people? One header, one line a person, numbered columns for what repeats.

A file whose header is wrong is read no further: every later fault would only repeat that one.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from flows.register.columns import GROUPS, MOST_ROWS, SUBJECT, Column, Group
from flows.register.faults import Faults, near
from flows.register.raw import Raw

Place = tuple[Group, int, Column] | Column
FORMAT = "a column named in docs/register-format.md"
NAMES: dict[str, Place] = {column.name: column for column in SUBJECT}
NAMES |= {
    f"{group.prefix}_{number}_{column.name}": (group, number, column)
    for group in GROUPS
    for number in range(1, group.most + 1)
    for column in group.columns
}


@dataclass(frozen=True)
class Row:
    """One line of cells, and where in the file it begins."""

    line: int
    cells: list[str]


def read_csv(text: str, faults: Faults) -> Iterator[Raw]:
    """Give each person's cells; what can't be cut into cells goes to `faults`."""
    rows = _rows(text, faults)
    header = next(rows, None)
    if header is None:
        faults.add(1, "file", "nothing", "a header line, then one line for each person")
        return
    places = _places(header, faults)
    if faults.count:
        return
    for row in rows:
        if not any(row.cells):
            faults.add(row.line, "line", "an empty line", "one person on each line")
        elif len(row.cells) != len(places):
            faults.add(row.line, "line", f"{len(row.cells)} cells", f"{len(places)} cells, as in the header")
        else:
            yield _person(row, places, faults)


def _rows(text: str, faults: Faults) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for number, cells in enumerate(reader):
            if number > MOST_ROWS:
                faults.add(line, "file", f"more than {MOST_ROWS} people", f"up to {MOST_ROWS} people")
                return
            yield Row(line, cells)
            line = reader.line_num + 1
    except csv.Error:
        found = "a cell too long, or quotation marks that don't pair up"
        faults.add(line, "line", found, "cells of up to 131,072 characters; quotation marks doubled within")


def _places(header: Row, faults: Faults) -> list[Place]:
    if len(header.cells) == 1 and (wrong := set(header.cells[0]) & {";", "\t", "|"}):
        words = {";": "semicolons", "\t": "tabs", "|": "bars"}[wrong.pop()]
        faults.add(1, "header", f"cells separated by {words}", "cells separated by commas")
        return []
    places: list[Place] = []
    for number, name in enumerate(header.cells, 1):
        place = NAMES.get(name)
        if place is None:
            faults.add(1, f"column {number}", f"an unknown heading{near(name, list(NAMES))}", FORMAT)
        elif header.cells.index(name) < number - 1:
            faults.add(1, name, "the same heading twice", "each heading once")
        else:
            places.append(place)
    for name in _missing(places):
        faults.add(1, name, "no such column", "this column, in every extract that has its neighbours")
    return places


def _missing(places: list[Place]) -> Iterator[str]:
    for column in SUBJECT:
        if column.required and column not in places:
            yield column.name
    for group, number in dict.fromkeys(place[:2] for place in places if isinstance(place, tuple)):
        for column in group.columns:
            if column.required and (group, number, column) not in places:
                yield f"{group.prefix}_{number}_{column.name}"


def _person(row: Row, places: list[Place], faults: Faults) -> Raw:
    raw = Raw(row.line, typed=False)
    numbered: dict[tuple[str, int], dict[str, object]] = {}
    for place, cell in zip(places, row.cells, strict=True):
        if isinstance(place, Column):
            raw.values[place.name] = cell
        else:
            group, number, column = place
            numbered.setdefault((group.plural, number), {})[column.name] = cell
    for group in GROUPS:
        filled = [
            number
            for (plural, number), cells in sorted(numbered.items())
            if plural == group.plural and any(cells.values())
        ]
        raw.groups[group.plural] = [numbered[group.plural, number] for number in filled]
        if filled != list(range(1, len(filled) + 1)):
            found = f"{group.prefix} {filled[-1]} filled and one before it empty"
            faults.add(row.line, group.plural, found, "numbers from 1 without a gap")
    return raw
