"""A supervisor looks their unit over, unopened: who carries what, what is due, who is covered."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.grants import break_glass
from flows.people import actor
from flows.registering.uploading import receive
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from models import clock, ledger
from models.consideration import Consideration, IssuedLetter, Wait
from models.database import transaction
from models.subject import Subject

SUPERVISOR, OTHER_UNIT, HEADQUARTERS = "ds.northern.1", "ds.western.1", "dci.1"
People = Callable[[str], Any]


@pytest.fixture
def opened(area: Engine) -> list[str]:
    """Two considerations of northern, both one officer's, opened five days apart; and one of western."""
    references = []
    for unit, count in (("northern", 2), ("western", 1)):
        with transaction(area) as session:
            of_unit = select(Subject.register_reference).where(
                Subject.unit == unit, Subject.level == 1, Subject.lead_agency == "police"
            )
            subjects = session.exec(of_unit.order_by(col(Subject.register_reference)).limit(count)).all()
        for subject in subjects:
            with transaction(area) as session:
                who = actor(session, f"ppo.{unit}.1")
                given = {"subject": subject, "officer": who.handle}
                references.append(open_consideration(session, who, given).reference)
                clock.set_clock(session, clock.now(session) + timedelta(days=5))
    return references


def rows(page: str) -> str:
    """What stands in the table of considerations."""
    return page.split('id="considerations"')[-1]


def consulted(area: Engine) -> int:
    with transaction(area) as session:
        return len(ledger.entries(session, kinds=["Consulted"]))


def names(area: Engine, references: list[str]) -> list[str]:
    with transaction(area) as session:
        found = session.exec(
            select(Subject.surname)
            .join(Consideration, col(Consideration.subject_id) == col(Subject.id))
            .where(col(Consideration.reference).in_(references))
        )
        return list(found)


def test_a_supervisor_sees_their_own_unit_by_reference_and_opens_nothing(
    area: Engine, opened: list[str], visitor: People
) -> None:
    page = visitor(SUPERVISOR).get("/team?unit=western").text
    assert opened[0] in page
    assert opened[2] not in page
    assert "ppo.northern.1" in page
    assert "2 up to 4 weeks" in page  # the bar in words
    assert "How this date was worked out" in rows(page)
    assert not [name for name in names(area, opened) if name in page]
    assert consulted(area) == 0


def test_headquarters_sees_every_unit_or_the_one_it_chooses(opened: list[str], visitor: People) -> None:
    manager = visitor(HEADQUARTERS)
    assert all(reference in manager.get("/team").text for reference in opened)
    western = manager.get("/team?unit=western").text
    assert opened[2] in western
    assert opened[0] not in western


def test_other_agencies_see_what_theirs_lead_and_no_more(opened: list[str], visitor: People) -> None:
    page = visitor("spo.northern.1").get("/team").text
    assert "Nothing is open here" in page
    assert not [reference for reference in opened if reference in page]
    assert visitor("director.1").get("/coverage").status_code == 404
    assert visitor("nurse.1").get("/team").status_code == 404
    assert visitor("ppo.northern.1").get("/team").status_code == 404


def test_the_list_is_narrowed_by_officer_stage_and_lateness(
    area: Engine, opened: list[str], visitor: People
) -> None:
    supervisor = visitor(SUPERVISOR)
    assert opened[0] in rows(supervisor.get("/team?officer=ppo.northern.1&stage=assessment").text)
    assert "Nothing here is like that" in supervisor.get("/team?stage=telling").text
    assert "Nothing here is like that" in supervisor.get("/team?late=yes").text
    with transaction(area) as session:
        clock.set_clock(session, clock.now(session) + timedelta(days=60))
    late = rows(supervisor.get("/team?late=yes").text)
    assert opened[0] in late
    assert "Overdue" in late


def test_whoever_broke_the_glass_is_shown_to_the_units_supervisor(
    area: Engine, opened: list[str], visitor: People
) -> None:
    with transaction(area) as session:
        who = actor(session, "ppo.western.1")
        break_glass(session, who, opened[0], "A child is missing and he was seen near.")
    page = visitor(SUPERVISOR).get("/team").text
    assert "Glass broken" in page
    assert "by ppo.western.1" in page
    assert "Glass broken" not in visitor(OTHER_UNIT).get("/team").text


def give(visitor: Any, reference: str, **fields: str) -> Any:
    visitor.get(f"/team/{reference}/reassign")
    return visitor.post(f"/team/{reference}/reassign", fields, follow=False)


def officer_of(area: Engine, reference: str) -> str | None:
    with transaction(area) as session:
        row = select(Consideration.officer).where(Consideration.reference == reference)
        return session.exec(row).one()


