"""Signing a pack: one's own reasons and a code, and everything that stops it or comes between."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.people import actor
from flows.steps.pipeline import take
from flows.workplace import Workplace, working_in
from models.database import transaction

REASONS = "Presumed, necessary, and no wider than it need be."
Desk = Callable[..., Any]


def _move(signing: Any, folder: Path, who: str, name: str, given: dict[str, Any]) -> None:
    """Somebody makes a move that lapses the pack; the machine lays another where it may be laid."""
    with transaction(signing.engine) as session:
        take(session, signing.reference, name, actor(session, who), given)
    with working_in(Workplace(signing.engine, folder)):
        signing.rehearsal.settle()


def test_reasons_typed_before_a_part_is_opened_are_kept(at_desk: Desk, text: Desk) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    page = manager.get(signing.path).text
    assert f'form="answer" formaction="{signing.path}/parts/words"' in page
    assert f'href="{signing.path}/parts/' not in page, "no link leaves the form behind"
    typed = {"outcome": "agree", "reasons": "Half of what I have to say", "code": "123456"}
    sent = manager.hidden(signing.path) | typed
    opened = manager.http.post(f"{signing.path}/parts/words", data=sent, follow_redirects=True)
    assert opened.url.path == signing.path
    assert "Half of what I have to say" in opened.text
    assert "123456" not in opened.text
    assert "He must not be alone with your son." in text(opened.text)
    assert signing.kinds("di.northern.1").count("PartOpened") == 2, "the summary, and the words"
    assert "SignedOff" not in signing.kinds("di.northern.1")


def test_whoever_may_not_sign_opens_parts_by_links(at_desk: Desk) -> None:
    signing = at_desk()
    officer = signing.come("ppo.northern.1")
    officer.get(signing.path)
    officer.post(f"/considerations/{signing.reference}/reason", {"reason": "Wants to see how it stands"})
    assert f'href="{signing.path}/parts/words"' in officer.get(signing.path).text
    assert "formaction" not in officer.last.text.partition("<main")[2]


def test_agreeing_is_recorded_with_ones_own_reasons(at_desk: Desk, text: Desk) -> None:
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


def test_nobody_agrees_without_having_opened_the_words_and_every_letter(at_desk: Desk, text: Desk) -> None:
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
    at_desk: Desk, outcome: str, reasons: str, code: str, words: str, text: Desk
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


def test_sent_twice_it_is_taken_once(at_desk: Desk, text: Desk) -> None:
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
    at_desk: Desk, tmp_path: Path, text: Desk
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


def test_where_a_pack_lapses_for_good_what_was_typed_is_kept(
    at_desk: Desk, tmp_path: Path, text: Desk
) -> None:
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


def test_whoever_declares_an_interest_signs_nothing_and_reads_no_further(at_desk: Desk, text: Desk) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.2")
    manager.get(signing.path)
    manager.post(
        signing.path, {"outcome": "declare_interest", "code": signing.code_of("di.northern.2")}, follow=False
    )
    assert manager.last.status_code == 303, text(manager.last.text)
    assert "SignedOff" in signing.kinds("di.northern.2")
    assert manager.get(signing.path).status_code == 403


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


def test_no_address_says_somebody_signed_who_did_not(at_desk: Desk) -> None:
    signing = at_desk()
    manager = signing.come("di.northern.1")
    assert "It is recorded" not in manager.get(f"{signing.path}?done=agree").text
    signing.read_all(manager)
    manager.get(signing.path)
    assert "You agreed. It is recorded" in signing.answer(manager, code=signing.code_of("di.northern.1")).text
    assert "You refused" not in manager.get(f"{signing.path}?done=refuse").text


def test_nobody_agrees_without_having_opened_what_the_subject_said(at_desk: Desk, text: Desk) -> None:
    signing = at_desk("police-and-probation-disagree")
    manager = signing.come("di.northern.1")
    for part in ("words", *signing.pack.letters):
        manager.get(f"{signing.path}/parts/{part}")
    page = signing.answer(manager)
    assert "Open “Representations” before you agree." in text(page.text)
