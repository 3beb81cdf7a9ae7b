"""Does an agency see what it is asked, and no more; and is its answer its own?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from flows.people import actor
from flows.requests import answer_request, open_request, requests_put
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from models import clock, ledger
from models.consideration import Consideration
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer
from models.subject import Subject

NURSE = "nurse.1"
KNOWN = {"result": "known", "summary": "Seen by the practice in May; nothing about children."}
OFFICER = "ppo.northern.1"


@pytest.fixture
def request_id(area: Engine, settle: Callable[[], None]) -> str:
    """A check that the health service, which has no system, is asked about a Level 3 subject."""
    with transaction(area) as session:
        at_level_3 = select(Subject.register_reference).where(
            Subject.level == 3, Subject.lead_agency == "police", Subject.unit == "northern"
        )
        subject = session.exec(at_level_3.order_by(col(Subject.register_reference))).first()
        opened = open_consideration(session, actor(session, OFFICER), {"subject": subject})
    settle()
    with transaction(area) as session:
        found = [one.id for one in requests_put(session, actor(session, NURSE))]
    assert found == [f"{opened.reference}.health"]
    return found[0]


def not_there(area: Engine, who: str, wanted: str) -> bool:
    with transaction(area) as session:
        acting = actor(session, who)
    with pytest.raises(CannotDo, match="No request has that reference"):
        open_request(area, acting, wanted)
    with pytest.raises(CannotDo, match="No request has that reference"), transaction(area) as session:
        answer_request(session, acting, wanted, KNOWN)
    return True


def test_a_request_says_what_is_asked_when_and_by_when(area: Engine, request_id: str) -> None:
    with transaction(area) as session:
        put = requests_put(session, actor(session, NURSE))[0]
    assert (put.check, put.asked_at is not None, put.due_at is not None) == ("health", True, True)
    assert "working day" in put.how


def test_opening_it_leaves_an_entry_and_shows_the_person_alone(area: Engine, request_id: str) -> None:
    with transaction(area) as session:
        who = actor(session, NURSE)
    opened = open_request(area, who, request_id)
    assert opened.person.name
    assert opened.waits
    with transaction(area) as session:
        last = ledger.entries(session)[-1]
    assert (last.kind, last.by, last.body["purpose"]) == ("Consulted", NURSE, "asked_us")
    assert last.body["references"] == [request_id.split(".")[0]]


def test_an_answer_is_recorded_for_their_own_agency_once(area: Engine, request_id: str) -> None:
    with transaction(area) as session:
        who = actor(session, NURSE)
        for _ in range(2):
            answer_request(session, who, request_id, KNOWN, key="desk:1")
        assert requests_put(session, who) == []
        given = ledger.entries(session, kinds=["CheckAnswered"])
    answers = [(e.by, e.body["agency"], e.body["result"]) for e in given if e.body["check"] == "health"]
    assert answers == [(NURSE, "health", "known")]
    assert open_request(area, who, request_id).summary == KNOWN["summary"]


def test_an_answer_is_read_again_for_thirty_days_and_then_never(area: Engine, request_id: str) -> None:
    """Whatever becomes of the consideration meanwhile: its stage is none of an agency's business."""
    with transaction(area) as session:
        who = actor(session, NURSE)
        answer_request(session, who, request_id, KNOWN)
        reference = request_id.split(".")[0]
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        row.stage = "closed"
        session.add(row)
        clock.set_clock(session, clock.now(session) + timedelta(days=29))
    assert open_request(area, who, request_id).summary == KNOWN["summary"]
    with transaction(area) as session:
        clock.set_clock(session, clock.now(session) + timedelta(days=1, minutes=1))
    assert not_there(area, NURSE, request_id)


def test_what_waits_is_read_however_long_ago_it_was_asked(area: Engine, request_id: str) -> None:
    with transaction(area) as session:
        who = actor(session, NURSE)
        clock.set_clock(session, clock.now(session) + timedelta(days=200))
    assert open_request(area, who, request_id).waits


def test_needing_more_time_leaves_it_waiting(area: Engine, request_id: str) -> None:
    with transaction(area) as session:
        who = actor(session, NURSE)
        more = {"result": "need_more_time", "summary": "The notes come from the archive on Friday."}
        answer_request(session, who, request_id, more)
        assert [put.id for put in requests_put(session, who)] == [request_id]


@pytest.mark.parametrize("result", ["known", "need_more_time"])
def test_what_is_known_or_waited_for_is_said(area: Engine, request_id: str, result: str) -> None:
    with pytest.raises(CannotDo, match="summary: say what"), transaction(area) as session:
        answer_request(session, actor(session, NURSE), request_id, {"result": result})


def test_no_other_agency_and_no_other_request_is_there(area: Engine, request_id: str) -> None:
    reference = request_id.split(".")[0]
    assert not_there(area, "education.1", request_id)
    assert not_there(area, NURSE, f"{reference}.police_systems")
    assert not_there(area, NURSE, "C-2026-99999.health")
    assert not_there(area, NURSE, f"{reference}.health.x")
    with transaction(area) as session:
        police = actor(session, OFFICER)
    with pytest.raises(CannotDo, match="needs one of the roles"):
        open_request(area, police, request_id)


def test_nobody_is_asked_about_themselves(area: Engine, request_id: str) -> None:
    with transaction(area) as session:
        name = session.exec(select(Officer.name).where(col(Officer.handle) == NURSE)).one()
        child = {"name": name, "age": 7}
        take(session, request_id.split(".")[0], "list_child", actor(session, OFFICER), child)
    assert not_there(area, NURSE, request_id)
