"""An agency answers what it is asked, at the desk: its own requests only, and nothing behind them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from flows.people import actor
from flows.requests import requests_put
from flows.steps.opening import open_consideration
from models import ledger
from models.consideration import Consideration
from models.database import transaction
from models.subject import Subject

NURSE, COLLEAGUE = "nurse.1", "nurse.2"
SAID = "Seen by the practice in May; nothing about children."
People = Callable[[str], Any]


@pytest.fixture
def asked(area: Engine, settle: Callable[[], None]) -> str:
    """The address of a request put to the health service, which answers by hand."""
    with transaction(area) as session:
        at_level_3 = select(Subject.register_reference).where(
            Subject.level == 3, Subject.lead_agency == "police", Subject.unit == "northern"
        )
        subject = session.exec(at_level_3.order_by(col(Subject.register_reference))).first()
        officer = actor(session, "ppo.northern.1")
        open_consideration(session, officer, {"subject": subject, "reasons": "Seen at the swimming pool."})
    settle()
    with transaction(area) as session:
        return f"/requests/{requests_put(session, actor(session, NURSE))[0].id}"


def answers(area: Engine) -> list[tuple[str, str]]:
    with transaction(area) as session:
        found = ledger.entries(session, kinds=["CheckAnswered"])
        return [(each.by, each.body["result"]) for each in found if each.body["check"] == "health"]


def test_an_agency_answers_and_sees_only_what_it_is_asked(area: Engine, asked: str, visitor: People) -> None:
    nurse = visitor(NURSE)
    assert f'href="{asked}"' in nurse.get("/requests").text
    page = nurse.get(asked).text
    assert "Asked about" in page
    assert "How this date was worked out" in page
    assert "Seen at the swimming pool" not in page
    assert "ppo.northern.1" not in page
    sent = nurse.post(asked, {"result": "known", "summary": SAID})
    assert "Your answer was sent" in sent.text
    assert "Nothing is asked of your agency now" in sent.text
    assert answers(area) == [(NURSE, "known")]
    assert SAID in nurse.get(asked).text


def test_showing_a_request_leaves_its_entry_first(area: Engine, asked: str, visitor: People) -> None:
    visitor(NURSE).get(asked)
    with transaction(area) as session:
        last = ledger.entries(session, kinds=["Consulted"])[-1]
    assert (last.by, last.body["purpose"]) == (NURSE, "asked_us")


def test_another_agencys_request_and_no_request_look_the_same(
    area: Engine, asked: str, visitor: People
) -> None:
    for who, path in (
        ("education.1", asked), ("po.northern.1", asked), (NURSE, "/requests/C-2026-99999.health"),
        (NURSE, asked.replace(".health", ".education")), (NURSE, "/requests/x"), ("ds.northern.1", asked),
    ):  # fmt: skip
        assert visitor(who).get(path).status_code == 404, path
    other = visitor("education.1")
    other.get("/requests")
    assert other.post(asked, {"_once": "0" * 32, "result": "known", "summary": SAID}).status_code in (
        404,
        422,
    )
    assert answers(area) == []


def test_known_without_saying_what_is_refused_and_what_was_chosen_stands(asked: str, visitor: People) -> None:
    nurse = visitor(NURSE)
    nurse.get(asked)
    refused = nurse.post(asked, {"result": "known", "summary": ""})
    assert refused.status_code == 422
    assert 'href="#summary"' in refused.text
    assert 'value="known" checked' in refused.text
    empty = nurse.post(asked, {"summary": SAID})
    assert 'href="#result"' in empty.text
    assert SAID in empty.text


def test_more_time_leaves_the_request_waiting_with_what_was_said(asked: str, visitor: People) -> None:
    nurse = visitor(NURSE)
    nurse.get(asked)
    nurse.post(asked, {"result": "need_more_time", "summary": "The file comes on Monday."})
    assert asked in nurse.get("/requests").text
    page = nurse.get(asked).text
    assert "The file comes on Monday." in page
    assert "Send the answer" in page


def test_a_double_click_answers_once(area: Engine, asked: str, visitor: People) -> None:
    nurse = visitor(NURSE)
    nurse.get(asked)
    fields = nurse.hidden(asked) | {"result": "nothing_known", "summary": ""}
    for _ in range(2):
        assert nurse.post(asked, fields, follow=False).status_code == 303
    assert answers(area) == [(NURSE, "nothing_known")]


def test_two_colleagues_at_once_the_second_sees_both_answers(
    area: Engine, asked: str, visitor: People
) -> None:
    second = visitor(COLLEAGUE)
    second.get(asked)
    first = visitor(NURSE)
    first.get(asked)
    first.post(asked, {"result": "need_more_time", "summary": "The file comes on Monday."})
    clash = second.post(asked, {"result": "nothing_known", "summary": "Looked on paper too."})
    assert clash.status_code == 409
    assert "The file comes on Monday." in clash.text
    assert "Looked on paper too." in clash.text
    assert answers(area) == [(NURSE, "need_more_time")]
    assert "was sent" in second.post(asked, {"result": "nothing_known", "summary": "Paper too."}).text


def test_an_agency_hears_nothing_of_the_stage_a_consideration_stands_at(
    area: Engine, asked: str, visitor: People
) -> None:
    nurse = visitor(NURSE)
    nurse.get(asked)
    reference = asked.removeprefix("/requests/").split(".")[0]
    with transaction(area) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        row.stage = "closed"
        session.add(row)
    late = nurse.post(asked, {"result": "nothing_known", "summary": ""})
    assert late.status_code == 422
    assert "no longer open" in late.text
    assert "stage" not in late.text