def test_it_is_given_to_another_officer_once_however_often_it_is_sent(
    area: Engine, opened: list[str], visitor: People
) -> None:
    supervisor = visitor(SUPERVISOR)
    page = supervisor.get(f"/team/{opened[0]}/reassign").text
    assert "2 open" not in re.findall(r"ppo\.northern\.3.*", page)[0]
    fields = supervisor.hidden(f"/team/{opened[0]}/reassign")
    fields |= {"officer": "ppo.northern.3", "reasons": "On leave until January."}
    for _ in range(2):
        sent = supervisor.post(f"/team/{opened[0]}/reassign", fields, follow=False)
        assert (sent.status_code, sent.headers["location"]) == (303, "/team?done=reassign")
    assert officer_of(area, opened[0]) == "ppo.northern.3"
    with transaction(area) as session:
        assert len(ledger.entries(session, kinds=["Reassigned"])) == 1
    assert consulted(area) == 0


def test_a_supervisor_gives_it_neither_to_themselves_nor_outside_the_police_and_its_lead_agency(
    area: Engine, opened: list[str], visitor: People
) -> None:
    supervisor = visitor(SUPERVISOR)
    page = supervisor.get(f"/team/{opened[0]}/reassign").text
    offered = set(re.findall(r'<option value="([^"]+)"', page))
    assert "ds.northern.2" in offered
    assert not offered & {SUPERVISOR, "ppo.northern.1", "po.northern.1", "spo.northern.1"}
    for taker in (SUPERVISOR, "po.northern.1"):
        assert give(supervisor, opened[0], officer=taker, reasons="Taking it over.").status_code == 422
    assert officer_of(area, opened[0]) == "ppo.northern.1"
    assert supervisor.get(f"/considerations/{opened[0]}").status_code == 403


def test_what_is_wrong_stands_beside_its_question_and_nothing_typed_is_lost(
    area: Engine, opened: list[str], visitor: People
) -> None:
    answer = give(visitor(SUPERVISOR), opened[0], officer="", reasons="On leave until January.")
    assert answer.status_code == 422
    assert 'href="#officer"' in answer.text
    assert "On leave until January." in answer.text
    assert officer_of(area, opened[0]) == "ppo.northern.1"


def test_two_supervisors_at_once_the_second_sees_what_the_first_did(
    area: Engine, opened: list[str], visitor: People
) -> None:
    second = visitor(SUPERVISOR)
    second.get(f"/team/{opened[0]}/reassign")
    give(visitor("di.northern.1"), opened[0], officer="ppo.northern.2", reasons="Knows the family.")
    fields = {"officer": "ppo.northern.3", "reasons": "On leave until January."}
    clash = second.post(f"/team/{opened[0]}/reassign", fields)
    assert clash.status_code == 409
    assert "ppo.northern.2" in clash.text
    assert "On leave until January." in clash.text
    assert officer_of(area, opened[0]) == "ppo.northern.2"
    assert second.post(f"/team/{opened[0]}/reassign", fields).status_code == 200
    assert officer_of(area, opened[0]) == "ppo.northern.3"


def test_what_another_unit_has_and_what_names_oneself_is_not_there_to_give(
    area: Engine, opened: list[str], visitor: People
) -> None:
    assert visitor(OTHER_UNIT).get(f"/team/{opened[0]}/reassign").status_code == 404
    assert visitor("acc.1").get("/team/C-2026-99999/reassign").status_code == 404
    assert visitor("director.1").get(f"/team/{opened[0]}/reassign").status_code == 404
    with transaction(area) as session:
        take(session, opened[0], "declare_named_in", actor(session, SUPERVISOR), {"reasons": "My cousin."})
    assert visitor(SUPERVISOR).get(f"/team/{opened[0]}/reassign").status_code == 404
    assert opened[0] not in visitor(SUPERVISOR).get("/team").text


def test_the_calendar_marks_closed_days_and_leads_on_from_each_deadline(
    area: Engine, opened: list[str], visitor: People
) -> None:
    set_wait(area, opened[0], what="propose", due=(2026, 12, 22))
    page = visitor(SUPERVISOR).get("/calendar?month=2026-12").text
    assert "Christmas Day" in page
    assert "Offices close for staff training" in page
    assert f'href="/considerations/{opened[0]}"' in page
    assert "Counted by hand." in page
    assert page.count("desk-calendar__closed") >= 8
    day = visitor(SUPERVISOR).get("/calendar?month=2026-12&day=2026-12-25").text
    assert "Nothing is due on this day" in day
    assert "Offices are closed on this day: Christmas Day" in day
    assert opened[0] not in visitor(OTHER_UNIT).get("/calendar?month=2026-12").text


@pytest.mark.parametrize("asked", ["month=x", "month=9999-99", "month=0001-01", "day=2026-13-40", "month="])
def test_no_month_at_all_is_this_month(asked: str, visitor: People) -> None:
    page = visitor(SUPERVISOR).get(f"/calendar?{asked}")
    assert page.status_code == 200
    assert "November 2026" in page.text


