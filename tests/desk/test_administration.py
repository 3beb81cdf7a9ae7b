"""An administrator at the desk: people, agencies, closed days, and whether everything runs; no content."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from flows.people import actor
from flows.steps.opening import open_consideration
from models import ledger
from models.agency import Agency
from models.closures import recorded_closures
from models.database import transaction
from models.officer import Officer

ADMINISTRATOR, OFFICER = "administrator.1", "ppo.northern.1"
SOMEBODY = {
    "handle": "ppo.northern.77", "person_key": "P-0977", "name": "Una Newcomer", "agency": "police",
    "rank": "pc", "unit": "northern",
    "roles": ["public_protection_officer"], "reasons": "Joins the unit today.",
}  # fmt: skip
People = Callable[[str], Any]


def held(area: Engine, handle: str) -> Officer | None:
    with transaction(area) as session:
        return session.get(Officer, handle)


def kinds(area: Engine, *names: str) -> list[str]:
    with transaction(area) as session:
        return [each.kind for each in ledger.entries(session, kinds=names)]


def test_somebody_new_is_added_once_invited_and_no_name_is_in_an_address(
    area: Engine, visitor: People
) -> None:
    administrator = visitor(ADMINISTRATOR)
    administrator.get("/people/new")
    page = administrator.post("/people/new", SOMEBODY)
    assert "The account is there" in page.text
    assert "Newcomer" not in str(page.url)
    administrator.get("/people/ppo.northern.77")
    first = administrator.post("/people/ppo.northern.77/invite").text
    password = re.search(r'desk-typed">([^<]+)</strong>', first)
    assert password
    assert password[1] not in administrator.get("/people/ppo.northern.77").text  # once
    assert "Invited, not signed in yet" in administrator.last.text
    assert kinds(area, "OfficerAdded", "AccountInvited") == ["OfficerAdded", "AccountInvited"]


def test_a_double_click_adds_nobody_twice(area: Engine, visitor: People) -> None:
    administrator = visitor(ADMINISTRATOR)
    administrator.get("/people/new")
    sent = dict(administrator.hidden("/people/new")) | SOMEBODY
    for _ in range(2):
        assert "The account is there" in administrator.post("/people/new", sent).text
    assert kinds(area, "OfficerAdded") == ["OfficerAdded"]


def test_everything_wrong_is_shown_at_once_and_nothing_typed_is_lost(visitor: People) -> None:
    administrator = visitor(ADMINISTRATOR)
    administrator.get("/people/new")
    wrong = {"handle": OFFICER, "rank": "spo", "roles": ["administrator", "auditor"]}
    page = administrator.post("/people/new", SOMEBODY | wrong)
    assert page.status_code == 422
    assert "somebody has that handle" in page.text.lower()
    assert "not of that agency" in page.text.lower()
    assert "an administrator reads and decides nothing" in page.text.lower()
    assert 'value="Una Newcomer"' in page.text


def test_rights_are_changed_withdrawn_and_given_back_and_count_at_the_next_request(
    area: Engine, visitor: People
) -> None:
    administrator, officer = visitor(ADMINISTRATOR), visitor(OFFICER)
    assert officer.get("/registrations").status_code == 200
    administrator.get(f"/people/{OFFICER}/change")
    name = re.search(r'id="name"[^>]*value="([^"]+)"', administrator.last.text)
    assert name
    post = SOMEBODY | {"name": name[1], "roles": ["partner_agency"]}
    del post["handle"], post["person_key"]
    assert "counts from now on" in administrator.post(f"/people/{OFFICER}/change", post).text
    assert officer.get("/registrations").status_code == 404
    administrator.get(f"/people/{OFFICER}/revoke")
    administrator.post(f"/people/{OFFICER}/revoke", {"reasons": "Left the force."})
    assert "withdrawn on" in administrator.last.text
    assert "Sign in" in officer.get("/work").text
    administrator.get(f"/people/{OFFICER}/restore")
    administrator.post(f"/people/{OFFICER}/restore", {"reasons": "Came back."})
    assert kinds(area, "OfficerChanged", "OfficerRevoked", "OfficerRestored") == [
        "OfficerChanged", "OfficerRevoked", "OfficerRestored",
    ]  # fmt: skip


def test_two_administrators_do_not_write_over_each_other(area: Engine, visitor: People) -> None:
    with transaction(area) as session:
        session.get_one(Officer, "ppo.western.1").roles = ["administrator"]
    first, second = visitor(ADMINISTRATOR), visitor("ppo.western.1")
    for each in (first, second):
        each.get("/agencies/probation")
    given = {"role": "RESPONSIBLE_AUTHORITY", "answers": ["probation"], "reasons": "Renamed."}
    first.post("/agencies/probation", given | {"name": "Probation Service North"})
    page = second.post("/agencies/probation", given | {"name": "Probation Service South"})
    assert page.status_code == 409
    assert "Probation Service North" in page.text
    assert 'value="Probation Service South"' in page.text
    with transaction(area) as session:
        assert session.get_one(Agency, "probation").name == "Probation Service North"
    assert "counts from now on" in second.post("/agencies/probation", given | {"name": "South"}).text


def test_nobody_changes_or_invites_themselves(visitor: People) -> None:
    administrator = visitor(ADMINISTRATOR)
    page = administrator.get(f"/people/{ADMINISTRATOR}").text
    assert "This is you" in page
    assert "Make a password" not in page
    administrator.get(f"/people/{ADMINISTRATOR}/revoke")
    refused = administrator.post(f"/people/{ADMINISTRATOR}/revoke", {"reasons": "Trying it out."})
    assert "Nobody changes their own rights" in refused.text
    administrator.get("/people/new")
    again = administrator.post(f"/people/{ADMINISTRATOR}/invite")
    assert again.status_code == 422
    assert "invite yourself" in again.text


def test_an_agency_is_added_but_never_over_another(area: Engine, visitor: People) -> None:
    administrator = visitor(ADMINISTRATOR)
    given = {"code": "fire", "name": "Fire and Rescue", "role": "DUTY_TO_COOPERATE", "reasons": "Joined."}
    administrator.get("/agencies/new")
    assert "takes part from now on" in administrator.post("/agencies/new", given).text
    administrator.get("/agencies/new")
    assert "already" in administrator.post("/agencies/new", given | {"name": "Another"}).text
    administrator.get("/agencies/new")
    bad = given | {"code": "rescue", "system_url": "https://name:secret@example.org"}
    assert "without credentials" in administrator.post("/agencies/new", bad).text


def test_a_day_is_closed_and_opened_again(area: Engine, visitor: People) -> None:
    administrator = visitor(ADMINISTRATOR)
    administrator.get("/closures")
    day = {"closed_on-day": "4", "closed_on-month": "1", "closed_on-year": "2027"}
    page = administrator.post("/closures", day | {"why": "Founders’ Day", "reasons": "As every year."})
    assert "The day is closed." in page.text
    assert "Founders’ Day" in page.text
    assert "Boxing Day" in page.text
    administrator.get("/closures/2027-01-04/open")
    sent = dict(administrator.hidden("/closures/2027-01-04/open")) | {"reasons": "Worked after all."}
    for _ in range(2):
        assert "worked again" in administrator.post("/closures/2027-01-04/open", sent).text
    with transaction(area) as session:
        assert recorded_closures(session) == {}
    assert administrator.get("/closures/2026-12-25/open").status_code == 404
    assert administrator.get("/closures/x/open").status_code == 404


def test_whether_everything_runs_is_said_without_content(area: Engine, visitor: People) -> None:
    with transaction(area) as session:
        given = {"subject": "S-0030", "officer": OFFICER}
        opened = open_consideration(session, actor(session, OFFICER), given).reference
    page = visitor(ADMINISTRATOR).get("/running").text
    assert "No guide is running" in page
    assert "Letters" in page
    assert "free of" in page
    assert opened not in page


@pytest.mark.parametrize("path", ["/audit", "/search", "/team", "/register", "/considerations/C-2026-00001"])
def test_an_administrator_comes_to_no_content(path: str, visitor: People) -> None:
    assert visitor(ADMINISTRATOR).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/people/nobody", "/people/nobody/change", "/agencies/nobody"])
def test_what_is_not_there_is_not_there(path: str, visitor: People) -> None:
    assert visitor(ADMINISTRATOR).get(path).status_code == 404


def test_people_are_found_by_unit_and_role(area: Engine, visitor: People) -> None:
    administrator = visitor(ADMINISTRATOR)
    page = administrator.get("/people?unit=northern&role=supervisor").text
    assert "ds.northern.1" in page
    assert OFFICER not in page
    assert "ds.western.1" not in page
    assert "Nobody here is like that" in administrator.get("/people?unit=northern&role=auditor").text
