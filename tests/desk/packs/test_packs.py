"""The pack as one page: what it asks, read part by part, and whom it opens to."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from models import clock
from models.consideration import Consideration
from models.database import transaction
from models.officer import Officer

Desk = Callable[..., Any]


def test_the_page_sets_out_the_question_and_who_signs(at_desk: Desk, text: Desk) -> None:
    signing = at_desk()
    page = signing.come("di.northern.1").get(signing.path)
    assert page.status_code == 200, page.text[-500:]
    said = text(page.text)
    assert "Should Philippa Feignwell be told?" in said
    assert "Waits for: DI or above, police; SPO or above, probation." in said
    assert "You have not looked at this before." in said
    assert "Open before you agree" in said
    assert "sexually assaulting" not in said, "no part is shown that was not opened"


def test_opening_a_part_shows_it_and_is_on_record(at_desk: Desk, text: Desk) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    page = manager.get(f"{signing.path}/parts/words")
    assert "He must not be alone with your son." in text(page.text)
    opened = [entry.body for entry in signing.entries if entry.kind == "PartOpened"]
    assert ("words", signing.pack.pack) in [(each["part"], each["pack"]) for each in opened]
    manager.get(f"{signing.path}/parts/words")
    assert [each["part"] for each in opened].count("words") == 1, "once is enough"


@pytest.mark.parametrize(
    ("handle", "status", "words"),
    [
        ("ppo.northern.2", 200, "You proposed it, so somebody else must sign."),
        ("spo.northern.1", 200, "Your answer"),
        ("team_manager.northern.1", 404, ""),
        ("ppo.northern.4", 403, ""),
        ("di.eastern.1", 403, ""),
        ("administrator.1", 404, ""),
        ("registration.northern.1", 404, ""),
        ("auditor.1", 403, ""),
    ],
)
def test_a_forwarded_link_carries_no_authority(
    at_desk: Desk, handle: str, status: int, words: str, text: Desk
) -> None:
    signing = at_desk()
    visitor = signing.come(handle)
    page = visitor.get(signing.path)
    assert page.status_code == status, text(page.text)[:400]
    assert words in text(page.text)
    if words.startswith("You proposed"):
        assert 'name="outcome"' not in page.text, "no form that could only be refused"
    if status != 200:
        assert "Feignwell" not in page.text
        for path in (f"{signing.path}/parts/words", f"{signing.path}/letters/{signing.pack.letters[0]}.pdf"):
            assert visitor.get(path).status_code == status
        assert "PartOpened" not in signing.kinds(handle)


def test_what_changed_since_one_last_looked(at_desk: Desk, text: Desk) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    signing.read_all(manager)
    signing.later(hours=2)
    other = signing.come("spo.northern.1")
    signing.read_all(other)
    other.get(signing.path)
    signing.answer(other, code=signing.code_of("spo.northern.1"))
    signing.later(hours=2)
    said = text(manager.get(signing.path).text)
    assert "You last looked on 8 December 2026, 2:00pm." in said
    new = "probation: agree, 8 December 2026, 4:00pm, by spo.northern.1"
    assert new in said
    assert "Part opened" not in said
    again = text(manager.get(signing.path).text)
    assert new in again, "still new in the same sitting"


def test_a_letters_real_pages_are_pictures_with_their_words(at_desk: Desk, text: Desk) -> None:
    signing = at_desk()
    outside = signing.come("spo.northern.1")
    letter = signing.pack.letters[-1]
    for unopened in (f"{letter}.pdf", f"{letter}/pages/1.png"):
        assert outside.get(f"{signing.path}/letters/{unopened}").status_code == 404, "read without a trace"
    page = outside.get(f"{signing.path}/parts/{letter}")
    assert f'src="{signing.path}/letters/{letter}/pages/1.png"' in page.text
    assert "The words of page 1" in text(page.text)
    picture = outside.get(f"{signing.path}/letters/{letter}/pages/1.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert outside.get(f"{signing.path}/letters/{letter}/pages/99.png").status_code == 404
    assert outside.get(f"{signing.path}/letters/{letter}.pdf").content.startswith(b"%PDF")
    assert outside.get(f"{signing.path}/letters/L-2026-00001.pdf").status_code == 404, "not of this pack"


@pytest.mark.parametrize("handle", ["di.northern.1", "spo.northern.2"])
def test_a_page_asks_the_database_at_most_ten_times(at_desk: Desk, handle: str) -> None:
    signing = at_desk()
    visitor = signing.come(handle)
    signing.read_all(visitor)
    path = signing.path
    visitor.get(path)
    asked: list[str] = []
    event.listen(signing.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert visitor.get(path).status_code == 200
    assert len(asked) <= 10, asked


def test_a_pack_opens_to_the_lowest_rank_there_is_to_sign_it(at_desk: Desk) -> None:
    signing = at_desk()
    at = f"/considerations/{signing.reference}"
    assert signing.come("di.northern.1").get(signing.path).status_code == 200
    assert signing.come("spo.northern.1").get(signing.path).status_code == 200
    for handle in ("dci.1", "supt.1", "acc.1"):
        senior = signing.come(handle)
        assert [senior.get(page).status_code for page in (at, signing.path)] == [403, 403], handle
    assert signing.come("aco.1").get(signing.path).status_code == 404
    with transaction(signing.engine) as session:
        for officer in session.exec(select(Officer).where(Officer.unit == "northern", Officer.rank == "di")):
            officer.revoked_at = clock.now(session)
            session.add(officer)
    assert signing.come("dci.1").get(at).status_code == 200
    assert signing.come("supt.1").get(at).status_code == 403


def test_once_it_is_closed_it_is_open_to_its_signers_that_day_only(at_desk: Desk) -> None:
    signing = at_desk()
    visitor = signing.come("di.northern.1")
    signing.read_all(visitor)
    visitor.get(signing.path)
    assert signing.answer(visitor, code=signing.code_of("di.northern.1")).status_code == 200
    with transaction(signing.engine) as session:
        row = session.exec(select(Consideration)).one()
        row.stage = "closed"
        session.add(row)
    assert signing.come("di.northern.2").get(signing.path).status_code == 403
    assert visitor.get(signing.path).status_code == 200
    signing.later(days=1)
    assert signing.come("di.northern.1").get(signing.path).status_code == 403
