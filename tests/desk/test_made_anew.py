"""Whose access an administrator makes anew: do they, who supervises them and every auditor see it?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from flows.accounts import sign_in
from flows.made_anew import made_anew_for
from flows.people import actor
from flows.practice_accounts import set_up
from models import clock, ledger
from models.database import transaction

OFFICER, SUPERVISOR, ADMINISTRATOR = "ppo.northern.1", "ds.northern.1", "administrator.1"
ANEW = "Access made anew by an administrator"
People = Callable[[str], Any]


@pytest.fixture
def password(area: Engine, quiet_door: None, visitor: People) -> str:
    """The one an administrator made for an officer who had a password and codes before."""
    with transaction(area) as session:
        set_up(session, [OFFICER], "correct horse battery")
    administrator = visitor(ADMINISTRATOR)
    administrator.get(f"/people/{OFFICER}")
    assert "They, their supervisors and every auditor are told" in administrator.last.text
    shown = administrator.post(f"/people/{OFFICER}/invite").text
    return str(re.findall(r'desk-typed">([^<]+)</strong>', shown)[0])


def test_the_person_is_told_at_their_first_sign_in_and_afterwards(
    area: Engine, desk: str, password: str, visitor: People
) -> None:
    who = visitor(OFFICER)
    who.token = sign_in(area, OFFICER, password, "")
    first = who.get("/work").text
    assert who.last.url.path == "/first-sign-in"
    assert "Your access was made anew by administrator.1" in first
    with transaction(area) as session:
        set_up(session, [OFFICER], "correct horse battery")
    assert "tell your supervisor and an auditor at once" in visitor(OFFICER).get("/work").text


def test_supervisors_and_auditors_see_whose_and_by_whom(area: Engine, password: str, visitor: People) -> None:
    for handle, path in ((SUPERVISOR, "/work"), ("auditor.1", "/audit")):
        page = visitor(handle).get(path).text
        assert f"{OFFICER}, by {ADMINISTRATOR}" in page, handle
        assert "Ask each of them whether they lost their password or phone" in page
    auditor = visitor("auditor.1")
    auditor.get("/audit")
    found = auditor.post("/audit", {"what": "sign_ins", "purpose": "who made access anew"}).text
    assert "Access made anew" in found
    assert "By an administrator" in found


@pytest.mark.parametrize("handle", ["ppo.northern.2", "ds.western.1", "spo.northern.1", ADMINISTRATOR])
def test_nobody_else_is_told(password: str, visitor: People, handle: str) -> None:
    assert ANEW not in visitor(handle).get("/work").text


def test_after_a_fortnight_only_the_record_says_so(area: Engine, password: str) -> None:
    with transaction(area) as session:
        assert made_anew_for(session, actor(session, OFFICER))
        clock.set_clock(session, clock.now(session) + timedelta(days=15))
    with transaction(area) as session:
        assert not made_anew_for(session, actor(session, OFFICER))
        assert ledger.entries(session, kinds=["AccessMadeAnew"])


def test_a_first_invitation_is_no_news(area: Engine, quiet_door: None, visitor: People) -> None:
    administrator = visitor(ADMINISTRATOR)
    administrator.get(f"/people/{OFFICER}")
    administrator.post(f"/people/{OFFICER}/invite")
    assert ANEW not in visitor(SUPERVISOR).get("/work").text
