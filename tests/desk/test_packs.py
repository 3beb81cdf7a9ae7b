"""The pack as one page: read part by part, then signed with a code; and everything that stops it."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from flows.codes import code_at, new_secret
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.steps.pipeline import take
from flows.workplace import Workplace, working_in
from models import clock, ledger
from models.account import Account
from models.consideration import Consideration
from models.database import transaction
from models.folding import fold
from models.ledger import Recorded
from models.officer import Officer

STORY = "mother-refuses-undertaking"
REASONS = "Presumed, necessary, and no wider than it need be."
Desk = Callable[..., Any]


class Signing:
    """A record with a pack laid on it, the desk over it, and people at it."""

    def __init__(self, rehearsal: Rehearsal, url: str, visit_as: Desk) -> None:
        self.engine, self.rehearsal = rehearsal.engine, rehearsal
        self.url, self.visit_as = url, visit_as
        with transaction(self.engine) as session:
            self.row = session.exec(select(Consideration)).first()
        assert self.row is not None
        self.reference = self.row.reference

    def come(self, handle: str) -> Any:
        """Somebody signed in, with a phone that makes their codes."""
        with transaction(self.engine) as session:
            if session.get(Account, handle) is None:
                session.add(
                    Account(
                        handle=handle, password_hash="-", totp_secret=new_secret(), must_change=False,
                        totp_confirmed=True, changed_at=clock.wall(session),
                    )
                )  # fmt: skip
        return self.visit_as(self.url, self.engine, handle)

    @property
    def entries(self) -> list[Recorded]:
        with transaction(self.engine) as session:
            assert self.row is not None
            return ledger.entries(session, self.row.id)

    @property
    def pack(self) -> Any:
        return list(fold(self.entries).packs.values())[-1]

    @property
    def path(self) -> str:
        return f"/considerations/{self.reference}/packs/{self.pack.pack}"

    def kinds(self, by: str) -> list[str]:
        return [entry.kind for entry in self.entries if entry.by == by]

    def code_of(self, handle: str, back: int = 0) -> str:
        """The code on somebody's phone."""
        with transaction(self.engine) as session:
            account = session.get(Account, handle)
            assert account is not None
            return code_at(account.totp_secret, int(clock.wall(session).timestamp()) // 30 - back)

    def later(self, **more: int) -> None:
        with transaction(self.engine) as session:
            clock.set_clock(session, clock.now(session) + timedelta(**more))

    def answer(self, visitor: Any, outcome: str = "agree", reasons: str = REASONS, **more: str) -> Any:
        return visitor.post(self.path, {"outcome": outcome, "reasons": reasons, **more})

    def read_all(self, visitor: Any) -> None:
        for part in ("words", *self.pack.letters):
            visitor.get(f"{self.path}/parts/{part}")


@pytest.fixture
def at_desk(carry_on: Desk, serve: Desk, visit_as: Desk) -> Callable[..., Signing]:
    def begin(name: str = STORY, before: str | None = "sign_off", **more: Any) -> Signing:
        rehearsal = carry_on(name, before, [], **more)
        return Signing(rehearsal, serve(rehearsal.engine), visit_as)

    return begin


def text(page: str) -> str:
    plain = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", plain)


def test_the_page_sets_out_the_question_and_who_signs(at_desk: Desk) -> None:
    signing = at_desk()
    page = signing.come("di.northern.1").get(signing.path)
    assert page.status_code == 200, page.text[-500:]
    said = text(page.text)
    assert "Should Philippa Feignwell be told?" in said
    assert "Waits for: DI or above, police; SPO or above, probation." in said
    assert "You have not looked at this before." in said
    assert "Open before you agree" in said
    assert "sexually assaulting" not in said, "no part is shown that was not opened"


def test_opening_a_part_shows_it_and_is_on_record(at_desk: Desk) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    page = manager.get(f"{signing.path}/parts/words")
    assert "He must not be alone with your son." in text(page.text)
    opened = [entry.body for entry in signing.entries if entry.kind == "PartOpened"]
    assert ("words", signing.pack.pack) in [(each["part"], each["pack"]) for each in opened]
    manager.get(f"{signing.path}/parts/words")
    assert [each["part"] for each in opened].count("words") == 1, "once is enough"


def test_agreeing_is_recorded_with_ones_own_reasons(at_desk: Desk) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    signing.read_all(manager)
    manager.get(signing.path)
    page = signing.answer(manager, code=signing.code_of("di.northern.1"))
    assert page.status_code == 200, text(page.text)
    assert "You agreed. It is recorded with your reasons." in text(page.text)
    signed = [entry for entry in signing.entries if entry.kind == "SignedOff"][-1]
    assert (signed.by, signed.body["outcome"], signed.body["digest"]) == (
        "di.northern.1",
        "agree",
        signing.pack.digest,
    )
    assert signed.content == {"reasons": REASONS}
    assert "You have answered on this pack already." in text(page.text)
    wanted = "decides di or above, police signed agrees too spo or above, probation waiting"
    assert wanted in text(page.text).casefold()


def test_nobody_agrees_without_having_opened_the_words_and_every_letter(at_desk: Desk) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    manager.get(f"{signing.path}/parts/words")
    page = signing.answer(manager, code=signing.code_of("di.northern.1"))
    assert page.status_code == 422
    said = text(page.text)
    assert "Open “Letter: Please come and talk to us again” before you agree." in said
    assert "Open “What would be said, and how” before you agree." not in said
    assert REASONS in said
    assert "SignedOff" not in signing.kinds("di.northern.1")
    assert REASONS in text(manager.get(signing.path).text), (
        "what was typed is there after opening another part"
    )
    page = signing.answer(manager, "refuse", code=signing.code_of("di.northern.1"))
    assert page.status_code == 200, "refusing needs no reading, and the code was not used up"


@pytest.mark.parametrize(
    ("outcome", "reasons", "code", "words"),
    [
        ("agree", "ok", "right", "Give your reasons, whichever way you answer."),
        ("", REASONS, "right", "What do you say: choose an answer."),
        ("agree", REASONS, "", "Code from your phone: this is needed."),
        ("agree", REASONS, "000000", "The code is wrong, was used already, or too many were tried"),
    ],
)
def test_each_thing_wrong_is_said_beside_its_question(
    at_desk: Desk, outcome: str, reasons: str, code: str, words: str
) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    signing.read_all(manager)
    manager.get(signing.path)
    right = signing.code_of("di.northern.1")
    given = right if code == "right" else code if code != right else "111111"
    page = signing.answer(manager, outcome, reasons, code=given)
    assert page.status_code == 422
    assert text(page.text).count(words) >= 2, "in the summary and at the question"
    assert f">{reasons}</textarea>" in page.text
    assert right not in page.text
    assert "SignedOff" not in signing.kinds("di.northern.1")


def test_a_code_works_once(at_desk: Desk) -> None:
    signing = at_desk()
    code = None
    for handle, outcome in (("di.northern.1", "refuse"), ("di.northern.1", "agree")):
        manager = signing.come(handle)
        manager.get(signing.path)
        code = code or signing.code_of(handle)
        signing.answer(manager, outcome, code=code)
    signed = [entry.body["outcome"] for entry in signing.entries if entry.kind == "SignedOff"]
    assert signed == ["refuse"]


def test_sent_twice_it_is_taken_once(at_desk: Desk) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    signing.read_all(manager)
    manager.get(signing.path)
    form, code = {"outcome": "agree", "reasons": REASONS}, signing.code_of("di.northern.1")
    pages: list[Any] = []

    def send() -> None:
        other = signing.come("di.northern.1")
        other.token, other.last = manager.token, manager.last
        pages.append(other.post(signing.path, form | {"code": code}))

    sending = [threading.Thread(target=send) for _ in range(2)]
    for each in sending:
        each.start()
    for each in sending:
        each.join()
    assert [page.status_code for page in pages] == [200, 200]
    assert all("You agreed. It is recorded" in text(page.text) for page in pages)
    assert signing.kinds("di.northern.1").count("SignedOff") == 1
    assert signing.kinds("di.northern.1").count("SteppedUp") <= 1


def test_two_managers_at_once_each_sign_their_own(at_desk: Desk) -> None:
    signing = at_desk()
    answers: list[Any] = []

    def sign(handle: str) -> None:
        manager = signing.come(handle)
        signing.read_all(manager)
        manager.get(signing.path)
        answers.append(signing.answer(manager, code=signing.code_of(handle)))

    signing_now = [threading.Thread(target=sign, args=(who,)) for who in ("di.northern.1", "spo.northern.1")]
    for each in signing_now:
        each.start()
    for each in signing_now:
        each.join()
    assert [page.status_code for page in answers] == [200, 200]
    kinds = [entry.kind for entry in signing.entries]
    assert kinds.count("SignedOff") == 2
    assert kinds.count("DecisionStood") == 1


def test_a_pack_laid_anew_between_showing_and_signing_is_shown_with_what_was_typed(
    at_desk: Desk, tmp_path: Path
) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    signing.read_all(manager)
    manager.get(signing.path)
    old = signing.path
    hidden = manager.hidden(old)
    _move(signing, tmp_path, "spo.northern.1", "give_view", {"agrees": True, "words": "Probation agrees."})
    page = manager.post(old, hidden | {"outcome": "agree", "reasons": REASONS, "code": "123456"})
    assert page.status_code == 409
    said = text(page.text)
    assert "The pack changed after you were shown it, so nothing was signed." in said
    assert "Otherwise than in the pack you read before" in said
    assert "The agencies’ views Changed: read it again below." in said
    assert f">{REASONS}</textarea>" in page.text
    assert signing.path != old
    assert f'action="{signing.path}"' in page.text
    assert "SignedOff" not in signing.kinds("di.northern.1")
    assert "This pack has lapsed" in text(manager.get(old).text)


def _move(signing: Signing, folder: Path, who: str, name: str, given: dict[str, Any]) -> None:
    """Somebody makes a move that lapses the pack; the machine lays another where it may be laid."""
    with transaction(signing.engine) as session:
        take(session, signing.reference, name, actor(session, who), given)
    with working_in(Workplace(signing.engine, folder)):
        signing.rehearsal.settle()


def test_where_a_pack_lapses_for_good_what_was_typed_is_kept(at_desk: Desk, tmp_path: Path) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    manager.get(signing.path)
    asked = {
        "answers": {"safety_plan_agreed": None},
        "recipient": "recipient-1",
        "reasons": "Asked again.",
    }
    _move(signing, tmp_path, "ppo.northern.2", "answer", asked)
    given = {"reason": "I was reading it to sign it."}
    manager.get(signing.path)
    manager.post(f"/considerations/{signing.reference}/reason", given)
    page = signing.answer(manager, code="123456")
    assert page.status_code == 409
    assert "No other pack is laid yet." in text(page.text)
    assert "What you wrote is kept" in text(page.text)
    assert REASONS in text(manager.get(signing.path).text)


@pytest.mark.parametrize(
    ("handle", "status", "words"),
    [
        ("ppo.northern.2", 200, "You proposed it, so somebody else must sign."),
        ("spo.northern.1", 200, "Your answer"),
        ("team_manager.northern.1", 404, ""),
        ("ppo.northern.4", 403, ""),
        ("di.eastern.1", 403, ""),
        ("administrator.1", 404, ""),
        ("registration.northern.1", 404, ""),
        ("auditor.1", 403, ""),
    ],
)
def test_a_forwarded_link_carries_no_authority(at_desk: Desk, handle: str, status: int, words: str) -> None:
    signing = at_desk()
    visitor = signing.come(handle)
    page = visitor.get(signing.path)
    assert page.status_code == status, text(page.text)[:400]
    assert words in text(page.text)
    if words.startswith("You proposed"):
        assert 'name="outcome"' not in page.text, "no form that could only be refused"
    if status != 200:
        assert "Feignwell" not in page.text
        for path in (f"{signing.path}/parts/words", f"{signing.path}/letters/{signing.pack.letters[0]}.pdf"):
            assert visitor.get(path).status_code == status
        assert "PartOpened" not in signing.kinds(handle)


def test_what_changed_since_one_last_looked(at_desk: Desk) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    signing.read_all(manager)
    signing.later(hours=2)
    other = signing.come("spo.northern.1")
    signing.read_all(other)
    other.get(signing.path)
    signing.answer(other, code=signing.code_of("spo.northern.1"))
    signing.later(hours=2)
    said = text(manager.get(signing.path).text)
    assert "You last looked on 8 December 2026, 2:00pm." in said
    new = "probation: agree, 8 December 2026, 4:00pm, by spo.northern.1"
    assert new in said
    assert "Part opened" not in said
    again = text(manager.get(signing.path).text)
    assert new in again, "still new in the same sitting"


def test_a_letters_real_pages_are_pictures_with_their_words(at_desk: Desk) -> None:
    signing = at_desk()
    outside = signing.come("spo.northern.1")
    letter = signing.pack.letters[-1]
    for unopened in (f"{letter}.pdf", f"{letter}/pages/1.png"):
        assert outside.get(f"{signing.path}/letters/{unopened}").status_code == 404, "read without a trace"
    page = outside.get(f"{signing.path}/parts/{letter}")
    assert f'src="{signing.path}/letters/{letter}/pages/1.png"' in page.text
    assert "The words of page 1" in text(page.text)
    picture = outside.get(f"{signing.path}/letters/{letter}/pages/1.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert outside.get(f"{signing.path}/letters/{letter}/pages/99.png").status_code == 404
    assert outside.get(f"{signing.path}/letters/{letter}.pdf").content.startswith(b"%PDF")
    assert outside.get(f"{signing.path}/letters/L-2026-00001.pdf").status_code == 404, "not of this pack"


def test_whoever_declares_an_interest_signs_nothing_and_reads_no_further(at_desk: Desk) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.2")
    manager.get(signing.path)
    manager.post(
        signing.path, {"outcome": "declare_interest", "code": signing.code_of("di.northern.2")}, follow=False
    )
    assert manager.last.status_code == 303, text(manager.last.text)
    assert "SignedOff" in signing.kinds("di.northern.2")
    assert manager.get(signing.path).status_code == 403


@pytest.mark.parametrize("handle", ["di.northern.1", "spo.northern.2"])
def test_a_page_asks_the_database_at_most_ten_times(at_desk: Desk, handle: str) -> None:
    signing = at_desk()
    visitor = signing.come(handle)
    signing.read_all(visitor)
    path = signing.path
    visitor.get(path)
    asked: list[str] = []
    event.listen(signing.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert visitor.get(path).status_code == 200
    assert len(asked) <= 10, asked


def test_whoever_signs_second_loses_no_word_of_theirs(at_desk: Desk) -> None:
    signing = at_desk()
    for first, second, status in (
        ("di.northern.1", "di.northern.2", 403),
        ("spo.northern.1", "spo.northern.2", 404),
    ):
        one, other = signing.come(first), signing.come(second)
        for each in (one, other):
            signing.read_all(each)
            each.get(signing.path)
        signing.answer(one, code=signing.code_of(first))
        late = signing.answer(other, reasons="My own reasons, at length.", code=signing.code_of(second))
        assert late.status_code == status
        assert "What you typed is kept" in late.text
        assert "My own reasons, at length." in other.get("/unsent").text


def test_a_pack_opens_to_the_lowest_rank_there_is_to_sign_it(at_desk: Desk) -> None:
    signing = at_desk()
    at = f"/considerations/{signing.reference}"
    assert signing.come("di.northern.1").get(signing.path).status_code == 200
    assert signing.come("spo.northern.1").get(signing.path).status_code == 200
    for handle in ("dci.1", "supt.1", "acc.1"):
        senior = signing.come(handle)
        assert [senior.get(page).status_code for page in (at, signing.path)] == [403, 403], handle
    assert signing.come("aco.1").get(signing.path).status_code == 404
    with transaction(signing.engine) as session:
        for officer in session.exec(select(Officer).where(Officer.unit == "northern", Officer.rank == "di")):
            officer.revoked_at = clock.now(session)
            session.add(officer)
    assert signing.come("dci.1").get(at).status_code == 200
    assert signing.come("supt.1").get(at).status_code == 403


def test_once_it_is_closed_it_is_open_to_its_signers_that_day_only(at_desk: Desk) -> None:
    signing = at_desk()
    visitor = signing.come("di.northern.1")
    signing.read_all(visitor)
    visitor.get(signing.path)
    assert signing.answer(visitor, code=signing.code_of("di.northern.1")).status_code == 200
    with transaction(signing.engine) as session:
        row = session.exec(select(Consideration)).one()
        row.stage = "closed"
        session.add(row)
    assert signing.come("di.northern.2").get(signing.path).status_code == 403
    assert visitor.get(signing.path).status_code == 200
    signing.later(days=1)
    assert signing.come("di.northern.1").get(signing.path).status_code == 403
