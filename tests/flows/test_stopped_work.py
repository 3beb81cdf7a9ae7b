"""Does a letter that the machine cannot make wait on a person, who can put it right?"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from flows import letter_fields
from flows.carrying import carry
from flows.force import force
from flows.looking import look
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.steps.actor import MACHINE
from flows.steps.pipeline import take
from flows.steps.registering import register_interest
from flows.workplace import Workplace, working_in
from models import ledger
from models.consideration import Wait
from models.database import transaction
from models.errors import CannotDo
from models.subject import Subject

CarryOn = Callable[..., Rehearsal]
WORDS = "is not in the force's settings"


@pytest.fixture
def without_units(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Take every unit out of force.yaml, or put them back."""
    whole = force()

    def change(gone: bool) -> None:
        now = whole.model_copy(update={"units": {}}) if gone else whole
        monkeypatch.setattr(letter_fields, "force", lambda: now)

    return change


def waits(rehearsal: Rehearsal, reference: str) -> list[Wait]:
    with transaction(rehearsal.engine) as session:
        row, _ = look(session, reference)
        found = list(session.exec(select(Wait).where(Wait.consideration_id == row.id)))
        session.expunge_all()
        return found


def stops(rehearsal: Rehearsal, reference: str) -> list[ledger.Recorded]:
    with transaction(rehearsal.engine) as session:
        row, _ = look(session, reference)
        return [e for e in ledger.entries(session, row.id) if e.kind == "MachineStopped"]


def note(rehearsal: Rehearsal, reference: str, who: str) -> None:
    with transaction(rehearsal.engine) as session:
        take(session, reference, "attach", actor(session, who), {"words": "The unit is in force.yaml again."})


def assert_it_waits_on_a_person(rehearsal: Rehearsal, reference: str, about: str) -> None:
    asyncio.run(carry(reference))
    asyncio.run(carry(reference))  # again, as a guide would: nothing more is written
    [stopped] = stops(rehearsal, reference)
    assert f"{stopped.body['step']}:{stopped.body['about']}" == about
    assert WORDS not in str(stopped.body)
    held = waits(rehearsal, reference)
    assert [wait.what for wait in held if wait.owner_kind == "machine"] == []
    [wait] = [wait for wait in held if wait.subject_of == about]
    assert (wait.owner_kind, wait.what) == ("person", "attach")
    assert WORDS in wait.why
    assert wait.due_at is not None


def test_pack_that_cannot_be_laid_waits_on_the_officer_until_it_can(
    carry_on: CarryOn, tmp_path: Path, without_units: Callable[[bool], None]
) -> None:
    rehearsal = carry_on("head-teacher-at-level-2", "sign_off", [])
    reference = rehearsal.names["it"]
    with working_in(Workplace(rehearsal.engine, tmp_path / "print")):
        without_units(True)
        with transaction(rehearsal.engine) as session:
            subject = session.exec(select(Subject).where(Subject.register_reference == "S-0001")).one()
            subject.surname = "Otherwise"
            session.add(subject)
            session.flush()
            take(session, reference, "refresh_subject", MACHINE, {})
        assert_it_waits_on_a_person(rehearsal, reference, "lay_pack:recipient-1")
        with pytest.raises(CannotDo, match=WORDS):
            note(rehearsal, reference, "ppo.northern.1")
        without_units(False)
        note(rehearsal, reference, "ppo.northern.1")
        asyncio.run(carry(reference))
        found = {wait.what for wait in waits(rehearsal, reference)}
        assert "sign_off" in found
        assert "attach" not in found


def test_letter_that_cannot_be_made_waits_on_the_officer_until_it_can(
    carry_on: CarryOn, tmp_path: Path, without_units: Callable[[bool], None]
) -> None:
    """The settings lose a unit after a registration was taken, before its letter is made."""
    rehearsal = carry_on("no-information-by-letter", "settle_candidate", [])
    about = "issue_letter:registration_acknowledgement"
    registered = next(step for step in rehearsal.story.moves if step.does == "register_interest")
    with working_in(Workplace(rehearsal.engine, tmp_path / "print")):
        with transaction(rehearsal.engine) as session:
            registrar = actor(session, "registration.eastern.1")
            reference = register_interest(session, registrar, registered.given).reference
        without_units(True)
        assert_it_waits_on_a_person(rehearsal, reference, about)
        without_units(False)
        note(rehearsal, reference, "ppo.eastern.3")
        asyncio.run(carry(reference))
        assert "attach" not in {wait.what for wait in waits(rehearsal, reference)}
        assert list((tmp_path / "print").rglob("*.pdf"))
