"""Is a letter shown as it goes out? Its real pages as pictures and words; nothing once it was erased."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine
from sqlmodel import Session, select

from desk import letter_pages
from desk.letter_pages import Issued, letters_of, page_of, pdf_of
from flows.rehearsal.playing import Rehearsal
from models.consideration import Consideration
from models.database import transaction
from models.errors import CannotDo, RecordError


@pytest.fixture
def laid(carry_on: Callable[..., Rehearsal]) -> Engine:
    """A record with one pack laid, with its letters."""
    return carry_on("mother-refuses-undertaking", "sign_off", []).engine


@pytest.fixture
def session_on(laid: Engine) -> Iterator[Session]:
    with transaction(laid) as session:
        yield session


def letters(session: Session) -> list[Issued]:
    return letters_of(session, session.exec(select(Consideration.id)).one())


def the_letter(session: Session, kind: str) -> Issued:
    return next(each for each in letters(session) if each.kind == kind)


def test_a_page_is_the_issued_pdfs_own(session_on: Session) -> None:
    letter = the_letter(session_on, "outcome_appointment")
    page = page_of(session_on, letter, 1)
    width, height = Image.open(io.BytesIO(page.png)).size
    assert (width, height) == (1191, 1684), "A4, 144 dots an inch"
    assert "Philippa Feignwell" in page.words
    assert letter.reference in page.words
    assert len(page.png) < 200_000
    assert letter.pack is not None
    assert pdf_of(session_on, letter).startswith(b"%PDF")


def test_only_the_packs_letters_where_a_pack_is_named(session_on: Session) -> None:
    letter = the_letter(session_on, "outcome_appointment")
    consideration = session_on.exec(select(Consideration.id)).one()
    kinds = {each.kind for each in letters_of(session_on, consideration, letter.pack)}
    assert "outcome_appointment" in kinds
    assert "registration_acknowledgement" not in kinds


def test_an_erased_letter_is_not_shown_from_memory(session_on: Session) -> None:
    letter = the_letter(session_on, "outcome_appointment")
    page_of(session_on, letter, 1)
    erased = Issued(**(vars(letter) | {"erased": True}))
    with pytest.raises(CannotDo, match="erased under the retention policy"):
        page_of(session_on, erased, 1)


def test_bytes_that_are_not_those_issued_are_not_shown(session_on: Session) -> None:
    letter = Issued(**(vars(the_letter(session_on, "outcome_appointment")) | {"sha256": "0" * 64}))
    with pytest.raises(RecordError, match="not those issued"):
        page_of(session_on, letter, 1)


def test_only_so_many_pages_are_kept_in_memory(session_on: Session, monkeypatch: Any) -> None:
    monkeypatch.setattr(letter_pages, "MOST_KEPT", 1)
    for letter in letters(session_on):
        page_of(session_on, letter, 1)
    assert len(letter_pages._kept) == 1
