"""Does anybody lose what they typed? The desk killed under them, the session ended, a page gone back to."""

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
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


def kinds(record: Engine) -> list[str]:
    with Session(record) as session:
        return [entry.kind for entry in ledger.entries(session, _row(session).id)]


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
    with transaction(record) as session:
        for each in session.exec(select(DeskSession)):
            each.ended_at = datetime.now(UTC)
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
