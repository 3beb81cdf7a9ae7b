"""What does somebody meet who makes a move at the desk: what is wrong, what came between, what is kept?"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from flows.grants import give_reason
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from models import ledger
from models.consideration import Consideration
from models.database import transaction

AT = Callable[..., tuple[str, Any, Any]]
LINE = re.compile(r'<a href="#([^"]+)">([^<]+)</a>')


@pytest.fixture
def at(
    carry_on: Callable[..., Rehearsal],
    serve: Callable[[Engine], str],
    visit_as: Callable[[str, Engine, str], Any],
) -> Callable[..., Any]:
    """A story as far as it has come, served: its address, who comes to it, its entries counted by kind."""

    def stand(name: str, before: str | None, *, reads: str = "") -> Any:
        rehearsal = carry_on(name, before, [])
        url = serve(rehearsal.engine)
        reference = rehearsal.names["it"]
        if reads:  # somebody of the unit, who has given the day's reason
            with transaction(rehearsal.engine) as session:
                give_reason(session, actor(session, reads), reference, "On duty tonight for the unit.")
        return (
            f"/considerations/{reference}",
            lambda handle: visit_as(url, rehearsal.engine, handle),
            lambda kind: kinds(rehearsal.engine, reference).count(kind),
        )

    return stand


def kinds(opened: Engine, reference: str) -> list[str]:
    with transaction(opened) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        return [entry.kind for entry in ledger.entries(session, row.id)]


def summary(page: Any) -> dict[str, str]:
    """The lines of an error summary, by the field each leads to."""
    return dict(LINE.findall(page.text))


def test_what_is_missing_is_said_at_each_question_and_nothing_typed_is_lost(at: AT) -> None:
    here, come, count = at("head-teacher-at-level-2", "propose")
    officer = come("ppo.northern.1")
    officer.get(f"{here}/do/name_recipient?recipient=new")
    page = officer.post(f"{here}/do/name_recipient", {"name": "Harold Wick", "kind": "employer"})
    assert page.status_code == 422
    assert {"why", "address"} <= set(summary(page))
    assert all(f'id="{field}"' in page.text for field in summary(page))
    assert 'value="Harold Wick"' in page.text
    assert page.text.index("<title>Error: ") > 0
    assert "Harold Wick" not in page.text.split("</title>")[0]
    assert count("RecipientNamed") == 1


def test_what_the_process_refuses_is_said_beside_the_question(at: AT) -> None:
    here, come, count = at("head-teacher-at-level-2", "record_undertaking")
    officer = come("ppo.northern.1")
    officer.get(f"{here}/do/tell")
    told = {"told_at-day": "1", "told_at-month": "1", "told_at-year": "2030", "told_at-time": "10:00",
            "told_by": "ppo.northern.1", "told_by_second": "ppo.northern.1", "place": "The school",
            "identity_checked": "no", "as_in_the_script": "no", "safety_advice": "Ring us."}  # fmt: skip
    page = officer.post(f"{here}/do/tell", told)
    assert page.status_code == 422
    assert {"told_at-day", "told_by", "identity_checked", "said"} <= set(summary(page))
    assert "Ask for the undertaking first" in page.text
    assert count("Disclosed") == 0


def test_a_double_click_makes_a_move_once(at: AT) -> None:
    here, come, count = at("head-teacher-at-level-2", "propose")
    officer = come("ppo.northern.1")
    officer.get(f"{here}/do/attach")
    form = {**officer.hidden(f"{here}/do/attach"), "words": "Rang the school."}
    before = count("Attached")
    first = officer.post(f"{here}/do/attach", form, follow=False)
    second = officer.post(f"{here}/do/attach", form, follow=False)
    assert (first.status_code, second.status_code) == (303, 303)
    assert count("Attached") == before + 1


def test_a_form_sent_twice_leads_on_though_its_thing_is_gone(at: AT) -> None:
    here, come, count = at("head-teacher-at-level-2", "sign_off")
    officer = come("ppo.northern.1")
    officer.get(f"{here}/do/withdraw_proposal")
    form = {**officer.hidden(f"{here}/do/withdraw_proposal"), "reasons": "The head is away."}
    assert officer.post(f"{here}/do/withdraw_proposal", form, follow=False).status_code == 303
    assert officer.post(f"{here}/do/withdraw_proposal", form, follow=False).status_code == 303
    assert count("ProposalWithdrawn") == 1


def test_the_second_of_two_people_sees_what_the_first_did_and_keeps_their_own_words(at: AT) -> None:
    here, come, count = at("head-teacher-at-level-2", "propose", reads="ds.northern.1")
    one, other = come("ppo.northern.1"), come("ds.northern.1")
    before = count("Attached")
    for each in (one, other):
        each.get(f"{here}/do/attach")
    one.post(f"{here}/do/attach", {"words": "The first note."}, follow=False)
    page = other.post(f"{here}/do/attach", {"words": "The second note."}, follow=False)
    assert page.status_code == 409
    assert "Somebody has acted since you opened this page" in page.text
    assert "by ppo.northern.1" in page.text
    assert "The second note." in page.text
    assert count("Attached") == before + 1
    assert other.post(f"{here}/do/attach", {"words": "The second note."}, follow=False).status_code == 303
    assert count("Attached") == before + 2


def test_what_was_kept_is_in_the_form_again_until_it_is_sent(at: AT) -> None:
    here, come, _ = at("head-teacher-at-level-2", "propose")
    officer = come("ppo.northern.1")
    address = f"{here}/do/assess_item?item=register-1"
    officer.get(address)
    hidden = officer.hidden(f"{here}/do/assess_item")
    kept = officer.http.post(
        "/drafts",
        content=json.dumps({
            "page": hidden["_page"][0], "tab": hidden["_tab"][0], "version": 0,
            "fields": {"reasons": ["Half a sentence"], "identifies_victim": ["no"]},
        }),
        headers={"X-CSRF": hidden["_csrf"][0], "Content-Type": "application/json"},
    )  # fmt: skip
    assert kept.status_code == 200
    page = officer.get(address)
    assert "Half a sentence" in page.text
    assert "have not sent it" in page.text
    other = officer.get(f"{here}/do/assess_item?item=register-2")
    assert "Half a sentence" not in other.text
    officer.get(address)
    sent = {"reasons": "A whole sentence.", "identifies_victim": "yes"}
    assert officer.post(f"{here}/do/assess_item", sent, follow=False).status_code == 303
    assert "Half a sentence" not in officer.get(address).text


def test_only_what_is_answered_otherwise_is_recorded(at: AT) -> None:
    here, come, count = at("head-teacher-at-level-2", "propose")
    officer = come("ppo.northern.1")
    page = officer.get(f"{here}/do/answer?group=protecting&recipient=recipient-1")
    assert "Recorded now: yes, by ppo.northern.1" in page.text
    before = count("Answered")
    answers = {f"answers.{name}": "yes" for name in ("reaches_children_at_risk", "able_to_protect",
                                                     "willing_to_protect", "best_placed")}  # fmt: skip
    same = officer.post(f"{here}/do/answer", {**answers, "reasons": "As before."})
    assert same.status_code == 422
    assert "Nothing is answered otherwise" in same.text
    answers["answers.willing_to_protect"] = "not_known"
    sent = officer.post(f"{here}/do/answer", {**answers, "reasons": "He is to be asked again."}, follow=False)
    assert sent.status_code == 303
    assert count("Answered") == before + 1


def test_nobody_verifies_an_item_by_leaving_the_answer_as_it_was(at: AT) -> None:
    here, come, count = at("head-teacher-at-level-2", "propose")
    officer = come("ppo.northern.1")
    officer.get(f"{here}/do/assess_item?item=register-1")
    before = count("ItemAssessed")
    as_it_was = {
        "identifies_victim": "no",
        "schedule_34a": "yes",
        "verified": "yes",
        "reasons": "Read again.",
    }
    page = officer.post(f"{here}/do/assess_item", as_it_was)
    assert page.status_code == 422
    assert "Nothing is assessed otherwise" in page.text
    assert count("ItemAssessed") == before


def test_what_a_move_can_be_about_is_asked_where_it_is_open(at: AT) -> None:
    here, come, _ = at("head-teacher-at-level-2", "propose")
    officer = come("ppo.northern.1")
    page = officer.get(f"{here}/do/propose")
    assert "What do you propose?" in page.text
    assert f"{here}/do/propose?outcome=tell&amp;recipient=recipient-1" in page.text
    assert officer.get(f"{here}/do/propose?outcome=tell&recipient=recipient-7").status_code == 404
    nothing = officer.get(f"{here}/do/settle_letter")
    assert "No letter&#39;s fate is in doubt." in nothing.text


def test_the_urgent_route_is_taken_only_past_a_page_that_says_what_it_is(at: AT) -> None:
    here, come, _ = at("urgent-then-ratified", "take_urgent_route", reads="supt.1")
    assert come("ppo.northern.1").get(f"{here}/do/take_urgent_route").status_code == 404
    senior = come("supt.1")
    page = senior.get(f"{here}/do/take_urgent_route")
    assert "The urgent route goes before the meeting" in page.text
    assert "is ratified by" in page.text
    assert "Why can it not wait" not in page.text
    onwards = re.findall(r'href="([^"]*go_on=yes)"', page.text)
    assert "Why can it not wait" in senior.get(onwards[0]).text


def test_a_move_that_cannot_be_made_now_says_when_it_can(at: AT) -> None:
    here, come, _ = at("head-teacher-at-level-2", "propose")
    page = come("ppo.northern.1").get(f"{here}/do/reopen")
    assert "Not now." in page.text
    assert "it can be done at: outcome, closed" in page.text
