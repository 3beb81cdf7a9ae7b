"""What does the desk make of what was said already, and of an address that nothing can be called?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from flows.grants import give_reason
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from models import clock, ledger
from models.consideration import Consideration
from models.database import transaction

Desk = Callable[..., Any]
NOTE = {"words": "Rang the school: nobody there until Monday."}


@pytest.fixture
def noting(carry_on: Desk, serve: Desk, visit_as: Desk) -> tuple[Rehearsal, Any, str]:
    """An officer with the form of a note before them, and its address."""
    rehearsal = carry_on("head-teacher-at-level-2", "sign_off", [])
    with transaction(rehearsal.engine) as session:
        reference = session.exec(select(Consideration.reference)).one()
        give_reason(session, actor(session, "ppo.northern.1"), reference, "Looks at it again today.")
    officer = visit_as(serve(rehearsal.engine), rehearsal.engine, "ppo.northern.1")
    return rehearsal, officer, f"/considerations/{reference}/do/attach"


def attached(rehearsal: Rehearsal) -> int:
    with transaction(rehearsal.engine) as session:
        return sum(entry.kind == "Attached" for entry in ledger.entries(session))


def test_a_form_that_back_shows_again_is_not_taken_twice(noting: Any, text: Desk) -> None:
    """no-store has Back fetch the page anew, under a new key, and the browser fills in what was typed."""
    rehearsal, officer, path = noting
    officer.get(path)
    assert officer.post(path, NOTE).status_code == 200
    before = attached(rehearsal)
    officer.get(path)
    page = officer.post(path, NOTE)
    assert page.status_code == 409
    assert "You recorded exactly this at" in text(page.text)
    assert NOTE["words"] in text(page.text)
    assert attached(rehearsal) == before
    page = officer.post(path, {"words": NOTE["words"] + " Rang once more at noon: the same."})
    assert page.status_code == 200
    assert attached(rehearsal) == before + 1


def test_the_same_words_later_in_the_day_are_another_act(noting: Any) -> None:
    rehearsal, officer, path = noting
    officer.get(path)
    officer.post(path, NOTE)
    before = attached(rehearsal)
    with transaction(rehearsal.engine) as session:
        clock.set_clock(session, clock.now(session) + timedelta(minutes=31))
    officer.get(path)
    assert officer.post(path, NOTE).status_code == 200
    assert attached(rehearsal) == before + 1


@pytest.mark.parametrize("path", ["/meetings/%00", "/work?what=%00", "/registrations/new/%00/ask/risk"])
def test_a_nul_in_an_address_is_nothing_there(noting: Any, path: str) -> None:
    _, officer, _ = noting
    assert officer.http.get(path).status_code == 404


@pytest.mark.parametrize(("site", "says"), [("same-origin", True), ("none", False), ("cross-site", False)])
def test_an_address_from_elsewhere_has_no_page_say_that_something_was_done(
    site: str, says: bool, visitor: Callable[..., Any]
) -> None:
    """Only what our own page led to: a link in a message can't say that somebody's rights were withdrawn."""
    administrator = visitor("administrator.1")
    administrator.http.headers["Sec-Fetch-Site"] = site
    page = administrator.get("/people/nurse.1?done=revoked").text
    assert ("govuk-notification-banner" in page) is says
