"""A meeting at the desk: arranged, held, five people considered in one sitting for reasons of their own."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from flows.people import actor
from flows.steps.meetings import arrange_meeting, hold_meeting
from flows.steps.pipeline import take
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


@pytest.fixture
def five(area: Engine, level_two: Desk, settle: Callable[[], None]) -> list[str]:
    """Five Level 2 considerations of northern, looked at by the agencies."""
    made: list[str] = level_two(area, OFFICER, 5)
    settle()
    return made


@pytest.fixture
def held(area: Engine, five: list[str]) -> str:
    """A meeting held today with the five on its list."""
    with transaction(area) as session:
        arranged = {"level": 2, "unit": "northern", "held_on": "2026-11-24", "chair": CHAIR,
                    "co_chair": CO_CHAIR, "listed": five}  # fmt: skip
        meeting = arrange_meeting(session, actor(session, OFFICER), arranged)
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


def test_a_meeting_is_arranged_held_and_shown(
    area: Engine, five: list[str], visitor: Desk, text: Desk
) -> None:
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


def test_the_very_same_meeting_is_arranged_once_and_none_in_another_age(
    area: Engine, visitor: Desk, text: Desk
) -> None:
    chair = visitor(CHAIR)
    typed = {"held_on-day": "30", "held_on-month": "11", "chair": CHAIR, "co_chair": CO_CHAIR}
    for year, status in (("2016", 422), ("2026", 200), ("2026", 422)):
        chair.get("/meetings/new?level=2&unit=northern")  # as after Back: a new form with the same words
        page = chair.post("/meetings/new", typed | {"held_on-year": year})
        assert page.status_code == status, text(page.text)
        if year == "2016":
            assert "give a day within a year of today" in text(page.text).lower()
    with transaction(area) as session:
        made = session.exec(select(Meeting)).one()
    assert f"{made.reference} is this very meeting, arranged already" in text(page.text)


def test_five_people_are_recorded_in_one_sitting(
    area: Engine, five: list[str], held: str, visitor: Desk, settle: Callable[[], None], text: Desk
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
    area: Engine, five: list[str], held: str, visitor: Desk, text: Desk
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


def names_and_page(area: Engine, visiting: Any, meeting: str, reference: str) -> tuple[bool, int]:
    """Whether the meeting's page names the subject, and how the consideration answers."""
    page = visiting.get(f"/meetings/{meeting}")
    named = any(name in page.text for name in names_of(area, [reference]))
    return named, visiting.get(f"/considerations/{reference}").status_code


def test_nobody_opens_what_they_listed_themselves(area: Engine, five: list[str], visitor: Desk) -> None:
    arranged = {"level": 2, "unit": "northern", "held_on": "2026-11-24", "chair": CHAIR, "co_chair": CO_CHAIR}
    with transaction(area) as session:
        meeting = arrange_meeting(session, actor(session, CO_CHAIR), arranged | {"listed": five[:1]})
    chair, co_chair = visitor(CHAIR), visitor(CO_CHAIR)
    co_chair.get(f"/meetings/{meeting}")
    co_chair.post(f"/meetings/{meeting}/open")
    assert names_and_page(area, co_chair, meeting, five[0]) == (False, 404)
    assert names_and_page(area, chair, meeting, five[0]) == (True, 200)
    with transaction(area) as session:
        held = {"attendance": ["police", "probation"], "listed": five[1:2]}
        hold_meeting(session, actor(session, CHAIR), meeting, held)
    assert names_and_page(area, co_chair, meeting, five[1]) == (True, 200)
    assert chair.get(f"/considerations/{five[1]}").status_code == 403, "a reason is asked of its unit"


def test_another_agencys_manager_arranges_no_meeting_and_chairs_none(
    area: Engine, five: list[str], visitor: Desk, text: Desk
) -> None:
    outside = visitor("service_manager.1")
    page = outside.get("/meetings/new?level=2&unit=headquarters")
    assert 'value="service_manager.1"' not in page.text
    day = {"held_on-day": "24", "held_on-month": "11", "held_on-year": "2026"}
    asked = day | {"level": "2", "unit": "headquarters", "chair": "supt.1", "listed": five}
    page = outside.post("/meetings/new", asked)
    assert page.status_code == 422
    assert "Police, probation and prison arrange and hold meetings" in text(page.text)
    with transaction(area) as session:
        assert not session.exec(select(Meeting)).all()
        put: dict[str, Any] = {
            "level": 2,
            "unit": "headquarters",
            "held_on": date(2026, 11, 24),
            "listed": ",".join(five),
        }
        session.add(Meeting(id=uuid4(), reference="M-2026-00099", chair="service_manager.1", **put))
    assert outside.get("/meetings/M-2026-00099").status_code == 404
    assert outside.get(f"/considerations/{five[0]}").status_code == 404


def test_who_chairs_no_more_by_role_opens_nothing(
    area: Engine, five: list[str], held: str, visitor: Desk
) -> None:
    visiting = visitor(CO_CHAIR)
    assert names_and_page(area, visiting, held, five[0]) == (True, 200)
    with transaction(area) as session:
        officer = session.exec(select(Officer).where(Officer.handle == CO_CHAIR)).one()
        officer.roles = ["offender_manager", "partner_agency"]
        session.add(officer)
    assert visiting.get(f"/meetings/{held}").status_code == 404
    assert visiting.get(f"/considerations/{five[0]}").status_code == 404


def test_what_names_the_arranger_is_refused_as_what_is_not_there(
    area: Engine, five: list[str], visitor: Desk, text: Desk
) -> None:
    with transaction(area) as session:
        take(session, five[0], "declare_named_in", actor(session, SUPERVISOR), {"reasons": "My cousin."})
    day = {"held_on-day": "24", "held_on-month": "11", "held_on-year": "2026"}
    answers = []
    visiting = visitor(SUPERVISOR)
    for reference in (five[0], "C-2026-99999"):
        visiting.get("/meetings/new?level=2&unit=northern")
        page = visiting.post(
            "/meetings/new", day | {"chair": CHAIR, "co_chair": CO_CHAIR, "listed": reference}
        )
        assert page.status_code == 422
        assert "Choose one of the answers shown." in text(page.text)
        answers.append(re.search(r"(?s)<main.*</main>", page.text)[0].replace(reference, ""))  # type: ignore[index]
    one, other = (re.sub(r'value="[^"]{20,}"', "", each) for each in answers)
    assert one == other
