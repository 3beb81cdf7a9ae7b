"""Does signing in at a browser let in who belongs and keep out who does not?"""

from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import Any

import pyotp
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from desk.sessions import COOKIE, our_place
from flows import passwords
from flows.credentials import invite
from flows.people import actor
from models.database import transaction
from models.officer import Officer

PPO, SUPT = "ppo.northern.1", "supt.1"
WORD = "correct horse battery"


def test_the_cookie_is_for_this_desk_only_and_no_script_reads_it(door: Any) -> None:
    answer = door.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-desk=")
    assert {each.casefold() for each in attributes} == {"path=/", "secure", "httponly", "samesite=strict"}
    assert "first-sign-in" not in door.get("/account").text


def test_a_token_from_before_signing_in_is_worth_nothing_afterwards(door: Any) -> None:
    door.headers["Cookie"] = f"{COOKIE}=planted-by-somebody-else"
    answer = door.sign_in()
    assert door.token_in(answer) != "planted-by-somebody-else"
    planted = door.get("/account", headers={"Cookie": f"{COOKIE}=planted-by-somebody-else"})
    assert planted.headers["location"].startswith("/sign-in")


def test_signing_in_again_ends_the_session_the_browser_had(door: Any) -> None:
    first = door.token_in(door.sign_in())
    door.sign_in(SUPT)
    before = door.get("/account", headers={"Cookie": f"{COOKIE}={first}"})
    assert before.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "wrong", [{"handle": "nobody.1"}, {"password": "something else"}, {"code": "000000"}], ids=str
)
def test_whatever_is_wrong_the_page_is_the_same(door: Any, wrong: dict[str, str]) -> None:
    answer = door.sign_in(**wrong)
    assert answer.status_code == 422
    assert "The handle, the password or the code is wrong" in answer.text
    assert WORD not in answer.text
    assert "set-cookie" not in answer.headers


def test_a_handle_typed_wrongly_is_still_there_and_a_password_never(door: Any) -> None:
    answer = door.sign_in(password="secret-as-typed", code="123456", handle="<ppo>")
    assert 'value="&lt;ppo&gt;"' in answer.text
    assert "secret-as-typed" not in answer.text
    assert "123456" not in answer.text


