"""What is wrong with an extract, told so that whoever made it can mend it and nobody learns who is in it?

Even a column that should hold a number may hold a name, where cells have shifted. So `found` never repeats
a cell: it gives its shape. Only numbers of up to three digits are shown.
"""

import re
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

MOST_KEPT = 500
DATE_SHAPES = (
    (re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII), "a date"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}", re.ASCII), "a date with slashes"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}", re.ASCII), "a date with full stops"),
    (re.compile(r"\d{1,2}-\w+-\d{2,4}", re.ASCII), "a date with the day first"),
    (re.compile(r"\d{4}-\d{2}-\d{2}[T ][\d:.]+.*", re.ASCII), "a date with a time"),
)


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where (line 1 is the file's first), what was found, what is allowed."""

    line: int
    column: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: found {self.found}; allowed: {self.allowed}"

    def as_json(self) -> dict[str, Any]:
        """Give the form kept in RegisterImport.errors."""
        return asdict(self)


class Unfit(ValueError):
    """A cell can't be taken: its shape, and what would be allowed."""

    def __init__(self, found: str, allowed: str) -> None:
        super().__init__(found)
        self.found, self.allowed = found, allowed


class Faults:
    """Every fault of one extract, in order: all are counted, the first `MOST_KEPT` kept."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.count = 0

    def add(self, line: int, column: str, found: str, allowed: str) -> None:
        self.count += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(Fault(line, column, found, allowed))

    def in_order(self) -> list[Fault]:
        return sorted(self.kept, key=lambda fault: fault.line)


def shape(value: object) -> str:
    """Describe a value without repeating it."""
    match value:
        case None | "":
            return "nothing"
        case bool():
            return "true or false"
        case int() if abs(value) < 1000:
            return f"the number {value}"
        case int() | float():
            return "a number"
        case list():
            return f"a list of {len(value)}"
        case dict():
            return "an object"
        case str():
            return _shape_of_text(value)
    return "something else"


def _shape_of_text(text: str) -> str:
    if re.fullmatch(r"-?[0-9]{1,3}", text):
        return f"“{text}”"
    for pattern, words in DATE_SHAPES:
        if pattern.fullmatch(text):
            return words
    return f"{len(text)} character{'s' if len(text) > 1 else ''} of text"


def near(name: str, known: list[str]) -> str:
    """Say which known name an unknown one is close to, without repeating the unknown one."""
    if close := get_close_matches(name, known, 1, cutoff=0.8):
        return f", close to “{close[0]}”"
    return ""
