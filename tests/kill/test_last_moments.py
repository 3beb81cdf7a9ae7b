"""What becomes of a letter, or a question, whose guide died at the worst moment? And do two guides agree?"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from flows.people import actor
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from flows.steps.registering import register_interest
from models import ledger
from models.consideration import Consideration, GuideState, IssuedLetter, Wait
from models.database import transaction

pytestmark = pytest.mark.kill
SHOWN_WITHIN_S = 60
Guides = Callable[..., int]


@pytest.fixture
def guides(quiet_area: Engine, tmp_path: Path, zygote: Any) -> Iterator[Guides]:
    """Start guides on this test's record, each with or without a point to die at; none outlives the test."""
    begun: list[int] = []

    def begin(**point: Any) -> int:
        url = quiet_area.url.render_as_string(hide_password=False)
        begun.append(
            zygote.fork(url, tmp_path / "print", {"module": "flows.carrying", **point} if point else None)
        )
        return begun[-1]

    yield begin
    zygote.end(begun)


def until(found: Callable[[], Any], within_s: float = SHOWN_WITHIN_S) -> Any:
    """Wait for something to be there."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if held := found():
            return held
        time.sleep(0.05)
    raise AssertionError(f"it was not so within {within_s} s")


def waits_for_a_person(engine: Engine, reference: str) -> list[str]:
    with transaction(engine) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        wanted = select(Wait).where(Wait.consideration_id == row.id, Wait.owner_kind == "person")
        return [f"{wait.what} {wait.subject_of}" for wait in session.exec(wanted)]


def letters(engine: Engine) -> list[IssuedLetter]:
    with transaction(engine) as session:
        return list(session.exec(select(IssuedLetter).order_by(col(IssuedLetter.reference))).all())


def kinds(engine: Engine) -> Counter[str]:
    with transaction(engine) as session:
        return Counter(entry.kind for entry in ledger.entries(session))


@pytest.mark.parametrize(
    ("function", "when", "there"),
    [("_claim", "after", False), ("let_appear", "after", True)],
    ids=["claimed-not-yet-in-the-folder", "in-the-folder-not-yet-said-so"],
)
def test_a_letter_of_unknown_fate_is_shown_to_a_person_and_never_goes_by_itself(
    function: str, when: str, there: bool, quiet_area: Engine, tmp_path: Path, guides: Guides, zygote: Any,
    interest: Callable[[int], Any], settle: Any,
) -> None:  # fmt: skip
    with transaction(quiet_area) as session:
        who = actor(session, "registration.northern.1")
        reference = register_interest(session, who, interest(1)).reference
    assert zygote.gone(guides(function=function, when=when, call=1), 60), "the guide never came to that point"
    letter = letters(quiet_area)[0]
    path = tmp_path / "print" / f"{letter.reference}.pdf"
    assert (letter.state, path.exists()) == ("in_flight", there)
    guides()
    wanted = f"settle_letter {letter.reference}"
    until(lambda: wanted in waits_for_a_person(quiet_area, reference))
    assert path.exists() is there, "the letter went again by itself"
    with transaction(quiet_area) as session:
        given = {"letter": letter.reference, "fate": "sent" if there else "not_sent", "reasons": "Looked."}
        take(session, reference, "settle_letter", actor(session, "ds.northern.1"), given)
    settle()
    assert path.exists()
    assert letters(quiet_area)[0].state == "sent"
    assert kinds(quiet_area)["LetterSent"] == (0 if there else 1)
    assert [each.name for each in path.parent.iterdir()] == [path.name], "something prepared was left behind"


def test_a_question_whose_answer_died_with_its_guide_is_asked_again(
    quiet_area: Engine, guides: Guides, zygote: Any, settle: Any
) -> None:
    with transaction(quiet_area) as session:
        open_consideration(session, actor(session, "ppo.northern.1"), {"subject": "S-0021"})
    pid = guides(function="ask_all", when="after", call=1, awaited=True)
    assert zygote.gone(pid, 60), "the guide never asked"
    asked = kinds(quiet_area)
    assert asked["CheckAsked"] > 0
    assert asked["CheckAnswered"] == 0
    guides()
    settle()
    assert kinds(quiet_area)["CheckAnswered"] == asked["CheckAsked"]
    assert kinds(quiet_area)["Recommended"] == 1


def test_two_guides_share_the_work_and_do_nothing_twice(
    quiet_area: Engine,
    tmp_path: Path,
    guides: Guides,
    zygote: Any,
    interest: Callable[[int], Any],
    settle: Any,
) -> None:
    first, _ = guides(), guides()
    with transaction(quiet_area) as session:
        who = actor(session, "registration.northern.1")
        for number in range(16):
            register_interest(session, who, interest(number))
    settle()
    found = kinds(quiet_area)
    assert (found["LetterIssued"], found["LetterClaimed"], found["LetterSent"]) == (16, 16, 16)
    assert len(list((tmp_path / "print").glob("*.pdf"))) == 16
    zygote.end([first])

    def known() -> int:
        with transaction(quiet_area) as session:
            return len(session.exec(select(GuideState)).all())

    until(lambda: known() == 1)  # `status` shows the living one only
