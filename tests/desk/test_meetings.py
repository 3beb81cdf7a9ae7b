"""A meeting at the desk: arranged, held, five people considered in one sitting for reasons of their own."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import col, select

from flows.people import actor
from flows.steps.meetings import arrange_meeting, hold_meeting
from flows.steps.opening import open_consideration
from models import ledger
from models.consideration import Consideration, Meeting
from models.database import transaction
from models.officer import Officer
from models.subject import Subject

OFFICER, CHAIR, CO_CHAIR, SUPERVISOR = "ppo.northern.1", "di.northern.1", "spo.northern.1", "ds.northern.1"
OWN = (
    "He keeps to every condition and has no contact with any child.",
    "She lives with her sister; nobody under eighteen comes there.",
    "He works nights in a warehouse and is seen every week at home.",
    "The order keeps him from parks, and he has been seen in none.",
    "He moved to a supervised hostel in May; staff report no concern.",
)
Desk = Callable[..., Any]


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def five(area: Engine, settle: Callable[[], None]) -> list[str]:
    """Five Level 2 considerations of northern, looked at by the agencies."""
    with transaction(area) as session:
        subjects = session.exec(
            select(Subject.register_reference)
            .where(Subject.unit == "northern", Subject.level == 2, Subject.lead_agency == "police")
            .order_by(col(Subject.register_reference))
        ).all()[-5:]
    made = []
    for subject in subjects:
        with transaction(area) as session:
            given = {"subject": subject, "officer": OFFICER}
            made.append(open_consideration(session, actor(session, OFFICER), given).reference)
    settle()
    return made


@pytest.fixture
def held(area: Engine, five: list[str]) -> str:
    """A meeting held today with the five on its list."""
    with transaction(area) as session:
        arranged = {"level": 2, "unit": "northern", "held_on": "2026-11-24", "chair": CHAIR,
                    "co_chair": CO_CHAIR, "listed": five}  # fmt: skip
        meeting = arrange_meeting(session, actor(session, CHAIR), arranged)
        hold_meeting(session, actor(session, CHAIR), meeting, {"attendance": ["police", "probation"]})
    return meeting


def names_of(area: Engine, references: list[str]) -> list[str]:
    with transaction(area) as session:
        found = session.exec(
            select(Subject.surname)
            .join(Consideration, col(Consideration.subject_id) == col(Subject.id))
            .where(col(Consideration.reference).in_(references))
        ).all()
    return list(found)


def proposed(area: Engine) -> list[ledger.Recorded]:
    with transaction(area) as session:
        return ledger.entries(session, kinds=["Proposed"])


def test_a_meeting_is_arranged_held_and_shown(area: Engine, five: list[str], visitor: Desk) -> None:
    chair = visitor(CHAIR)
    page = chair.get("/meetings/new")
    assert "Which meeting?" in text(page.text)
    page = chair.get("/meetings/new?level=2&unit=northern")
    assert all(reference in page.text for reference in five)
    assert not any(name in page.text for name in names_of(area, five)), "a list is drawn up without names"
    day = {"held_on-day": "24", "held_on-month": "11", "held_on-year": "2026"}
    page = chair.post("/meetings/new", day | {"chair": CHAIR, "co_chair": CHAIR, "listed": five})
    assert page.status_code == 422
    assert "Two people chair a meeting together." in text(page.text)
    page = chair.post("/meetings/new", day | {"chair": CHAIR, "co_chair": CO_CHAIR, "listed": five})
    assert page.status_code == 200, text(page.text)
    assert "The meeting is arranged." in text(page.text)
    with transaction(area) as session:
        meeting = session.exec(select(Meeting)).one()
        assert meeting.listed == ",".join(five)
    chair.get(f"/meetings/{meeting.reference}/held")
    page = chair.post(f"/meetings/{meeting.reference}/held", {"attendance": ["police"]})
    assert page.status_code == 422
    assert text(page.text).count("At least two Responsible Authority agencies attend") >= 1
    page = chair.post(f"/meetings/{meeting.reference}/held", {"attendance": ["police", "probation"]})
    assert "The meeting is recorded as held." in text(page.text)
    assert "0 of 5 recorded" in text(page.text)
    assert meeting.reference in chair.get("/meetings").text


def test_five_people_are_recorded_in_one_sitting(
    area: Engine, five: list[str], held: str, visitor: Desk, settle: Callable[[], None]
) -> None:
    recorder = visitor(SUPERVISOR)
    page = recorder.get(f"/meetings/{held}")
    assert not any(name in page.text for name in names_of(area, five)), "no name before the list is opened"
    page = recorder.post(f"/meetings/{held}/open")
    assert all(name in page.text for name in names_of(area, five))
    page = recorder.get(f"/considerations/{five[0]}/meetings/{held}")
    for number, reasons in enumerate(OWN, start=1):
        assert f"{number} of 5, {number - 1} recorded" in text(page.text)
        assert not any(earlier in page.text for earlier in OWN), "nothing is filled in from another"
        path = page.url.path
        page = recorder.post(path, {"reasons": reasons, "_then": "next"})
        assert page.status_code == 200, text(page.text)
    assert page.url.path == f"/meetings/{held}"
    assert "That was the last of this meeting’s list." in text(page.text)
    assert "5 of 5 recorded" in text(page.text)
    said = {entry.consideration: (entry.content or {})["reasons"] for entry in proposed(area)}
    assert sorted(said.values()) == sorted(OWN)
    settle()
    page = visitor(CHAIR).get(f"/meetings/{held}")
    assert page.text.count("/packs/") == 5, "each waits for the chair's own signature"


def test_the_words_given_for_another_are_refused_and_kept_to_be_changed(
    area: Engine, five: list[str], held: str, visitor: Desk
) -> None:
    chair = visitor(CHAIR)
    chair.get(f"/considerations/{five[0]}/meetings/{held}")
    page = chair.post(f"/considerations/{five[0]}/meetings/{held}", {"reasons": OWN[0], "_then": "next"})
    assert page.url.path == f"/considerations/{five[1]}/meetings/{held}"
    assert f"{five[0]} is recorded." in text(page.text)
    page = chair.post(page.url.path, {"reasons": OWN[0].upper(), "_then": "next"})
    assert page.status_code == 422
    assert f"Word for word those for {five[0]}." in text(page.text)
    assert f">{OWN[0].upper()}</textarea>" in page.text
    page = chair.post(page.url.path, {"reasons": "", "_then": "next"})
    assert "Why is nobody told about this person: this is needed." in text(page.text)
    assert len(proposed(area)) == 1


def test_sent_twice_it_is_recorded_once_and_leads_on_to_the_same(
    area: Engine, five: list[str], held: str, visitor: Desk
) -> None:
    chair = visitor(CHAIR)
    path = f"/considerations/{five[0]}/meetings/{held}"
    first = chair.get(path)
    for _ in range(2):
        chair.last = first
        page = chair.post(path, {"reasons": OWN[0], "_then": "next"})
        assert page.url.path == f"/considerations/{five[1]}/meetings/{held}"
    assert len(proposed(area)) == 1


@pytest.mark.parametrize(
    ("handle", "status"),
    [
        (CO_CHAIR, 200), ("mappa.1", 200), ("ds.northern.2", 200), ("supt.1", 200),
        ("di.eastern.1", 404), ("spo.northern.2", 404), ("social_worker.northern.1", 404),
        ("registration.northern.1", 404), ("administrator.1", 404), ("auditor.1", 404),
    ],
)  # fmt: skip
def test_who_sees_a_meeting(
    area: Engine, five: list[str], held: str, visitor: Desk, handle: str, status: int
) -> None:
    visiting = visitor(handle)
    page = visiting.get(f"/meetings/{held}")
    assert page.status_code == status
    named = any(name in page.text for name in names_of(area, five))
    assert named == (handle == CO_CHAIR)
    with transaction(area) as session:
        shown = [
            entry.body["references"] for entry in ledger.entries(session, kinds=["Consulted"])
            if entry.by == handle and entry.body["purpose"] == "meeting"
        ]  # fmt: skip
    assert shown == ([five] if named else [])


def test_who_is_named_in_one_does_not_see_it_on_the_list(
    area: Engine, five: list[str], held: str, visitor: Desk
) -> None:
    with transaction(area) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == five[2])).one()
        subject = session.get(Subject, row.subject_id)
        chair = session.exec(select(Officer).where(Officer.handle == CHAIR)).one()
        assert subject is not None
        chair.name = f"{subject.forenames} {subject.surname}"
        chair.date_of_birth = subject.date_of_birth
        session.add(chair)
    visiting = visitor(CHAIR)
    assert visiting.get(f"/considerations/{five[2]}/meetings/{held}").status_code == 404


@pytest.mark.parametrize("page", ["/meetings", "/meetings/{held}", "/considerations/{first}/meetings/{held}"])
def test_a_page_asks_the_database_at_most_ten_times(
    area: Engine, five: list[str], held: str, visitor: Desk, page: str
) -> None:
    chair = visitor(CHAIR)
    path = page.format(held=held, first=five[0])
    chair.get(path)
    asked: list[str] = []
    event.listen(area, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert chair.get(path).status_code == 200
    assert len(asked) <= 10, "\n".join(each[:90] for each in asked)
