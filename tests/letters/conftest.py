"""Builders for letters: fields of each kind, a way to make one, and ways to read the PDF that comes out."""

import copy
import datetime
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from PIL import Image

from letters.letter import Letter
from letters.render import render

ON = datetime.date(2026, 11, 24)
pypdfium2: Any = import_module("pypdfium2")  # has no types
FOOTER = "Record 1234, 0123456789abcdef"

UNIT = {
    "organisation": "Exampleshire Constabulary",
    "name": "Northern Public Protection Unit",
    "address": ["Public Protection Unit", "2 Northern Row", "Northexample", "ZZ2 2AB"],
    "telephone": "01632 960102",
    "email": "northern.ppu@example.org",
    "hours": "Monday to Friday, 8am to 6pm",
}
COMMON = {
    "reference": "C-2026-00042",
    "unit": UNIT,
    "signatory": {"name": "Ruth Penhaligon", "role": "Detective Inspector", "unit": UNIT["name"]},
    "marking": "OFFICIAL-SENSITIVE",
}
POSTED = COMMON | {
    "address": {
        "envelope_name": "Ms Sian Wyn",
        "lines": ["12 Larch Grove", "Little Example", "Exampleton", "ZZ1 1AA"],
    },
    "recipient": "Siân Ŵyn",
    "safe_to_post": True,
    "safe_to_post_attested_by": "the applicant, by telephone",
}
HANDED = COMMON | {"recipient": "Nguyễn Thị Hạnh"}
MEETING = {
    "on": "2026-12-03",
    "at": "14:30",
    "place": "Meeting room 2, Northexample Library, ZZ2 3AB",
    "with_whom": [
        {"name": "Amir Okafor", "role": "Detective Sergeant"},
        {"name": "Jo Lund", "role": "Social Worker"},
    ],
}
ASKED = {"made": "registration", "received_on": "2026-11-20"}
COMPLAINTS = {"complaints": "Professional Standards, PO Box 1, Exampleton, ZZ1 1AA"}

FIELDS: dict[str, dict[str, Any]] = {
    "registration_acknowledgement": POSTED
    | ASKED
    | {"interview_by": "2026-11-30", "decision_by": "2026-12-18"},
    "not_progressed": POSTED | ASKED | COMPLAINTS | {"reason": "no_specific_child"},
    "interview_invitation": POSTED | {"made": "registration", "appointment": MEETING},
    "recipient_appointment": POSTED | {"variant": "head_teacher", "appointment": MEETING},
    "outcome_appointment": POSTED | ASKED | {"call_by": "2026-12-04"},
    "no_information_outcome": POSTED
    | ASKED
    | COMPLAINTS
    | {"agreed_to_letter": True, "agreed_on": "2026-11-28"},
    "third_party_outcome": POSTED | ASKED | COMPLAINTS,
    "confidentiality_undertaking": HANDED | {"meeting_on": "2026-12-03"},
    "recipient_conditions_notice": HANDED
    | {
        "variant": "head_teacher",
        "organisation": "Little Example Primary School",
        "spoken_on": "2026-12-03",
        "holder": {"name": "Nguyễn Thị Hạnh", "role": "Head teacher"},
        "conditions": ["named_holder_only", "no_copies", "call_if_seen"],
        "may_share_with": ["safeguarding_lead"],
        "review_on": "2027-06-01",
    },
    "representations_invitation": COMMON
    | {
        "subject": "Dale Example",
        "in_general": "Whether somebody who looks after children should be told something about you.",
        "answer_by": "2026-12-08",
        "offender_manager": {"name": "Jo Lund", "role": "Offender manager"},
    },
    "disclosure_script": COMMON
    | {
        "recipient": "Siân Ŵyn",
        "subject": "Dale Example",
        "meeting": MEETING,
        "exact_words": "Dale Example has been convicted of crimes against children.\nHe is a risk to them.",
        "withheld": "All that could identify anybody who was harmed.",
        "safety_advice": "Do not leave children alone with him.",
        "questions": [{"asked": "Where does he live?", "answer": "I cannot tell you that."}],
        "victim_identifiers_checked_by": "Amir Okafor, Detective Sergeant",
    },
}


@pytest.fixture
def fields_of() -> Callable[..., dict[str, Any]]:
    """Fields of a kind that are fit to render, with changes; a change to None leaves a field out."""

    def build(kind: str, **changes: Any) -> dict[str, Any]:
        fields = copy.deepcopy(FIELDS[kind]) | changes
        return {name: value for name, value in fields.items() if value is not None}

    return build


@pytest.fixture
def make(fields_of: Callable[..., dict[str, Any]]) -> Callable[..., Letter]:
    """Render a kind with changes to its fields."""

    def build(kind: str, *, large_print: bool = False, **changes: Any) -> Letter:
        return render(kind, fields_of(kind, **changes), on=ON, footer=FOOTER, large_print=large_print)

    return build


@pytest.fixture
def pages() -> Callable[[bytes], list[str]]:
    """The text of each page, white space drawn together."""

    def read(pdf: bytes) -> list[str]:
        document = pypdfium2.PdfDocument(pdf)
        try:
            texts = []
            for page in document:
                text_page = page.get_textpage()
                # Soft breaks put into very long words are not words' ends.
                texts.append(" ".join(text_page.get_text_range().replace("\u200b", "").split()))
                text_page.close()
                page.close()
            return texts
        finally:
            document.close()

    return read


@pytest.fixture
def picture() -> Callable[[bytes, int], Image.Image]:
    """One page as a grey picture, 4 points to a point's 72nd of an inch: 1 mm is 11.34 pixels."""

    def draw(pdf: bytes, number: int) -> Image.Image:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[number]
            bitmap = page.render(scale=4, grayscale=True)
            image: Image.Image = bitmap.to_pil().convert("L").copy()
            bitmap.close()
            page.close()
            return image
        finally:
            document.close()

    return draw
