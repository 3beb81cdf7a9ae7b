"""Registrations about people of the sample area, and the hands they pass through."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows import rescreening
from flows.carrying import carry
from flows.looking import look
from flows.people import actor
from flows.rehearsal.changing import change_register
from flows.steps.pipeline import take
from flows.steps.registering import register_interest
from models import ledger
from models.consideration import Consideration, Wait
from models.database import transaction
from models.dossier import Dossier

FIGMENTHAM = {
    "name": "Martin Figmentham",
    "date_of_birth": "1974-03-08",
    "address": ["8 Story Lane", "Westexample", "ZZ1 1AA"],
}
NOBODY_OF_OURS = {"name": "Zebedee Quixworth", "date_of_birth": "2001-07-30"}


class Hands:
    """What people and the machine do on one record, and what is then to be read there."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def register(self, individual: dict[str, Any], *, machine: bool = True, at_once: bool = False) -> str:
        """An interest registered in somebody, carried as far as the machine can."""
        given = {
            "unit": "western",
            "immediate_risk": at_once,
            "relationship": "parent",
            "applicant": {"name": "Rosalind Pretendham"},
            "individual": individual,
            "children": [{"name": "Jamie Pretendham", "age": 8}],
        }
        with transaction(self.engine) as session:
            who = actor(session, "registration.western.1")
            reference = register_interest(session, who, given).reference
        if machine:
            self.machine(reference)
        return reference

    def machine(self, reference: str) -> None:
        asyncio.run(carry(reference))

    def do(self, who: str, move: str, reference: str, **given: Any) -> None:
        """Make a move as somebody, then let the machine go on."""
        said = {"notes", "by_hand_of", "letter"} & given.keys()
        reasons = {} if said else {"reasons": "Reasons long enough to stand in a record."}
        with transaction(self.engine) as session:
            take(session, reference, move, actor(session, who), reasons | given)
        self.machine(reference)

    def settle(self, reference: str, verdict: str, *subjects: str, who: str = "ppo.western.1") -> None:
        self.do(who, "settle_candidate", reference, subjects=list(subjects), verdict=verdict)

    def rule_out_the_rest(self, reference: str, who: str = "ppo.western.1") -> None:
        """Settle as not the same whoever is still to be settled."""
        left = [
            c.reference for c in self.dossier(reference).candidates.values() if c.counts and not c.settled
        ]
        if left:
            self.settle(reference, "not_same", *left, who=who)

    def change_register(self, **changes: Any) -> None:
        """Apply an extract, and compare again; S_0008 stands for S-0008."""
        change_register(self.engine, {name.replace("_", "-"): given for name, given in changes.items()})
        rescreening.rescreen(engine=self.engine)

    def dossier(self, reference: str) -> Dossier:
        with transaction(self.engine) as session:
            return look(session, reference)[1]

    def entries(self, kind: str, reference: str | None = None) -> list[Any]:
        """Every entry of one kind, of one consideration or of the whole record."""
        with transaction(self.engine) as session:
            id_ = look(session, reference)[0].id if reference else None
            return ledger.entries(session, id_, kinds=(kind,))

    def waits(self, reference: str) -> dict[str, Wait]:
        with transaction(self.engine) as session:
            found = session.exec(
                select(Wait)
                .join(Consideration, col(Wait.consideration_id) == Consideration.id)
                .where(Consideration.reference == reference)
            ).all()
        return {wait.what: wait for wait in found}

    def row(self, session: Session, reference: str) -> Consideration:
        return session.exec(select(Consideration).where(Consideration.reference == reference)).one()


@pytest.fixture
def hands(area: Engine, quiet_agencies: Callable[[], None]) -> Hands:
    quiet_agencies()
    return Hands(area)


@pytest.fixture
def quiet_agencies(agencies: str) -> Callable[[], None]:
    """Every agency's system answers that nothing is known."""
    from desk.rehearsing import telling
    from policy.facts import Check

    return lambda: telling(agencies)({str(check): {} for check in Check})


@pytest.fixture
def figmentham() -> dict[str, Any]:
    """As S-0008 of the sample area, as an applicant who knows him well would name him."""
    return dict(FIGMENTHAM)


@pytest.fixture
def nobody_of_ours() -> dict[str, Any]:
    """Somebody whom no part of the sample area's register is like."""
    return dict(NOBODY_OF_OURS)
