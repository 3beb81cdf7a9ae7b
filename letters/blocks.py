"""How are a letter's words written down? Blocks, marked at the start of a line.

    # Heading of the letter            ## Heading of a part
    Plain lines are a paragraph, up to the next blank line.
    - a point in a list                - for each in conditions: a point for each of a field's entries
    1. a step in order                 = Label: a fact, as in `= When: {{ appointment.on }}`
    [] a box to tick                   _ a line to write on, with this label under it
    ~ the closing: the first line, room to sign, then who signs

The source is cut into blocks *before* any field is put in: a field can't make a heading, a list or a
block, whatever it holds. An `{% if %}` stands inside one item; what comes out empty is left out.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "part", "paragraph", "point", "step", "fact", "tick", "write", "closing"]

_MARKS: dict[str, Kind] = {
    "# ": "heading", "## ": "part", "- ": "point", "1. ": "step", "= ": "fact", "[] ": "tick",
    "_ ": "write", "~ ": "closing",
}  # fmt: skip
_EACH = re.compile(r"for each in ([a-z_.]+):\s+(.*)", re.DOTALL)
_FACT = re.compile(r"([^:{}]+): (.*)", re.DOTALL)


@dataclass(frozen=True)
class Pattern:
    """One item of a block as it is written: Jinja text, the field it is repeated for, a fact's label."""

    text: str
    each: str | None = None
    label: str = ""
    line: int = 0


@dataclass(frozen=True)
class PatternBlock:
    """A block as it is written."""

    kind: Kind
    items: tuple[Pattern, ...]


@dataclass(frozen=True)
class Item:
    """One item as it is read: plain text, and a fact's label."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Block:
    """A block with its fields in: what both the PDF and the preview show."""

    kind: Kind
    items: tuple[Item, ...]

    def plain(self) -> dict[str, object]:
        """The form in which the layout reads it."""
        return {"kind": self.kind, "items": [{"label": i.label, "text": i.text} for i in self.items]}


def parse(source: str) -> tuple[PatternBlock, ...]:
    """Cut a file of words into blocks. Raise ValueError for a fact without its label."""
    blocks: list[tuple[Kind, list[tuple[str, int]]]] = []
    fresh = True
    for number, line in enumerate(source.splitlines(), start=1):
        if not line.strip():
            fresh = True
            continue
        kind, text = _mark(line)
        if fresh or (kind is not None and kind != blocks[-1][0]):
            blocks.append((kind or "paragraph", [(text, number)]))
        elif kind is not None:
            blocks[-1][1].append((text, number))
        else:
            before, began = blocks[-1][1][-1]
            blocks[-1][1][-1] = (f"{before} {text}", began)
        fresh = False
    return tuple(PatternBlock(kind, tuple(_pattern(kind, *item) for item in items)) for kind, items in blocks)


def _mark(line: str) -> tuple[Kind | None, str]:
    for mark, kind in _MARKS.items():
        if line.startswith(mark):
            return kind, line.removeprefix(mark).strip()
    return None, line.strip()


def _pattern(kind: Kind, text: str, line: int) -> Pattern:
    if kind == "fact":
        if not (found := _FACT.fullmatch(text)):
            raise ValueError(f"line {line}: a fact is written “= Label: text”")
        return Pattern(found[2], label=found[1], line=line)
    if found := _EACH.fullmatch(text):
        return Pattern(found[2], each=found[1], line=line)
    return Pattern(text, line=line)
