"""It is another person than was thought, or nobody can tell: what may go out, and what is asked again?"""

from typing import Any

import pytest

from flows.people import actor
from flows.steps.pipeline import take
from models.database import transaction
from models.errors import CannotDo
from models.facts_on_record import as_facts

SUPERVISOR, OFFICER = "ds.western.1", "ppo.western.1"
SEEN = {"identity_seen": True, "address_seen": True, "relationship_seen": True, "notes": "Seen at home."}


def confirmed(hands: Any, reference: str, subject: str) -> None:
    hands.settle(reference, "same", subject)
    hands.rule_out_the_rest(reference)
    hands.do(SUPERVISOR, "confirm_identity", reference)


def test_a_letter_naming_the_subject_stays_while_nobody_can_tell_who_that_is(
    hands: Any, figmentham: Any
) -> None:
    reference = in_assessment(hands, figmentham)
    confirmed(hands, reference, "S-0008")
    without_reasons(hands, reference, "invite_representations", by_hand_of="ppo.western.3")
    wait = hands.waits(reference)["hand_letter"]
    hands.settle(reference, "cannot_tell", "S-0008")
    assert "hand_letter" not in hands.waits(reference)
    with pytest.raises(CannotDo, match="names the subject"):
        without_reasons(hands, reference, "hand_letter", letter=wait.subject_of)
    confirmed(hands, reference, "S-0008")
    assert hands.waits(reference)["hand_letter"].subject_of == wait.subject_of


def test_another_subject_does_not_inherit_what_was_found_out_about_the_first(
    hands: Any, figmentham: Any
) -> None:
    reference = in_assessment(hands, figmentham)
    confirmed(hands, reference, "S-0008")
    without_reasons(hands, reference, "invite_representations", by_hand_of="ppo.western.3")
    first = hands.waits(reference)["hand_letter"].subject_of
    seen = {"identifies_victim": False, "verified": True}
    hands.do(OFFICER, "assess_item", reference, item="register-1", **seen)
    hands.do(OFFICER, "answer", reference, answers={"serious_harm_risk": True, "regular_access": True})
    asked = len(hands.entries("CheckAsked", reference))
    hands.settle(reference, "not_same", "S-0008")
    confirmed(hands, reference, "S-0009")
    d = hands.dossier(reference)
    facts = as_facts(d, d.opened_on)
    assert (facts.representations, facts.serious_harm_risk, facts.regular_access) == (
        "not_considered", None, True,
    )  # fmt: skip
    assert d.assessments == {}
    again = [entry.body["check"] for entry in hands.entries("CheckAsked", reference)[asked:]]
    assert "police_systems" in again
    assert "applicant_markers" not in again
    with pytest.raises(CannotDo, match="withheld already"):
        without_reasons(hands, reference, "hand_letter", letter=first)
    without_reasons(hands, reference, "invite_representations", by_hand_of="ppo.western.3")
    assert hands.waits(reference)["hand_letter"].subject_of != first


def test_a_name_put_right_is_asked_of_the_agencies_again(hands: Any, nobody_of_ours: Any) -> None:
    reference = hands.register(nobody_of_ours)
    asked = len(hands.entries("CheckAsked", reference))
    form = {"individual": {"name": "Zachary Quixworth"}}
    hands.do("registration.western.1", "add_to_registration", reference, form=form)
    again = [entry.body["check"] for entry in hands.entries("CheckAsked", reference)[asked:]]
    assert "police_systems" in again
    assert "applicant_markers" not in again


def test_not_to_tell_says_why_somebody_is_left_open_and_they_wait_on_after_it_closed(
    hands: Any, figmentham: Any
) -> None:
    reference = in_assessment(hands, figmentham)
    with pytest.raises(CannotDo, match="whether S-0008 is that person"):
        hands.do(OFFICER, "propose", reference, outcome="not_tell")
    decided(hands, reference)
    told = {"channel": "in_person", "notes": "Nothing to share."}
    hands.do(OFFICER, "give_outcome", reference, **told)
    assert hands.dossier(reference).closed
    assert "settle_candidate" in hands.waits(reference)


def test_found_to_be_meant_before_the_applicant_hears_the_outcome_opens_it_again(
    hands: Any, figmentham: Any
) -> None:
    reference = in_assessment(hands, figmentham)
    decided(hands, reference)
    assert "give_outcome" in hands.waits(reference)
    hands.settle(reference, "same", "S-0008")
    hands.rule_out_the_rest(reference)
    waits = hands.waits(reference)
    assert "give_outcome" not in waits
    assert {"propose", "confirm_identity"} <= waits.keys()


def in_assessment(hands: Any, individual: Any) -> str:
    reference: str = hands.register(individual)
    answers = {"applicant_anonymous": False, "applicant_is_subject": False, "for_vetting": False}
    access = {
        "personal_relationship": True,
        "regular_access": True,
        "unsupervised_access": True,
        "contact_with_child": True,
    }
    hands.do(OFFICER, "answer", reference, answers=answers | access)
    hands.do(OFFICER, "progress", reference)
    hands.do(OFFICER, "record_interview", reference, **SEEN)
    return reference


def without_reasons(hands: Any, reference: str, move: str, **given: Any) -> None:
    with transaction(hands.engine) as session:
        take(session, reference, move, actor(session, OFFICER), given)
    hands.machine(reference)


def decided(hands: Any, reference: str) -> None:
    """That nobody is told, though somebody is left open."""
    why = "Nobody more can be asked who he is."
    hands.do(OFFICER, "propose", reference, outcome="not_tell", who_is_left_open=why)
    hands.do(SUPERVISOR, "sign_off", reference)
