"""Is anybody managed passed over because something is not known, and may somebody who has left still act?"""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from flows.every_case import duties
from flows.people import actor
from flows.showing import read
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from models import schemes as installed
from models.conviction import Conviction
from models.database import transaction
from models.errors import CannotDo
from models.schemes import Schemes, schemes
from models.subject import Subject
from policy.facts import Route


@pytest.fixture
def only_child_sex_offenders(monkeypatch: pytest.MonkeyPatch) -> None:
    """A force that binds itself to the statute's own circle, and no further."""
    now: Schemes = schemes()
    scheme = now.in_force(Route.MAPPA_S327A, date(2026, 11, 24))
    narrow = scheme.every_case.model_copy(update={"binds": "child_sex_offenders"})
    editions = now.editions | {scheme.name: scheme.model_copy(update={"every_case": narrow})}
    monkeypatch.setattr(installed, "_load", lambda _path: now.model_copy(update={"editions": editions}))


def due(session: Session, reference: str) -> bool:
    known = {duty.reference: duty for duty in duties(session, date(2026, 11, 24))}
    return bool(known[reference].due)


@pytest.mark.usefixtures("only_child_sex_offenders")
@pytest.mark.parametrize(
    ("answers", "bound"),
    [
        ({"schedule_34a": True}, True),
        ({"schedule_34a": False}, False),
        ({"schedule_34a": None}, True),
        ({"schedule_34a": None, "foreign": True, "foreign_equivalent_opinion": True}, True),
    ],
    ids=["listed", "not-listed", "not-known-counts", "foreign-equivalent-counts"],
)
def test_the_duty_binds_unless_every_conviction_is_known_to_be_another(
    area: Engine, answers: dict[str, bool | None], bound: bool
) -> None:
    with transaction(area) as session:
        subject = session.exec(select(Subject).where(Subject.register_reference == "S-0030")).one()
        for row in session.exec(select(Conviction).where(Conviction.subject_id == subject.id)):
            for name, answer in answers.items():
                setattr(row, name, answer)
            session.add(row)
        session.flush()
        assert due(session, "S-0030") is bound


def test_somebody_whose_rights_have_ended_reads_nothing_and_does_nothing(area: Engine) -> None:
    with transaction(area) as session:
        opened = open_consideration(session, actor(session, "ppo.northern.1"), {"subject": "S-0030"})
        left = actor(session, "ppo.western.9")
    with pytest.raises(CannotDo, match="rights have been withdrawn"):
        read(area, left, opened.reference, "curious how it went on")
    with pytest.raises(CannotDo, match="rights have been withdrawn"), transaction(area) as session:
        take(session, opened.reference, "attach", left, {"words": "One more thing."})
    with pytest.raises(CannotDo, match="rights have been withdrawn"), transaction(area) as session:
        open_consideration(session, left, {"subject": "S-0031"})
