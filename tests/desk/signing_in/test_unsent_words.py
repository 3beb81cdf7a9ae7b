"""Are words typed and not sent there again for whoever typed them, and for nobody else?"""

import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from desk.csrf import csrf_masked
from flows.drafts import kept
from models.database import transaction
from models.officer import Officer

PPO, SUPT = "ppo.northern.1", "supt.1"


def test_what_is_sent_after_a_session_ended_is_there_again_after_signing_in(
    door: Any, accounts: Engine
) -> None:
    door.sign_in()
    token = door.hidden(door.get("/account").text, "_csrf")
    door.age(minutes=21)
    page, back = "/considerations/C-2026-00001/do/answer/x", "/considerations/C-2026-00001/do/answer?about=x"
    form = {
        "_csrf": token, "_page": page, "_from": back, "_tab": "a" * 32, "_version": "0", "_once": "b" * 32,
        "reasons": "Half an hour's work", "ticked": ["one", "two"], "password": "never kept",
    }  # fmt: skip
    ended = door.post("/account/end-others", data=form)
    assert ended.headers["location"] == f"/sign-in?next={quote(back, safe='/')}"
    asking = door.get(ended.headers["location"])
    wanted = door.hidden(asking.text, "next")
    assert wanted == back
    assert "what you sent is kept and stands there again" in asking.text
    assert door.sign_in(next=wanted).headers["location"] == back
    with transaction(accounts) as session:
        [draft] = kept(session, PPO, page)
    assert draft.fields == {"reasons": ["Half an hour's work"], "ticked": ["one", "two"]}


