"""What does a letter say? The words of its kind with its fields in, as plain blocks.

Jinja fills plain text, not HTML: the preview escapes on its own, and the PDF is never markup. Autoescape
here would print `&amp;` in a name. The walls are the lint (no cost, no reach), the sandbox, and dictionaries.
"""

import time
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from jinja2.environment import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letters.blocks import Block, Item, Kind, Pattern, parse
from letters.catalogue import CATALOGUE, LetterKind
from letters.lint import problems
from models.errors import CannotDo

WORDS = Path(__file__).parent / "words"
MOST_TEXT = 100_000  # characters a letter's words may come to
MOST_TIME = 2.0  # seconds


def environment() -> ImmutableSandboxedEnvironment:
    """Make Jinja as bare as it comes: no globals, no filters, no tests, nothing undefined passed over."""
    jinja = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, optimized=False, finalize=_printed
    )
    jinja.globals.clear()
    jinja.filters.clear()
    jinja.tests.clear()
    return jinja


@cache
def labels(language: str = "en") -> dict[str, Any]:
    """Read the words around a letter: its letterhead and the foot of each page."""
    return tomllib.loads((WORDS / language / "labels.toml").read_text(encoding="utf-8"))


def _printed(value: Any) -> str:
    """Take only text: an empty field or a whole part must not be printed as `None` or as a dictionary."""
    if not isinstance(value, str):
        raise CannotDo(f"The words print a field that is not text here ({type(value).__name__}).")
    return value


def source(kind: LetterKind, language: str = "en") -> str:
    """Read the words of a kind in one language."""
    return (WORDS / language / kind.template).read_text(encoding="utf-8")


@cache
def _loaded(name: str, language: str) -> tuple[tuple[Kind, tuple[tuple[Pattern, Template], ...]], ...]:
    """Read, lint and compile the words of a kind, once. Raise CannotDo with every fault."""
    kind, jinja = CATALOGUE[name], environment()
    text = source(kind, language)
    if faults := problems(text, kind.schema, jinja):
        raise CannotDo(*(f"Words of {name} ({language}), {fault}" for fault in faults))
    return tuple(
        (block.kind, tuple((item, jinja.from_string(item.text)) for item in block.items))
        for block in parse(text)
    )


def blocks(kind: LetterKind, fields: dict[str, Any], language: str = "en") -> tuple[Block, ...]:
    """Fill the words of a kind. `fields` are plain (letters.plain.words); items that come out empty go.

    Raise CannotDo where the text outgrows its limits.
    """
    budget = _Budget()
    filled = []
    for name, items in _loaded(kind.name, language):
        read = [Item(text, item.label) for item, form in items for text in _fill(item, form, fields, budget)]
        if shown := tuple(item for item in read if item.text):
            filled.append(Block(name, shown))
    return tuple(filled)


def _fill(item: Pattern, form: Template, fields: dict[str, Any], budget: "_Budget") -> list[str]:
    if item.each is None:
        return [budget.spend(form, fields)]
    return [budget.spend(form, fields | {"each": each}) for each in _entries(fields, item.each)]


def _entries(fields: dict[str, Any], path: str) -> tuple[Any, ...]:
    found: Any = fields
    for step in path.split("."):
        found = found[step] if found is not None else ()
    return tuple(found or ())


class _Budget:
    """Stops a rendering that takes too long or grows too large, piece by piece as it is made.

    The lint leaves no single piece larger than a field, so stopping between pieces is soon enough.
    """

    def __init__(self) -> None:
        self.left, self.until = MOST_TEXT, time.monotonic() + MOST_TIME

    def spend(self, form: Template, fields: dict[str, Any]) -> str:
        made = []
        for piece in form.generate(fields):
            self.left -= len(piece)
            if self.left < 0:
                raise CannotDo(f"The letter's words come to more than {MOST_TEXT} characters.")
            if time.monotonic() > self.until:
                raise CannotDo(f"The letter's words took more than {MOST_TIME:.0f} seconds.")
            made.append(piece)
        return " ".join("".join(made).split())
