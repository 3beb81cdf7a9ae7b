"""Can a court read a rationale: every section, table and finding, on numbered and tagged pages?"""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pypdf
import pytest
from PIL import Image, ImageDraw

from letters.columns import widths
from letters.render import render_rationale
from models.errors import CannotDo

ON, FOOTER = date(2026, 11, 24), "Record 1234, 0123456789abcdef"
Pages = Callable[[bytes], list[str]]


@pytest.fixture
def document() -> dict[str, Any]:
    """A rationale of several pages, with one of everything in it."""
    long = "The officer weighed the risk to the children against the effect on the subject. " * 4
    return {
        "title": "Record of a disclosure consideration",
        "reference": "C-2026-00042",
        "marking": "OFFICIAL-SENSITIVE",
        "sections": [
            {"heading": "The consideration", "level": 1, "definitions": [["Stage", "closed"]]},
            {"heading": "Facts", "level": 1, "table": {
                "columns": ["Question", "Answer", "Reasons", "By", "When"],
                "rows": [["Is it so?", "yes", long, "northern.di.1", "24 November"] for _ in range(30)]}},
            {"heading": "What the rules make of it", "level": 2, "paragraphs": ["It is not a decision."],
             "findings": [{"answer": "not_known", "reason": "Not answered", "source": "CJA 2003 s.327A"}]},
            {"heading": "Still unknown", "level": 3, "bullets": ["Has the school been asked?"]},
            {"heading": "Deep", "level": 5, "paragraphs": ["a" * 300]},
        ],
    }  # fmt: skip


def test_everything_given_is_there_in_order(document: dict[str, Any], pages: Pages) -> None:
    letter = render_rationale(document, on=ON, footer=FOOTER)
    text = " ".join(pages(letter.pdf))
    wanted = ["Record of a disclosure consideration", "OFFICIAL-SENSITIVE", "C-2026-00042",
              "24 November 2026",
              "The consideration", "Stage: closed", "Is it so?", "It is not a decision.", "not known",
              "Not answered", "CJA 2003 s.327A", "Has the school been asked?"]  # fmt: skip
    places = [text.index(each) for each in wanted]
    assert places == sorted(places)
    assert "a" * 300 in text.replace(" ", "")


def test_every_page_has_reference_marking_number_and_checkpoint(
    document: dict[str, Any], pages: Pages
) -> None:
    shown = pages(render_rationale(document, on=ON, footer=FOOTER).pdf)
    assert len(shown) > 3
    for number, text in enumerate(shown, start=1):
        assert "C-2026-00042" in text
        assert "OFFICIAL-SENSITIVE" in text
        assert f"Page {number} of {len(shown)}" in text
        assert FOOTER in text


def test_a_table_s_headings_repeat_on_each_of_its_pages(document: dict[str, Any], pages: Pages) -> None:
    shown = pages(render_rationale(document, on=ON, footer=FOOTER).pdf)
    with_rows = [text for text in shown if "Is it so?" in text]
    assert len(with_rows) > 2
    assert all("Question Answer Reasons By When" in text for text in with_rows)


def test_it_is_tagged_with_headings_that_skip_no_level(document: dict[str, Any]) -> None:
    letter = render_rationale(document, on=ON, footer=FOOTER)
    root: Any = pypdf.PdfReader(BytesIO(letter.pdf)).trailer["/Root"]
    found: list[str] = []

    def walk(node: Any) -> None:
        if "/S" in node:
            found.append(str(node["/S"]))
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            child = child.get_object() if hasattr(child, "get_object") else child
            if isinstance(child, dict):
                walk(child)

    walk(root["/StructTreeRoot"])
    assert {"/Table", "/TH", "/TD", "/L", "/P"} <= set(found)
    levels = [int(tag[2:]) for tag in found if tag[:2] == "/H" and tag[2:].isdigit()]
    assert levels == [1, 2, 2, 3, 4, 5]
    assert "<pdfuaid:part>1<" in root["/Metadata"].get_data().decode()


def test_the_margins_stay_white_with_many_narrow_columns(
    document: dict[str, Any], picture: Callable[[bytes, int], Image.Image]
) -> None:
    columns = [f"Column{n}" for n in range(9)]
    document["sections"] = [{"heading": "Wide", "table": {"columns": columns, "rows": [["x" * 64] * 9] * 3}}]
    image = picture(render_rationale(document, on=ON, footer=FOOTER).pdf, 0)
    ImageDraw.Draw(image).rectangle(
        [round(18 * image.width / 210), 0, round(192 * image.width / 210), image.height], 255
    )
    assert image.getextrema() == (255, 255)


def test_the_same_document_is_the_same_bytes_and_its_data_makes_it_again(document: dict[str, Any]) -> None:
    one = render_rationale(document, on=ON, footer=FOOTER)
    data = json.loads(one.data)
    two = render_rationale(data["fields"], on=date.fromisoformat(data["on"]), footer=data["footer"])
    assert one.pdf == two.pdf
    assert one.html == two.html
    assert one.sha256 == two.sha256


def test_a_sign_that_the_fonts_lack_is_shown_by_its_code_and_stops_nothing(
    document: dict[str, Any], pages: Pages
) -> None:
    document["sections"][0]["definitions"] = [["Name", "漢 Example\x07\nsecond line"]]
    text = pages(render_rationale(document, on=ON, footer=FOOTER).pdf)[0]
    assert "Name: [U+6F22] Example second line" in text


def test_a_row_that_does_not_fit_its_columns_is_refused(document: dict[str, Any]) -> None:
    document["sections"][1]["table"]["rows"][4] = ["secret"]
    with pytest.raises(CannotDo, match="under heading 2 has a row") as refused:
        render_rationale(document, on=ON, footer=FOOTER)
    assert "secret" not in str(refused.value)


def test_a_document_of_another_form_is_refused_with_every_fault(document: dict[str, Any]) -> None:
    document["sections"][0]["score"] = 1
    document["marking"] = "SECRET"
    with pytest.raises(CannotDo) as refused:
        render_rationale(document, on=ON, footer=FOOTER)
    assert refused.value.obstacles == [
        "Marking: must be one of 'OFFICIAL' or 'OFFICIAL-SENSITIVE'.",
        "Sections, 1, score: this kind of letter has no place for it.",
    ]


def test_short_answers_keep_their_line_and_long_ones_get_the_room() -> None:
    found = widths(["Answer", "Reason"], [["not known", "word " * 60]])
    assert found[0] >= len("not known")
    assert found[1] > 5 * found[0]


def test_a_date_takes_two_lines_and_not_four() -> None:
    columns = ["Question", "Answer", "Reasons", "By", "When"]
    row = ["Is it so? " * 12, "yes", "word " * 60, "northern.di.1", "24 November 2026 at 09:30"]
    found = widths(columns, [row])
    assert found[4] >= len("2026 at 09:30")