def test_the_form_of_an_earlier_session_of_ones_own_keeps_its_words_and_does_nothing(
    door: Any, accounts: Engine
) -> None:
    door.sign_in()
    old = door.hidden(door.get("/account").text, "_csrf")
    door.sign_in()
    form = {"_csrf": old, "_page": "/work/x", "_from": "/account", "_tab": "a" * 32, "reasons": "an hour's"}
    answer = door.post("/account/end-others", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    with transaction(accounts) as session:
        assert [draft.fields for draft in kept(session, PPO, "/work/x")] == [{"reasons": ["an hour's"]}]
    emptied = {name: value for name, value in form.items() if name != "reasons"} | {"_version": "1"}
    assert door.post("/drafts/discard", data=emptied).status_code == 422, "it discards nothing"
    assert "an hour&#39;s" in door.get("/unsent").text


def test_what_one_typed_and_did_not_send_is_listed_for_oneself_and_discarded(door: Any) -> None:
    door.sign_in()
    page = "/considerations/C-2026-00001/do/withdraw_proposal/x1"
    form = {
        "_csrf": door.hidden(door.get("/account").text, "_csrf"), "_page": page, "_from": "/unsent",
        "_tab": "a" * 32, "reasons": "<b>Half of it", "proposal": "a" * 32, "outcome": "not_tell",
    }  # fmt: skip
    door.post("/drafts/later", data=form)
    assert 'href="/unsent"' in door.get("/account").text
    shown = door.get("/unsent").text
    assert "&lt;b&gt;Half of it" in shown
    assert 'href="/considerations/C-2026-00001/do/withdraw_proposal"' in shown
    assert "Proposal</p>" not in shown, "the key of a thing is nothing to read"
    assert "not_tell" not in shown
    assert "&lt;span" not in shown
    door.sign_in(SUPT)
    assert "Half of it" not in door.get("/unsent").text
    door.sign_in()
    there = door.get("/unsent").text.partition('action="/drafts/discard"')[2]
    sent = {name: door.hidden(there, name) for name in ("_csrf", "_page", "_tab", "_from")}
    assert sent["_page"] == page
    assert door.post("/drafts/discard", data=sent).headers["location"] == "/unsent"
    assert "You have typed nothing that is not sent" in door.get("/unsent").text


@pytest.mark.parametrize("token", ["", "AAAA", "another's"])
def test_words_are_kept_for_nobody_else(door: Any, accounts: Engine, token: str) -> None:
    door.sign_in(SUPT)
    theirs = door.hidden(door.get("/account").text, "_csrf")
    door.sign_in()
    door.age(minutes=21)
    given = theirs if token == "another's" else token
    form = {"_csrf": given, "_page": "/account", "_tab": "a" * 32, "reasons": "planted"}
    assert door.post("/account/end-others", data=form).headers["location"] == "/sign-in?next=/"
    with transaction(accounts) as session:
        assert kept(session, PPO, "/account") == []
        assert kept(session, SUPT, "/account") == []


@pytest.mark.parametrize(
    ("whose", "kept_for_them"), [("own", True), ("nobody's", False), ("whose rights were withdrawn", False)]
)
def test_a_browser_whose_cookie_is_gone_keeps_words_for_whoever_the_form_was_made_for(
    door: Any, accounts: Engine, whose: str, kept_for_them: bool
) -> None:
    door.sign_in()
    token = door.hidden(door.get("/account").text, "_csrf")
    del door.headers["Cookie"]
    door.cookies.clear()
    if whose == "whose rights were withdrawn":
        with transaction(accounts) as session:
            officer = session.exec(select(Officer).where(Officer.handle == PPO)).one()
            officer.revoked_at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    given = token if whose != "nobody's" else csrf_masked(secrets.token_hex(32))
    form = {"_csrf": given, "_page": "/work/x", "_from": "/account", "_tab": "a" * 32, "reasons": "an hour's"}
    answer = door.post("/account/end-others", data=form)
    assert answer.headers["location"] == "/sign-in?next=/account", "it keeps words, and does nothing"
    with transaction(accounts) as session:
        assert bool(kept(session, PPO, "/work/x")) is kept_for_them


def test_words_sent_late_do_not_write_over_those_kept_since(door: Any, accounts: Engine) -> None:
    door.sign_in()
    token = door.hidden(door.get("/account").text, "_csrf")
    typed = {"page": "/work/x", "tab": "a" * 32, "version": 0, "fields": {"reasons": ["in the other window"]}}
    assert door.post("/drafts", json=typed, headers={"X-CSRF": token}).json()["version"] == 1
    door.age(minutes=21)
    form = {"_csrf": token, "_page": "/work/x", "_tab": "a" * 32, "_version": "0", "reasons": "sent late"}
    door.post("/account/end-others", data=form)
    with transaction(accounts) as session:
        assert {draft.fields["reasons"][0] for draft in kept(session, PPO, "/work/x")} == {
            "in the other window", "sent late",
        }  # fmt: skip


def test_drafts_are_saved_as_one_types_and_a_clash_is_shown(door: Any) -> None:
    door.sign_in()
    token = {"X-CSRF": door.hidden(door.get("/account").text, "_csrf")}
    typed = {"page": "/work/x", "tab": "a" * 32, "version": 0, "fields": {"reasons": ["one"]}}
    assert door.post("/drafts", json=typed).status_code == 422, "without the session's token"
    assert door.post("/drafts", json=typed, headers=token).json()["version"] == 1
    clash = door.post("/drafts", json=typed | {"fields": {"reasons": ["two"]}}, headers=token)
    assert clash.status_code == 409
    assert (clash.json()["theirs"], clash.json()["version"]) == ({"reasons": ["one"]}, 1)
    for wrong in (b"", b"[]", b"{", b"[" * 20000, b'{"page": 1}', b'"\xff"'):
        assert door.post("/drafts", content=wrong, headers=token).status_code == 422
    assert door.post("/drafts", json=typed | {"page": "//x.example"}, headers=token).status_code == 422
    assert door.post("/drafts", data={"page": "/work/x"}, headers=token).status_code == 422, "as a form"


def test_without_script_a_form_is_saved_for_later_and_discarded_by_buttons(
    door: Any, accounts: Engine
) -> None:
    door.sign_in()
    form = {
        "_csrf": door.hidden(door.get("/account").text, "_csrf"), "_page": "/work/x", "_tab": "a" * 32,
        "_version": "0", "_from": "/account", "reasons": "half of it",
    }  # fmt: skip
    assert door.post("/drafts/later", data=form).headers["location"] == "/unsent?done=saved"
    with transaction(accounts) as session:
        assert [draft.fields for draft in kept(session, PPO, "/work/x")] == [{"reasons": ["half of it"]}]
    assert door.post("/drafts/later", data=form | {"_page": "elsewhere"}).status_code == 422
    assert door.post("/drafts/discard", data=form).headers["location"] == "/account"
    with transaction(accounts) as session:
        assert kept(session, PPO, "/work/x") == []
