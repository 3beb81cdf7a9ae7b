"""Does the picture say the same as the words, to everybody, and name nobody?"""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

from flows.matching.person import Nominal, Place, Someone
from flows.matching.picture import drawn, printed
from flows.matching.register import Register

WHO = Someone(
    "Alan", "Fictionby", date_of_birth=date(1960, 2, 3), places=(Place(("1 Specimen Row",), "ZZ1 1AA"),)
)
CANDIDATE = (
    Register([Nominal("S-0001", WHO)]).nearest(Someone("Al", "Fictionbie", places=WHO.places)).candidates[0]
)
SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_is_an_image_with_a_title_and_a_description() -> None:
    root = ElementTree.fromstring(drawn(CANDIDATE))
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert f"{CANDIDATE.weight:+.1f}" in (title.text or "")
    assert all(part.words in (description.text or "") for part in CANDIDATE.parts)
    assert len(root.findall(f"{SVG}rect")) == len(CANDIDATE.parts) + 1


def test_each_bar_begins_where_the_one_before_ended() -> None:
    root = ElementTree.fromstring(drawn(CANDIDATE))
    *bars, total = [
        (float(bar.get("x", 0)), float(bar.get("width", 0))) for bar in root.findall(f"{SVG}rect")
    ]
    ends = [
        x + width if part.weight >= 0 else x for (x, width), part in zip(bars, CANDIDATE.parts, strict=True)
    ]
    starts = [
        x if part.weight >= 0 else x + width for (x, width), part in zip(bars, CANDIDATE.parts, strict=True)
    ]
    assert all(abs(start - end) < 1.2 for start, end in zip(starts[1:], ends, strict=False))
    assert abs(total[0] + total[1] - ends[-1]) < 1.2 or abs(total[0] - ends[-1]) < 1.2


def test_no_name_address_or_date_is_drawn_or_printed() -> None:
    shown = drawn(CANDIDATE) + "\n".join(printed(CANDIDATE))
    for personal in ("Alan", "Fiction", "Specimen", "ZZ1", "1960", "S-0001"):
        assert personal not in shown


def test_the_terminal_gets_a_bar_for_each_comparison_and_the_sum() -> None:
    lines = printed(CANDIDATE)
    assert len(lines) == len(CANDIDATE.parts) + 1
    assert lines[-1].startswith("together: ")
    assert "-" * 3 not in next(line for line in lines if "same address" in line)
    for line, part in zip(lines, CANDIDATE.parts, strict=False):
        assert part.words in line
        assert f"{part.weight:+.1f}" in line
    assert sum((part.weight for part in CANDIDATE.parts), Decimal(0)) == CANDIDATE.weight
