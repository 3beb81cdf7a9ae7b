"""Why can't this person sign? Every reason at once, fit for an officer, and no name in any of them."""

from typing import Any

import pytest

from policy.scheme import Scheme
from policy.sign_off import Outcome, Pack, Signature, Signer, obstacles_to_sign_off

WHY = "The head can keep the children apart from him."


def signer(**but: Any) -> Signer:
    plain = {
        "handle": "dsmith",
        "person": "person-1",
        "rank": "di",
        "agency": "police",
        "active": True,
        "named_in_it": False,
        "declared_interest": False,
    }
    return Signer.model_validate(plain | but)


def pack(**but: Any) -> Pack:
    plain = {
        "digest": "d",
        "current_digest": "d",
        "outcome": "tell",
        "recipient_kind": "parent_or_carer",
        "level": 2,
        "lead_agency": "police",
        "proposer": "person-9",
        "meeting_attendance": ["police", "probation"],
    }
    return Pack.model_validate(plain | but)


def signature(person: str, rank: str, agency: str, outcome: Outcome = "agree") -> Signature:
    return Signature(person=person, agency=agency, rank=rank, outcome=outcome, digest="d")


def test_a_qualified_independent_officer_with_reasons_can_sign(mappa: Scheme) -> None:
    assert obstacles_to_sign_off(signer(), pack(), WHY, mappa) == []


@pytest.mark.parametrize(
    ("who", "what", "why", "words"),
    [
        pytest.param({"active": False}, {}, WHY, "withdrawn", id="an officer whose rights were withdrawn"),
        pytest.param({"named_in_it": True}, {}, WHY, "named in this", id="trap-40 somebody named in it"),
        pytest.param({"declared_interest": True}, {}, WHY, "an interest", id="somebody with an interest"),
        pytest.param({"person": "person-9"}, {}, WHY, "You proposed", id="trap-40 the proposer"),
        pytest.param({}, {"assessors": ["person-1"]}, WHY, "You wrote", id="trap-40 an assessor"),
        pytest.param({"rank": "ds"}, {}, WHY, "not among those", id="a rank too low"),
        pytest.param({"agency": "health", "rank": "nurse"}, {}, WHY, "not among", id="another agency"),
        pytest.param({}, {"current_digest": "x"}, WHY, "lapsed", id="trap-38 a pack that has changed"),
        pytest.param({}, {}, "  ok ", "your reasons", id="trap-22 reasons are wanted either way"),
        pytest.param({}, {"meeting_attendance": None}, WHY, "record the meeting", id="no meeting held"),
        pytest.param(
            {}, {"meeting_attendance": ["police", "health"]}, WHY, "Fewer than two", id="one agency met"
        ),
    ],
)
def test_obstacle(who: dict[str, Any], what: dict[str, Any], why: str, words: str, mappa: Scheme) -> None:
    found = obstacles_to_sign_off(signer(**who), pack(**what), why, mappa)
    assert words in " ".join(found)
    assert found[-1].startswith("Next: ")
    assert "dsmith" not in " ".join(found)


def test_every_reason_comes_at_once_and_the_next_step_last(mappa: Scheme) -> None:
    found = obstacles_to_sign_off(
        signer(active=False, rank="pc", person="person-9"), pack(assessors=["person-9"]), "", mappa
    )
    assert found == [
        "Your rights have been withdrawn.",
        "You proposed it, so somebody else must sign.",
        "You wrote or assessed part of it, so somebody else must sign.",
        "Your rank and agency (PC, police) are not among those who sign this.",
        "Give your reasons, whichever way you answer; they are part of the record.",
        "Next: it waits for DI or above, police; SPO or above, probation.",
    ]


def test_one_decider_a_second_inspector_is_not_waited_for(mappa: Scheme) -> None:
    signed = pack(signatures=[signature("person-2", "di", "police")])
    assert obstacles_to_sign_off(signer(), signed, WHY, mappa) == [
        "It does not wait for a signature of your rank and agency now.",
        "Next: it waits for SPO or above, probation.",
    ]


def test_nobody_signs_twice(mappa: Scheme) -> None:
    signed = pack(signatures=[signature("person-1", "di", "police")])
    assert obstacles_to_sign_off(signer(), signed, WHY, mappa)[0] == "You have answered on this pack already."


def test_what_has_been_sent_back_is_not_signed(mappa: Scheme) -> None:
    ended = pack(signatures=[signature("person-2", "di", "police", "send_back")])
    found = obstacles_to_sign_off(signer(), ended, WHY, mappa)
    assert found[0].startswith("A signer sent it back")
    assert found[-1].startswith("Next: read it again")


def test_the_escalation_rank_can_sign_what_a_dissent_stopped(mappa: Scheme) -> None:
    stopped = pack(
        signatures=[signature("p2", "di", "police"), signature("p3", "spo", "probation", "refuse")]
    )
    assert obstacles_to_sign_off(signer(rank="det_supt"), stopped, WHY, mappa) == []
    assert obstacles_to_sign_off(signer(rank="dci"), stopped, WHY, mappa) != []


def test_declaring_an_interest_needs_neither_rank_nor_reasons(mappa: Scheme) -> None:
    assert obstacles_to_sign_off(signer(rank="pc"), pack(), "", mappa, "declare_interest") == []
    assert obstacles_to_sign_off(signer(active=False), pack(), "", mappa, "declare_interest") != []


def test_trap_17_no_meeting_stands_in_the_way_of_the_urgent_route(mappa: Scheme) -> None:
    urgent = pack(urgent=True, meeting_attendance=None)
    assert obstacles_to_sign_off(signer(rank="det_supt"), urgent, WHY, mappa) == []


def test_a_registration_is_not_a_meetings_to_decide(pilot: Scheme) -> None:
    found = obstacles_to_sign_off(signer(), pack(meeting_attendance=None), WHY, pilot)
    assert found == []