def test_too_many_at_once_are_told_to_wait(door: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_admitted", BoundedSemaphore(1))
    passwords._admitted.acquire()
    answer = door.sign_in()
    assert answer.status_code == 503
    assert "wait a few seconds" in answer.text
    assert door.get("/health").status_code == 200


def test_signing_out_ends_it_at_the_server_too(door: Any) -> None:
    token = door.token_in(door.sign_in())
    page = door.get("/account").text
    answer = door.post("/sign-out", data={"_csrf": door.hidden(page, "_csrf")})
    assert answer.headers["location"] == "/sign-in?signed_out=yes"
    assert 'desk=""' in answer.headers["set-cookie"]
    again = door.get("/account", headers={"Cookie": f"{COOKIE}={token}"})
    assert again.headers["location"].startswith("/sign-in?next=/account")


def test_withdrawn_rights_stop_the_next_request(door: Any, accounts: Engine) -> None:
    door.sign_in()
    assert door.get("/account").status_code == 200
    with transaction(accounts) as session:
        officer = session.exec(select(Officer).where(Officer.handle == PPO)).one()
        officer.revoked_at = datetime(2026, 1, 1, tzinfo=UTC)
    assert door.get("/account").headers["location"].startswith("/sign-in")


def test_an_idle_session_ends(door: Any) -> None:
    door.sign_in()
    door.age(minutes=20)
    assert door.get("/account").headers["location"] == "/sign-in?next=/account"


def test_a_form_without_the_sessions_token_is_not_taken(door: Any) -> None:
    door.sign_in()
    theirs = door.hidden(door.get("/account").text, "_csrf")
    door.sign_in(SUPT)
    for token in ("", "x", "eHg=", theirs):
        answer = door.post("/account/end-others", data={"_csrf": token})
        assert answer.status_code == 422
    mine = door.hidden(door.get("/account").text, "_csrf")
    assert door.post("/account/end-others", data={"_csrf": mine}).status_code == 303


def test_the_token_is_masked_anew_in_each_page(door: Any) -> None:
    door.sign_in()
    tokens = [door.hidden(door.get("/account").text, "_csrf") for _ in range(3)]
    assert len(set(tokens)) == 3
    assert all(door.post("/session/stay", data={"_csrf": token}).json()["lasts_s"] > 1000 for token in tokens)


def test_nothing_opens_before_somebody_has_a_password_and_codes_of_their_own(
    door: Any, accounts: Engine
) -> None:
    with transaction(accounts) as session:
        given = invite(session, actor(session, "administrator.1"), PPO)
    door.sign_in(password=given.password, code="")
    assert door.get("/account").headers["location"] == "/first-sign-in"
    page = door.get("/first-sign-in").text
    assert door.get("/first-sign-in/code.png").status_code == 404
    form = {
        "_csrf": door.hidden(page, "_csrf"),
        "new_password": "three plain words",
        "repeat_password": "three",
    }
    assert "The two are not the same" in door.post("/first-sign-in", data=form).text
    short = door.post("/first-sign-in", data=form | {"new_password": "short", "repeat_password": "short"})
    assert 'href="#new_password"' in short.text
    form["repeat_password"] = form["new_password"]
    assert door.post("/first-sign-in", data=form).status_code == 303
    page = door.get("/first-sign-in").text
    picture = door.get("/first-sign-in/code.png")
    assert picture.content.startswith(b"\x89PNG")
    secret = page.partition('desk-typed">')[2].partition("<")[0].replace(" ", "")
    first = {"_csrf": door.hidden(page, "_csrf"), "code": pyotp.TOTP(secret).now()}
    assert door.post("/first-sign-in", data=first | {"code": "000000"}).status_code == 422
    assert door.post("/first-sign-in", data=first).headers["location"] == "/first-sign-in"
    assert door.get("/first-sign-in").headers["location"] == "/"
    assert door.get("/account").status_code == 200
    assert door.get("/first-sign-in/code.png").status_code == 404


def test_an_own_password_is_changed_with_the_present_one(door: Any) -> None:
    other = door.token_in(door.sign_in())
    door.sign_in()
    form = {
        "_csrf": door.hidden(door.get("/account").text, "_csrf"), "password": "wrong",
        "new_password": "three plain words", "repeat_password": "three plain words",
    }  # fmt: skip
    wrong = door.post("/account/password", data=form)
    assert wrong.status_code == 422
    assert 'href="#password"' in wrong.text
    assert "three plain words" not in wrong.text
    right = door.post("/account/password", data=form | {"password": WORD})
    assert right.headers["location"] == "/account?done=password_changed"
    assert door.get("/account?done=password_changed").text.count("This one") == 1
    gone = door.get("/account", headers={"Cookie": f"{COOKIE}={other}"})
    assert gone.headers["location"].startswith("/sign-in")


def test_a_new_person_is_led_to_their_first_steps_from_the_front_door(door: Any, accounts: Engine) -> None:
    with transaction(accounts) as session:
        given = invite(session, actor(session, "administrator.1"), PPO)
    answer = door.sign_in(password=given.password, code="")
    assert door.get(answer.headers["location"]).headers["location"] == "/first-sign-in"


@pytest.mark.parametrize(
    "given",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "evil", "", "/a\nb", "/x y", "/<script>"],
)
def test_signing_in_leads_to_this_desk_only(given: str) -> None:
    assert our_place(given, "/") == "/"
    assert our_place("/considerations/C-2026-00001/do/progress?about=L-1", "/").startswith("/considerations")


def test_whoever_follows_a_link_from_a_message_is_asked_to_go_on(door: Any) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert 'href="/account"' in door.get("/sign-in?next=/account", headers=headers).text
    assert 'href="/account"' not in door.get("/sign-in?next=/account").text
