"""Can anybody be told, or a letter go, round the signatures? Each way that a reviewer found, tried again."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from flows.carrying import carry
from flows.looking import look
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import as_written
from flows.steps.actor import MACHINE
from flows.steps.pipeline import take
from flows.workplace import Workplace, working_in
from models import clock
from models.database import transaction
from models.dossier import Phase
from models.officer import Officer
from models.subject import Subject

CarryOn = Callable[..., Rehearsal]
TRIED = as_written(Path(__file__).with_name("ways_round_a_signature.yaml").read_text("utf-8"))


@pytest.mark.parametrize("tried", [pytest.param(each, id=each["name"]) for each in TRIED])
def test_no_way_round(carry_on: CarryOn, tried: dict[str, Any]) -> None:
    carry_on(tried["story"], tried["before"], tried["then"])


def test_another_name_on_the_register_lapses_what_was_signed(carry_on: CarryOn, tmp_path: Path) -> None:
    """The script names the subject, so what is signed is about the person of that name."""
    rehearsal = carry_on("head-teacher-at-level-2", "record_undertaking", [])
    reference = rehearsal.names["it"]
    with (
        working_in(Workplace(rehearsal.engine, tmp_path / "print")),
        transaction(rehearsal.engine) as session,
    ):
        subject = session.exec(select(Subject).where(Subject.register_reference == "S-0001")).one()
        subject.surname = "Otherwise"
        session.add(subject)
        session.flush()
        take(session, reference, "refresh_subject", MACHINE, {})
        assert look(session, reference)[1].lines["recipient-1"].phase is Phase.PROPOSED


def test_letter_whose_signer_lost_their_rights_is_laid_and_signed_anew(
    carry_on: CarryOn, tmp_path: Path
) -> None:
    """Between the decision and the print folder, once everything is decided: no pass may end in an error."""
    rehearsal = carry_on("no-information-by-letter", "sign_off", [])
    reference = rehearsal.names["it"]
    with working_in(Workplace(rehearsal.engine, tmp_path / "print")):
        with transaction(rehearsal.engine) as session:
            reasons = {"reasons": "Agreed: nothing known, nothing to share."}
            take(session, reference, "sign_off", actor(session, "ds.eastern.1"), reasons)
            signer = session.get_one(Officer, "ds.eastern.1")
            signer.revoked_at = clock.now(session)
            session.add(signer)
        asyncio.run(carry(reference))
        with transaction(rehearsal.engine) as session:
            row, dossier = look(session, reference)
        assert row.stage == "signing"
        states = [one.state for one in dossier.letters.values() if one.kind == "no_information_outcome"]
        assert states == ["withheld", "laid"]
        assert not list((tmp_path / "print").glob("*.pdf"))
