"""Who says who the person named is? The machine compares, an officer settles, a second person confirms."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from flows.every_case import duties
from flows.people import actor
from flows.rationale import document
from flows.steps.opening import open_consideration
from models import ledger
from models.database import transaction
from models.entries import SubjectIdentified
from models.errors import CannotDo
from models.folding import fold
from models.officer import Officer
from models.subject import Subject


def test_the_machine_compares_once_and_an_officer_is_waited_for(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    wait = hands.waits(reference)["settle_candidate"]
    assert (wait.owner, wait.due_at.date()) == ("public_protection_officer@western", date(2026, 11, 27))
    hands.machine(reference)
    (screened,) = hands.entries("Screened", reference)
    assert screened.body["size"] == 762
    shown = screened.content["candidates"]
    assert len(shown) == 10
    assert shown[0]["reference"] == "S-0008"
    assert sum(screened.body[band] for band in ("strong", "probable", "possible", "unlikely")) == 10


def test_strangers_are_nobody_to_settle_where_nothing_is_said_of_the_person_named(hands: Any) -> None:
    reference = hands.register({}, at_once=True)
    (screened,) = hands.entries("Screened", reference)
    assert screened.content["candidates"] == []
    assert screened.content["heading"] == "no candidate found"
    assert screened.content["would_help"]
    assert "settle_candidate" not in hands.waits(reference)


def test_no_body_of_an_entry_names_anybody(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    hands.rule_out_the_rest(reference)
    hands.do("ppo.western.2", "confirm_identity", reference)
    kinds = ("Screened", "CandidateSettled", "SubjectIdentified", "IdentityConfirmed")
    bodies = json.dumps([entry.body for kind in kinds for entry in hands.entries(kind, reference)])
    assert "igmentham" not in bodies
    assert figmentham["date_of_birth"] not in bodies
    assert "Reasons" not in bodies


def test_one_officer_makes_it_probable_and_a_second_person_unique(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    hands.rule_out_the_rest(reference)
    dossier = hands.dossier(reference)
    assert (dossier.identity, dossier.snapshot["surname"]) == ("probable", "Figmentham")
    wait = hands.waits(reference)["confirm_identity"]
    assert (wait.owner, wait.due_at.date()) == ("supervisor@western", date(2026, 11, 25))
    with pytest.raises(CannotDo, match="a second person confirms"):
        hands.do("ppo.western.1", "confirm_identity", reference)
    hands.do("ds.western.1", "confirm_identity", reference)
    assert hands.dossier(reference).identity == "unique"
    assert "confirm_identity" not in hands.waits(reference)


def test_a_second_account_of_the_same_human_being_is_no_second_person(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    hands.rule_out_the_rest(reference)
    with transaction(hands.engine) as session:
        first, other = (session.get(Officer, f"ppo.western.{number}") for number in (1, 2))
        assert first
        assert other
        other.person_key = first.person_key
        session.add(other)
    with pytest.raises(CannotDo, match="a second person confirms"):
        hands.do("ppo.western.2", "confirm_identity", reference)


def test_a_verdict_taken_back_takes_the_confirmation_with_it(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    hands.rule_out_the_rest(reference)
    hands.do("ds.western.1", "confirm_identity", reference)
    hands.settle(reference, "not_same", "S-0008", who="ppo.western.3")
    dossier = hands.dossier(reference)
    assert (dossier.identity, dossier.subject, dossier.confirmed_by) == (None, None, None)
    with transaction(hands.engine) as session:
        assert hands.row(session, reference).subject_id is None
    state = dossier.candidates["S-0008"]
    assert (state.settled.verdict, state.settled.by, state.rank) == ("not_same", "ppo.western.3", 1)


def test_two_of_whom_each_is_the_same_person_are_nobody(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    hands.rule_out_the_rest(reference)
    hands.settle(reference, "same", "S-0009")
    dossier = hands.dossier(reference)
    assert (dossier.identity, dossier.subject, dossier.snapshot) == ("probable", None, {})
    with pytest.raises(CannotDo, match="only one of S-0008, S-0009"):
        hands.do("ds.western.1", "confirm_identity", reference)


def test_whom_the_matcher_missed_can_be_settled_too(hands: Any, nobody_of_ours: Any) -> None:
    reference = hands.register(nobody_of_ours)
    missed = "S-0008"
    assert missed not in hands.dossier(reference).candidates
    hands.settle(reference, "same", missed)
    (settled,) = hands.entries("CandidateSettled", reference)
    assert settled.body["listed"] is False
    assert hands.dossier(reference).snapshot["register_reference"] == missed


def test_nobody_matches_only_once_everybody_possible_is_ruled_out(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    with pytest.raises(CannotDo, match=r"Settle each candidate as not the same first: .*S-0008"):
        hands.do("ppo.western.1", "nobody_matches", reference)
    hands.settle(reference, "cannot_tell", "S-0008")
    hands.rule_out_the_rest(reference)
    with pytest.raises(CannotDo, match="S-0008"):
        hands.do("ppo.western.1", "nobody_matches", reference)
    hands.settle(reference, "not_same", "S-0008")
    hands.do("ppo.western.1", "nobody_matches", reference)
    assert hands.dossier(reference).identity == "not"
    assert "settle_candidate" not in hands.waits(reference)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"subjects": ["S-9999"], "verdict": "same"}, "Nobody on the register has the reference S-9999"),
        ({"subjects": ["S-0008", "S-0009"], "verdict": "same"}, "Only one can be the same person"),
        ({"subjects": [], "verdict": "not_same"}, "subjects: "),
        ({"subjects": ["S-0008"], "verdict": "perhaps"}, "verdict: "),
        ({"subjects": ["S-0008"], "verdict": "same", "reasons": "It is."}, "reasons: .*10"),
    ],
)
def test_what_can_not_be_settled_is_refused_in_words(
    hands: Any, figmentham: Any, given: dict[str, Any], says: str
) -> None:
    reference = hands.register(figmentham)
    with pytest.raises(CannotDo, match=says):
        hands.do("ppo.western.1", "settle_candidate", reference, **given)


def test_nothing_is_settled_before_the_machine_has_compared(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham, machine=False)
    with pytest.raises(CannotDo, match="has not compared"):
        hands.settle(reference, "same", "S-0008")


def test_what_is_open_about_the_same_person_is_joined_and_its_officer_looks(
    hands: Any, figmentham: Any
) -> None:
    with transaction(hands.engine) as session:
        opening = {"subject": "S-0008", "reasons": "Risk review."}
        first = open_consideration(session, actor(session, "ppo.western.1"), opening).reference
    second = hands.register(figmentham)
    hands.settle(second, "same", "S-0008", who="ppo.western.3")
    assert list(hands.dossier(second).joined) == [first]
    assert list(hands.dossier(first).joined) == [second]
    assert "note_joined" not in hands.waits(second)
    wait = hands.waits(first)["note_joined"]
    assert (wait.owner, wait.subject_of) == ("ppo.western.1", second)
    assert wait.due_at
    hands.do("ppo.western.1", "note_joined", first, other=second, notes="Read; the school is the same.")
    assert "note_joined" not in hands.waits(first)


def test_one_that_is_reopened_beside_another_about_the_same_person_is_joined_to_it(
    hands: Any, figmentham: Any
) -> None:
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    hands.do("ppo.western.1", "not_progress", reference, reason="malicious", risk_assessment="None found.")
    hands.do("ppo.western.1", "give_outcome", reference, channel="in_person", notes="It goes no further.")
    assert hands.dossier(reference).closed
    with transaction(hands.engine) as session:
        opening = {"subject": "S-0008", "reasons": "Risk review."}
        other = open_consideration(session, actor(session, "ppo.western.1"), opening).reference
    assert hands.dossier(other).joined == {}
    hands.do("ppo.western.1", "reopen", reference, because="new_information")
    assert list(hands.dossier(other).joined) == [reference]
    assert list(hands.dossier(reference).joined) == [other]


def test_the_rationale_shows_each_verdict_apart_from_the_rank(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    hands.rule_out_the_rest(reference)
    hands.do("ds.western.1", "confirm_identity", reference)
    with transaction(hands.engine) as session:
        row = hands.row(session, reference)
        entries = ledger.entries(session, row.id)
    sections = {
        each["heading"]: each for each in document(row, hands.dossier(reference), entries)["sections"]
    }
    assert ["Confirmed by", "ds.western.1"] in sections["Who the person named is"]["definitions"]
    first = sections["Candidates"]["table"]["rows"][0]
    assert (first[0], first[1], first[3], first[5]) == ("S-0008", "1", "same", "ppo.western.1")


def test_a_namesake_of_another_birthday_may_act_and_one_of_the_same_may_not(
    hands: Any, figmentham: Any
) -> None:
    reference = hands.register(figmentham)

    def officer_is(born: date | None) -> None:
        with transaction(hands.engine) as session:
            officer = session.exec(select(Officer).where(Officer.handle == "ppo.western.2")).one()
            officer.name, officer.date_of_birth = "Martin Figmentham", born
            session.add(officer)

    officer_is(date(1990, 1, 1))
    hands.settle(reference, "not_same", "S-0009", who="ppo.western.2")
    for born in (date(1974, 3, 8), None):
        officer_is(born)
        with pytest.raises(CannotDo, match="You are named in this consideration"):
            hands.settle(reference, "same", "S-0008", who="ppo.western.2")


def test_whoever_declares_that_it_is_about_theirs_can_not_act_again(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    hands.do("ppo.western.2", "declare_named_in", reference)
    with pytest.raises(CannotDo, match="You are named in this consideration"):
        hands.settle(reference, "same", "S-0008", who="ppo.western.2")
    hands.settle(reference, "same", "S-0008")


def test_a_decision_about_somebody_only_probably_meant_is_no_consideration_of_them(
    hands: Any, figmentham: Any
) -> None:
    """The every-case duty is to consider this person, not somebody who may be they."""
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    for identity, considered in (("probable", None), ("unique", date(2026, 11, 24))):
        with transaction(hands.engine) as session:
            row = hands.row(session, reference)
            row.decided_on, row.identity = date(2026, 11, 24), identity
            session.add(row)
            session.flush()
            found = {duty.reference: duty.considered_on for duty in duties(session, date(2026, 11, 24))}
        assert found["S-0008"] == considered


def test_the_lead_agency_follows_the_register(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    hands.change_register(S_0008={"lead_agency": "probation"})
    with transaction(hands.engine) as session:
        assert hands.row(session, reference).lead_agency == "probation"
        subject = session.exec(select(Subject).where(Subject.register_reference == "S-0008")).one()
    assert hands.dossier(reference).lead_agency == subject.lead_agency


def test_what_one_officer_called_unique_before_candidates_were_settled_still_reads_so(
    hands: Any, figmentham: Any
) -> None:
    found = hands.entries("Opened", hands.register(figmentham))
    assert len(found) == 1
    opened = found[0]
    old = SubjectIdentified(identity="unique", subject="11111111-1111-1111-1111-111111111111")

    content = {"snapshot": {"surname": "Testerby", "lead_agency": "probation"}}
    written = replace(opened, kind="SubjectIdentified", body=old.model_dump(mode="json"), content=content)
    dossier = fold([opened, written])
    assert (dossier.identity, dossier.subject, dossier.lead_agency) == ("unique", old.subject, "probation")


def test_whoever_is_likely_is_settled_though_the_registration_goes_no_further(
    hands: Any, figmentham: Any
) -> None:
    reference = hands.register(figmentham)
    hands.do("ppo.western.1", "not_progress", reference, reason="malicious", risk_assessment="None found.")
    assert "settle_candidate" in hands.waits(reference)
