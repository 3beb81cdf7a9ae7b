"""How does a rationale become a document that a court can read? Any number of pages, tagged and numbered.

It takes what it is given, in the order it is given: sections with paragraphs, definitions, points, tables
and findings. What belongs in one is decided in `flows/`.
"""

import datetime
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from letters.checking import faults
from letters.columns import size_for, widths
from letters.glyphs import missing
from letters.letter import Letter, made
from letters.parts import Part
from letters.plain import day
from letters.preview import preview
from letters.text import Line, Reference, clean
from letters.typesetting import engine, typeset
from models.canonical import canonical
from models.errors import CannotDo

DEEPEST = 5  # level 1 below the title


def _recorded(value: Any) -> Any:
    """Print what the record holds even where our fonts lack a sign: a rationale must never be refused for it.

    Such a sign stands as its code point, `[U+6F22]`, which a reader can look up; a letter would be refused.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    text = clean("".join(s if s == "\n" or unicodedata.category(s) != "Cc" else " " for s in str(value)))
    lacking = set(missing(text.replace("\n", "")))
    if not lacking:
        return text
    return "".join(f"[U+{ord(s):04X}]" if f"U+{ord(s):04X}" in lacking else s for s in text)


Text = Annotated[str, BeforeValidator(_recorded)]


class Table(Part):
    """Columns by name, and rows as long as the columns are many."""

    columns: tuple[Text, ...] = Field(min_length=1, max_length=12)
    rows: tuple[tuple[Text, ...], ...] = ()


class FindingShown(Part):
    """What one rule made of the facts."""

    answer: Text
    reason: Text
    source: Text


class Section(Part):
    """A heading and what stands under it, in this order."""

    heading: Text
    level: int = Field(1, ge=1, le=DEEPEST)
    paragraphs: tuple[Text, ...] = ()
    definitions: tuple[tuple[Text, Text], ...] = ()
    bullets: tuple[Text, ...] = ()
    table: Table | None = None
    findings: tuple[FindingShown, ...] = ()


class Rationale(Part):
    """The whole document."""

    title: Line
    reference: Reference
    marking: Literal["OFFICIAL", "OFFICIAL-SENSITIVE"]
    sections: tuple[Section, ...] = Field(min_length=1)


def render_rationale(document: dict[str, Any], *, on: datetime.date, footer: str) -> Letter:
    """Make a rationale's PDF and preview, dated `on`; the same bytes for the same document.

    Raise CannotDo where the document is not of the form of `Rationale`.
    """
    read, note = _read(document), str(_recorded(footer))
    shown = _document(read, on, note)
    data = canonical(
        {
            "kind": "rationale",
            "on": on.isoformat(),
            "footer": note,
            "fields": read.model_dump(mode="json", round_trip=True),
        }
    )
    pdf = typeset("rationale.typ", shown, on)
    return made("rationale", pdf, preview("rationale.html", shown), data, engine("rationale.typ"))


def _read(document: dict[str, Any]) -> Rationale:
    try:
        read = Rationale.model_validate(document)
    except ValidationError as error:
        found = faults(error)
    else:
        found = [
            f"The table under heading {number} has a row that is not as long as its columns are many."
            for number, section in enumerate(read.sections, start=1)
            if section.table and any(len(row) != len(section.table.columns) for row in section.table.rows)
        ]
        if not found:
            return read
    raise CannotDo(*found)


def _document(read: Rationale, on: datetime.date, footer: str) -> dict[str, Any]:
    return {
        "title": read.title,
        "author": "",
        "description": f"{read.title}. Reference {read.reference}.",
        "language": "en",
        "on": [on.year, on.month, on.day],
        "reference": read.reference,
        "marking": read.marking,
        "page-words": ["Page", "of"],
        "words": {"reference": "Reference", "date": "Date of this document", "on": day(on)},
        "footer": footer,
        "sections": _sections(read.sections),
    }


def _sections(sections: tuple[Section, ...]) -> list[dict[str, Any]]:
    """Give each heading its level below the title; none may skip one (PDF/UA-1, 7.4.2)."""
    shown, before = [], 1
    for section in sections:
        level = min(section.level + 1, before + 1)
        shown.append({"heading": section.heading, "level": level, "parts": _parts(section)})
        before = level
    return shown


def _parts(section: Section) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    if section.paragraphs:
        parts.append({"kind": "paragraph", "texts": list(section.paragraphs)})
    if section.definitions:
        parts.append({"kind": "definition", "pairs": [list(pair) for pair in section.definitions]})
    if section.bullets:
        parts.append({"kind": "bullet", "texts": list(section.bullets)})
    if section.table and section.table.rows:
        parts.append(_table(list(section.table.columns), [list(row) for row in section.table.rows]))
    if section.findings:
        rows = [[each.answer.replace("_", " "), each.reason, each.source] for each in section.findings]
        parts.append(_table(["Answer", "Reason", "Source"], rows))
    return parts


def _table(columns: list[str], rows: list[list[str]]) -> dict[str, Any]:
    size = size_for(len(columns))
    return {
        "kind": "table",
        "columns": columns,
        "rows": rows,
        "size": size,
        "widths": widths(columns, rows),
    }
