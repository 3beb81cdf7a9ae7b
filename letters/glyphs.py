"""Which characters can our letters print? Those both shipped fonts have, so that none is ever a blank.

`codepoints.txt` beside the fonts lists them as hexadecimal ranges; a test reads the fonts themselves and
compares. A force that ships other fonts writes it anew: `python -m letters.glyphs`, with fontTools there.
"""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "layout" / "fonts"
LIST = FONTS / "codepoints.txt"


@cache
def printable() -> frozenset[int]:
    """Every code point that both the regular and the bold font have."""
    points: set[int] = set()
    for line in LIST.read_text(encoding="ascii").split():
        first, _, last = line.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


def missing(text: str) -> list[str]:
    """Name the code points of a text that the fonts lack, e.g. `U+6F22`, each once, in order."""
    have = printable()
    return [f"U+{point:04X}" for point in dict.fromkeys(map(ord, text)) if point not in have]


def in_fonts() -> set[int]:
    """Read the fonts themselves. For writing the list and for the test; needs fontTools."""
    open_font: Any = import_module("fontTools.ttLib").TTFont
    tables = [set(open_font(path).getBestCmap()) for path in sorted(FONTS.glob("*.ttf"))]
    return {point for point in set.intersection(*tables) if point >= 0x20}


def as_ranges(points: set[int]) -> str:
    """Write code points as lines of hexadecimal ranges."""
    lines: list[str] = []
    first = last = -2
    for point in [*sorted(points), -1]:
        if point == last + 1:
            last = point
            continue
        if first >= 0:
            lines.append(f"{first:04X}" if first == last else f"{first:04X}-{last:04X}")
        first = last = point
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    LIST.write_text(as_ranges(in_fonts()), encoding="ascii")
