"""A register extract comes in at the desk: uploaded by one person, read back, applied by a second."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select

from desk.under_way import Tell, begin
from flows.sample_area import write
from models import ledger
from models.database import transaction
from models.register_import import ImportState, RegisterImport
from models.subject import Subject

CLERK, SECOND, SENIOR = "registration.northern.1", "ds.northern.1", "acc.1"
REASONS = "The area was divided; the other half goes to the new force."
People = Callable[[str], Any]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The sample extract, a line a person."""
    area = write(tmp_path_factory.mktemp("extract") / "area")
    return area.register_jsonl.read_bytes().splitlines(keepends=True)


def upload(visitor: Any, lines: list[bytes], name: str = "register.jsonl") -> Any:
    visitor.get("/register")
    visitor.post("/register", files={"extract": (name, b"".join(lines))})
    return arrived(visitor)


def confirm(visitor: Any, number: int) -> Any:
    visitor.get(f"/register/{number}")
    visitor.post(f"/register/{number}/confirm")
    return arrived(visitor)


def arrived(visitor: Any) -> Any:
    """Wait, as a browser does, while a page says that it asks again."""
    while "Refresh" in visitor.last.headers:
        time.sleep(0.3)
        visitor.get(visitor.last.url.path)
    return visitor.last


def states(area: Engine) -> list[ImportState]:
    with transaction(area) as session:
        return list(session.exec(select(RegisterImport.state).order_by(RegisterImport.number)))  # type: ignore[arg-type]


def left(area: Engine) -> int:
    with transaction(area) as session:
        gone = select(func.count()).select_from(Subject).where(Subject.left_on.is_not(None))  # type: ignore[union-attr]
        return session.exec(gone).one()


def test_one_uploads_and_a_second_applies(area: Engine, lines: list[bytes], visitor: People) -> None:
    clerk = visitor(CLERK)
    page = upload(clerk, lines[:-3])
    assert "Extract 2" in page.text
    assert "Waiting for a second person" in page.text
    assert "3 <span" in page.text
    assert "S-0762" in page.text  # who is missing, by reference
    assert "Confirm and apply" not in page.text
    second = visitor(SECOND)
    assert "Register extract 2" in second.get("/team").text
    assert "Confirm and apply" in second.get("/register/2").text
    assert "It was applied on" in confirm(second, 2).text
    assert left(area) == 3
    assert "mirrors extract 2" in second.get("/register").text


def test_whoever_uploaded_cant_confirm_on_any_account(
    area: Engine, lines: list[bytes], visitor: People
) -> None:
    clerk = visitor(CLERK)
    upload(clerk, lines[:-3])
    refused = clerk.post("/register/2/confirm", {"_csrf": clerk.hidden("/sign-out")["_csrf"]})
    assert refused.status_code == 422
    assert "Whoever uploaded an extract can&#39;t confirm it" in refused.text
    assert states(area) == [ImportState.APPLIED, ImportState.QUARANTINED]


def test_the_same_form_sent_twice_is_one_upload(area: Engine, lines: list[bytes], visitor: People) -> None:
    clerk = visitor(CLERK)
    clerk.get("/register")
    fields = clerk.hidden("/register")
    for _ in range(2):
        clerk.post("/register", fields, files={"extract": ("register.jsonl", b"".join(lines[:-3]))})
        assert "Extract 2" in arrived(clerk).text
    assert len(states(area)) == 2


def test_what_changes_too_much_waits_for_a_senior_managers_reasons(
    area: Engine, lines: list[bytes], visitor: People
) -> None:
    upload(visitor(CLERK), lines[:400])
    assert "Lift the stop" not in visitor(SECOND).get("/register/2").text
    senior = visitor(SENIOR)
    assert "48 %" in senior.get("/register/2").text
    short = senior.post("/register/2/lift-stop", {"reasons": "Too short"})
    assert short.status_code == 422
    assert 'href="#reasons"' in short.text
    assert "Too short" in short.text
    lifted = senior.post("/register/2/lift-stop", {"reasons": REASONS})
    assert "The stop is lifted" in lifted.text
    assert "It was applied on" in confirm(visitor(SECOND), 2).text
    with transaction(area) as session:
        [entry] = ledger.entries(session, kinds=["RegisterStopLifted"])
    assert (entry.by, entry.content) == (SENIOR, {"reasons": REASONS})


