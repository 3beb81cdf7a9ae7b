"""How is an issued letter shown? The pages of the very PDF that goes out, as pictures, and their words.

The stored bytes are the record: nothing is rendered again from data, and bytes that are not those issued
(by SHA-256) are never shown.
"""

import hashlib
import io
import threading
from collections import OrderedDict
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from models.consideration import IssuedLetter
from models.errors import CannotDo, RecordError

pypdfium2: Any = import_module("pypdfium2")  # has no types
DOTS_PER_POINT = 2.0  # 144 dots an inch: 12-point words stay sharp on a small screen enlarged
MOST_KEPT = 96
ERASED = "This letter's content was erased under the retention policy; that it was issued stays on record."
# PDFium may be used by one thread at a time.
_pdfium = threading.Lock()
_kept: OrderedDict[tuple[str, int], "Page"] = OrderedDict()


@dataclass(frozen=True)
class Issued:
    """One issued letter without its bytes: what a page about it says."""

    reference: str
    kind: str
    pack: str | None
    sha256: str
    pages: int
    state: str
    erased: bool

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)


@dataclass(frozen=True)
class Page:
    """One page as it is printed: a picture, and its words for whoever can't see it."""

    png: bytes
    words: str


def letters_of(session: Session, consideration: UUID, pack: str | None = None) -> list[Issued]:
    """The letters issued in a consideration, or in one pack of it, in the order they were made."""
    columns = (
        IssuedLetter.reference, IssuedLetter.kind, IssuedLetter.pack_id, IssuedLetter.sha256,
        IssuedLetter.pages, IssuedLetter.state,
    )  # fmt: skip
    asked = select(*columns).add_columns(col(IssuedLetter.pdf).is_(None))  # type: ignore[call-overload]
    asked = asked.where(IssuedLetter.consideration_id == consideration)
    if pack is not None:
        asked = asked.where(IssuedLetter.pack_id == pack)
    return [Issued(*row) for row in session.execute(asked.order_by(col(IssuedLetter.reference)))]


def pdf_of(session: Session, letter: Issued) -> bytes:
    """The issued bytes. Raise CannotDo where they were erased."""
    held = session.exec(select(IssuedLetter.pdf).where(IssuedLetter.reference == letter.reference)).one()
    if held is None:
        raise CannotDo(ERASED)
    if hashlib.sha256(held).hexdigest() != letter.sha256:
        raise RecordError(f"the bytes kept of {letter.reference} are not those issued")
    return held


def page_of(session: Session, letter: Issued, number: int) -> Page:
    """One page of a letter, counted from 1; kept in memory for the next to look, by hash, never by name.

    Raise CannotDo where it was erased: what is still in memory is not shown then.
    """
    if letter.erased:
        raise CannotDo(ERASED)
    key = (letter.sha256, number)
    with _pdfium:
        if found := _kept.get(key):
            _kept.move_to_end(key)
            return found
    pdf = pdf_of(session, letter)
    with _pdfium:
        made = _kept[key] = _drawn(pdf, number)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made


def _drawn(pdf: bytes, number: int) -> Page:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number - 1]
        picture = page.render(scale=DOTS_PER_POINT).to_pil().convert("RGB").quantize(32)
        text = page.get_textpage().get_text_bounded()
    finally:
        document.close()
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return Page(written.getvalue(), text.replace("\r\n", "\n").strip())
