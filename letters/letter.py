"""What is a letter, once made? Its bytes are the record; the rest says what they were made from."""

import hashlib
import re
from dataclasses import dataclass, field

from models.errors import CannotDo

MOST_PAGES = 10  # a posted letter
MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Letter:
    """An issued letter. `data` is canonical JSON from which the same bytes can be made again."""

    kind: str
    pdf: bytes = field(repr=False)
    sha256: str
    pages: int
    html: str = field(repr=False)
    data: bytes = field(repr=False)
    engine: dict[str, str]


def made(kind: str, pdf: bytes, html: str, data: bytes, engine: dict[str, str]) -> Letter:
    """Take a PDF's measure: its pages and its SHA-256."""
    digest = hashlib.sha256(pdf).hexdigest()
    return Letter(kind, pdf, digest, page_count(pdf), html, data, engine)


def within_limits(letter: Letter) -> Letter:
    """Refuse what can't be posted. Raise CannotDo with every obstacle."""
    found = []
    if letter.pages > MOST_PAGES:
        found.append(f"The letter has {letter.pages} pages and may have {MOST_PAGES}; shorten it.")
    if len(letter.pdf) > MOST_BYTES:
        found.append(f"The letter is larger than {MOST_BYTES // 1_000_000} MB; shorten it.")
    if found:
        raise CannotDo(*found)
    return letter


def page_count(pdf: bytes) -> int:
    """Read how many pages Typst wrote: its page tree stands in the file uncompressed."""
    counts = re.findall(rb"/Type ?/Pages\b[^>]*?/Count (\d+)", pdf)
    if not counts:
        raise ValueError("no page tree found; this was not made by our layout engine")
    return max(map(int, counts))
