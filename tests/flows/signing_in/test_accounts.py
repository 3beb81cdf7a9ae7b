"""Does nobody get in who does not belong, and does everybody who belongs get in again?"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from flows import passwords
from flows.accounts import (
    WebSession,
    end_all,
    ended,
    forget_ended,
    id_of,
    open_sessions,
    session_of,
    sign_in,
    sign_out,
    step_up,
)
from flows.attempts import delay_after
from flows.codes import STEP_S, counter_of
from flows.credentials import confirm_codes, invite, invite_first, secret_to_confirm, set_password
from flows.passwords import obstacles_to_password
from flows.people import actor
from flows.practice_accounts import code_for, set_up
from flows.proving import REFUSED
from models import clock, ledger
from models.account import Account, DeskSession
from models.database import engine, transaction
from models.errors import Busy, CannotDo, RecordError
from models.officer import Officer

Code = Callable[[str], str]
PPO = "ppo.northern.1"
REAL, NOBODYS = passwords._ARGON2ID, passwords._NOBODYS  # the other tests use something quick


def web_of(staffed: Engine, token: str) -> WebSession | None:
    with transaction(staffed) as session:
        return session_of(session, token)


def signed_in(staffed: Engine, code: Code, handle: str = PPO) -> WebSession:
    web = web_of(staffed, sign_in(staffed, handle, "correct horse battery", code(handle)))
    assert web
    return web


def door(staffed: Engine, *kinds: str) -> list[ledger.Recorded]:
    with transaction(staffed) as session:
        return ledger.entries(session, kinds=kinds)


def test_whoever_has_password_and_code_gets_in_and_it_is_on_record(
    staffed: Engine, password: str, code: Code
) -> None:
    token = sign_in(staffed, f" {PPO} ", password, code(PPO))
    web = web_of(staffed, token)
    assert web is not None
    assert (web.handle, web.ready) == (PPO, True)
    [entry] = door(staffed, "SignedIn")
    assert (entry.by, entry.body["session"], entry.body["how"]) == (PPO, web.id[:16], "password and code")


def test_the_token_is_kept_nowhere(staffed: Engine, password: str, code: Code) -> None:
    token = sign_in(staffed, PPO, password, code(PPO))
    with transaction(staffed) as session:
        [row] = session.exec(select(DeskSession)).all()
    assert row.id == id_of(token)
    assert token not in repr(row)
    assert len(token) >= 43  # 256 bits


def test_each_sign_in_gives_a_new_token_and_leaves_the_other_alone(
    staffed: Engine, password: str, code: Code
) -> None:
    tokens = {sign_in(staffed, PPO, password, code(PPO)) for _ in range(2)}
    assert len(tokens) == 2
    assert all(web_of(staffed, token) for token in tokens)


@pytest.mark.parametrize(
    ("handle", "word", "digits"),
    [
        ("nobody.1", "correct horse battery", "right"),
        ("Alan Testerby, 12 High Street", "correct horse battery", "right"),
        ("ppo.northern.2", "correct horse battery", "right"),
        (PPO, "correct horse batterz", "right"),
        (PPO, "correct horse battery", "000000"),
        (PPO, "correct horse battery", ""),
        (PPO, "correct horse battery", "½½½½½½"),
    ],
    ids=["no such handle", "a name", "no account", "wrong password", "wrong code", "no code", "odd code"],
)
def test_whatever_is_wrong_the_words_are_the_same(
    staffed: Engine, code: Code, handle: str, word: str, digits: str
) -> None:
    with pytest.raises(CannotDo) as refused:
        sign_in(staffed, handle, word, code(PPO) if digits == "right" else digits)
    assert refused.value.obstacles == [REFUSED]


def test_a_code_works_once(staffed: Engine, password: str, code: Code) -> None:
    given = code(PPO)
    sign_in(staffed, PPO, password, given)
    with pytest.raises(CannotDo):
        sign_in(staffed, PPO, password, given)
    sign_in(staffed, PPO, password, code(PPO))


def test_of_two_at_once_with_one_code_only_one_gets_in(staffed: Engine, password: str, code: Code) -> None:
    given, outcomes = code(PPO), []

    def attempt() -> None:
        try:
            outcomes.append(bool(sign_in(staffed, PPO, password, given)))
        except CannotDo:
            outcomes.append(False)

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, False, False, True]


def test_a_code_from_two_steps_ago_is_too_old(staffed: Engine, password: str, code: Code) -> None:
    with transaction(staffed) as session:
        account = session.exec(select(Account).where(Account.handle == PPO)).one()
    old = pyotp.TOTP(account.totp_secret).at(datetime.now(UTC) - timedelta(seconds=95))
    with pytest.raises(CannotDo):
        sign_in(staffed, PPO, password, old)


def test_delays_grow_and_end() -> None:
    waits = [delay_after(failures).total_seconds() for failures in (0, 1, 3, 4, 5, 6, 12, 1000)]
    assert waits == [0, 0, 0, 2, 4, 8, 300, 300]


def test_after_some_failures_even_the_right_password_waits_but_never_for_ever(
    staffed: Engine, password: str, code: Code, later: Callable[..., None]
) -> None:
    for _ in range(4):
        with pytest.raises(CannotDo):
            sign_in(staffed, PPO, "wrong", code(PPO))
    with pytest.raises(CannotDo) as refused:
        sign_in(staffed, PPO, password, code(PPO))
    assert refused.value.obstacles == [REFUSED]
    later(seconds=60)
    sign_in(staffed, PPO, password, code(PPO))
    with transaction(staffed) as session:
        account = session.exec(select(Account).where(Account.handle == PPO)).one()
        assert (account.failures, account.not_before) == (0, None)


def test_attempts_before_a_delay_is_over_do_not_make_it_longer(staffed: Engine, code: Code) -> None:
    for _ in range(8):
        with pytest.raises(CannotDo):
            sign_in(staffed, PPO, "wrong", code(PPO))
    with transaction(staffed) as session:
        assert session.exec(select(Account.failures).where(Account.handle == PPO)).one() == 4
    assert len(door(staffed, "SignInRefused")) == 4 + 1  # and how many came too soon, as one number


def test_what_is_typed_for_a_handle_nobody_has_is_counted_and_never_written(
    staffed: Engine, password: str
) -> None:
    for number in range(5):
        with pytest.raises(CannotDo):
            sign_in(staffed, f"MySecretPassword{number}", password, "123456")
    [entry] = door(staffed, "SignInRefused")
    assert (entry.by, entry.body["handle"], entry.body["count"]) == ("machine", None, 1)
    assert "MySecret" not in str(entry)


def test_one_address_is_slowed_down_and_another_is_not(
    staffed: Engine, password: str, code: Code, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.proving.matches", lambda word, kept: kept is not None and word == password)
    for number in range(21):
        with pytest.raises(CannotDo):
            sign_in(staffed, f"nobody.{number}", password, "123456", "192.0.2.1")
    with pytest.raises(Busy, match="try again in 2 seconds"):
        sign_in(staffed, PPO, password, code(PPO), "192.0.2.1")
    assert sign_in(staffed, PPO, password, code(PPO), "192.0.2.2")


@contextmanager
def all_turns_taken() -> Iterator[None]:
    turns = range(passwords.AT_ONCE + passwords.MAY_WAIT)
    assert all(passwords._admitted.acquire(blocking=False) for _ in turns)
    yield
    for _ in turns:
        passwords._admitted.release()


def test_in_a_flood_who_comes_on_top_is_sent_away_at_once(staffed: Engine, password: str, code: Code) -> None:
    with all_turns_taken(), pytest.raises(Busy):
        sign_in(staffed, PPO, password, code(PPO))
    assert sign_in(staffed, PPO, password, code(PPO))


def test_no_more_than_two_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most, lock = [0], [0], threading.Lock()

    class Slow:
        def verify(self, *_: str) -> bool:
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            threading.Event().wait(0.02)
            with lock:
                now[0] -= 1
            return False

    monkeypatch.setattr(passwords, "_ARGON2ID", Slow())
    threads = [threading.Thread(target=passwords.matches, args=("a", "b")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [2]


def test_whoever_waits_too_long_for_a_turn_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "LONGEST_WAIT_S", 0.01)
    monkeypatch.setattr(passwords, "_working", threading.BoundedSemaphore(1))
    with passwords._working, pytest.raises(Busy):
        passwords.matches("a", None)
    assert not passwords.matches("a", None)


def test_nobodys_hash_costs_what_everybodys_does() -> None:
    parameters = [kept.split("$")[1:4] for kept in (REAL.hash("anything at all"), NOBODYS)]
    assert parameters[0] == parameters[1] == ["argon2id", "v=19", "m=65536,t=3,p=1"]


def test_a_refusal_takes_its_time_whoever_it_was_for(
    staffed: Engine, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.proving.ANSWERS_AFTER_S", 0.5)
    for handle in (PPO, "nobody.1", "not a handle"):
        began = time.monotonic()
        with pytest.raises(CannotDo):
            sign_in(staffed, handle, password, "000000")
        assert 0.5 <= time.monotonic() - began < 1.0


def test_a_session_ends_when_it_is_idle(
    staffed: Engine, password: str, code: Code, later: Callable[..., None]
) -> None:
    token = sign_in(staffed, PPO, password, code(PPO))
    later(minutes=19)
    assert web_of(staffed, token), "used again within twenty minutes"
    later(minutes=19)
    assert web_of(staffed, token), "and again"
    later(minutes=20)
    assert web_of(staffed, token) is None
    assert [entry.body["because"] for entry in door(staffed, "SignedOut")] == ["idle"]
    with transaction(staffed) as session:
        assert ended(session, token) == PPO


def test_a_session_ends_after_twelve_hours_however_busy(
    staffed: Engine, password: str, code: Code, later: Callable[..., None]
) -> None:
    token = sign_in(staffed, PPO, password, code(PPO))
    for _ in range(47):
        later(minutes=15)
        assert web_of(staffed, token)
    later(minutes=15)
    assert web_of(staffed, token) is None
    assert [entry.body["because"] for entry in door(staffed, "SignedOut")] == ["too_long"]


def test_withdrawn_rights_end_it_at_the_next_request(staffed: Engine, password: str, code: Code) -> None:
    token = sign_in(staffed, PPO, password, code(PPO))
    with transaction(staffed) as session:
        officer = session.exec(select(Officer).where(Officer.handle == PPO)).one()
        officer.revoked_at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert web_of(staffed, token) is None
    assert [entry.body["because"] for entry in door(staffed, "SignedOut")] == ["rights_withdrawn"]
    with transaction(staffed) as session:
        assert ended(session, token) is None
    with pytest.raises(CannotDo):
        sign_in(staffed, PPO, password, code(PPO))


def test_signing_out_and_ending_the_others(
    staffed: Engine, password: str, code: Code, later: Callable[..., None]
) -> None:
    tokens = [sign_in(staffed, PPO, password, code(PPO)) for _ in range(2)]
    later(seconds=STEP_S)
    tokens.append(sign_in(staffed, PPO, password, code(PPO)))
    here, _, other = [web_of(staffed, token) for token in tokens]
    assert here
    assert other
    with transaction(staffed) as session:
        sign_out(session, other)
        sign_out(session, other)
        assert len(open_sessions(session, PPO)) == 2
    with transaction(staffed) as session:
        assert end_all(session, PPO, but=here.id) == 1
    assert [bool(web_of(staffed, token)) for token in tokens] == [True, False, False]
    assert len(door(staffed, "SignedOut")) == 2


def test_stepping_up_takes_a_fresh_code_and_counts_failures_whatever_comes_of_it(
    staffed: Engine, password: str, code: Code
) -> None:
    given = code(PPO)
    web = web_of(staffed, sign_in(staffed, PPO, password, given))
    assert web
    with pytest.raises(CannotDo):
        step_up(staffed, web, given)
    step_up(staffed, web, code(PPO))
    assert [entry.body["session"] for entry in door(staffed, "SteppedUp")] == [web.id[:16]]
    for _ in range(4):
        with pytest.raises(CannotDo):
            step_up(staffed, web, "000000")
    with pytest.raises(CannotDo):
        step_up(staffed, web, code(PPO))
    refused = door(staffed, "SignInRefused")
    assert [entry.body["step_up"] for entry in refused] == [True] * 5


def test_a_session_that_has_ended_can_not_be_stepped_up(staffed: Engine, code: Code) -> None:
    web = signed_in(staffed, code)
    with transaction(staffed) as session:
        sign_out(session, web)
    with pytest.raises(CannotDo):
        step_up(staffed, web, code(PPO))


def test_a_first_sign_in_leads_to_an_own_password_and_own_codes(
    staffed: Engine, later: Callable[..., None]
) -> None:
    new = "ppo.northern.2"
    with transaction(staffed) as session:
        given = invite(session, actor(session, "administrator.1"), new)
    token = sign_in(staffed, new, given.password, "")
    web = web_of(staffed, token)
    assert web
    assert not web.ready
    set_password(staffed, web, "", "three plain words")
    with transaction(staffed) as session:
        secret = secret_to_confirm(session, web)
    with pytest.raises(CannotDo):
        confirm_codes(staffed, web, "000000")
    confirm_codes(staffed, web, pyotp.TOTP(secret).now())
    again = web_of(staffed, token)
    assert again
    assert again.ready
    with pytest.raises(CannotDo, match="set up"), transaction(staffed) as session:
        secret_to_confirm(session, web)
    with pytest.raises(CannotDo):
        sign_in(staffed, new, given.password, pyotp.TOTP(secret).now())
    later(minutes=1)
    assert sign_in(staffed, new, "three plain words", pyotp.TOTP(secret).now())
    assert [entry.body["handle"] for entry in door(staffed, "AccountInvited")] == [new]
    assert given.password not in str(door(staffed))


def test_an_invitation_is_good_for_seven_days(staffed: Engine, later: Callable[..., None]) -> None:
    with transaction(staffed) as session:
        given = invite(session, actor(session, "administrator.1"), "ppo.northern.2")
    later(days=7, minutes=1)
    with pytest.raises(CannotDo):
        sign_in(staffed, "ppo.northern.2", given.password, "")


def test_inviting_again_ends_what_was_there(staffed: Engine, password: str, code: Code) -> None:
    token = sign_in(staffed, PPO, password, code(PPO))
    with transaction(staffed) as session:
        given = invite(session, actor(session, "administrator.1"), PPO)
    assert web_of(staffed, token) is None
    with pytest.raises(CannotDo):
        sign_in(staffed, PPO, password, "123456")
    assert sign_in(staffed, PPO, given.password, "")
    assert [entry.body["handle"] for entry in door(staffed, "AccessMadeAnew")] == [PPO]


@pytest.mark.parametrize(
    ("by", "whom", "words"),
    [
        ("ds.northern.1", "ppo.northern.2", "Only an administrator"),
        ("administrator.1", "nobody.1", "Nobody is known"),
        ("administrator.1", "administrator.1", "another administrator"),
    ],
)
def test_not_everybody_is_invited_by_anybody(staffed: Engine, by: str, whom: str, words: str) -> None:
    with pytest.raises(CannotDo, match=words), transaction(staffed) as session:
        invite(session, actor(session, by), whom)


def test_only_the_very_first_administrator_is_invited_by_nobody(staffed: Engine) -> None:
    with pytest.raises(CannotDo, match="has a password already"), transaction(staffed) as session:
        invite_first(session, "administrator.1")
    with transaction(staffed) as session:
        session.delete(session.get(Account, "administrator.1"))
    for handle in (PPO, "nobody.1"):
        with pytest.raises(CannotDo, match="is an administrator"), transaction(staffed) as session:
            invite_first(session, handle)
    with transaction(staffed) as session:
        given = invite_first(session, "administrator.1")
    assert sign_in(staffed, "administrator.1", given.password, "")
    assert [entry.by for entry in door(staffed, "AccountInvited")] == ["machine"]


def test_changing_a_password_takes_the_present_one_and_ends_other_sessions(
    staffed: Engine, password: str, code: Code
) -> None:
    other = sign_in(staffed, PPO, password, code(PPO))
    web = signed_in(staffed, code)
    with pytest.raises(CannotDo, match="present password is wrong"):
        set_password(staffed, web, "wrong", "another long password")
    with pytest.raises(CannotDo, match="present one"):
        set_password(staffed, web, password, password)
    set_password(staffed, web, password, "another long password")
    assert web_of(staffed, other) is None
    with transaction(staffed) as session:
        assert [row.id for row in open_sessions(session, PPO)] == [web.id]
    assert len(door(staffed, "PasswordChanged")) == 1


@pytest.mark.parametrize(
    ("password", "words"),
    [("short", "too short"), ("x" * 201, "too long"), ("I am PPO.Northern.1!", "contains your handle")],
)
def test_a_password_is_judged_by_length_and_handle_only(password: str, words: str) -> None:
    [found] = obstacles_to_password(password, PPO)
    assert words in found
    assert obstacles_to_password("aaaaaaaaaaaa", PPO) == []


def test_the_same_letters_typed_two_ways_are_one_password() -> None:
    assert passwords.matches("café café café", passwords.hashed("café café café"))


def test_practice_accounts_are_for_scratch_records_only(live_record: str) -> None:
    live = engine(live_record)
    with pytest.raises(RecordError), transaction(live) as session:
        set_up(session, [PPO], "correct horse battery")
    with pytest.raises(RecordError), transaction(live) as session:
        code_for(session, PPO)
    live.dispose()


def test_sessions_of_a_month_ago_are_forgotten(
    staffed: Engine, password: str, code: Code, later: Callable[..., None]
) -> None:
    sign_in(staffed, PPO, password, code(PPO))
    later(days=31)
    sign_in(staffed, PPO, password, code(PPO))
    with transaction(staffed) as session:
        forget_ended(session)
    with transaction(staffed) as session:
        [row] = session.exec(select(DeskSession)).all()
    assert row.started_at.date() >= date(2026, 1, 1)


def test_an_unknown_token_is_nobodys(staffed: Engine) -> None:
    for token in ("", "x" * 43, "é\udc80"):
        assert web_of(staffed, token) is None
        with transaction(staffed) as session:
            assert ended(session, token) is None


def test_a_practice_code_is_taken_for_half_a_minute_after_it_was_given(
    staffed: Engine, later: Callable[..., None]
) -> None:
    for used in range(2):
        with transaction(staffed) as session:
            given, account = code_for(session, PPO), session.get(Account, PPO)
            assert account
            typed_at = clock.wall(session) + timedelta(seconds=STEP_S - 1)
            step = counter_of(account.totp_secret, given, account.last_counter, typed_at)
            assert step, f"run out by the time it is typed, after {used} others"
            account.last_counter = step
    with pytest.raises(CannotDo, match="try again in half a minute"), transaction(staffed) as session:
        code_for(session, PPO)
    later(seconds=STEP_S)
    with transaction(staffed) as session:
        assert code_for(session, PPO)
