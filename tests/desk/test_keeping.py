"""Does a browser keep what somebody types? Saved as they go, beside another tab's, and sent once."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import Session, select

from flows.grants import give_reason
from flows.people import actor
from models.account import Draft
from models.consideration import Consideration
from models.database import transaction
from models.ledger import entries

WORDS = "textarea[name=reasons]"
SAVED = "[data-kept]"


class Desk:
    """A consideration at its initial checks, its officer, and the page of one move."""

    def __init__(self, url: str, record: Engine, browsing: Callable[..., Page]) -> None:
        self.url, self.record, self._browsing = url, record, browsing
        with Session(record) as session:
            asked = select(Consideration).where(Consideration.route == "pilot_registration")
            row = session.exec(asked).first()
        assert row
        self.row, self.path = row, f"/considerations/{row.reference}/do/progress"
        self.handle = f"ppo.{row.unit}.1"
        self.wrong: list[str] = []
        with transaction(record) as session:
            give_reason(session, actor(session, self.handle), row.reference, "Asked to progress it today")

    def officer(self) -> Page:
        page = self._browsing(self.url, self.record, self.handle)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.note(said.type, said.text))
        page.goto(self.path)
        return page

    def note(self, kind: str, words: str) -> None:
        """Chromium notes each answer from 400 up; what a page may not do (its policy) is noted otherwise."""
        if kind == "error" and not words.startswith("Failed to load resource"):
            self.wrong.append(words)

    def drafts(self) -> list[Draft]:
        with Session(self.record) as session:
            return list(session.exec(select(Draft).order_by(Draft.saved_at)))  # type: ignore[arg-type]

    def kinds(self) -> list[str]:
        with Session(self.record) as session:
            return [entry.kind for entry in entries(session, self.row.id)]


@pytest.fixture
def desk_at_checks(
    carry_on: Callable[..., Any], serve: Callable[[Engine], str], browsing: Callable[..., Page]
) -> Iterator[Desk]:
    record = carry_on("mother-refuses-undertaking", "progress", []).engine
    desk = Desk(serve(record), record, browsing)
    yield desk
    assert desk.wrong == [], "the browser complained"


def test_what_is_typed_is_saved_on_leaving_a_field_and_stands_there_again(desk_at_checks: Desk) -> None:
    page = desk_at_checks.officer()
    page.fill(WORDS, "She gave\n  two names.")
    page.keyboard.press("Tab")
    expect(page.locator(SAVED)).to_contain_text("Saved at")
    assert desk_at_checks.drafts()[0].fields["reasons"] == ["She gave\n  two names."]
    page.goto(desk_at_checks.path)
    expect(page.locator(WORDS)).to_have_value("She gave\n  two names.")


def test_what_is_typed_without_leaving_the_field_is_saved_within_five_seconds(desk_at_checks: Desk) -> None:
    page = desk_at_checks.officer()
    page.locator(WORDS).press_sequentially("Still typing")
    expect(page.locator(SAVED)).to_contain_text("Saved at", timeout=5000)


def test_a_second_tab_sees_both_texts_and_neither_is_overwritten(desk_at_checks: Desk) -> None:
    first = desk_at_checks.officer()
    first.fill(WORDS, "Begun")
    first.keyboard.press("Tab")
    expect(first.locator(SAVED)).to_contain_text("Saved at")
    second = first.context.new_page()
    second.goto(desk_at_checks.path)
    first.fill(WORDS, "From the first")
    with first.expect_response("**/drafts"):
        first.keyboard.press("Tab")
    second.fill(WORDS, "From the second")
    with second.expect_response("**/drafts"):
        second.keyboard.press("Tab")
    expect(second.locator(".govuk-inset-text")).to_contain_text("From the first")
    expect(second.locator(WORDS)).to_have_value("From the second")
    with second.expect_response("**/drafts"):
        pass
    kept = sorted(draft.fields["reasons"][0] for draft in desk_at_checks.drafts())
    assert kept == ["From the first", "From the second"]


def test_three_clicks_send_a_form_once(desk_at_checks: Desk) -> None:
    page = desk_at_checks.officer()
    page.fill(WORDS, "She is the mother, and he has moved in.")
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.method) if request.is_navigation_request() else None
    )
    page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('main form button').click()")
    page.wait_for_url("**?done=*")
    assert sent.count("POST") == 1
    assert desk_at_checks.kinds().count("Progressed") == 1
    assert desk_at_checks.drafts() == []


def test_two_minutes_before_the_end_a_bar_asks_and_stays_away_once_answered(desk_at_checks: Desk) -> None:
    page = desk_at_checks.officer()
    page.evaluate("localStorage.setItem('session-ends', String(Date.now() + 60_000))")
    expect(page.locator("[role=alert]")).to_contain_text("signed out within 2 minutes")
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.locator("[role=alert]")).to_have_count(0)
    page.wait_for_timeout(1500)
    expect(page.locator("[role=alert]")).to_have_count(0)
