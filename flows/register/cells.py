"""May this cell be taken, and as what? One reader for each kind of column; nothing is repaired or guessed.

`typed` cells come from JSON and must have the right type; the others are text from CSV. The only change
made to a value is Unicode NFC, so that equal names are equal bytes.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.register.columns import NAME_LENGTH, TEXT_LENGTH, Column, Kind
from flows.register.faults import Unfit, shape
from models.fields import REFERENCE_LENGTH, nfc

SEPARATOR = ";"
MOST_IN_LIST, MOST_LINES = 20, 6
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)
FORMULA = "=+-@"
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}", re.ASCII)
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
REFERENCE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9./:_-]{{0,{REFERENCE_LENGTH - 1}}}")
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
REFERENCE_ALLOWED = f"1 to {REFERENCE_LENGTH} letters, digits or - . / : _, beginning with a letter or digit"
NAME_ALLOWED = f"letters, spaces, hyphens, apostrophes and full stops, up to {NAME_LENGTH} characters"


@dataclass(frozen=True)
class Cell:
    """One cell, its column, the day it is read on, and whether it comes from JSON."""

    column: Column
    raw: object
    today: date
    typed: bool

    @property
    def rule(self) -> str:
        return allowed(self.column)

    def unfit(self, found: str | None = None) -> Unfit:
        """Say why the cell can't be taken: by its shape, where nothing nearer is known."""
        return Unfit(found or shape(self.raw), self.rule)


def read_cell(column: Column, raw: object, today: date, *, typed: bool) -> Any:
    """Give the value of a cell, None where an optional one is empty. Raise Unfit."""
    cell = Cell(column, raw, today, typed)
    if raw is None or (raw == "" and not typed):
        if column.required:
            raise cell.unfit("nothing")
        return None
    return READERS[column.kind](cell)


def allowed(column: Column) -> str:
    """Say what a column may hold."""
    match column.kind:
        case Kind.CHOICE:
            return " or ".join(column.choices)
        case Kind.WHOLE:
            return f"a whole number from {column.least} to {column.most}"
        case _:
            return ALLOWED[column.kind]


ALLOWED = {
    Kind.REFERENCE: REFERENCE_ALLOWED,
    Kind.NAME: NAME_ALLOWED,
    Kind.NAMES: f"up to {MOST_IN_LIST} names, each of {NAME_ALLOWED}",
    Kind.TEXT: f"one line of text, up to {TEXT_LENGTH} characters",
    Kind.LINES: f"1 to {MOST_LINES} address lines, without the postcode",
    Kind.POSTCODE: "a UK postcode in capitals with one space, such as ZZ1 1AA",
    Kind.PAST: "a day up to today as YYYY-MM-DD",
    Kind.DATE: "a day as YYYY-MM-DD",
    Kind.FLAG: "true or false",
}


def _line(cell: Cell, raw: object, most: int) -> str:
    """Take one line of text that no spreadsheet would run and no terminal would obey."""
    if not isinstance(raw, str):
        raise cell.unfit(shape(raw))
    value = nfc(raw)
    if not value:
        raise Unfit("empty text", f"{cell.rule}; leave it out or write null where there is nothing")
    if len(value) > most:
        raise cell.unfit(f"{len(value)} characters")
    kinds = {unicodedata.category(letter) for letter in value}
    if kinds & INVISIBLE:
        raise cell.unfit("a control or invisible character")
    if any(letter != " " and unicodedata.category(letter) == "Zs" for letter in value):
        raise cell.unfit("a space that is not a plain one")
    if value != value.strip():
        raise cell.unfit("a space at the beginning or end")
    if value[0] in FORMULA:
        raise cell.unfit("a beginning that a spreadsheet takes for a formula (= + - @)")
    if unicodedata.category(value[0]).startswith("M"):
        raise cell.unfit("an accent with no letter to stand on")
    return value


def _text(cell: Cell) -> str:
    return _line(cell, cell.raw, TEXT_LENGTH)


def _one_name(cell: Cell, raw: object) -> str:
    value = _line(cell, raw, NAME_LENGTH)
    classes = [unicodedata.category(letter)[0] for letter in value]
    if not all(kind in "LM" or letter in " -'’‘ʼ.·" for kind, letter in zip(classes, value, strict=True)):
        raise cell.unfit("a character that is not part of a name")
    if "L" not in classes:
        raise cell.unfit("no letter")
    return value


def _name(cell: Cell) -> str:
    return _one_name(cell, cell.raw)


def _several(cell: Cell, most: int) -> list[object]:
    held: object = cell.raw
    if not cell.typed and isinstance(held, str):
        held = list(held.split(SEPARATOR))
    if not isinstance(held, list):
        raise cell.unfit()
    if len(held) > most:
        raise cell.unfit(f"{len(held)} of them")
    return held


def _names(cell: Cell) -> tuple[str, ...]:
    names = tuple(_one_name(cell, each) for each in _several(cell, MOST_IN_LIST))
    if len(set(names)) < len(names):
        raise cell.unfit("the same name twice")
    return names


def _lines(cell: Cell) -> tuple[str, ...]:
    lines = tuple(_line(cell, each, NAME_LENGTH) for each in _several(cell, MOST_LINES))
    if not lines:
        raise cell.unfit("a list of 0")
    if any(SEPARATOR in line for line in lines):
        raise cell.unfit("a semicolon within a line")
    return lines


def _matching(cell: Cell, pattern: re.Pattern[str], found: str | None = None) -> str:
    if not isinstance(cell.raw, str) or not pattern.fullmatch(cell.raw):
        raise cell.unfit(found)
    return cell.raw


def _reference(cell: Cell) -> str:
    return _matching(cell, REFERENCE)


def _postcode(cell: Cell) -> str:
    return _matching(cell, POSTCODE, "something that is not a postcode")


def _date(cell: Cell) -> date:
    text = _matching(cell, ISO_DATE)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise cell.unfit("a day that no calendar has") from None
    if not EARLIEST <= day <= LATEST:
        raise cell.unfit("a day before 1900 or after 2100")
    return day


def _past(cell: Cell) -> date:
    day = _date(cell)
    if day > cell.today:
        raise cell.unfit("a day to come")
    return day


def _whole(cell: Cell) -> int:
    raw = cell.raw
    if cell.typed:
        whole = raw if isinstance(raw, int) and not isinstance(raw, bool) else None
    else:
        whole = int(_matching(cell, WHOLE))
    if whole is None or not cell.column.least <= whole <= cell.column.most:
        raise cell.unfit()
    return whole


def _flag(cell: Cell) -> bool:
    if cell.typed and isinstance(cell.raw, bool):
        return cell.raw
    if not cell.typed and cell.raw in ("true", "false"):
        return cell.raw == "true"
    raise cell.unfit()


def _choice(cell: Cell) -> str:
    if isinstance(cell.raw, str) and cell.raw in cell.column.choices:
        return cell.raw
    if isinstance(cell.raw, str) and cell.raw.strip().casefold() in map(str.casefold, cell.column.choices):
        raise cell.unfit("the right word, with other capitals or spaces")
    raise cell.unfit()


READERS: dict[Kind, Callable[[Cell], Any]] = {
    Kind.REFERENCE: _reference,
    Kind.NAME: _name,
    Kind.NAMES: _names,
    Kind.TEXT: _text,
    Kind.LINES: _lines,
    Kind.POSTCODE: _postcode,
    Kind.PAST: _past,
    Kind.DATE: _date,
    Kind.WHOLE: _whole,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
}
