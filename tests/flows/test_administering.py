"""May an administrator change who works here, and nothing else, and least of all their own rights?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.chasing import chase
from flows.looking import look
from flows.people import actor
from flows.steps.administering import add_officer, change_officer, restore_officer, revoke_officer
from flows.steps.agencies import add_closure, put_agency, remove_closure
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from flows.worklist import my_work
from models import clock, ledger
from models.agency import Agency
from models.consideration import Consideration, Wait
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer

ADMINISTRATOR = "administrator.1"
WHY = {"reasons": "A new post, agreed with the head of unit."}
NEW = WHY | {
    "handle": "ppo.northern.7", "person_key": "P-0777", "name": "Amber Newcomer", "rank": "pc",
    "agency": "police", "unit": "northern", "roles": ["public_protection_officer"],
}  # fmt: skip


def as_administrator(area: Engine, do: Callable[..., Any], *given: Any, who: str = ADMINISTRATOR) -> Any:
    with transaction(area) as session:
        return do(session, actor(session, who), *given)


def refused(area: Engine, do: Callable[..., Any], *given: Any, who: str = ADMINISTRATOR) -> str:
    with pytest.raises(CannotDo) as error:
        as_administrator(area, do, *given, who=who)
    return str(error.value)


def last(session: Session) -> ledger.Recorded:
    return ledger.entries(session)[-1]


def test_somebody_new_may_act_at_once_and_no_body_says_what_they_are_called(area: Engine) -> None:
    as_administrator(area, add_officer, NEW)
    with transaction(area) as session:
        written = last(session)
        opened = open_consideration(session, actor(session, "ppo.northern.7"), {"subject": "S-0030"})
    assert opened.reference
    assert (written.kind, written.by, written.body["handle"]) == (
        "OfficerAdded",
        ADMINISTRATOR,
        "ppo.northern.7",
    )
    assert "Newcomer" not in str(written.body)
    assert written.content is not None
    assert written.content["name"] == "Amber Newcomer"


def test_adding_twice_under_one_key_adds_once(area: Engine) -> None:
    with transaction(area) as session:
        who = actor(session, ADMINISTRATOR)
        assert add_officer(session, who, NEW, key="desk:1") == add_officer(session, who, NEW, key="desk:1")
        assert len(ledger.entries(session, kinds=["OfficerAdded"])) == 1


def test_every_obstacle_to_an_account_comes_at_once(area: Engine) -> None:
    wrong = {
        "handle": "ppo.northern.1", "rank": "aco", "unit": "nothern", "roles": ["chief_wizard"],
        "date_of_birth": "2020-01-01",
    }  # fmt: skip
    said = refused(area, add_officer, NEW | wrong)
    for words in ("handle:", "rank:", "pc, ds", "unit:", "northern", "roles:", "date_of_birth:"):
        assert words in said
    assert "agency:" in refused(area, add_officer, NEW | {"agency": "coastguard"})


@pytest.mark.parametrize(
    "role", ["auditor", "supervisor", "registration_staff", "partner_agency", "mappa_coordinator"]
)
def test_whoever_administers_reads_nothing_under_another_account_neither(area: Engine, role: str) -> None:
    assert "an administrator reads and decides nothing" in refused(
        area, add_officer, NEW | {"roles": ["administrator", role]}
    )
    as_administrator(area, add_officer, NEW | {"roles": ["administrator"]})
    second = NEW | {"handle": "second.1", "roles": [role]}
    assert "an administrator reads and decides nothing" in refused(area, add_officer, second)
    as_administrator(area, revoke_officer, "ppo.northern.7", WHY)
    as_administrator(area, add_officer, second)
    assert "an administrator reads" in refused(area, restore_officer, "ppo.northern.7", WHY)


def test_nobody_touches_their_own_rights_or_gives_themselves_an_account(area: Engine) -> None:
    with transaction(area) as session:
        own = actor(session, ADMINISTRATOR).person
    for do, *given in (
        (change_officer, ADMINISTRATOR, WHY | {"unit": "western"}),
        (revoke_officer, ADMINISTRATOR, WHY),
        (restore_officer, ADMINISTRATOR, WHY),
        (add_officer, NEW | {"person_key": own}),
    ):
        assert "Nobody changes their own rights" in refused(area, do, *given)


@pytest.mark.parametrize("who", ["ds.northern.1", "auditor.1", "acc.1"])
def test_nobody_else_administers(area: Engine, who: str) -> None:
    agency = WHY | {"code": "fire", "name": "Fire and Rescue", "role": "DUTY_TO_COOPERATE"}
    for do, *given in (
        (add_officer, NEW), (change_officer, "ppo.northern.1", WHY | {"rank": "ds"}),
        (revoke_officer, "ppo.northern.1", WHY), (put_agency, agency),
        (add_closure, WHY | {"closed_on": "2026-12-24", "why": "Founders' Day"}),
    ):  # fmt: skip
        assert "needs one of the roles: administrator" in refused(area, do, *given, who=who)


def test_a_change_counts_at_the_next_move_and_says_what_stood_before(area: Engine) -> None:
    as_administrator(area, change_officer, "ppo.northern.1", WHY | {"unit": "western", "rank": "ds"})
    with transaction(area) as session:
        written, now = last(session), actor(session, "ppo.northern.1")
    assert (now.unit, now.rank) == ("western", "ds")
    assert written.body["changed"] == ["rank", "unit"]
    assert written.content is not None
    assert (written.content["before"], written.content["after"]) == (
        {"rank": "pc", "unit": "northern"}, {"rank": "ds", "unit": "western"},
    )  # fmt: skip
    as_administrator(area, change_officer, "ppo.northern.1", WHY | {"unit": "western"})
    with transaction(area) as session:
        assert last(session).seq == written.seq


def test_rights_end_at_once_and_come_back(area: Engine) -> None:
    as_administrator(area, revoke_officer, "ppo.northern.1", WHY)
    with transaction(area) as session:
        assert not actor(session, "ppo.northern.1").active
    assert "withdrawn already" in refused(area, revoke_officer, "ppo.northern.1", WHY)
    as_administrator(area, restore_officer, "ppo.northern.1", WHY)
    with transaction(area) as session:
        assert actor(session, "ppo.northern.1").active
    assert "They have their rights" in refused(area, restore_officer, "ppo.northern.1", WHY)
    assert "Nobody is known" in refused(area, revoke_officer, "nobody.1", WHY)


def test_a_new_name_is_looked_for_in_every_consideration(area: Engine) -> None:
    with transaction(area) as session:
        who = actor(session, "ppo.northern.1")
        reference = open_consideration(session, who, {"subject": "S-0030", "officer": who.handle}).reference
        take(session, reference, "list_child", who, {"name": "Amber Newcomer", "age": 7})
        assert my_work(session, who).total > 0
    as_administrator(area, change_officer, "ppo.northern.1", WHY | {"name": "Amber Newcomer"})
    with transaction(area) as session:
        assert my_work(session, actor(session, "ppo.northern.1")).total == 0


def test_an_agency_is_added_and_changed_whole(area: Engine) -> None:
    fire = WHY | {
        "code": "fire",
        "name": "Fire and Rescue",
        "role": "DUTY_TO_COOPERATE",
        "answers": ["health"],
    }
    as_administrator(area, put_agency, fire)
    as_administrator(area, put_agency, fire | {"system_url": "http://127.0.0.1:9000"})
    as_administrator(area, put_agency, fire | {"system_url": "http://127.0.0.1:9000"})
    with transaction(area) as session:
        held = session.exec(select(Agency).where(col(Agency.code) == "fire")).one()
        written = ledger.entries(session, kinds=["AgencyAdded", "AgencyChanged"])
    assert (held.system_url, held.answers) == ("http://127.0.0.1:9000", ["health"])
    assert [(e.kind, e.body.get("changed")) for e in written] == [
        ("AgencyAdded", None),
        ("AgencyChanged", ["system_url"]),
    ]
    for url in ("ftp://example.org", "http://user:secret@example.org", "example.org"):
        assert "system_url:" in refused(area, put_agency, fire | {"system_url": url})


def due(area: Engine, reference: str) -> Wait:
    with transaction(area) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        waits = select(Wait).where(Wait.consideration_id == row.id, Wait.what == "lift_hold")
        return session.exec(waits).one()


def test_a_day_closed_moves_deadlines_counted_in_working_days(area: Engine) -> None:
    with transaction(area) as session:
        who = actor(session, "ppo.northern.1")
        reference = open_consideration(session, who, {"subject": "S-0030", "officer": who.handle}).reference
        take(
            session,
            reference,
            "place_hold",
            who,
            {"hold": "live_investigation", "reasons": "An arrest is near."},
        )
        opened = look(session, reference)[1].opened_at
    before = due(area, reference)
    assert before.due_at is not None
    day = opened.date() + timedelta(days=1)
    closed = WHY | {"closed_on": day.isoformat(), "why": "Founders' Day"}
    as_administrator(area, add_closure, closed)
    assert "closed already" in refused(area, add_closure, closed)
    with transaction(area) as session:
        take(session, reference, "attach", actor(session, "ppo.northern.1"), {"words": "Looked at."})
    after = due(area, reference)
    assert after.due_at is not None
    assert after.due_at.date() == before.due_at.date() + timedelta(days=1)
    assert "Founders' Day" in after.how
    as_administrator(area, remove_closure, WHY | {"closed_on": day.isoformat()})
    assert "nobody recorded" in refused(
        area, remove_closure, WHY | {"closed_on": date(2026, 12, 25).isoformat()}
    )
    with transaction(area) as session:
        take(session, reference, "attach", actor(session, "ppo.northern.1"), {"words": "Again."})
        assert [e.kind for e in ledger.entries(session, kinds=["ClosureAdded", "ClosureRemoved"])] == [
            "ClosureAdded", "ClosureRemoved",
        ]  # fmt: skip
    assert due(area, reference).due_at == before.due_at


def test_the_sample_holds_nobody_who_could_not_be_added(area: Engine) -> None:
    with transaction(area) as session:
        staff = session.exec(select(Officer).where(col(Officer.revoked_at).is_(None))).all()
        given = [
            WHY | {n: getattr(o, n) for n in ("name", "rank", "agency", "unit", "roles")}
            | {"handle": f"again.{n}", "person_key": o.person_key}
            for n, o in enumerate(staff)
            if o.handle != ADMINISTRATOR
        ]  # fmt: skip
        for each in given[::7]:
            add_officer(session, actor(session, ADMINISTRATOR), each)


def test_the_daily_chase_moves_what_nobody_touches_once_a_day_is_closed(area: Engine) -> None:
    with transaction(area) as session:
        who = actor(session, "ppo.northern.1")
        reference = open_consideration(session, who, {"subject": "S-0030", "officer": who.handle}).reference
        hold = {"hold": "live_investigation", "reasons": "An arrest is near."}
        take(session, reference, "place_hold", who, hold)
        day = clock.today(session)
    before = due(area, reference).due_at
    assert before is not None
    closed = WHY | {"closed_on": (day + timedelta(days=1)).isoformat(), "why": "Founders' Day"}
    as_administrator(area, add_closure, closed)
    chase(day)
    after = due(area, reference).due_at
    assert after is not None
    assert after.date() == before.date() + timedelta(days=1)
