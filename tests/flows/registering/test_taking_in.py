"""Is a registration taken as one act, once, whole; and does a child at risk now ever wait for the rest?"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.looking import look
from flows.people import actor
from flows.steps.pipeline import take
from flows.steps.registered import withdraw_registration
from flows.steps.registering import TakenIn, register_interest
from models import clock, ledger
from models.consideration import Consideration, Wait
from models.database import transaction
from models.errors import CannotDo
from models.registration import RegisteredIndividual, Registration
from policy.registration import ImmediateRisk, Standing

REGISTRAR = "registration.western.1"
Form = Callable[..., dict[str, Any]]


def taken(engine: Engine, form: dict[str, Any], key: str | None = None) -> TakenIn:
    with transaction(engine) as session:
        return register_interest(session, actor(session, REGISTRAR), form, key=key)


def waits_on(session: Session, reference: str) -> set[tuple[str, str]]:
    row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
    found = session.exec(select(Wait).where(Wait.consideration_id == row.id)).all()
    return {(wait.what, wait.owner) for wait in found}


def standings(session: Session) -> list[Standing]:
    rows = session.exec(select(RegisteredIndividual).order_by(col(RegisteredIndividual.position)))
    return [row.standing for row in rows]


TWO = [{"name": "Leopold Unlikely"}, {"name": "Marmaduke Improbable"}]


def test_two_named_are_two_considerations_of_one_registration(area: Engine, form: Form) -> None:
    done = taken(area, form(individual=None, individuals=TWO))
    assert done.registration.startswith("R-2026-")
    assert len(done.considerations) == 2
    with transaction(area) as session:
        dossiers = [look(session, reference)[1] for reference in done.considerations]
        assert [d.registered_as for d in dossiers] == [done.registration] * 2
        assert [d.siblings for d in dossiers] == [(done.considerations[1],), (done.considerations[0],)]
        names = [d.registration["individual"]["surname"] for d in dossiers if d.registration]
        assert names == ["Unlikely", "Improbable"]
        assert all(len(d.children) == 1 for d in dossiers)
        row = session.exec(select(Registration)).one()
        assert (row.scheme, row.edition) == ("pilot-registration-2007", "2007")
        assert standings(session) == [Standing.LIVE, Standing.LIVE]


def test_registrations_have_numbers_of_their_own(area: Engine, form: Form) -> None:
    first, second = taken(area, form()), taken(area, form())
    assert [each.registration[-5:] for each in (first, second)] == ["00001", "00002"]


def test_under_one_key_a_form_is_registered_once(area: Engine, form: Form) -> None:
    both = form(individual=None, individuals=TWO)
    first, again = taken(area, both, "form:F-1"), taken(area, both, "form:F-1")
    assert again.entries == ()
    assert (again.registration, again.considerations) == (first.registration, first.considerations)
    with transaction(area) as session:
        assert len(session.exec(select(Registration)).all()) == 1


def test_a_form_with_slips_is_refused_whole_where_nobody_is_at_risk_now(area: Engine, form: Form) -> None:
    with pytest.raises(CannotDo) as refused:
        taken(area, form(relationship=None, answers={"level": True}, individual={"aliases": ["Bud"]}))
    assert len(refused.value.obstacles) == 3
    with transaction(area) as session:
        assert session.exec(select(Registration)).all() == []


@pytest.mark.parametrize("said", [True, {"not_known": "Rang off."}], ids=["yes", "not known"])
def test_a_child_at_risk_now_goes_to_the_duty_officer_whatever_else_is_wrong(
    area: Engine, form: Form, said: Any
) -> None:
    wrong = form(immediate_risk=said, unit="no such unit!", children=[{"age": "four", "name": "Poppy"}])
    wrong["received_at"] = "yesterday"
    done = taken(area, wrong)
    assert len(done.left_out) >= 3
    with transaction(area) as session:
        assert ("act_on_immediate_risk", "duty_senior_officer@western") in waits_on(session, done.reference)
        row, dossier = look(session, done.reference)
        assert row.unit == "western"  # that of whoever registers, where the form's can't be read
        assert dossier.registration is not None
        assert dossier.registration["applicant"]["surname"] == "Inventively"  # what could be read is kept
        assert "four" in dossier.registration["as_entered"]
        found = session.exec(select(Registration)).one()
        assert found.immediate_risk is not ImmediateRisk.NO
        (wait,) = session.exec(select(Wait).where(Wait.what == "act_on_immediate_risk")).all()
        assert wait.due_at == datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def test_a_child_at_risk_now_waits_for_no_scheme(
    area: Engine, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISCLOSURE_FORCE_FILE")  # then the pilot is live nowhere
    with pytest.raises(CannotDo, match="No edition is live"):
        taken(area, form())
    done = taken(area, form(immediate_risk=True))
    with transaction(area) as session:
        assert ("act_on_immediate_risk", "duty_senior_officer@western") in waits_on(session, done.reference)
        assert look(session, done.reference)[0].scheme == "csods-2023"


def test_what_the_duty_officer_does_stands_beside_the_scheme_at_every_stage(area: Engine, form: Form) -> None:
    done = taken(area, form(immediate_risk=True, applicant={"not_known": "No name given."}))
    with transaction(area) as session:
        given = {"reason": "anonymous", "reasons": "No name.", "risk_assessment": "Children's services told."}
        take(session, done.reference, "not_progress", actor(session, "ppo.western.1"), given)
    with transaction(area) as session:
        assert ("act_on_immediate_risk", "duty_senior_officer@western") in waits_on(session, done.reference)
        acted = {"done": "A patrol went; the child is safe with her aunt."}
        take(session, done.reference, "act_on_immediate_risk", actor(session, "supt.1"), acted)
    with transaction(area) as session:
        assert {what for what, _ in waits_on(session, done.reference)} >= {"review"}
        assert standings(session) == [Standing.INTELLIGENCE_ONLY]


def test_the_edition_is_the_one_in_force_on_the_day_of_receipt(area: Engine, form: Form) -> None:
    with pytest.raises(CannotDo, match="not in force on 1 June 2006"):
        taken(area, form(received_at="2006-06-01T09:00:00+00:00"))


def test_a_withdrawal_reaches_every_individual_and_ends_no_assessment(area: Engine, form: Form) -> None:
    done = taken(area, form(individual=None, individuals=TWO))
    with transaction(area) as session:
        who = actor(session, REGISTRAR)
        withdraw_registration(session, who, done.registration, "She changed her mind.")
    with transaction(area) as session:
        assert standings(session) == [Standing.WITHDRAWN, Standing.WITHDRAWN]
        stages = session.exec(select(Consideration.stage).where(Consideration.occasion == "application"))
        assert set(stages) == {"initial_checks"}
        with pytest.raises(CannotDo, match="No registration has that reference"):
            withdraw_registration(session, who, "R-2026-99999", "She changed her mind.")


def test_what_is_added_later_stands_beside_what_was_said(area: Engine, form: Form) -> None:
    done = taken(area, form(individual={"aliases": ["Doc"], "name": {"not_known": "Only as Doc."}}))
    with transaction(area) as session:
        addition = {"form": {"individual": {"name": "Leopold Unlikely"}}, "reasons": "She rang."}
        take(session, done.reference, "add_to_registration", actor(session, REGISTRAR), addition)
    with transaction(area) as session:
        row, dossier = look(session, done.reference)
        assert dossier.registration is not None
        assert dossier.registration["individual"]["surname"] == "Unlikely"
        assert dossier.registration["individual"]["aliases"] == ["Doc"]
        assert dossier.registration["applicant"]["address"] == ["1 Notional Row", "Westexample", "ZZ1 3AB"]
        first = ledger.entries(session, row.id, kinds=("InterestRegistered",))[0]
        assert first.content is not None
        assert first.content["individual"]["surname"] is None


def test_registered_rows_end_after_the_schemes_period(area: Engine, form: Form) -> None:
    taken(area, form())
    with transaction(area) as session:
        until = session.exec(select(RegisteredIndividual)).one().live_until
        assert until is not None
        assert until.year == clock.today(session).year + 5


POSTED = {"name": "Rosamund Inventively", "safe_to_post": True}


@pytest.mark.parametrize(
    "slip",
    [
        {"applicant": POSTED | {"address": ["ZZ1 1AB"]}},
        {"applicant": POSTED | {"name": "王小明", "address": ["1 A", "B", "ZZ1 1AB"]}},
        {"unit": "nowhere", "applicant": POSTED | {"address": ["1 A", "B", "ZZ1 1AB"]}},
        {"received_at": "2026-11-23T10:00:00"},
        {"received_at": "1999-11-23T10:00:00+00:00"},
        {"received_at": "2030-11-23T10:00:00+00:00"},
        {"immediate_risk_words": "bad\0word"},
        {"immediate_risk": "yes", "relationship": "aunty"},
        {"immediate_risk": 1, "relationship": None},
        {"immediate_risk": "True ", "relationship": "aunty"},
        {"immediate_risk": "there is, at the door", "relationship": "aunty"},
        {"immediate_risk": None, "not_known": {"immediate_risk": "Rang off."}, "relationship": "aunty"},
        {"immediate_risk": None, "not_known": {"immediate_risk": 5}},
        {"immediate_risk": None, "not_known": {"immediate_risk": ""}},
        {"individuals": [{"name": "Leopold Unlikely"}]},
    ],
)
def test_no_slip_keeps_a_child_at_risk_now_from_the_duty_officer(
    area: Engine, form: Form, slip: dict[str, Any]
) -> None:
    done = taken(area, form(**({"immediate_risk": True} | slip)))
    assert done.left_out
    with transaction(area) as session:
        assert ("act_on_immediate_risk", "duty_senior_officer@western") in waits_on(session, done.reference)
        kept = look(session, done.reference)[1].registration
        assert kept is not None
        assert "individuals" in slip or kept["individual"]["surname"] == "Unlikely"  # what can be read


@pytest.mark.parametrize("said", [True, {"not_known": "She rang off."}], ids=["yes", "not known"])
def test_a_risk_learned_later_goes_to_the_duty_officer(area: Engine, form: Form, said: Any) -> None:
    done = taken(area, form())

    def add(said: Any) -> None:
        with transaction(area) as session:
            given = {"form": {"immediate_risk": said}, "reasons": "She rang: he moved in tonight."}
            take(session, done.reference, "add_to_registration", actor(session, REGISTRAR), given)

    with pytest.raises(CannotDo, match="immediate_risk: said already"):
        add(False)
    add(said)
    with transaction(area) as session:
        assert ("act_on_immediate_risk", "duty_senior_officer@western") in waits_on(session, done.reference)
