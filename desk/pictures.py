"""How is a share drawn? Bars as SVG: few rectangles, laid out here, so that a page needs no style of its own.

The words beside each bar say the same in numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Apart in lightness as well as in hue, so that they stay apart without colour.
CALM, COMING, LATE, GRAVE = "#0f7a52", "#ffdd00", "#f47738", "#942514"


@dataclass(frozen=True)
class Piece:
    """One piece of a bar, in whole units of its drawing."""

    at: int
    wide: int
    colour: str


@dataclass(frozen=True)
class Bar:
    """One bar, `across` units wide, with its pieces, and the same in words."""

    across: int
    pieces: tuple[Piece, ...]
    words: str


def bar(parts: Sequence[tuple[int, str, str]], *, of: int, across: int = 240) -> Bar:
    """Draw parts (how many, words, colour) side by side; `of` units fill the whole width."""
    pieces, at, so_far = [], 0, 0
    for count, _, colour in parts:
        so_far += count
        until = round(across * so_far / of) if of else 0
        if until > at:
            pieces.append(Piece(at, until - at, colour))
        at = until
    said = ", ".join(f"{count:,} {words}" for count, words, _ in parts if count)
    return Bar(across, tuple(pieces), said or "none")
