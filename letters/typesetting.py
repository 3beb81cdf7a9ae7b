"""How does a document become a PDF? Typst, our own fonts, a fixed layout that reads JSON and never markup.

PDF/UA-1 and PDF/A-2a at once; the time in the file is the document's own date, so the same document is the
same bytes anywhere. The folder Typst may read holds the layout and the fonts and nothing else.
"""

import datetime
import hashlib
import json
import threading
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import typst

from letters.glyphs import FONTS
from models.errors import CannotDo

LAYOUT = Path(__file__).parent / "layout"
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]
NOON = datetime.time(12)


class _PerThread(threading.local):
    """One set of compilers a thread: a Typst compiler can't be borrowed twice at once."""

    def __init__(self) -> None:
        self.fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
        )
        self.compilers: dict[str, typst.Compiler] = {}

    def compiler(self, layout: str) -> typst.Compiler:
        if layout not in self.compilers:
            self.compilers[layout] = typst.Compiler(
                str(LAYOUT / layout), root=str(LAYOUT), font_paths=self.fonts, ignore_system_fonts=True
            )
        return self.compilers[layout]


_MINE = _PerThread()


def typeset(layout: str, document: dict[str, Any], on: datetime.date) -> bytes:
    """Compile a document. Raise CannotDo, without its text, where it does not fit its layout."""
    told = {"data": json.dumps(document, ensure_ascii=False, sort_keys=True)}
    stamp = datetime.datetime.combine(on, NOON, tzinfo=datetime.UTC)
    try:
        made = _MINE.compiler(layout).compile(
            format="pdf", sys_inputs=told, pdf_standards=[*STANDARDS], timestamp=stamp
        )
    except typst.TypstError as error:
        reason = _reason(str(error))
    else:
        if isinstance(made, bytes):
            return made
        reason = "nothing was made"
    raise CannotDo(f"The document can't be laid out: {reason}.")


def _reason(message: str) -> str:
    # Typst may quote the text it failed on; only what our own layout says is passed on.
    for what in ("the sender", "the contact block", "the address"):
        if what in message:
            return f"{what} is too long for its place; shorten a line"
    if "could not be displayed" in message:
        return "it has characters that the fonts lack"
    return "the layout refused it"


@cache
def engine(layout: str) -> dict[str, str]:
    """Name what makes the bytes: the engine's version, and SHA-256 of layout and fonts."""
    return {
        "typst": version("typst"),
        "layout": _digest(LAYOUT / "page.typ", LAYOUT / layout),
        "fonts": _digest(*sorted(FONTS.glob("*.ttf"))),
    }


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()
