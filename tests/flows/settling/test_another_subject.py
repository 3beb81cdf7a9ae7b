"""It is another person than was thought, or nobody can tell: what may go out, and what is asked again?"""

from typing import Any

import pytest

from flows.people import actor
from flows.steps.pipeline import take
from models.database import transaction
from models.errors import CannotDo

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
