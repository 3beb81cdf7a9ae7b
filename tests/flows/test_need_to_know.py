"""Does a move refuse what the wall hides, whoever asks it and whatever page they came by?"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from flows.looking import look
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from models import ledger
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer
from models.subject import Subject

OFFICER, SUBJECT = "ppo.northern.1", "S-0030"
NOT_KNOWN = "No person on the register has that reference"


def subject_of(session: Any, unit: str) -> str:
    found = select(Subject.register_reference).where(Subject.unit == unit, Subject.lead_agency == "police")
    return str(session.exec(found.order_by(col(Subject.register_reference))).first())


def open_about(area: Engine, who: str, subject: str) -> str:
    with transaction(area) as session:
        return open_consideration(session, actor(session, who), {"subject": subject}).reference


def opened(area: Engine) -> int:
    with transaction(area) as session:
        return len(ledger.entries(session, kinds=["Opened"]))


@pytest.mark.parametrize("who", ["ppo.western.1", "spo.northern.1", "mappa.1"])
def test_only_whoever_needs_to_know_of_somebody_opens_about_them(area: Engine, who: str) -> None:
    """Another unit's officer, another agency's of the same unit: told as of a reference nobody has."""
    with transaction(area) as session:
        subject = subject_of(session, "northern")
    if who == "mappa.1":  # the co-ordinator does, wherever the person is
        assert open_about(area, who, subject)
        return
    for reference in (subject, "S-9999"):
        with pytest.raises(CannotDo, match=NOT_KNOWN):
            open_about(area, who, reference)
    assert opened(area) == 0


def test_whoever_is_named_in_what_is_open_learns_of_no_reference(area: Engine) -> None:
    reference = open_about(area, OFFICER, SUBJECT)
    with pytest.raises(CannotDo, match=reference):
        open_about(area, "ppo.northern.2", SUBJECT)
    with transaction(area) as session:
        name = session.exec(select(Officer.name).where(col(Officer.handle) == "ppo.northern.2")).one()
        take(session, reference, "list_child", actor(session, OFFICER), {"name": name, "age": 7})
    with pytest.raises(CannotDo, match=NOT_KNOWN):
        open_about(area, "ppo.northern.2", SUBJECT)


def test_nobody_is_attached_whom_the_wall_hides(carry_on: Callable[..., Rehearsal]) -> None:
    """Whom another consideration that names the officer is about; one of another unit may be typed."""
    played = carry_on("pilot-mother-signs", "settle_candidate", [])
    reference = played.names["it"]
    with transaction(played.engine) as session:
        who = actor(session, f"ppo.{look(session, reference)[0].unit}.1")
        about = {"subject": subject_of(session, "northern")}
        other = open_consideration(session, actor(session, OFFICER), about).reference
        named = session.exec(select(Officer.name).where(col(Officer.handle) == who.handle)).one()
        listed = {"name": named, "age": 7}
        take(session, other, "list_child", actor(session, OFFICER), listed)
    given = {"verdict": "same", "reasons": "The same man, I am quite sure of it."}
    for typed in (about["subject"], "S-9999"):
        with pytest.raises(CannotDo) as refused, transaction(played.engine) as session:
            take(session, reference, "settle_candidate", who, given | {"subjects": [typed]})
        assert refused.value.obstacles == [f"Nobody on the register has the reference {typed}."]
    with transaction(played.engine) as session:
        colleague = actor(session, f"ppo.{look(session, reference)[0].unit}.2")
        take(session, reference, "settle_candidate", colleague, given | {"subjects": [about["subject"]]})


def test_whoever_is_named_in_one_of_a_form_acts_in_none_of_it(carry_on: Callable[..., Rehearsal]) -> None:
    played = carry_on("two-men-three-children", "progress", [])
    with transaction(played.engine) as session:
        name = session.exec(select(Officer.name).where(col(Officer.handle) == OFFICER)).one()
        child = {"name": name, "age": 7}
        take(session, played.names["it-2"], "list_child", actor(session, "ppo.northern.2"), child)
    for which in ("it", "it-2"):
        with pytest.raises(CannotDo, match="named in"), transaction(played.engine) as session:
            take(session, played.names[which], "attach", actor(session, OFFICER), {"words": "A note."})
