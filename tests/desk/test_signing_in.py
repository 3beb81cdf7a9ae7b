"""Does signing in at a browser let in who belongs, keep out who does not, and lose nobody's words?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote

import httpx
import pyotp
import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from desk.sessions import COOKIE, our_place
from flows import passwords
from flows.credentials import invite
from flows.drafts import kept
from flows.people import actor
from flows.practice_accounts import code_for, set_up
from models.account import DeskSession
from models.database import transaction
from models.officer import Officer

PPO, SUPT = "ppo.northern.1", "supt.1"
WORD = "correct horse battery"


@pytest.fixture
def accounts(area: Engine, quiet_door: None) -> Engine:
    with transaction(area) as session:
        set_up(session, [PPO, SUPT, "administrator.1"], WORD)
    return area


@pytest.fixture
def browser(desk: str, accounts: Engine) -> Iterator[httpx.Client]:
    """A browser as far as cookies and origins go. It keeps a Secure cookie on loopback, as Chromium does."""
    with httpx.Client(base_url=desk, headers={"Origin": desk}, timeout=30) as client:
        yield client


def code(opened: Engine, handle: str) -> str:
    with transaction(opened) as session:
        return code_for(session, handle)


def token_in(answer: httpx.Response) -> str:
    return answer.headers["set-cookie"].partition("=")[2].partition(";")[0]


def sign_in(browser: httpx.Client, opened: Engine, whom: str = PPO, **fields: Any) -> httpx.Response:
    given = {"handle": whom, "password": WORD, "code": code(opened, whom)} | fields
    answer = browser.post("/sign-in", data=given)
    if "set-cookie" in answer.headers:
        browser.headers["Cookie"] = f"{COOKIE}={token_in(answer)}"
    return answer


def hidden(page: str, name: str) -> str:
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def age_sessions(opened: Engine, **by: float) -> None:
    with transaction(opened) as session:
        for row in session.exec(select(DeskSession).where(col(DeskSession.ended_at).is_(None))):
            row.started_at, row.seen_at = row.started_at - timedelta(**by), row.seen_at - timedelta(**by)


def test_the_cookie_is_for_this_desk_only_and_no_script_reads_it(
    browser: httpx.Client, accounts: Engine
) -> None:
    answer = sign_in(browser, accounts)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-desk=")
    assert {each.casefold() for each in attributes} == {"path=/", "secure", "httponly", "samesite=strict"}
    assert "first-sign-in" not in browser.get("/account").text


def test_a_token_from_before_signing_in_is_worth_nothing_afterwards(
    browser: httpx.Client, accounts: Engine
) -> None:
    browser.headers["Cookie"] = f"{COOKIE}=planted-by-somebody-else"
    answer = sign_in(browser, accounts)
    assert token_in(answer) != "planted-by-somebody-else"
    planted = browser.get("/account", headers={"Cookie": f"{COOKIE}=planted-by-somebody-else"})
    assert planted.headers["location"].startswith("/sign-in")


def test_signing_in_again_ends_the_session_the_browser_had(browser: httpx.Client, accounts: Engine) -> None:
    first = token_in(sign_in(browser, accounts))
    sign_in(browser, accounts, SUPT)
    before = browser.get("/account", headers={"Cookie": f"{COOKIE}={first}"})
    assert before.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "wrong", [{"handle": "nobody.1"}, {"password": "something else"}, {"code": "000000"}], ids=str
)
def test_whatever_is_wrong_the_page_is_the_same(
    browser: httpx.Client, accounts: Engine, wrong: dict[str, str]
) -> None:
    answer = sign_in(browser, accounts, **wrong)
    assert answer.status_code == 422
    assert "The handle, the password or the code is wrong" in answer.text
    assert WORD not in answer.text
    assert "set-cookie" not in answer.headers


def test_a_handle_typed_wrongly_is_still_there_and_a_password_never(
    browser: httpx.Client, accounts: Engine
) -> None:
    answer = sign_in(browser, accounts, password="secret-as-typed", code="123456", handle="<ppo>")
    assert 'value="&lt;ppo&gt;"' in answer.text
    assert "secret-as-typed" not in answer.text
    assert "123456" not in answer.text


def test_too_many_at_once_are_told_to_wait(
    browser: httpx.Client, accounts: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_admitted", BoundedSemaphore(1))
    passwords._admitted.acquire()
    answer = sign_in(browser, accounts)
    assert answer.status_code == 503
    assert "wait a few seconds" in answer.text
    assert browser.get("/health").status_code == 200


def test_signing_out_ends_it_at_the_server_too(browser: httpx.Client, accounts: Engine) -> None:
    token = token_in(sign_in(browser, accounts))
    page = browser.get("/account").text
    answer = browser.post("/sign-out", data={"_csrf": hidden(page, "_csrf")})
    assert answer.headers["location"] == "/sign-in?signed_out=yes"
    assert 'desk=""' in answer.headers["set-cookie"]
    again = browser.get("/account", headers={"Cookie": f"{COOKIE}={token}"})
    assert again.headers["location"].startswith("/sign-in?next=/account")


def test_withdrawn_rights_stop_the_next_request(browser: httpx.Client, accounts: Engine) -> None:
    sign_in(browser, accounts)
    assert browser.get("/account").status_code == 200
    with transaction(accounts) as session:
        officer = session.exec(select(Officer).where(Officer.handle == PPO)).one()
        officer.revoked_at = datetime(2026, 1, 1, tzinfo=UTC)
    assert browser.get("/account").headers["location"].startswith("/sign-in")


def test_an_idle_session_ends(browser: httpx.Client, accounts: Engine) -> None:
    sign_in(browser, accounts)
    age_sessions(accounts, minutes=20)
    assert browser.get("/account").headers["location"] == "/sign-in?next=/account"


def test_a_form_without_the_sessions_token_is_not_taken(browser: httpx.Client, accounts: Engine) -> None:
    sign_in(browser, accounts)
    theirs = hidden(browser.get("/account").text, "_csrf")
    sign_in(browser, accounts, SUPT)
    for token in ("", "x", "eHg=", theirs):
        answer = browser.post("/account/end-others", data={"_csrf": token})
        assert answer.status_code == 422
    mine = hidden(browser.get("/account").text, "_csrf")
    assert browser.post("/account/end-others", data={"_csrf": mine}).status_code == 303


def test_the_token_is_masked_anew_in_each_page(browser: httpx.Client, accounts: Engine) -> None:
    sign_in(browser, accounts)
    tokens = [hidden(browser.get("/account").text, "_csrf") for _ in range(3)]
    assert len(set(tokens)) == 3
    assert all(
        browser.post("/session/stay", data={"_csrf": token}).json()["lasts_s"] > 1000 for token in tokens
    )


def test_nothing_opens_before_somebody_has_a_password_and_codes_of_their_own(
    browser: httpx.Client, accounts: Engine
) -> None:
    with transaction(accounts) as session:
        given = invite(session, actor(session, "administrator.1"), PPO)
    sign_in(browser, accounts, password=given.password, code="")
    assert browser.get("/account").headers["location"] == "/first-sign-in"
    page = browser.get("/first-sign-in").text
    assert browser.get("/first-sign-in/code.png").status_code == 404
    form = {"_csrf": hidden(page, "_csrf"), "new_password": "three plain words", "repeat_password": "three"}
    assert "The two are not the same" in browser.post("/first-sign-in", data=form).text
    short = browser.post("/first-sign-in", data=form | {"new_password": "short", "repeat_password": "short"})
    assert 'href="#new_password"' in short.text
    form["repeat_password"] = form["new_password"]
    assert browser.post("/first-sign-in", data=form).status_code == 303
    page = browser.get("/first-sign-in").text
    picture = browser.get("/first-sign-in/code.png")
    assert picture.content.startswith(b"\x89PNG")
    secret = page.partition('desk-typed">')[2].partition("<")[0].replace(" ", "")
    first = {"_csrf": hidden(page, "_csrf"), "code": pyotp.TOTP(secret).now()}
    assert browser.post("/first-sign-in", data=first | {"code": "000000"}).status_code == 422
    assert browser.post("/first-sign-in", data=first).headers["location"] == "/first-sign-in"
    assert browser.get("/first-sign-in").headers["location"] == "/"
    assert browser.get("/account").status_code == 200
    assert browser.get("/first-sign-in/code.png").status_code == 404


def test_an_own_password_is_changed_with_the_present_one(browser: httpx.Client, accounts: Engine) -> None:
    other = token_in(sign_in(browser, accounts))
    sign_in(browser, accounts)
    form = {
        "_csrf": hidden(browser.get("/account").text, "_csrf"), "password": "wrong",
        "new_password": "three plain words", "repeat_password": "three plain words",
    }  # fmt: skip
    wrong = browser.post("/account/password", data=form)
    assert wrong.status_code == 422
    assert 'href="#password"' in wrong.text
    assert "three plain words" not in wrong.text
    right = browser.post("/account/password", data=form | {"password": WORD})
    assert right.headers["location"] == "/account?done=password_changed"
    assert browser.get("/account?done=password_changed").text.count("This one") == 1
    gone = browser.get("/account", headers={"Cookie": f"{COOKIE}={other}"})
    assert gone.headers["location"].startswith("/sign-in")


def test_what_is_sent_after_a_session_ended_is_there_again_after_signing_in(
    browser: httpx.Client, accounts: Engine
) -> None:
    sign_in(browser, accounts)
    token = hidden(browser.get("/account").text, "_csrf")
    age_sessions(accounts, minutes=21)
    page, back = "/considerations/C-2026-00001/do/answer/x", "/considerations/C-2026-00001/do/answer?about=x"
    form = {
        "_csrf": token, "_page": page, "_from": back, "_tab": "a" * 32, "_version": "0", "_once": "b" * 32,
        "reasons": "Half an hour's work", "ticked": ["one", "two"], "password": "never kept",
    }  # fmt: skip
    ended = browser.post("/account/end-others", data=form)
    assert ended.headers["location"] == f"/sign-in?next={quote(back, safe='/')}"
    asking = browser.get(ended.headers["location"])
    wanted = hidden(asking.text, "next")
    assert wanted == back
    assert sign_in(browser, accounts, next=wanted).headers["location"] == back
    with transaction(accounts) as session:
        [draft] = kept(session, PPO, page)
    assert draft.fields == {"reasons": ["Half an hour's work"], "ticked": ["one", "two"]}


def test_the_form_of_an_earlier_session_of_ones_own_keeps_its_words_and_does_nothing(
    browser: httpx.Client, accounts: Engine
) -> None:
    sign_in(browser, accounts)
    old = hidden(browser.get("/account").text, "_csrf")
    sign_in(browser, accounts)
    form = {"_csrf": old, "_page": "/work/x", "_from": "/account", "_tab": "a" * 32, "reasons": "an hour's"}
    answer = browser.post("/account/end-others", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    with transaction(accounts) as session:
        assert [draft.fields for draft in kept(session, PPO, "/work/x")] == [{"reasons": ["an hour's"]}]
    emptied = {name: value for name, value in form.items() if name != "reasons"} | {"_version": "1"}
    assert browser.post("/drafts/discard", data=emptied).status_code == 422, "it discards nothing"
    assert "an hour&#39;s" in browser.get("/unsent").text


def test_what_one_typed_and_did_not_send_is_listed_for_oneself_and_discarded(
    browser: httpx.Client, accounts: Engine
) -> None:
    sign_in(browser, accounts)
    page = "/considerations/C-2026-00001/do/withdraw_proposal/x1"
    form = {
        "_csrf": hidden(browser.get("/account").text, "_csrf"), "_page": page, "_from": "/unsent",
        "_tab": "a" * 32, "reasons": "<b>Half of it", "proposal": "a" * 32,
    }  # fmt: skip
    browser.post("/drafts/later", data=form)
    assert 'href="/unsent"' in browser.get("/account").text
    shown = browser.get("/unsent").text
    assert "&lt;b&gt;Half of it" in shown
    assert 'href="/considerations/C-2026-00001/do/withdraw_proposal"' in shown
    assert "Proposal</p>" not in shown, "the key of a thing is nothing to read"
    sign_in(browser, accounts, SUPT)
    assert "Half of it" not in browser.get("/unsent").text
    sign_in(browser, accounts)
    there = browser.get("/unsent").text.partition('action="/drafts/discard"')[2]
    sent = {name: hidden(there, name) for name in ("_csrf", "_page", "_tab", "_from")}
    assert sent["_page"] == page
    assert browser.post("/drafts/discard", data=sent).headers["location"] == "/unsent"
    assert "You have typed nothing that is not sent" in browser.get("/unsent").text


@pytest.mark.parametrize("token", ["", "AAAA", "another's"])
def test_words_are_kept_for_nobody_else(browser: httpx.Client, accounts: Engine, token: str) -> None:
    sign_in(browser, accounts, SUPT)
    theirs = hidden(browser.get("/account").text, "_csrf")
    sign_in(browser, accounts)
    age_sessions(accounts, minutes=21)
    given = theirs if token == "another's" else token
    form = {"_csrf": given, "_page": "/account", "_tab": "a" * 32, "reasons": "planted"}
    assert browser.post("/account/end-others", data=form).headers["location"] == "/sign-in?next=/"
    with transaction(accounts) as session:
        assert kept(session, PPO, "/account") == []
        assert kept(session, SUPT, "/account") == []


def test_words_sent_late_do_not_write_over_those_kept_since(browser: httpx.Client, accounts: Engine) -> None:
    sign_in(browser, accounts)
    token = hidden(browser.get("/account").text, "_csrf")
    typed = {"page": "/work/x", "tab": "a" * 32, "version": 0, "fields": {"reasons": ["in the other window"]}}
    assert browser.post("/drafts", json=typed, headers={"X-CSRF": token}).json()["version"] == 1
    age_sessions(accounts, minutes=21)
    form = {"_csrf": token, "_page": "/work/x", "_tab": "a" * 32, "_version": "0", "reasons": "sent late"}
    browser.post("/account/end-others", data=form)
    with transaction(accounts) as session:
        assert {draft.fields["reasons"][0] for draft in kept(session, PPO, "/work/x")} == {
            "in the other window", "sent late",
        }  # fmt: skip


def test_drafts_are_saved_as_one_types_and_a_clash_is_shown(browser: httpx.Client, accounts: Engine) -> None:
    sign_in(browser, accounts)
    token = {"X-CSRF": hidden(browser.get("/account").text, "_csrf")}
    typed = {"page": "/work/x", "tab": "a" * 32, "version": 0, "fields": {"reasons": ["one"]}}
    assert browser.post("/drafts", json=typed).status_code == 422, "without the session's token"
    assert browser.post("/drafts", json=typed, headers=token).json()["version"] == 1
    clash = browser.post("/drafts", json=typed | {"fields": {"reasons": ["two"]}}, headers=token)
    assert clash.status_code == 409
    assert (clash.json()["theirs"], clash.json()["version"]) == ({"reasons": ["one"]}, 1)
    for wrong in (b"", b"[]", b"{", b"[" * 20000, b'{"page": 1}', b'"\xff"'):
        assert browser.post("/drafts", content=wrong, headers=token).status_code == 422
    assert browser.post("/drafts", json=typed | {"page": "//x.example"}, headers=token).status_code == 422
    assert browser.post("/drafts", data={"page": "/work/x"}, headers=token).status_code == 422, "as a form"


def test_without_script_a_form_is_saved_for_later_and_discarded_by_buttons(
    browser: httpx.Client, accounts: Engine
) -> None:
    sign_in(browser, accounts)
    form = {
        "_csrf": hidden(browser.get("/account").text, "_csrf"), "_page": "/work/x", "_tab": "a" * 32,
        "_version": "0", "_from": "/account", "reasons": "half of it",
    }  # fmt: skip
    assert browser.post("/drafts/later", data=form).headers["location"] == "/account"
    with transaction(accounts) as session:
        assert [draft.fields for draft in kept(session, PPO, "/work/x")] == [{"reasons": ["half of it"]}]
    assert browser.post("/drafts/later", data=form | {"_page": "elsewhere"}).status_code == 422
    assert browser.post("/drafts/discard", data=form).headers["location"] == "/account"
    with transaction(accounts) as session:
        assert kept(session, PPO, "/work/x") == []


def test_a_new_person_is_led_to_their_first_steps_from_the_front_door(
    browser: httpx.Client, accounts: Engine
) -> None:
    with transaction(accounts) as session:
        given = invite(session, actor(session, "administrator.1"), PPO)
    answer = sign_in(browser, accounts, password=given.password, code="")
    assert browser.get(answer.headers["location"]).headers["location"] == "/first-sign-in"


@pytest.mark.parametrize(
    "given",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "evil", "", "/a\nb", "/x y", "/<script>"],
)
def test_signing_in_leads_to_this_desk_only(given: str) -> None:
    assert our_place(given, "/") == "/"
    assert our_place("/considerations/C-2026-00001/do/progress?about=L-1", "/").startswith("/considerations")


def test_whoever_follows_a_link_from_a_message_is_asked_to_go_on(browser: httpx.Client) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert 'href="/account"' in browser.get("/sign-in?next=/account", headers=headers).text
    assert 'href="/account"' not in browser.get("/sign-in?next=/account").text
