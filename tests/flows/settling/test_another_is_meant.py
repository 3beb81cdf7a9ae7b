"""Where somebody else turns out to be the person named, is any of the first one's work left to them?"""

from typing import Any

import pytest

from models.errors import CannotDo

OFFICER, SUPERVISOR = "ppo.western.1", "ds.western.1"
ASKED = {
    "for_vetting": False, "applicant_anonymous": False, "applicant_is_subject": False,
    "personal_relationship": True, "regular_access": True, "unsupervised_access": True,
}  # fmt: skip


@pytest.fixture
def invited(hands: Any, figmentham: Any) -> str:
    """S-0008 confirmed, risk answered, one item assessed, representations invited."""
    reference: str = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    hands.rule_out_the_rest(reference)
    hands.do(SUPERVISOR, "confirm_identity", reference)
    hands.do(OFFICER, "answer", reference, answers=ASKED)
    hands.do(OFFICER, "progress", reference)
    hands.do(
        OFFICER, "record_interview", reference, notes="Seen at home.",
        documents={"identity": "passport", "address": "tenancy", "relationship": "red_book"},
    )  # fmt: skip
    hands.do(OFFICER, "answer", reference, answers={"serious_harm_risk": True})
    hands.do(OFFICER, "assess_item", reference, item="register-1", identifies_victim=False, verified=True)
    hands.do(OFFICER, "invite_representations", reference, by_hand_of="ppo.western.3")
    return reference


def another(hands: Any, reference: str) -> None:
    hands.settle(reference, "not_same", "S-0008")
    hands.settle(reference, "same", "S-0009")
    hands.do(SUPERVISOR, "confirm_identity", reference)


def test_nothing_done_about_the_first_holds_for_the_second(hands: Any, invited: str) -> None:
    before = hands.dossier(invited)
    assert (before.representations, before.answers["serious_harm_risk"]) == ("invited", True)
    asked = len(hands.entries("CheckAsked", invited))
    another(hands, invited)
    after = hands.dossier(invited)
    assert (after.identity, after.snapshot["register_reference"]) == ("unique", "S-0009")
    assert (after.representations, after.answer_by) == ("not_considered", None)
    assert "register-1" not in after.assessments
    assert "serious_harm_risk" not in after.answers
    assert after.answers["for_vetting"] is False
    again = [entry.body for entry in hands.entries("CheckAsked", invited)[asked:]]
    assert {"police_systems"} <= {body["check"] for body in again}
    assert "applicant_markers" not in {body["check"] for body in again}
    assert after.checks["police_systems"].result == "nothing_known"


def test_a_letter_to_the_first_is_never_handed_over_and_the_second_gets_their_own(
    hands: Any, invited: str
) -> None:
    (old,) = [each.letter for each in hands.dossier(invited).letters.values()]
    another(hands, invited)
    with pytest.raises(CannotDo, match="withheld already"):
        hands.do(OFFICER, "hand_letter", invited, letter=old)
    hands.do(OFFICER, "invite_representations", invited, by_hand_of="ppo.western.3")
    assert [(each.state, each.about_another) for each in hands.dossier(invited).letters.values()] == [
        ("withheld", True), ("laid", False)
    ]  # fmt: skip


def test_a_name_put_right_is_asked_about_again(hands: Any, nobody_of_ours: Any) -> None:
    reference = hands.register(nobody_of_ours)
    asked = len(hands.entries("CheckAsked", reference))
    assert asked
    form = {"individual": {"date_of_birth": "2001-07-31"}}
    hands.do("registration.western.1", "add_to_registration", reference, form=form)
    assert len(hands.entries("CheckAsked", reference)) > asked
