"""Who decides about a registration, once it is known whom it is about?"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from flows.carrying import carry
from flows.looking import look
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.steps.pipeline import take
from flows.workplace import Workplace, working_in
from models.consideration import Wait
from models.database import transaction
from models.subject import Subject

WHY = {"reasons": "Reasons long enough to stand in a record, and invented."}


def test_whoever_manages_the_person_identified_decides(
    carry_on: Callable[..., Rehearsal], tmp_path: Path
) -> None:
    """A registration begins with the police; probation leads for the man it turns out to be about."""
    rehearsal = carry_on("name-not-unique", "propose", [])
    with working_in(Workplace(rehearsal.engine, tmp_path / "print")):
        led = led_by_probation(rehearsal)
        enter(rehearsal, "settle_candidate", subjects=[led], verdict="same")
        enter(rehearsal, "propose", outcome="not_tell", who_is_left_open="One of two.")
        assert lead_and_signers(rehearsal) == ("probation", ["probation:spo"])
        enter(rehearsal, "settle_candidate", subjects=[led], verdict="not_same")
        assert lead_and_signers(rehearsal) == ("police", ["police:ds"])


def led_by_probation(rehearsal: Rehearsal) -> str:
    """Somebody at Level 1, where the lead agency's supervisor alone decides that nobody is told."""
    wanted = select(Subject.register_reference).where(Subject.level == 1, Subject.lead_agency == "probation")
    with transaction(rehearsal.engine) as session:
        return session.exec(wanted.order_by(col(Subject.register_reference)).limit(1)).one()


def enter(rehearsal: Rehearsal, move: str, **given: Any) -> None:
    reference = rehearsal.names["it"]
    with transaction(rehearsal.engine) as session:
        take(session, reference, move, actor(session, "ppo.eastern.2"), WHY | given)
    asyncio.run(carry(reference))


def lead_and_signers(rehearsal: Rehearsal) -> tuple[str, list[str]]:
    with transaction(rehearsal.engine) as session:
        row, dossier = look(session, rehearsal.names["it"])
        assert row.lead_agency == dossier.lead_agency
        found = session.exec(select(Wait).where(Wait.consideration_id == row.id, Wait.what == "sign_off"))
        return row.lead_agency, [wait.owner for wait in found]