def test_an_extract_with_errors_is_read_back_line_by_line_without_its_words(
    area: Engine, lines: list[bytes], visitor: People
) -> None:
    spoilt = b'{"register_reference": "S-9", "surname": "Hiddenname", "sex": "no such"}\n'
    page = upload(visitor(CLERK), [*lines[:2], spoilt]).text
    assert "Refused" in page
    assert ">3</td>" in page
    assert "Hiddenname" not in page
    assert states(area)[-1] is ImportState.REFUSED


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("", b"", "choose the extract"), ("register.xlsx", b"x", "ends in .csv or .jsonl")],
)
def test_what_is_no_extract_is_said_beside_the_field(
    name: str, content: bytes, words: str, visitor: People
) -> None:
    clerk = visitor(CLERK)
    clerk.get("/register")
    refused = clerk.post("/register", files={"extract": (name, content)} if name else None)
    assert refused.status_code == 422
    assert words in refused.text.lower()
    assert 'href="#extract"' in refused.text


def test_one_compared_with_an_older_register_must_be_uploaded_again(
    lines: list[bytes], visitor: People
) -> None:
    clerk, second = visitor(CLERK), visitor(SECOND)
    upload(clerk, lines[:-3])
    upload(clerk, lines[:-5])
    confirm(second, 3)
    page = second.get("/register/2").text
    assert "Out of date" in page
    assert "Confirm and apply" not in page


def test_while_it_is_applied_its_page_says_how_far_and_asks_again_by_itself(
    area: Engine, lines: list[bytes], visitor: People
) -> None:
    upload(visitor(CLERK), lines[:-3])
    with transaction(area) as session:
        row = session.exec(select(RegisterImport).where(RegisterImport.number == 2)).one()
    go_on = threading.Event()

    def slow(tell: Tell) -> str:
        tell(1234, 5000)
        go_on.wait(20)
        return "/register/2"

    begin("f" * 32, SENIOR, "Applying the extract", slow, about=f"register {row.id}")
    try:
        page = visitor(SECOND).get("/register/2")
        assert "1,234 of 5,000" in page.text
        assert "Refresh" in page.headers
        assert "Confirm and apply" not in page.text
        assert visitor(SENIOR).get(f"/under-way/{'f' * 32}").status_code == 200
        assert visitor(SECOND).get(f"/under-way/{'f' * 32}").status_code == 404
    finally:
        go_on.set()


def test_what_fails_under_way_is_said_and_can_be_tried_again(
    area: Engine, lines: list[bytes], visitor: People, tmp_path: Path
) -> None:
    upload(visitor(CLERK), lines[:-3])
    with transaction(area) as session:
        digest = session.exec(select(RegisterImport.sha256).where(RegisterImport.number == 2)).one()
    kept = tmp_path / "originals" / digest
    kept.rename(tmp_path / "elsewhere")
    second = visitor(SECOND)
    failed = confirm(second, 2)
    assert "The original of this extract is gone" in failed.text
    (tmp_path / "elsewhere").rename(kept)
    assert "It was applied on" in confirm(second, 2).text


def test_other_agencies_managers_have_nothing_to_do_with_the_register(visitor: People) -> None:
    for who in ("director.1", "nurse.1", "auditor.1"):
        assert visitor(who).get("/register").status_code == 404
    assert visitor(SECOND).get("/register/99").status_code == 404
    assert visitor(SECOND).get("/register/x").status_code == 404
