"""What speaks for a candidate and against, as a picture? A waterfall of weights with no name in it."""

from decimal import Decimal
from xml.sax.saxutils import escape

from flows.matching.nearest import Candidate

WIDTH, ROW, LEFT, RIGHT = 760, 28, 330, 60


def drawn(candidate: Candidate) -> str:
    """An SVG waterfall: each bar begins where the one before ended; the last is the sum.

    Left of the line speaks against, right of it for. Its title and description say the same in words.
    """
    starts, total = [], Decimal(0)
    for part in candidate.parts:
        starts.append(total)
        total += part.weight
    low, high = min([*starts, total, Decimal(0)]), max([*starts, total, Decimal(0)])
    scale = (WIDTH - LEFT - RIGHT) / max(float(high - low), 1.0)

    def x(weight: Decimal) -> float:
        return LEFT + float(weight - low) * scale

    bars = [
        _bar(row, part.words, x(start), x(start + part.weight), part.weight)
        for row, (part, start) in enumerate(zip(candidate.parts, starts, strict=True))
    ]
    bars.append(_bar(len(bars), f"together: {candidate.band}", x(Decimal(0)), x(total), total, "sum"))
    height = ROW * len(bars) + 8
    said = "; ".join(f"{part.words} {part.weight:+.1f}" for part in candidate.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'class="weights" aria-label="Weights of candidate {candidate.rank}">'
        f"<title>Weights of candidate {candidate.rank}: {total:+.1f}, {candidate.band}</title>"
        f"<desc>{escape(said)}</desc>"
        f'<line x1="{x(Decimal(0)):.1f}" y1="0" x2="{x(Decimal(0)):.1f}" y2="{height}" stroke="#505a5f"/>'
        f"{''.join(bars)}</svg>"
    )


def _bar(row: int, words: str, start: float, end: float, weight: Decimal, kind: str = "") -> str:
    fill = {"sum": "#1d70b8"}.get(kind, "#00703c" if weight >= 0 else "#d4351c")
    y, left = ROW * row + 4, min(start, end)
    middle, wide = y + ROW / 2 + 1, max(abs(end - start), 1)
    return (
        f'<text x="{LEFT - 8}" y="{middle:.1f}" text-anchor="end" class="say">{escape(words)}</text>'
        f'<rect x="{left:.1f}" y="{y}" width="{wide:.1f}" height="{ROW - 8}" fill="{fill}"/>'
        f'<text x="{max(start, end) + 4:.1f}" y="{middle:.1f}" class="say">{weight:+.1f}</text>'
    )


def printed(candidate: Candidate) -> list[str]:
    """The same for a terminal: a line a comparison, + for and - against, half a sign being rounded up."""
    rows = [(part.words, part.weight) for part in candidate.parts]
    rows.append((f"together: {candidate.band}", candidate.weight))
    wide = max(len(words) for words, _ in rows)
    return [
        f"{words:<{wide}}  {weight:>+6.1f}  {('+' if weight > 0 else '-') * round(abs(weight))}".rstrip()
        for words, weight in rows
    ]
