"""Does everything that waits reach somebody's list, soonest first, and nobody else's?"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.people import actor
from flows.register.applying import apply
from flows.register.uploading import upload
from flows.sample_area import write
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from flows.team import Scope, calendar, letters_waiting, scope_of, team, to_confirm
from flows.whose import whose
from flows.worklist import Work, my_work
from models import clock
from models.consideration import Consideration, IssuedLetter, Wait
from models.database import transaction
from models.officer import Officer
from models.subject import Subject


def work(engine: Engine, handle: str, **page: Any) -> Work:
    with transaction(engine) as session:
        return my_work(session, actor(session, handle), **page)


def waits(engine: Engine, handle: str) -> list[tuple[str, str]]:
    return [(item.what, item.whose) for item in work(engine, handle).items]


@pytest.fixture
def opened(area: Engine) -> list[str]:
    """Three considerations of northern: two of one officer's, opened a day apart, and one nobody has."""
    with transaction(area) as session:
        of_northern = select(Subject.register_reference).where(Subject.unit == "northern", Subject.level == 1)
        subjects = session.exec(of_northern.order_by(col(Subject.register_reference)).limit(3)).all()
    references = []
    for subject in subjects:
        with transaction(area) as session:
            given = {"subject": subject, "officer": "ppo.northern.1"}
            references.append(open_consideration(session, actor(session, "ppo.northern.1"), given).reference)
            clock.set_clock(session, clock.now(session) + timedelta(days=1))
    with transaction(area) as session:
        who = actor(session, "ppo.northern.1")
        take(session, references[2], "declare_named_in", who, {"reasons": "A neighbour of my mother's."})
    return references


def set_waits(session: Session, reference: str, *waits: dict[str, Any]) -> None:
    """Let one consideration wait on just this."""
    row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
    for wait in session.exec(select(Wait).where(Wait.consideration_id == row.id)):
        session.delete(wait)
    for given in waits:
        values = {"owner_kind": "person", "what": "sign_off", "why": "A signature."} | given
        session.add(Wait(consideration_id=row.id, **values))


def test_ones_own_comes_soonest_first_and_what_nobody_has_to_everybody_of_the_unit(
    area: Engine, opened: list[str]
) -> None:
    mine = work(area, "ppo.northern.1")
    assert [(item.reference, item.whose) for item in mine.items] == [
        (opened[0], "you"),
        (opened[1], "you"),
    ]
    assert mine.items[0].how
    assert (mine.total, mine.overdue) == (2, 0)
    others = [(item.reference, item.whose) for item in work(area, "ppo.northern.2").items]
    assert others == [(opened[2], "any public protection officer, northern")]
    assert work(area, "ppo.western.1").items == ()
    assert work(area, "administrator.1").items == ()
    paged = work(area, "ppo.northern.1", limit=1, offset=1)
    assert ([item.reference for item in paged.items], paged.total) == ([opened[1]], 2)


def test_what_is_late_and_what_is_soon_is_counted(area: Engine, opened: list[str]) -> None:
    with transaction(area) as session:
        now = clock.now(session)
        own = {"owner": "ppo.northern.1"}
        set_waits(
            session, opened[0], own | {"due_at": now - timedelta(hours=1), "what": "attach"},
            own | {"due_at": now + timedelta(days=2)}, own | {"what": "propose"},
        )  # fmt: skip
        set_waits(session, opened[1])
    mine = work(area, "ppo.northern.1")
    assert [item.what for item in mine.items][:2] == ["attach", "sign_off"]
    assert mine.items[-1].due_at is None
    assert (mine.overdue, mine.due_soon) == (1, 1)
    assert mine.items[0].overdue


@pytest.mark.parametrize(
    ("owner", "who", "nobody_else"),
    [
        ("police:di", "di.northern.1", ("ds.northern.1", "dci.1", "acc.1", "di.western.1")),
        ("police:det_supt", "supt.2", ("dci.1", "acc.1", "di.northern.1")),
        ("probation:aco", "aco.1", ("spo.northern.1", "probation_chief.1")),
        ("duty_senior_officer@northern", "supt.1", ("dci.1", "ppo.northern.1")),
        ("supervisor@northern", "ds.northern.1", ("ds.western.1", "dci.1", "ppo.northern.1")),
        ("chair", "di.northern.1", ("di.western.1", "ds.northern.1")),
    ],
)
def test_a_role_or_rank_reaches_its_holders_and_not_all_above_them(
    area: Engine, opened: list[str], owner: str, who: str, nobody_else: tuple[str, ...]
) -> None:
    with transaction(area) as session:
        set_waits(session, opened[0], {"owner": owner})
    found = [item for item in work(area, who).items if item.reference == opened[0]]
    assert [item.whose for item in found] == [whose("person", owner)]
    for other in nobody_else:
        assert opened[0] not in {item.reference for item in work(area, other).items}, other


def test_where_nobody_holds_the_rank_asked_for_it_reaches_the_next_above(
    area: Engine, opened: list[str]
) -> None:
    with transaction(area) as session:
        set_waits(session, opened[0], {"owner": "police:det_supt"})
        for officer in session.exec(select(Officer).where(col(Officer.rank) == "det_supt")):
            officer.revoked_at = clock.now(session)
            session.add(officer)
    assert waits(area, "acc.1") == [("sign_off", "Det Supt or above, police")]
    assert waits(area, "dci.1") == []


