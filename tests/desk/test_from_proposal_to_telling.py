"""Does what is typed into the officer's forms arrive in the record, from the proposal to the telling?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from flows.grants import give_reason
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from models import ledger
from models.consideration import Consideration
from models.database import transaction
from models.dossier import Dossier, Phase
from models.folding import fold


@dataclass
class Standing:
    """A consideration at the desk: its address, its officer, its record."""

    here: str
    officer: Any
    engine: Engine
    names: dict[str, str]

    @property
    def dossier(self) -> Dossier:
        with transaction(self.engine) as session:
            return fold(ledger.entries(session, self._row(session).id))

    @property
    def stage(self) -> str:
        with transaction(self.engine) as session:
            return str(self._row(session).stage)

    def contents(self, kind: str) -> list[Any]:
        with transaction(self.engine) as session:
            found = ledger.entries(session, self._row(session).id)
        return [entry.content for entry in found if entry.kind == kind]

    def _row(self, session: Session) -> Consideration:
        reference = self.here.rsplit("/", 1)[1]
        return session.exec(select(Consideration).where(Consideration.reference == reference)).one()

    def send(self, move: str, fields: dict[str, Any], query: str = "", *, follow: bool = False) -> Any:
        self.officer.get(f"{self.here}/do/{move}{query}")
        return self.officer.post(f"{self.here}/do/{move}", fields, follow=follow)


@pytest.fixture
def standing(
    carry_on: Callable[..., Rehearsal],
    serve: Callable[[Engine], str],
    visit_as: Callable[[str, Engine, str], Any],
) -> Callable[..., Standing]:
    """A story as far as it has come, with its officer at the desk."""

    def stand(name: str, before: str, handle: str) -> Standing:
        rehearsal = carry_on(name, before, [])
        with transaction(rehearsal.engine) as session:
            row = session.exec(
                select(Consideration).where(Consideration.reference == rehearsal.names["it"])
            ).one()
            if row.officer is None:  # nobody's yet: one of the unit says why they read it
                give_reason(session, actor(session, handle), row.reference, "Mine to progress today.")
        officer = visit_as(serve(rehearsal.engine), rehearsal.engine, handle)
        return Standing(
            f"/considerations/{rehearsal.names['it']}", officer, rehearsal.engine, rehearsal.names
        )

    return stand


PROPOSAL = {
    "reasons": "Only the head can act on the day, and the meeting found telling necessary.",
    "words": "The person in this photograph must not enter the school. Ring us if you see him.",
    "items": ["register-1"], "withheld": "All about those he harmed.", "victim_identifiers_checked": "yes",
    "undertaking_sought": "yes", "conditions": ["no_copies", "call_if_seen"],
    "may_share_with": ["deputy_head"], "told_by": "ppo.northern.1", "told_by_second": "di.northern.2",
    "tell_on-day": "10", "tell_on-month": "12", "tell_on-year": "2026", "tell_at": "15.45",
    "where": "Northexample Primary School, School Lane",
    "subject_to_be_told": "no", "subject_told_reasons": "Not before the visit.",
    "safety_plan": "Gate staff watch; we visit him that evening.",
}  # fmt: skip


def test_what_a_proposal_lacks_is_said_all_at_once_each_at_its_question(
    standing: Callable[..., Standing],
) -> None:
    at = standing("head-teacher-at-level-2", "propose", "ppo.northern.1")
    lacking = {"reasons": PROPOSAL["reasons"], "undertaking_sought": "yes"}
    page = at.send("propose", lacking, "?outcome=tell&recipient=recipient-1")
    assert page.status_code == 422
    for field in ("meeting", "words", "items", "victim_identifiers_checked", "told_by", "tell_on-day",
                  "subject_to_be_told", "safety_plan"):  # fmt: skip
        assert f'<a href="#{field}">' in page.text, field
        assert f'id="{field}"' in page.text, field
    assert not at.contents("Proposed")


def test_a_proposal_arrives_as_it_was_typed_and_stands_in_the_form_again(
    standing: Callable[..., Standing],
) -> None:
    at = standing("head-teacher-at-level-2", "propose", "ppo.northern.1")
    sent = at.send(
        "propose", PROPOSAL | {"meeting": at.names["meeting"]}, "?outcome=tell&recipient=recipient-1"
    )
    assert sent.status_code == 303, sent.text
    proposed = at.dossier.lines["recipient-1"].proposal or {}
    assert proposed["words"] == PROPOSAL["words"]
    assert proposed["told_by"] == ["ppo.northern.1", "di.northern.2"]
    assert (proposed["tell_on"], proposed["tell_at"]) == ("2026-12-10", "15:45")
    assert proposed["conditions"] == ["no_copies", "call_if_seen"]
    assert proposed["may_share_with"] == ["deputy_head"]
    assert at.send("withdraw_proposal", {"reasons": "The head is away that day."}).status_code == 303
    again = at.officer.get(f"{at.here}/do/propose?outcome=tell&recipient=recipient-1").text
    assert str(PROPOSAL["words"]) in again
    assert 'value="15:45"' in again


def test_a_telling_is_recorded_from_the_undertaking_on(standing: Callable[..., Standing]) -> None:
    at = standing("head-teacher-at-level-2", "record_undertaking", "ppo.northern.1")
    assert (
        at.send("record_undertaking", {"answer": "signed", "notes": "Signed before us both."}).status_code
        == 303
    )
    page = at.officer.get(f"{at.here}/do/tell").text
    assert "Undertaking: signed." in page
    told = {"told_at-day": "10", "told_at-month": "12", "told_at-year": "2026", "told_at-time": "15:45",
            "told_by": "ppo.northern.1", "told_by_second": "di.northern.2", "place": "The head's office",
            "identity_checked": "yes", "as_in_the_script": "no",
            "said": "The signed words, and where to ring.",
            "reaction": "Calm.", "safety_advice": "Ring 999 if he comes in."}  # fmt: skip
    assert at.officer.post(f"{at.here}/do/tell", told, follow=False).status_code == 303
    [said] = at.contents("Disclosed")
    assert said["words"] == "The signed words, and where to ring."
    assert said["told_by"] == ["ppo.northern.1", "di.northern.2"]
    line = at.dossier.lines["recipient-1"]
    assert line.phase is Phase.TOLD
    assert (line.told or {})["told_at"].startswith("2026-12-10T15:45")


def test_a_refused_undertaking_stops_the_telling(standing: Callable[..., Standing]) -> None:
    at = standing("head-teacher-at-level-2", "record_undertaking", "ppo.northern.1")
    refused = {"answer": "refused", "notes": "She would have to tell her governors."}
    assert at.send("record_undertaking", refused).status_code == 303
    assert at.stage == "thinking_again"
    assert "No decision to tell anybody stands" in at.officer.get(f"{at.here}/do/tell").text
    script = at.officer.get(f"{at.here}/script/recipient-1").text
    assert "nothing is told until the decider has thought again" in script


def test_an_interview_half_planned_is_refused_at_what_is_missing(standing: Callable[..., Standing]) -> None:
    at = standing("mother-refuses-undertaking", "progress", "ppo.northern.2")
    half = {"reasons": "A parent, a named man, a named child.", "interview.at": "10:30"}
    page = at.send("progress", half)
    assert page.status_code == 422
    assert '<a href="#interview.on-day">' in page.text
    assert '<a href="#interview.where">' in page.text
    whole = half | {
        "interview.on-day": "30", "interview.on-month": "11", "interview.on-year": "2026",
        "interview.where": "2 Northern Row, Northexample", "interview.with_whom": "ppo.northern.2",
    }  # fmt: skip
    assert at.officer.post(f"{at.here}/do/progress", whole, follow=False).status_code == 303
    assert (at.dossier.interview_plan or {})["told_by"] == ["ppo.northern.2"]
