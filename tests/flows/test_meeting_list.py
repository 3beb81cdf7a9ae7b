"""Can many people be considered at one meeting, quickly, each for reasons of their own?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.meeting_list import MeetingList, considered, listed, meetings, names_listed, to_be_listed
from flows.people import actor
from flows.steps.meetings import arrange_meeting, hold_meeting
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from flows.team import scope_of
from models import clock, ledger
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer
from models.subject import Subject

OFFICER, CHAIR, CO_CHAIR = "ppo.northern.1", "di.northern.1", "spo.northern.1"
ARRANGED = {"level": 2, "unit": "northern", "held_on": "2026-11-24", "chair": CHAIR, "co_chair": CO_CHAIR}
HELD = {"attendance": ["police", "probation"], "minutes": "MM-2026-11-N"}
FIRST = "He keeps to his conditions, works nights alone, and has no contact with children."
SECOND = "She moved in with her sister in May; nobody under eighteen lives or visits there."


@pytest.fixture
def references(area: Engine, settle: Callable[[], None]) -> list[str]:
    """Three Level 2 considerations of northern, looked at by the agencies."""
    made = []
    for subject in subjects(area, "northern"):
        with transaction(area) as session:
            given = {"subject": subject, "officer": OFFICER}
            made.append(open_consideration(session, actor(session, OFFICER), given).reference)
    settle()
    return made


def subjects(area: Engine, unit: str) -> list[str]:
    with transaction(area) as session:
        of_unit = select(Subject.register_reference).where(Subject.unit == unit, Subject.level == 2)
        return list(session.exec(of_unit.order_by(col(Subject.register_reference)).limit(3)))


@pytest.fixture
def meeting(area: Engine, references: list[str]) -> str:
    with transaction(area) as session:
        return arrange_meeting(session, actor(session, CHAIR), ARRANGED | {"listed": references})


def hold(area: Engine, meeting: str, who: str = CHAIR, **changes: Any) -> None:
    with transaction(area) as session:
        hold_meeting(session, actor(session, who), meeting, HELD | changes)


def record(area: Engine, meeting: str, reference: str, reasons: str, key: str | None = None) -> None:
    with transaction(area) as session:
        considered(session, actor(session, OFFICER), meeting, reference, reasons, key=key)


def seen(area: Engine, meeting: str, who: str = CHAIR) -> MeetingList:
    with transaction(area) as session:
        return listed(session, actor(session, who), meeting)


def test_each_is_recorded_signed_and_counted(
    area: Engine, references: list[str], meeting: str, settle: Callable[[], None]
) -> None:
    assert {line.why_not for line in seen(area, meeting).lines} == {
        "Record the meeting as held first: who attended."
    }
    hold(area, meeting)
    assert all(line.may_record for line in seen(area, meeting).lines)
    record(area, meeting, references[0], FIRST)
    record(area, meeting, references[1], SECOND)
    settle()
    now = seen(area, meeting)
    assert [line.reference for line in now.lines] == references
    assert [line.recorded for line in now.lines] == ["not_tell", "not_tell", None]
    assert (now.recorded, now.decided) == (2, 0)
    pack = now.lines[0].to_sign
    assert pack
    assert seen(area, meeting, "ds.northern.1").lines[0].to_sign is None
    for who in (CHAIR, CO_CHAIR):
        with transaction(area) as session:
            why = {"reasons": "Read in full; nobody need be told.", "pack": pack}
            take(session, references[0], "sign_off", actor(session, who), why)
    now = seen(area, meeting)
    assert (now.recorded, now.decided) == (2, 1)
    assert now.lines[0].stage == "closed"


def test_the_same_words_never_serve_two_people(area: Engine, references: list[str], meeting: str) -> None:
    hold(area, meeting)
    record(area, meeting, references[0], FIRST)
    with pytest.raises(CannotDo, match=f"word for word those for {references[0]}"):
        record(area, meeting, references[1], FIRST.upper().replace(",", " –"))
    with pytest.raises(CannotDo, match="6 words or more"):
        record(area, meeting, references[1], "Considered; not to be disclosed.")
    assert seen(area, meeting).recorded == 1


def test_a_double_click_records_once(area: Engine, references: list[str], meeting: str) -> None:
    hold(area, meeting)
    for _ in range(2):
        record(area, meeting, references[0], FIRST, key="desk:1")
    with transaction(area) as session:
        assert len(ledger.entries(session, kinds=["Proposed"])) == 1


def test_names_are_shown_after_their_entry(area: Engine, references: list[str], meeting: str) -> None:
    with transaction(area) as session:
        who = actor(session, CHAIR)
    names = names_listed(area, who, seen(area, meeting).lines)
    assert set(names) == set(references)
    with transaction(area) as session:
        written = ledger.entries(session)[-1]
    assert (written.kind, written.by, written.body["purpose"]) == ("Consulted", CHAIR, "meeting")
    assert written.body["references"] == sorted(references)


def test_whoever_is_named_in_one_does_not_find_it_on_the_list(
    area: Engine, references: list[str], meeting: str
) -> None:
    with transaction(area) as session:
        name = session.exec(select(Officer.name).where(col(Officer.handle) == CO_CHAIR)).one()
        take(session, references[0], "list_child", actor(session, OFFICER), {"name": name, "age": 7})
    assert [line.reference for line in seen(area, meeting, CO_CHAIR).lines] == references[1:]
    assert [line.reference for line in seen(area, meeting).lines] == references


def refusal(area: Engine, who: str, **changes: Any) -> str:
    with pytest.raises(CannotDo) as error, transaction(area) as session:
        arrange_meeting(session, actor(session, who), ARRANGED | changes)
    return str(error.value)


def test_nobody_opens_another_units_work_by_chairing_a_meeting_on_it(
    area: Engine, references: list[str]
) -> None:
    own = {"unit": "western", "chair": "di.western.1", "co_chair": "spo.western.1"}
    said = refusal(area, "di.western.1", listed=references, **own)
    assert f"{references[0]} belongs to northern" in said
    assert "unit: people of northern" in refusal(area, "di.western.1", listed=references)
    said = refusal(area, CHAIR, chair="di.western.1", co_chair="ppo.northern.1")
    assert "chair: give the handle" in said
    assert "co_chair: give the handle" in said
    assert "two people chair" in refusal(area, CHAIR, co_chair=CHAIR)
    assert "No consideration C-2026-99999" in refusal(area, CHAIR, listed=["C-2026-99999"])
    theirs = {"unit": "headquarters", "chair": "service_manager.1", "co_chair": "aco.1"}
    said = refusal(area, "service_manager.1", listed=references, **theirs)
    assert "Police, probation and prison arrange" in said
    assert "chair: give the handle" in said


def test_a_meeting_tells_nobody_of_one_that_names_them(
    area: Engine, references: list[str], meeting: str
) -> None:
    hold(area, meeting)
    record(area, meeting, references[0], FIRST)
    with transaction(area) as session:
        who = actor(session, OFFICER)
        take(session, references[0], "declare_named_in", who, {"reasons": "He is my brother-in-law."})
    with pytest.raises(CannotDo, match="word for word those for somebody else"):
        record(area, meeting, references[1], FIRST)
    said = refusal(area, OFFICER, listed=references[:1])
    assert said == f"No consideration {references[0]} is recorded."


def test_a_meeting_is_held_by_its_own_unit_and_by_agencies_there_are(
    area: Engine, references: list[str], meeting: str
) -> None:
    with transaction(area) as session:
        who = actor(session, "ppo.western.1")
        other = open_consideration(session, who, {"subject": subjects(area, "western")[0]}).reference
    for who_holds, changes, words in (
        ("di.western.1", {}, "people of northern"),
        (CHAIR, {"attendance": ["police", "coastguard"]}, "no agency is called coastguard"),
        (CHAIR, {"attendance": ["police", "education"]}, "two Responsible Authority"),
        (CHAIR, {"listed": [other]}, "belongs to western"),
        (CHAIR, {"listed": ["C-2026-99999"]}, "No consideration C-2026-99999"),
    ):
        with pytest.raises(CannotDo, match=words):
            hold(area, meeting, who_holds, **changes)
    assert not seen(area, meeting).meeting.held


def test_what_no_meeting_has_before_it_is_found_for_the_next(area: Engine, references: list[str]) -> None:
    def wanted(session: Session) -> list[str]:
        return to_be_listed(session, scope_of(actor(session, CHAIR)), 2)

    with transaction(area) as session:
        assert wanted(session) == references
        assert to_be_listed(session, scope_of(actor(session, CHAIR)), 3) == []
        coming = {"held_on": "2026-12-08", "listed": references[:2]}
        reference = arrange_meeting(session, actor(session, CHAIR), ARRANGED | coming)
        assert wanted(session) == references[2:]
        ahead = meetings(session, scope_of(actor(session, CHAIR)), clock.today(session) + timedelta(days=1))
        assert [each.reference for each in ahead] == [reference]
        assert meetings(session, scope_of(actor(session, "di.western.1")), date(2026, 1, 1)) == []