def test_an_agency_sees_its_own_requests_only(area: Engine, opened: list[str]) -> None:
    with transaction(area) as session:
        asked = {"owner_kind": "agency", "what": "record_check"}
        set_waits(
            session, opened[0], asked | {"owner": "health", "subject_of": "health"},
            asked | {"owner": "police", "subject_of": "police_systems"},
        )  # fmt: skip
    found = work(area, "nurse.1").items
    assert [(item.request, item.whose) for item in found] == [(f"{opened[0]}.health", "health")]
    assert work(area, "education.1").items == ()
    officers = {(i.reference, i.what): i for i in work(area, "ppo.northern.1").items}
    assert officers[opened[0], "record_check"].request is None, "an officer answers at the consideration"
    assert "record_check" not in {what for what, _ in waits(area, "ppo.northern.2")}


def test_a_review_comes_up_a_fortnight_before_its_day(area: Engine, opened: list[str]) -> None:
    with transaction(area) as session:
        due = clock.now(session) + timedelta(days=20)
        review = {"owner_kind": "date", "owner": "ppo.northern.1", "what": "review", "due_at": due}
        set_waits(session, opened[0], review)
    assert "review" not in {what for what, _ in waits(area, "ppo.northern.1")}
    with transaction(area) as session:
        clock.set_clock(session, clock.now(session) + timedelta(days=7))
    assert ("review", "you") in waits(area, "ppo.northern.1")


def test_nobody_without_rights_has_work(area: Engine, opened: list[str]) -> None:
    with transaction(area) as session:
        set_waits(session, opened[0], {"owner": "ppo.western.9"})
    assert work(area, "ppo.western.9") == Work((), 0, 0, 0)


def test_a_team_shows_who_has_what_and_what_nobody_or_somebody_gone_has(
    area: Engine, opened: list[str]
) -> None:
    with transaction(area) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == opened[1])).one()
        row.officer = "ppo.western.9"
        session.add(row)
        clock.set_clock(session, clock.now(session) + timedelta(days=400))
        seen = team(session, scope_of(actor(session, "ds.northern.1")))
        assert team(session, scope_of(actor(session, "ds.northern.1"), "western")) == seen
        everywhere = team(session, scope_of(actor(session, "dci.1")))
        of_probation = team(session, scope_of(actor(session, "spo.northern.1")))
    assert [carried.reference for carried in seen[0].carries] == [opened[2]]
    assert seen[0].handle is None
    carriers = {carrier.handle: carrier for carrier in seen}
    first = carriers["ppo.northern.1"]
    assert [(c.reference, c.next_what, c.overdue > 0) for c in first.carries] == [
        (opened[0], "propose", True)
    ]
    assert first.carries[0].age_days > 400
    assert (first.overdue, first.active) == (1, True)
    assert not carriers["ppo.western.9"].active
    assert carriers["ppo.northern.3"].carries == ()
    assert "ppo.western.1" not in carriers
    assert {"ppo.western.1", "ppo.northern.1"} <= {carrier.handle for carrier in everywhere}
    assert {carrier.handle[:3] for carrier in of_probation if carrier.handle} == {"po.", "spo"}
    assert not any(carrier.carries for carrier in of_probation)  # the police lead all three


def test_the_calendar_holds_each_deadline_on_its_london_day(area: Engine, opened: list[str]) -> None:
    with transaction(area) as session:
        now = clock.now(session)
        late_in_june = now.replace(month=6, day=1, hour=23, minute=30)  # 00:30 on the 2nd in London
        set_waits(session, opened[0], {"owner": "chair", "due_at": late_in_june, "how": "Counted."})
        day = late_in_june.date()
        found = calendar(session, Scope("northern"), day, day + timedelta(days=1))
        assert calendar(session, Scope("western"), day, day + timedelta(days=1)) == {}
        assert calendar(session, Scope(), day, day) == {}
    assert [(d.reference, d.whose, d.how) for d in found[day + timedelta(days=1)]] == [
        (opened[0], "the chair", "Counted.")
    ]
    assert list(found) == [day + timedelta(days=1)]


def test_a_letter_of_unknown_fate_is_listed_with_whose_it_is_to_settle(
    area: Engine, opened: list[str]
) -> None:
    with transaction(area) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == opened[0])).one()
        session.add(
            IssuedLetter(
                reference="L-2026-00001", consideration_id=row.id, kind="not_progressed", release="officer",
                delivery="post", sha256="0" * 64, pages=1, pdf=None, state="unknown",
                made_at=clock.now(session),
            )
        )  # fmt: skip
        settle = {"what": "settle_letter", "owner": "ppo.northern.1", "subject_of": "L-2026-00001"}
        set_waits(session, opened[0], settle)
        found = letters_waiting(session, Scope("northern"))
        assert letters_waiting(session, Scope("western")) == []
    assert [(each.letter, each.what, each.reference, each.whose) for each in found] == [
        ("L-2026-00001", "settle_letter", opened[0], "ppo.northern.1")
    ]


def test_an_extract_waits_to_be_confirmed_until_it_is(area: Engine, tmp_path: Path) -> None:
    with transaction(area) as session:
        assert to_confirm(session, actor(session, "ds.northern.1")) == []
    lines = write(tmp_path).register_jsonl.read_bytes().splitlines(keepends=True)
    extract = tmp_path / "next.jsonl"
    extract.write_bytes(b"".join(lines[:-1]))
    with transaction(area) as session:
        uploaded = upload(session, extract, "registration.northern.1", originals=tmp_path / "originals")
        found = to_confirm(session, actor(session, "ds.northern.1"))
    assert [(each.what, each.id, each.rows, each.stopped, each.uploaded_by) for each in found] == [
        ("register", uploaded.import_id, len(lines) - 1, False, "registration.northern.1")
    ]
    with transaction(area) as session:
        apply(session, uploaded.import_id, "ds.western.1", originals=tmp_path / "originals")
        assert to_confirm(session, actor(session, "ds.northern.1")) == []
