"""How is a letter made? Fields are checked, the words filled, the layout set: the same bytes every time."""

import datetime
import hashlib
import json
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from letters.catalogue import LetterKind
from letters.checking import checked, kind_named
from letters.letter import Letter, made, within_limits
from letters.plain import day, words
from letters.preview import preview
from letters.rationale import render_rationale as render_rationale
from letters.text import Line
from letters.typesetting import engine, typeset
from letters.wording import blocks, labels, source
from models.canonical import canonical
from models.errors import CannotDo

LANGUAGE = "en"
NORMAL, LARGE = 12, 18  # points


def render(
    kind: str, fields: dict[str, Any], *, on: datetime.date, footer: str, large_print: bool = False
) -> Letter:
    """Make one letter, dated `on`, with the ledger's checkpoint as `footer`.

    Raise CannotDo with every obstacle, none of which names a person or an address.
    """
    about = kind_named(kind)
    read = checked(about, fields)
    footer = _footer(footer)
    document = _document(about, read, on, footer, large_print)
    pdf = typeset("letter.typ", document, on)
    data = canonical(
        {
            "kind": kind,
            "on": on.isoformat(),
            "footer": footer,
            "large_print": large_print,
            "fields": read.model_dump(mode="json", round_trip=True),
        }
    )
    said = source(about) + json.dumps(labels(LANGUAGE), sort_keys=True)
    made_by = engine("letter.typ") | {"words": hashlib.sha256(said.encode()).hexdigest()}
    return within_limits(made(kind, pdf, preview("letter.html", document), data, made_by))


def _document(
    kind: LetterKind, read: BaseModel, on: datetime.date, footer: str, large_print: bool
) -> dict[str, Any]:
    """Set out everything the layout shows, as plain data."""
    fields = words(read)
    unit, address = fields["unit"], getattr(read, "address", None)
    around = labels(LANGUAGE)
    filled = blocks(kind, fields | {"today": day(on)}, LANGUAGE)
    return {
        "title": kind.title,
        "author": unit["organisation"] or unit["name"],
        "description": f"{kind.title}. Reference {fields['reference']}.",
        "language": LANGUAGE,
        "on": [on.year, on.month, on.day],
        "size": LARGE if large_print else NORMAL,
        "marking": fields["marking"],
        "running": [f"{around['running']}{fields['reference']}", day(on)],
        "page-words": around["page"],
        "footer": footer,
        "sender": [line for line in (unit["organisation"], unit["name"]) if line],
        "contact": [
            [fields["marking"]],
            list(unit["address"]),
            [f"{around['telephone']}{unit['telephone']}", unit["hours"]],
            [f"{around['email']}{unit['email']}"],
            [f"{around['reference']}{fields['reference']}", f"{around['date']}{day(on)}"],
            around["help"],
        ],
        "address": list(address.window) if address else None,
        "blocks": [block.plain() for block in filled],
    }


_LINE: TypeAdapter[str] = TypeAdapter(Line)


def _footer(footer: str) -> str:
    try:
        return _LINE.validate_python(footer)
    except ValidationError:
        pass
    raise CannotDo("The footer must be one printable line of at most 120 characters.")
