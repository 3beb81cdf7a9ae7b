"""What does an officer see of letters and of the script, and is it what was issued and signed?"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from flows.rehearsal.playing import Rehearsal
from models import ledger
from models.consideration import IssuedLetter
from models.database import transaction


@pytest.fixture
def told_next(
    carry_on: Callable[..., Rehearsal],
    serve: Callable[[Engine], str],
    visit_as: Callable[[str, Engine, str], Any],
) -> tuple[str, Any, Engine]:
    """A head teacher is to be told: the consideration's address, its officer at the desk, its record."""
    rehearsal = carry_on("head-teacher-at-level-2", "record_undertaking", [])
    officer = visit_as(serve(rehearsal.engine), rehearsal.engine, "ppo.northern.1")
    return f"/considerations/{rehearsal.names['it']}", officer, rehearsal.engine


def kept(opened: Engine, kind: str) -> IssuedLetter:
    with transaction(opened) as session:
        found = session.exec(select(IssuedLetter).where(IssuedLetter.kind == kind)).one()
        session.expunge(found)
        return found


def test_letters_are_listed_with_how_they_stand_and_what_may_be_done(
    told_next: tuple[str, Any, Engine],
) -> None:
    here, officer, opened = told_next
    page = officer.get(f"{here}/letters").text
    for kind in ("recipient_appointment", "confidentiality_undertaking", "representations_invitation"):
        assert f"{here}/letters/{kept(opened, kind).reference}" in page
    handed = re.findall(r"do/hand_letter\?letter=(L-\d{4}-\d{5})", page)
    assert handed == [kept(opened, "representations_invitation").reference]
    assert f"{here}/script/recipient-1" in page


def test_a_letter_is_shown_as_its_own_pages_and_its_own_bytes(told_next: tuple[str, Any, Engine]) -> None:
    here, officer, opened = told_next
    letter = kept(opened, "recipient_appointment")
    page = officer.get(f"{here}/letters/{letter.reference}").text
    pictures = re.findall(r'<img class="desk-page" src="([^"]+)" alt="([^"]+)"', page)
    assert len(pictures) == letter.pages
    shown = officer.get(pictures[0][0])
    assert shown.headers["content-type"] == "image/png"
    assert shown.content.startswith(b"\x89PNG")
    assert "The words of page 1" in page
    issued = officer.get(f"{here}/letters/{letter.reference}/pdf")
    assert hashlib.sha256(issued.content).hexdigest() == letter.sha256
    assert letter.sha256 in page


def test_letters_of_another_consideration_are_not_there(told_next: tuple[str, Any, Engine]) -> None:
    here, officer, opened = told_next
    letter = kept(opened, "recipient_appointment")
    assert officer.get(f"{here}/letters/L-2026-09999").status_code == 404
    assert officer.get(f"{here}/letters/{letter.reference}/pages/{letter.pages + 1}.png").status_code == 404


def test_the_record_of_reasons_is_a_pdf_named_by_reference(told_next: tuple[str, Any, Engine]) -> None:
    here, officer, _ = told_next
    got = officer.get(f"{here}/rationale")
    assert got.content.startswith(b"%PDF")
    assert (
        got.headers["content-disposition"] == f'attachment; filename="{here.rsplit("/", 1)[1]}-rationale.pdf"'
    )


def test_the_script_holds_the_signed_words_and_what_comes_before_them(
    told_next: tuple[str, Any, Engine],
) -> None:
    here, officer, _ = told_next
    page = officer.get(f"{here}/script/recipient-1").text
    words = page.index("The person in this photograph has convictions")
    assert page.index("before anything is") < words
    assert "Gwen Ysgolfa" in page
    assert f"{here}/do/record_undertaking?recipient=recipient-1" in page
    assert "Gwen Ysgolfa" not in page.split("</title>")[0]


def test_before_a_decision_there_is_nothing_to_read_out(
    carry_on: Callable[..., Rehearsal],
    serve: Callable[[Engine], str],
    visit_as: Callable[[str, Engine, str], Any],
) -> None:
    rehearsal = carry_on("head-teacher-at-level-2", "sign_off", [])
    officer = visit_as(serve(rehearsal.engine), rehearsal.engine, "ppo.northern.1")
    page = officer.get(f"/considerations/{rehearsal.names['it']}/script/recipient-1").text
    assert "No decision to tell this recipient stands" in page
    assert "The person in this photograph has convictions" not in page


def test_a_letter_is_handed_over_once_and_the_list_says_so(told_next: tuple[str, Any, Engine]) -> None:
    here, officer, opened = told_next
    letter = kept(opened, "representations_invitation").reference
    officer.get(f"{here}/do/hand_letter?letter={letter}")
    page = officer.post(f"{here}/do/hand_letter").text
    assert "Hand letter: recorded." in page
    assert f"do/hand_letter?letter={letter}" not in page


def test_a_rationale_taken_by_break_glass_is_an_export_of_its_own(
    told_next: tuple[str, Any, Engine], visit_as: Callable[[str, Engine, str], Any]
) -> None:
    """With the reason it was read for; and it comes between nobody and their form."""
    here, officer, opened = told_next
    form = officer.get(f"{here}/do/attach")
    other = visit_as(officer.url, opened, "ppo.western.1")
    other.get(f"{here}/rationale")
    why = "A child of the family is missing here tonight"
    other.post(f"{here}/break-glass", {"reason": why})
    assert other.get(f"{here}/rationale").content.startswith(b"%PDF")
    with transaction(opened) as session:
        exported = ledger.entries(session, kinds=["Exported"])[-1]
        shown = ledger.entries(session, kinds=["Consulted"])[-1]
    assert (exported.by, exported.body["references"]) == ("ppo.western.1", [here.rsplit("/", 1)[1]])
    assert exported.content == {"purpose": f"the rationale as a PDF: {why}"}
    assert (shown.by, shown.content) == ("ppo.western.1", {"purpose": why})
    officer.last = form
    assert officer.post(f"{here}/do/attach", {"words": "Rang the school."}, follow=False).status_code == 303
