"""What comes back to whoever decided: a refused undertaking, and an urgent telling a meeting looks at."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from flows.practice_accounts import code_for, set_up
from flows.rehearsal.playing import Rehearsal
from models import ledger
from models.account import Account
from models.consideration import Consideration
from models.database import transaction

Desk = Callable[..., Any]


@pytest.fixture
def at_desk(carry_on: Desk, serve: Desk, visit_as: Desk) -> Callable[[str, str], Any]:
    """A story until just before a move, and people at the desk over it."""

    def begin(story: str, before: str) -> tuple[Rehearsal, str, Callable[[str], Any]]:
        rehearsal = carry_on(story, before, [])
        url = serve(rehearsal.engine)
        with transaction(rehearsal.engine) as session:
            reference = session.exec(select(Consideration.reference)).one()
        return rehearsal, reference, lambda handle: visit_as(url, rehearsal.engine, handle)

    return begin


def code_of(rehearsal: Rehearsal, handle: str) -> str:
    """The code on somebody's phone, who has an account from now on."""
    with transaction(rehearsal.engine) as session:
        set_up(session, [handle], "a password of theirs")
    with transaction(rehearsal.engine) as session:
        return code_for(session, handle)


def kinds(rehearsal: Rehearsal) -> list[str]:
    with transaction(rehearsal.engine) as session:
        return [entry.kind for entry in ledger.entries(session)]


def test_the_decider_thinks_again_and_nobody_else(at_desk: Desk, text: Desk) -> None:
    rehearsal, reference, come = at_desk("mother-refuses-undertaking", "think_again")
    path = f"/considerations/{reference}/do/think_again"
    decider = come("di.northern.1")
    assert f"/considerations/{reference}/do/think_again" in decider.get("/work").text
    page = decider.get(path)
    assert "Philippa Feignwell" in text(page.text)
    assert "neither an automatic stop nor an automatic go" in text(page.text)
    page = decider.post(path, {"outcome": "limit", "reasons": ""})
    assert page.status_code == 422
    assert "Your reasons: this is needed." in text(page.text)
    officer = come("ppo.northern.2")
    officer.get(path)
    page = officer.post(
        path, {"outcome": "proceed", "reasons": "I would tell her all the same, at once.", "code": "123456"}
    )
    assert page.status_code == 422
    assert "It goes back to the person who decided" in text(page.text)
    decider.get(path)
    answer = {"outcome": "limit", "reasons": "Say less, so that less can travel; ask her again."}
    code = code_of(rehearsal, "di.northern.1")
    page = decider.post(path, answer | {"code": "000000" if code != "000000" else "111111"})
    assert page.status_code == 422
    assert "The code is wrong" in text(page.text)
    assert "ThoughtAgain" not in kinds(rehearsal)
    with transaction(rehearsal.engine) as session:
        account = session.exec(select(Account)).one()
        account.not_before = None
        session.add(account)
    page = decider.post(path, answer | {"code": code})
    assert page.status_code == 200, text(page.text)
    assert kinds(rehearsal).count("ThoughtAgain") == 1


def test_the_chair_records_whether_the_meeting_ratifies(at_desk: Desk, text: Desk) -> None:
    rehearsal, reference, come = at_desk("urgent-then-ratified", "ratify")
    path = f"/considerations/{reference}/do/ratify"
    with transaction(rehearsal.engine) as session:
        held = ledger.entries(session, kinds=["MeetingArranged"])[-1].body
    chair = come(held["chair"])
    page = chair.get(path)
    assert "To be ratified, or not, by" in text(page.text)
    assert held["meeting"] in page.text
    code = code_of(rehearsal, held["chair"])
    answer = {"meeting": held["meeting"], "ratified": "yes", "code": code}
    page = chair.post(path, answer | {"reasons": "short"})
    assert page.status_code == 422
    page = chair.post(path, answer | {"reasons": "The meeting read it whole and agrees."})
    assert page.status_code == 200, text(page.text)
    assert "Ratified" in kinds(rehearsal)
