"""How does the list of a meeting to come change, by whom, and does that open nothing to whoever does it?"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from flows.people import actor
from flows.steps.meetings import arrange_meeting, hold_meeting, put_on_list, take_off_list
from flows.steps.pipeline import take
from models import ledger
from models.consideration import Consideration, Meeting
from models.database import transaction
from models.errors import CannotDo

OFFICER, CHAIR, CO_CHAIR, SUPERVISOR = "ppo.northern.1", "di.northern.1", "spo.northern.1", "ds.northern.1"
WHY = "He is interviewed first; the December meeting looks at it."
Desk = Callable[..., Any]


@pytest.fixture
def three(area: Engine, level_two: Desk) -> list[str]:
    made: list[str] = level_two(area, OFFICER, 3)
    return made


@pytest.fixture
def to_come(area: Engine, three: list[str]) -> str:
    """A meeting to come with the first of the three on its list."""
    return arranged(area, three[:1])


def arranged(area: Engine, listed: list[str], **more: str) -> str:
    given = {"level": 2, "unit": "northern", "held_on": "2026-11-24", "chair": CHAIR, "co_chair": CO_CHAIR}
    with transaction(area) as session:
        return arrange_meeting(session, actor(session, OFFICER), given | more | {"listed": listed})


def listed(area: Engine, meeting: str) -> list[str]:
    with transaction(area) as session:
        found = session.exec(select(Meeting.listed).where(Meeting.reference == meeting)).one()
    return [each for each in found.split(",") if each]


def written(area: Engine, kind: str) -> list[ledger.Recorded]:
    with transaction(area) as session:
        return ledger.entries(session, kinds=[kind])


def test_what_is_added_is_open_to_the_chairs_like_the_rest(
    area: Engine, three: list[str], to_come: str, visitor: Desk, text: Desk
) -> None:
    chair = visitor(CHAIR)
    assert chair.get(f"/considerations/{three[1]}").status_code == 403
    supervisor = visitor(SUPERVISOR)
    page = supervisor.get(f"/meetings/{to_come}/add")
    assert three[0] not in page.text, "it is on the list already"
    page = supervisor.post(f"/meetings/{to_come}/add", {"listed": three[1:]})
    assert "Added to the list." in text(page.text)
    assert listed(area, to_come) == three
    [entry] = written(area, "PutOnMeetingList")
    assert (entry.by, entry.body["meeting"], entry.body["listed"]) == (SUPERVISOR, to_come, three[1:])
    assert entry.content is None
    assert chair.get(f"/considerations/{three[1]}").status_code == 200


def test_nobody_opens_what_they_added_themselves(
    area: Engine, three: list[str], to_come: str, visitor: Desk
) -> None:
    co_chair = visitor(CO_CHAIR)
    co_chair.get(f"/meetings/{to_come}/add")
    co_chair.post(f"/meetings/{to_come}/add", {"listed": three[1:2]})
    assert listed(area, to_come) == three[:2]
    assert co_chair.get(f"/considerations/{three[1]}").status_code == 404
    with transaction(area) as session:
        who = actor(session, SUPERVISOR)
        take_off_list(session, who, to_come, {"listed": three[1:2], "reasons": WHY})
    with transaction(area) as session:
        put_on_list(session, actor(session, CO_CHAIR), to_come, {"listed": three[1:2]})
    assert co_chair.get(f"/considerations/{three[1]}").status_code == 404, "nor by way of another's"


def test_what_is_taken_off_with_its_reason_is_closed_to_the_chairs_again(
    area: Engine, three: list[str], to_come: str, visitor: Desk, text: Desk
) -> None:
    chair, supervisor = visitor(CHAIR), visitor(SUPERVISOR)
    assert chair.get(f"/considerations/{three[0]}").status_code == 200
    supervisor.get(f"/meetings/{to_come}/take-off")
    page = supervisor.post(f"/meetings/{to_come}/take-off", {"listed": three[:1], "reasons": ""})
    assert page.status_code == 422
    assert "Why: this is needed." in text(page.text)
    for _ in range(2):
        supervisor.post(f"/meetings/{to_come}/take-off", {"listed": three[:1], "reasons": WHY})
    assert listed(area, to_come) == []
    [entry] = written(area, "TakenOffMeetingList")
    assert (entry.body["taken_off"], entry.content) == (three[:1], {"reasons": WHY})
    assert chair.get(f"/considerations/{three[0]}").status_code == 403
    assert three[0] in supervisor.get(f"/meetings/{to_come}/add").text, "it can be listed again"


@pytest.mark.parametrize(
    ("handle", "status"),
    [
        (CO_CHAIR, 200), ("mappa.1", 200), (OFFICER, 200), ("di.eastern.1", 404), ("spo.northern.2", 404),
        ("registration.northern.1", 404), ("social_worker.northern.1", 404), ("auditor.1", 404),
    ],
)  # fmt: skip
def test_who_changes_a_list(area: Engine, to_come: str, visitor: Desk, handle: str, status: int) -> None:
    visiting = visitor(handle)
    for page in ("add", "take-off"):
        assert visiting.get(f"/meetings/{to_come}/{page}").status_code == status
    assert ("/add" in visiting.get(f"/meetings/{to_come}").text) == (status == 200)


def test_a_list_no_longer_changes_once_its_meeting_is_held(
    area: Engine, three: list[str], to_come: str, visitor: Desk, text: Desk
) -> None:
    with transaction(area) as session:
        hold_meeting(session, actor(session, CHAIR), to_come, {"attendance": ["police", "probation"]})
    supervisor = visitor(SUPERVISOR)
    assert "/take-off" not in supervisor.get(f"/meetings/{to_come}").text
    page = supervisor.get(f"/meetings/{to_come}/take-off")
    assert page.status_code == 422
    assert "what it considered stands as it was" in text(page.text)
    with transaction(area) as session, pytest.raises(CannotDo, match="recorded as held"):
        put_on_list(session, actor(session, SUPERVISOR), to_come, {"listed": three[1:]})


def refused(area: Engine, meeting: str, reference: str, who: str = SUPERVISOR) -> list[str]:
    """What is said against adding one, and against taking it off."""
    found: list[str] = []
    for change, more in ((put_on_list, {}), (take_off_list, {"reasons": WHY})):
        with transaction(area) as session, pytest.raises(CannotDo) as said:
            change(session, actor(session, who), meeting, {"listed": [reference]} | more)
        found += said.value.obstacles
    return [each.replace(reference, "…") for each in found]


def test_another_units_and_what_names_the_changer_are_not_listed(
    area: Engine, three: list[str], to_come: str
) -> None:
    with transaction(area) as session:
        take(session, three[1], "declare_named_in", actor(session, SUPERVISOR), {"reasons": "My cousin."})
    nothing = refused(area, to_come, "C-2026-99999")
    assert nothing == ["No consideration … is recorded.", "… is not on the list."]
    assert refused(area, to_come, three[1]) == nothing
    with transaction(area) as session:
        put_on_list(session, actor(session, OFFICER), to_come, {"listed": three[1:2]})
    assert refused(area, to_come, three[1]) == nothing, "nor does the refusal say that it is on the list"
    with transaction(area) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == three[2])).one()
        row.unit = "eastern"
        session.add(row)
    assert "its own unit's meeting considers it" in refused(area, to_come, three[2])[0]
    assert "people of northern or of headquarters" in refused(area, to_come, three[0], "ds.eastern.1")[0]
    assert "is on the list already" in refused_to_add(area, to_come, three[0])


def refused_to_add(area: Engine, meeting: str, reference: str) -> str:
    with transaction(area) as session, pytest.raises(CannotDo) as said:
        put_on_list(session, actor(session, SUPERVISOR), meeting, {"listed": [reference]})
    return " ".join(said.value.obstacles)


def test_a_long_list_is_looked_through_and_what_is_ticked_stays(
    area: Engine, level_two: Desk, visitor: Desk, text: Desk
) -> None:
    many: list[str] = level_two(area, OFFICER, 14)
    officer = visitor(OFFICER)
    address = "/meetings/new?level=2&unit=northern"
    page = officer.get(address)
    assert all(reference in page.text for reference in many)
    page = officer.get(f"{address}&find={many[3].lower()}")
    assert many[3] in page.text
    assert many[4] not in page.text
    assert f"1 of {len(many)} shown." in text(page.text)
    officer.post("/drafts/later", {"listed": many[3:4], "_page": "/meetings/new", "_from": "/meetings/new"})
    page = officer.get(f"{address}&find={many[4]}%20{OFFICER}")
    assert many[4] in page.text, "every word is looked for"
    assert f'value="{many[3]}" checked' in " ".join(page.text.split())
    assert many[5] not in page.text
    meeting = arranged(area, many[:1])
    page = officer.get(f"/meetings/{meeting}/add?find={many[2]}")
    assert (many[2] in page.text, many[4] in page.text) == (True, False)
    page = officer.post(f"/meetings/{meeting}/add", {"listed": [many[2], many[6]]})
    assert listed(area, meeting) == [many[0], many[2], many[6]], "chosen by whichever words"
