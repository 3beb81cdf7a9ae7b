"""Are the bytes the same every time and everywhere, and does the file say of itself what it must?"""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from io import BytesIO
from typing import Any

import pypdf
import pytest

from letters.catalogue import CATALOGUE
from letters.letter import MOST_BYTES, Letter, made, page_count, within_limits
from letters.render import render
from letters.typesetting import typeset
from models.errors import CannotDo

Made = Callable[..., Letter]
Pages = Callable[[bytes], list[str]]

AGAIN = """
import json, sys
from datetime import date
from letters.render import render
for line in sys.stdin:
    d = json.loads(line)
    print(render(d["kind"], d["fields"], on=date.fromisoformat(d["on"]), footer=d["footer"],
                 large_print=d["large_print"]).sha256)
"""


def test_another_process_elsewhere_makes_the_same_bytes_from_the_stored_data(make: Made) -> None:
    letters = [make(name) for name in CATALOGUE] + [make("outcome_appointment", large_print=True)]
    elsewhere = os.environ | {"PYTHONHASHSEED": "77", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", AGAIN],
        input=b"\n".join(letter.data for letter in letters),
        env=elsewhere | {"HOME": "/nonexistent"},
        cwd=os.getcwd(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.decode().split() == [letter.sha256 for letter in letters]


def test_letters_made_at_once_in_many_threads_are_the_same_letters(make: Made) -> None:
    expected = make("third_party_outcome").sha256
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(make("third_party_outcome").sha256)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6


def test_a_letter_knows_its_bytes_its_data_and_what_made_it(make: Made) -> None:
    letter = make("not_progressed")
    assert letter.sha256 == hashlib.sha256(letter.pdf).hexdigest()
    data = json.loads(letter.data)
    assert data["fields"]["reason"] == "no_specific_child"
    assert (data["kind"], data["on"], data["large_print"]) == ("not_progressed", "2026-11-24", False)
    assert set(letter.engine) == {"typst", "layout", "fonts", "words"}
    assert letter.engine["typst"] == version("typst")
    assert make("third_party_outcome").engine["words"] != letter.engine["words"]
    assert make("third_party_outcome").engine["layout"] == letter.engine["layout"]


def test_any_changed_field_makes_other_bytes(make: Made) -> None:
    digests = {
        make("outcome_appointment", **changes).sha256
        for changes in ({}, {"recipient": "Sian Wyn"}, {"received_on": "2026-11-21"}, {"made": "application"})
    }
    assert len(digests) == 4


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_file_is_a_tagged_pdf_that_claims_pdf_ua_1_and_pdf_a_2a(name: str, make: Made) -> None:
    letter = make(name)
    read = pypdf.PdfReader(BytesIO(letter.pdf))
    root: Any = read.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1<" in xmp
    assert "<pdfaid:part>2<" in xmp
    assert "<pdfaid:conformance>A<" in xmp
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata is not None
    assert read.metadata.title == CATALOGUE[name].title
    assert read.metadata.creation_date is not None
    assert read.metadata.creation_date.date() == date(2026, 11, 24)
    tags = set(_tags(root["/StructTreeRoot"]))
    assert {"/H1", "/P"} <= tags
    assert len(read.pages) == letter.pages


def test_every_font_is_ours_and_is_inside_the_file(make: Made) -> None:
    for page in pypdf.PdfReader(BytesIO(make("disclosure_script").pdf)).pages:
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        for font in fonts.values():
            inner = font["/DescendantFonts"][0]
            assert "NotoSans" in inner["/BaseFont"]
            assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"])
            assert "/ToUnicode" in font


@pytest.mark.parametrize("name", CATALOGUE)
def test_all_ink_is_either_tagged_or_marked_as_an_artifact(name: str, make: Made) -> None:
    read = pypdf.PdfReader(BytesIO(make(name).pdf))
    for page in read.pages:
        assert str(page["/Tabs"]) == "/S"
        assert "/StructParents" in page
        contents = page.get_contents()
        assert contents is not None
        open_marks: list[str] = []
        for operands, operator in contents.operations:
            if operator in (b"BDC", b"BMC"):
                open_marks.append(str(operands[0]))
            elif operator == b"EMC":
                open_marks.pop()
            elif operator in (b"Tj", b"TJ", b"f", b"S", b"B", b"Do"):
                assert open_marks, operator
        assert open_marks == []


def _tags(node: Any) -> list[str]:
    found = [str(node["/S"])] if "/S" in node else []
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(child, dict):
            found += _tags(child)
    return found


@pytest.mark.parametrize(
    "name", ["Siân Ŵyn", "Nguyễn Thị Hạnh", "Арина Ёлкина", "Ζωή", "O’Shea & Sons", "Zoë D'Arcy"]
)
def test_names_print_as_their_owners_write_them(name: str, make: Made, pages: Pages) -> None:
    letter = make("outcome_appointment", recipient=name)
    assert f"Dear {name}" in pages(letter.pdf)[0]
    assert f'"{name}"' in letter.data.decode()


def test_a_name_typed_two_ways_is_one_letter_and_hidden_controls_go(make: Made, pages: Pages) -> None:
    one = make("outcome_appointment", recipient="Zoë")
    two = make("outcome_appointment", recipient="Zoe\u0308\u202e\u2066\u200b")
    assert one.pdf == two.pdf


@pytest.mark.parametrize("name", ["漢字", "Ana 🙂", "Ա", "a\x00b", "a\ud800b", "a\x1bb", "two\nlines"])
def test_a_name_that_our_fonts_cannot_print_is_refused_before_anything_is_made(name: str, make: Made) -> None:
    with pytest.raises(CannotDo) as refused:
        make("outcome_appointment", recipient=name)
    assert refused.value.obstacles[0].startswith("Recipient: ")
    assert name not in str(refused.value)


def test_a_layout_that_meets_a_missing_letter_gives_nothing_and_quotes_nothing() -> None:
    document = {"sections": [{"heading": "漢", "level": 2, "parts": []}], "title": "x", "author": "",
                "description": "", "language": "en", "on": [2026, 11, 24], "reference": "R", "marking": "M",
                "page-words": ["Page", "of"], "words": {"reference": "R", "date": "D", "on": "d"},
                "footer": "f"}  # fmt: skip
    with pytest.raises(CannotDo, match="characters that the fonts lack") as refused:
        typeset("rationale.typ", document, date(2026, 11, 24))
    assert "漢" not in str(refused.value)


def test_a_letter_of_more_than_ten_pages_is_refused(make: Made) -> None:
    page = ("Please read this slowly. " * 160)[:3900]
    words = dict.fromkeys(("exact_words", "withheld", "safety_advice"), f"{page}\n{page}")
    with pytest.raises(CannotDo, match="pages and may have 10"):
        make("disclosure_script", large_print=True, **words)


def test_a_letter_of_more_than_two_megabytes_is_refused(make: Made) -> None:
    pdf = make("outcome_appointment").pdf + b"%" * MOST_BYTES
    with pytest.raises(CannotDo, match="larger than 2 MB"):
        within_limits(made("outcome_appointment", pdf, "", b"", {}))


def test_pages_are_counted_only_in_files_of_our_own_making(make: Made) -> None:
    assert page_count(make("interview_invitation").pdf) == 2
    with pytest.raises(ValueError, match="no page tree"):
        page_count(b"%PDF-1.7")


@pytest.mark.parametrize("footer", ["", "x" * 121, "two\nlines", "漢"])
def test_a_footer_is_one_printable_line(footer: str, fields_of: Callable[..., Any]) -> None:
    with pytest.raises(CannotDo, match="footer must be one printable line"):
        render("outcome_appointment", fields_of("outcome_appointment"), on=date(2026, 11, 24), footer=footer)
