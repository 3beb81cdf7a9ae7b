"""Does what is known of an applicant hold: proof seen, a withdrawal, and who it is that would be told?"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from flows.letter_fields import kinds_for_pack
from flows.looking import look
from flows.people import actor
from flows.steps.pipeline import take
from flows.steps.registered import withdraw_registration
from flows.steps.registering import TakenIn, register_interest
from flows.work import letters_due
from models.database import transaction
from models.dossier import Dossier, Line
from models.errors import CannotDo
from models.schemes import schemes

REGISTRAR, OFFICER = "registration.western.1", "ppo.western.1"
Form = Callable[..., dict[str, Any]]
ABLE = {
    "personal_relationship": True, "unsupervised_access": True, "for_vetting": False,
    "applicant_anonymous": False, "applicant_is_subject": False,
}  # fmt: skip


def registered(engine: Engine, form: dict[str, Any]) -> TakenIn:
    with transaction(engine) as session:
        return register_interest(session, actor(session, REGISTRAR), form)


def do(engine: Engine, who: str, reference: str, move: str, **given: Any) -> None:
    with transaction(engine) as session:
        take(session, reference, move, actor(session, who), given)


def seen(engine: Engine, reference: str) -> Dossier:
    with transaction(engine) as session:
        return look(session, reference)[1]


def test_an_interview_wipes_no_proof_that_was_seen_before_it(area: Engine, form: Form) -> None:
    at = registered(area, form(answers=ABLE)).reference
    proof = {"proof": "identity", "document": "passport", "seen_on": "2026-11-20"}
    do(area, REGISTRAR, at, "record_evidence", **proof)
    do(area, OFFICER, at, "answer", answers={"applicant_agreed_to_letter": True}, reasons="She said so.")
    do(area, OFFICER, at, "progress", reasons="Within the scheme.")
    do(area, OFFICER, at, "record_interview", documents={"address": "tenancy"}, notes="Seen at home.")
    answers = seen(area, at).answers
    assert answers["applicant_identity_verified"] is True
    assert answers["applicant_agreed_to_letter"] is True
    assert answers["applicant_address_verified"] is True
    assert answers.get("applicant_relationship_verified") is None


def test_a_withdrawal_reaches_an_individual_whose_consideration_is_closed(area: Engine, form: Form) -> None:
    two = [{"name": "Leopold Unlikely"}, {"name": "Marmaduke Improbable"}]
    done = registered(area, form(individual=None, individuals=two))
    first, second = done.considerations
    kept = {"reason": "outside_scheme", "reasons": "Not one for it.", "risk_assessment": "Kept as it is."}
    do(area, OFFICER, first, "not_progress", **kept)
    do(area, OFFICER, first, "give_outcome", channel="telephone", notes="Told by telephone.")
    assert seen(area, first).closed
    with transaction(area) as session:
        withdraw_registration(session, actor(session, REGISTRAR), done.registration, "No more, she says.")
    assert seen(area, first).closed
    assert [seen(area, each).withdrawn for each in (first, second)] == [True, True]


def test_whoever_withdrew_is_written_to_no_more(area: Engine, form: Form) -> None:
    at = registered(area, form(answers=ABLE)).reference
    do(area, REGISTRAR, at, "withdraw", reasons="No more, she says.")
    assert kinds_for_pack(seen(area, at), Line("nobody", proposal={"outcome": "not_tell"})) == []
    kept = {"reason": "outside_scheme", "reasons": "Not one for it.", "risk_assessment": "Kept as it is."}
    do(area, OFFICER, at, "not_progress", **kept)
    with transaction(area) as session:
        row, dossier = look(session, at)
        due = letters_due(dossier, schemes().get(row.scheme, row.edition))
    assert due == ["registration_acknowledgement"]


MOTHER = {
    "kind": "parent_or_carer", "name": "Ms Rosamund Jane Inventively", "why": "She is best placed.",
    "address": ["1 Notional Row", "Westexample", "ZZ1 3AB"],
}  # fmt: skip


def test_an_applicant_named_to_be_told_is_never_another_person_by_oversight(area: Engine, form: Form) -> None:
    at = registered(area, form()).reference
    with pytest.raises(CannotDo, match="say whether this is the applicant"):
        do(area, OFFICER, at, "name_recipient", **MOTHER)
    with pytest.raises(CannotDo, match="that name and address; say true"):
        do(area, OFFICER, at, "name_recipient", **MOTHER, is_applicant=False)
    do(area, OFFICER, at, "name_recipient", **MOTHER, is_applicant=True)
    do(area, OFFICER, at, "name_recipient", **MOTHER | {"name": "Rosamund Otherwise"})
    named = [line.details["is_applicant"] for line in seen(area, at).lines.values()]
    assert named == [True, False]


def test_a_tick_overrules_neither_a_name_left_out_nor_one_given_twice(area: Engine, form: Form) -> None:
    unnamed = form(applicant={"not_known": "Would not say."}, answers={"applicant_anonymous": False})
    with pytest.raises(CannotDo, match="without a name the applicant is"):
        registered(area, unnamed)
    himself = {"name": "Rosamund Inventively", "date_of_birth": "1990-02-03"}
    with pytest.raises(CannotDo, match="the same name and date of birth"):
        registered(area, form(individual=himself, answers={"applicant_is_subject": False}))
