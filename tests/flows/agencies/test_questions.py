"""Is the right agency asked about the right person, under an id that stays the same?"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session

from flows.agencies.asking import BY_HAND, Question, questions_for
from models.agency import Agency, AgencyRole
from models.consideration import Consideration
from models.dossier import CheckState, Dossier
from policy.facts import Check

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SNAPSHOT: dict[str, Any] = {
    "register_reference": "S-0001",
    "name": "Alan Testerby",
    "aliases": ["Bud Testerby"],
    "former_names": ["Alan Sampleham"],
    "date_of_birth": "1970-01-31",
    "approximate_age": None,
    "address": ["1 Example Row", "ZZ1 1AA"],
    "convictions": [{"fact": "an offence"}],
}
REGISTRATION = {
    "applicant": {"name": "Anne Notionby", "date_of_birth": "1985-05-05", "address": ["2 Example Row"]},
    "individual": {"name": "Al Testerby", "other_names": ["Buddy"], "approximate_age": 55},
    "children": [{"name": "Child Notionby"}],
}
Ask = Callable[..., Question]


@pytest.fixture
def ask(session: Session) -> Ask:
    """Ask one check about a consideration, with a probation system and health by hand."""
    for code, url, check in (("probation", "http://127.0.0.1:1", "probation"), ("health", None, "health")):
        role = AgencyRole.DUTY_TO_COOPERATE
        session.add(Agency(code=code, name=code, role=role, system_url=url, answers=[check]))
    row = Consideration(
        reference="C-2026-00001",
        number=1,
        scheme="mappa",
        edition="2025",
        route="mappa_s327a",
        occasion="officer",
        stage="assessment",
        unit="northern",
        lead_agency="police",
        opened_on=date(2026, 11, 24),
    )
    session.add(row)
    session.flush()

    def asking(check: str, **told: Any) -> Question:
        dossier = Dossier(**({"snapshot": SNAPSHOT} | told))
        return questions_for(session, row.id, dossier, [check])[0]

    return asking


def test_an_agency_with_a_system_is_asked_there_and_one_without_by_hand(ask: Ask) -> None:
    assert ask("probation").asking() == {"check": "probation", "agency": "probation", "by_hand": False}
    assert ask("health").asking() == {"check": "health", "agency": "health", "by_hand": True}
    assert ask("police_systems").asking() == {"check": "police_systems", "agency": "police", "by_hand": True}


def test_every_check_has_somebody_to_ask() -> None:
    assert set(BY_HAND) == set(map(str, Check))


def test_no_more_is_sent_than_finds_the_person(ask: Ask) -> None:
    assert ask("probation").person.model_dump() == {
        "register_reference": "S-0001",
        "name": "Alan Testerby",
        "other_names": ("Bud Testerby", "Alan Sampleham"),
        "date_of_birth": "1970-01-31",
        "approximate_age": None,
        "address": ("1 Example Row", "ZZ1 1AA"),
    }


def test_the_applicants_markers_are_asked_about_the_applicant(ask: Ask) -> None:
    sent = ask("applicant_markers", registration=REGISTRATION).person
    assert (sent.name, sent.register_reference) == ("Anne Notionby", None)
    assert "Testerby" not in str(sent)


def test_before_identification_the_named_person_is_asked_about(ask: Ask) -> None:
    sent = ask("probation", snapshot={}, registration=REGISTRATION).person
    assert (sent.name, sent.other_names, sent.approximate_age) == ("Al Testerby", ("Buddy",), 55)
    assert "Notionby" not in str(sent)


def test_one_attempt_has_one_id_and_the_next_another(ask: Ask) -> None:
    asked = CheckState("probation", "probation", NOW, attempt=1, result="asked")
    failed = CheckState("probation", "probation", NOW, attempt=1, result="no_answer")
    first = ask("probation").request_id
    assert ask("probation", checks={"probation": asked}).request_id == first  # killed before the answer
    assert ask("probation", checks={"probation": failed}).request_id != first
    assert ask("health").request_id != first
