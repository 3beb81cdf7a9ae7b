"""How wide is each column of a table, so that words stay whole and long cells get the room?

Measured in characters: near enough for text, and the same on every machine.
"""

from collections.abc import Sequence

ACROSS = {9: 98, 8: 108}  # characters across 170 mm at a size in points, padding left out
PADDING = 2  # characters' worth of padding in each column
NARROWEST, LONGEST_WORD = 4, 22


def size_for(columns: int) -> int:
    """The size of type, in points, for a number of columns."""
    return 9 if columns <= 6 else 8


def widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Give each column its width: its longest word at least where there is room, then by how full it is."""
    across = ACROSS[size_for(len(columns))] - PADDING * len(columns)
    cells = [[name, *(row[n] for row in rows)] for n, name in enumerate(columns)]
    least = [_longest_word(column) for column in cells]
    if sum(least) >= across:
        return [max(NARROWEST, each * across // sum(least)) for each in least]
    if (
        sum(whole := [max(floor, _short(column)) for floor, column in zip(least, cells, strict=True)])
        < across
    ):
        least = whole
    wanted = [_fullness(column) - floor for column, floor in zip(cells, least, strict=True)]
    wanted = [max(each, 0) for each in wanted]
    room, total = across - sum(least), sum(wanted) or 1
    return [
        floor + min(more, room * more // total) + PADDING for floor, more in zip(least, wanted, strict=True)
    ]


def _longest_word(cells: Sequence[str]) -> int:
    words = [len(word) for cell in cells for word in cell.split()]
    # Bold headings run wider, so a letter of each column is to spare.
    return max(NARROWEST, min(max(words, default=0), LONGEST_WORD)) + 1


def _short(cells: Sequence[str]) -> int:
    """Room for a short answer in one line and a date in two."""
    return min(max(len(cell) for cell in cells), 14)


def _fullness(cells: Sequence[str]) -> int:
    """How long a column's cells run: the longest, but no cell counts for more than three lines' worth."""
    return max(min(len(cell), 200) for cell in cells)
