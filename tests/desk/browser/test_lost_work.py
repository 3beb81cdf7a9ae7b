"""Does anybody lose what they typed? The desk killed under them, the session ended, a page gone back to."""

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from desk.children import await_health, desk_child, free_port, running
from flows.grants import give_reason
from flows.people import actor
from models import ledger
from models.account import DeskSession
from models.consideration import Consideration
from models.database import transaction

WORDS = "textarea[name=reasons]"
AT_MOST_LOST_S = 5.0
# As people type and paste: tabs, indents, quotes, markup, emoji with joiners, Welsh, Arabic and Hebrew.
ODD = (
    'O\'Brien said "no"\n\tTuesday\t14:30\n    indented; 5 < 6 & 7 > 6\n'
    "<script>window.hacked = 1</script> </textarea> {{ 7 * 7 }} %s\n"
    "👩‍👧‍👦 Siân ŵy Łódź\nهو يسكن هناك\nהוא גר שם\nend_of it"
)
LONG = "\n".join(
    f"{line:4} She said that he had been there again, and the children with him. 👧" for line in range(270)
)


@pytest.fixture
def record(carry_on: Callable[..., Any]) -> Engine:
    """A registration at its initial checks, with a colleague of its officer who has said why they read it."""
    opened: Engine = carry_on("mother-refuses-undertaking", "progress", []).engine
    with transaction(opened) as session:
        give_reason(session, actor(session, "ppo.northern.1"), _row(session).reference, "Progresses it today")
    return opened


@pytest.fixture
def path(record: Engine) -> str:
    with Session(record) as session:
        return f"/considerations/{_row(session).reference}/do/progress"


def _row(session: Session) -> Consideration:
    return session.exec(select(Consideration).order_by(col(Consideration.number))).all()[0]


def other(path: str, move: str) -> str:
    return path.replace("/do/progress", f"/do/{move}")


def end_sessions(record: Engine) -> None:
    with transaction(record) as session:
        for each in session.exec(select(DeskSession)):
            each.ended_at = datetime.now(UTC)


def kinds(record: Engine) -> list[str]:
    with Session(record) as session:
        return [entry.kind for entry in ledger.entries(session, _row(session).id)]


def said_in(record: Engine, kind: str) -> list[str]:
    with Session(record) as session:
        found = ledger.entries(session, _row(session).id, kinds=[kind])
    return [str((entry.content or {})["words"]) for entry in found]


def test_a_desk_killed_under_somebody_typing_loses_five_seconds_at_most(
    record: Engine, path: str, browsing: Callable[..., Page], tmp_path: Path
) -> None:
    port = free_port()
    child = desk_child(
        record.url.render_as_string(hide_password=False), tmp_path / "desk.log", port=port, data=tmp_path
    )
    address = f"http://127.0.0.1:{port}"
    page = browsing(address, record, "ppo.northern.1")
    with running(child):
        await_health(child, f"{address}/health", 60)
        page.goto(path)
        typed = types_until_killed(page, child.process.pid)
        child.process.wait(10)
    with running(child):
        await_health(child, f"{address}/health", 60)
        page.goto(path)
        kept = page.locator(WORDS).input_value()
    killed_at = time.monotonic() if not typed else typed[-1]
    assert 0 < len(kept) <= len(typed)
    assert kept == letters(len(kept)), "what is kept is what was typed first"
    lost = typed[len(kept) :]
    assert not lost or killed_at - lost[0] <= AT_MOST_LOST_S
    assert "C-2026" not in (tmp_path / "desk.log").read_text(encoding="utf-8"), "a log holds no address"


def types_until_killed(page: Page, process: int) -> list[float]:
    """Type for a while, never leaving the field; then kill. Give when each letter was typed."""
    page.focus(WORDS)
    began = time.monotonic()
    typed: list[float] = []
    while time.monotonic() - began < 9:
        page.keyboard.type(letters(len(typed) + 1)[-1])
        typed.append(time.monotonic())
        page.wait_for_timeout(80)
    os.kill(process, signal.SIGKILL)
    return typed


def letters(number: int) -> str:
    return "".join(chr(ord("a") + each % 26) for each in range(number))


@pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with script"])
def test_what_was_sent_after_the_session_ended_stands_there_after_signing_in(
    record: Engine, path: str, serve: Callable[[Engine], str], sit_down: Callable[..., Any], javascript: bool
) -> None:
    person = sit_down(serve(record), record, "ppo.northern.1", javascript=javascript)
    person.go(path)
    end_sessions(record)
    person.send(reasons="She is the mother.\nHe has moved in.")
    assert "/sign-in" in person.page.url
    assert "Progressed" not in kinds(record)
    person.sign_in()
    assert person.page.url.endswith(path)
    assert person.page.locator(WORDS).input_value() == "She is the mother.\nHe has moved in."
    person.send()
    assert kinds(record).count("Progressed") == 1


def test_going_back_and_sending_again_does_nothing_twice(
    record: Engine, path: str, serve: Callable[[Engine], str], sit_down: Callable[..., Any]
) -> None:
    person = sit_down(serve(record), record, "ppo.northern.1", javascript=False)
    person.go(path)
    person.send(reasons="She is the mother, and he has moved in.")
    assert "done=progress" in person.page.url
    person.page.go_back()
    person.send(reasons="She is the mother, and he has moved in.")
    assert kinds(record).count("Progressed") == 1


@pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with script"])
def test_going_back_and_sending_other_words_loses_neither(
    record: Engine, path: str, serve: Callable[[Engine], str], sit_down: Callable[..., Any], javascript: bool
) -> None:
    person, note = (
        sit_down(serve(record), record, "ppo.northern.1", javascript=javascript),
        other(path, "attach"),
    )
    person.go(note)
    person.send(words="He rang today.")
    person.page.go_back()
    person.send(words="He rang today, from her number.")
    assert said_in(record, "Attached") == ["He rang today.", "He rang today, from her number."]


@pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with script"])
def test_a_double_click_sends_a_form_once(
    record: Engine, path: str, serve: Callable[[Engine], str], sit_down: Callable[..., Any], javascript: bool
) -> None:
    person = sit_down(serve(record), record, "ppo.northern.1", javascript=javascript)
    person.go(other(path, "attach"))
    person.fill({"words": "She rang."})
    person.page.locator("main form button").first.dblclick()
    person.page.wait_for_url("**?done=attach*")
    assert kinds(record).count("Attached") == 1


def test_without_script_a_form_is_left_by_a_button_and_come_back_to(
    record: Engine, path: str, serve: Callable[[Engine], str], sit_down: Callable[..., Any]
) -> None:
    person = sit_down(serve(record), record, "ppo.northern.1", javascript=False)
    person.go(path)
    person.fill({"reasons": ODD})
    person.hands.press(person.page.get_by_role("button", name="Save and come back later"))
    assert "What you have typed and not sent" in person.said()
    person.follow(path)
    assert person.page.locator(WORDS).input_value() == ODD
    person.send()
    assert kinds(record).count("Progressed") == 1
    person.go("/unsent")
    assert "You have typed nothing that is not sent" in person.said()


@pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with script"])
def test_a_tab_whose_cookie_is_gone_loses_nothing_it_sends(
    record: Engine, path: str, serve: Callable[[Engine], str], sit_down: Callable[..., Any], javascript: bool
) -> None:
    person = sit_down(serve(record), record, "ppo.northern.1", javascript=javascript)
    person.go(path)
    person.page.context.clear_cookies()
    person.send(reasons=ODD)
    person.sign_in()
    assert person.page.url.endswith(path)
    assert person.page.locator(WORDS).input_value() == ODD


@pytest.mark.parametrize("words", [ODD, LONG], ids=["odd", "long"])
def test_what_is_typed_is_kept_recorded_and_shown_as_it_was_typed(
    record: Engine, path: str, serve: Callable[[Engine], str], sit_down: Callable[..., Any], words: str
) -> None:
    person, note = sit_down(serve(record), record, "ppo.northern.1"), other(path, "attach")
    person.go(note)
    person.fill({"words": words})
    with person.page.expect_response("**/drafts"):
        person.page.keyboard.press("Tab")
    person.go(note)
    assert person.page.locator("textarea[name=words]").input_value() == words
    person.send()
    assert said_in(record, "Attached") == [words.strip()]
    person.go(other(path, "attach").replace("/do/attach", "/timeline"))
    assert " ".join(words.split())[:300] in person.said()
    assert person.page.evaluate("window.hacked") is None


def test_a_page_left_open_until_the_session_ended_shows_its_text_after_signing_in(
    record: Engine, path: str, serve: Callable[[Engine], str], sit_down: Callable[..., Any]
) -> None:
    person = sit_down(serve(record), record, "ppo.northern.1")
    person.go(path)
    person.fill({"reasons": ODD})
    with person.page.expect_response("**/drafts"):
        person.page.keyboard.press("Tab")
    end_sessions(record)
    with person.page.expect_navigation(url="**/sign-in**"):
        person.page.evaluate("localStorage.setItem('session-ends', String(Date.now() - 1000))")
    person.sign_in()
    assert person.page.url.endswith(path)
    assert person.page.locator(WORDS).input_value() == ODD


def test_who_is_signed_out_while_typing_is_told_so_and_loses_nothing(
    record: Engine, path: str, serve: Callable[[Engine], str], sit_down: Callable[..., Any]
) -> None:
    person = sit_down(serve(record), record, "ppo.northern.1")
    person.go(path)
    end_sessions(record)
    person.fill({"reasons": ODD})
    person.page.keyboard.press("Tab")
    expect(person.page.locator("[data-kept]")).to_contain_text("Not saved: you are signed out")
    person.send()
    person.sign_in()
    assert person.page.locator(WORDS).input_value() == ODD


def test_what_is_longer_than_a_page_takes_is_said_so_and_stands_there_still(
    record: Engine, path: str, serve: Callable[[Engine], str], sit_down: Callable[..., Any]
) -> None:
    person = sit_down(serve(record), record, "ppo.northern.1")
    person.go(path)
    person.fill({"reasons": "It goes on. " * 25_000})
    person.page.keyboard.press("Tab")
    expect(person.page.locator("[data-kept]")).to_contain_text("longer than a page takes")
    person.send()
    assert "Go back" in person.page.locator("body").inner_text()
    person.page.go_back()
    person.fill({"reasons": "Shortened."})
    person.send()
    assert kinds(record).count("Progressed") == 1


def test_of_two_people_the_second_sees_what_came_between_and_keeps_their_words(
    record: Engine, path: str, serve: Callable[[Engine], str], sit_down: Callable[..., Any]
) -> None:
    url, note = serve(record), path.replace("progress", "attach")
    first, second = (sit_down(url, record, handle) for handle in ("ppo.northern.1", "ppo.northern.2"))
    for person, words in ((first, "He rang today."), (second, "She rang today.")):
        person.go(note)
        person.fill({"words": words})
    first.send()
    second.send()
    assert "Somebody has acted since you opened this page" in second.said()
    assert "He rang today." in second.said()
    assert second.page.locator("textarea[name=words]").input_value() == "She rang today."
    second.send()
    assert kinds(record).count("Attached") == 2
