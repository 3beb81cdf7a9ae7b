"""What may stand in one line of a letter? Clean Unicode that our fonts can print, of a stated length.

Names arrive from forms, imports and other agencies: they are put in NFC, stray invisible characters go
(a bidirectional control can make one name look like another), and nothing is dropped that was visible.
"""

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from letters.glyphs import missing

LINE = 120  # characters; a letter has no field that could hold a page of minutes
NAME = 200


def clean(text: str) -> str:
    """Give NFC text without invisible format characters, white space drawn together.

    Format characters (Cf) are the bidirectional controls U+202A-202E and U+2066-2069, zero-width
    spaces and soft hyphens. A line break is left for `one_line` to refuse.
    """
    normal = unicodedata.normalize("NFC", text)
    seen = "".join(letter for letter in normal if unicodedata.category(letter) != "Cf")
    return "\n".join(" ".join(row.split()) for row in seen.splitlines()).strip()


def one_line(text: str) -> str:
    """Refuse what is not one printable line. Raise ValueError that quotes nothing but code points."""
    if "\n" in text:
        raise ValueError("must be one line")
    if absent := missing(text):
        raise ValueError(
            f"has characters our letters can't print ({', '.join(absent)}); "
            "ask how it is written in Latin, Greek or Cyrillic letters"
        )
    return text


def _clean(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def paragraphs(value: Any) -> Any:
    """Split prose at its line breaks, so that each paragraph is one line of its own."""
    if isinstance(value, str):
        return tuple(row for row in clean(value).split("\n") if row)
    return value


Line = Annotated[
    str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=LINE), AfterValidator(one_line)
]
Name = Annotated[
    str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=NAME), AfterValidator(one_line)
]
Passage = Annotated[
    str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=600), AfterValidator(one_line)
]
Spoken = Annotated[
    str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=4000), AfterValidator(one_line)
]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9./:_-]{0,39}$")]