def test_coverage_counts_by_level_and_says_who_is_overdue_and_why(opened: list[str], visitor: People) -> None:
    page = visitor(SUPERVISOR).get("/coverage").text
    assert re.search(r"<strong>\d+</strong> managed: \d+ overdue", page)
    assert "Disclosure has never been considered" in page
    assert "Level 3" in page
    everywhere = visitor("mappa.1").get("/coverage").text
    assert ">Western<" in everywhere
    assert ">Western<" not in page
    assert "Page 1 of" in everywhere


def test_coverage_is_worked_out_anew_once_somebody_acts_or_a_day_goes_by(
    area: Engine, visitor: People
) -> None:
    manager = visitor(HEADQUARTERS)
    first = re.findall(r"/considerations/new\?subject=(S-\d+)", manager.get("/coverage").text)[0]
    with transaction(area) as session:
        who = actor(session, HEADQUARTERS)
        opened = open_consideration(session, who, {"subject": first}).reference
    page = manager.get("/coverage").text
    assert f'href="/considerations/{opened}"' in page
    assert "1 of those due or overdue are being considered now" in page
    with transaction(area) as session:
        take(session, opened, "declare_named_in", actor(session, HEADQUARTERS), {"reasons": "My cousin."})
    page = manager.get("/coverage").text
    assert opened not in page
    assert first not in page
    assert "0 of those due or overdue are being considered now" in page


@pytest.mark.parametrize("who", ["spo.northern.1", HEADQUARTERS])
def test_coverage_leads_nobody_to_what_is_not_theirs_to_open(
    who: str, opened: list[str], visitor: People
) -> None:
    """Both lead agencies stand in a unit's numbers; what another leads is asked of it."""
    overseer = visitor(who)
    page = overseer.get("/coverage").text
    links = list(dict.fromkeys(re.findall(r'href="(/considerations/[^"]+)"', page)))
    assert links
    assert not [link for link in links if overseer.get(link).status_code == 404]
    if who.startswith("spo"):
        assert "None is open" in page


def set_wait(area: Engine, reference: str, *, what: str, due: tuple[int, int, int], about: str = "") -> None:
    """Let one consideration wait on just this."""
    with transaction(area) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        for wait in session.exec(select(Wait).where(Wait.consideration_id == row.id)):
            session.delete(wait)
        at = clock.now(session).replace(year=due[0], month=due[1], day=due[2])
        session.add(
            Wait(
                consideration_id=row.id, owner_kind="person", owner="ppo.northern.1", what=what, why="So.",
                subject_of=about or None, due_at=at, how="Counted by hand.",
            )
        )  # fmt: skip


def letter(session: Session, reference: str, number: str) -> None:
    row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
    session.add(
        IssuedLetter(
            reference=number, consideration_id=row.id, kind="not_progressed", release="officer",
            delivery="post", sha256="0" * 64, pages=1, pdf=None, state="unknown", made_at=clock.now(session),
        )
    )  # fmt: skip


def test_a_letter_of_unknown_fate_leads_to_where_it_is_settled(
    area: Engine, opened: list[str], visitor: People
) -> None:
    assert "No letter waits here." in visitor(SUPERVISOR).get("/letters/unknown").text
    with transaction(area) as session:
        letter(session, opened[0], "L-2026-00001")
    set_wait(area, opened[0], what="settle_letter", due=(2026, 12, 1), about="L-2026-00001")
    page = visitor(SUPERVISOR).get("/letters/unknown").text
    assert f"/considerations/{opened[0]}/do/settle_letter?letter=L-2026-00001" in page
    assert "L-2026-00001" not in visitor(OTHER_UNIT).get("/letters/unknown").text


HREF = re.compile(r'href="(/[^"#?]*)')


@pytest.mark.parametrize("path", ["/team", "/calendar", "/letters/unknown", "/registrations"])
@pytest.mark.parametrize("handle", ["spo.northern.1", "spo.western.1", "aco.1", "service_manager.1", "dci.1"])
def test_no_page_offers_a_link_that_does_not_open(
    opened: list[str], area: Engine, visitor: People, handle: str, path: str
) -> None:
    """Each agency's supervisors and managers, with another unit's file of registrations to be confirmed."""
    form = (
        b'{"form_id": "W-1", "immediate_risk": false, "unit": "western", "relationship": "parent", '
        b'"route": "right_to_ask", "received_at": "2026-11-20T10:00:00+00:00", '
        b'"applicant": {"name": "Rosamund Inventively"}, "individual": {"name": "Leopold Unlikely"}, '
        b'"children": [{"name": "Poppy Inventively", "age": 8}]}\n'
    )
    assert receive(area, form, "registration.western.1", originals=None).state == "quarantined"
    who = visitor(handle)
    links = set(HREF.findall(who.get(path).text)) - {"/sign-out"}
    links = {each for each in links if not each.startswith(("/static", "/assets"))}
    gone = {each for each in links if who.get(each, follow=False).status_code == 404}
    assert gone == set()
