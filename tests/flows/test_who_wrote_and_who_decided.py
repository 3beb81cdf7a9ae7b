"""Who may not sign because they wrote it, and on whom does a decision that comes back wait?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlmodel import select

from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.steps.pipeline import take
from models import clock
from models.consideration import Wait
from models.database import transaction
from models.dossier import NOBODY, Dossier
from models.officer import Officer

CarryOn = Callable[..., Rehearsal]


def waits(rehearsal: Rehearsal) -> list[tuple[str, str]]:
    with transaction(rehearsal.engine) as session:
        return [(wait.what, wait.owner) for wait in session.exec(select(Wait).order_by(Wait.what))]


def test_a_refused_undertaking_comes_back_to_the_account_of_whoever_decided(carry_on: CarryOn) -> None:
    rehearsal = carry_on("mother-refuses-undertaking", "think_again", [])
    assert ("think_again", "di.northern.1") in waits(rehearsal)


def test_once_their_rights_are_gone_the_officer_proposes_again(carry_on: CarryOn) -> None:
    rehearsal = carry_on("mother-refuses-undertaking", "think_again", [])
    with transaction(rehearsal.engine) as session:
        session.get_one(Officer, "di.northern.1").revoked_at = clock.now(session) - timedelta(hours=1)
    with transaction(rehearsal.engine) as session:
        note: dict[str, Any] = {"words": "Nobody answers for it now."}
        take(session, rehearsal.names["it"], "attach", actor(session, "ppo.northern.2"), note)
    assert ("propose", "ppo.northern.2") in waits(rehearsal)
    assert "think_again" not in dict(waits(rehearsal))


def test_whoever_named_one_recipient_wrote_that_pack_and_the_one_about_nobody() -> None:
    dossier = Dossier(assessors={"assessor"})
    dossier.line("recipient-1").named_by.add("first")
    dossier.line("recipient-2").named_by.add("second")
    assert dossier.authors(dossier.line("recipient-1")) == {"assessor", "first"}
    assert dossier.authors(dossier.line(NOBODY)) == {"assessor", "first", "second"}
