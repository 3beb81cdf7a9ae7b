"""One consideration, and everybody who acts in it as they should: what a process machine is made of."""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from desk.rehearsing import telling
from flows.carrying import carry
from flows.people import actor
from flows.steps.meetings import arrange_meeting, hold_meeting
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from flows.steps.registering import register_interest
from models import clock, ledger
from models.consideration import Consideration, Wait
from models.database import transaction
from models.dossier import Dossier
from models.errors import CannotDo
from models.folding import fold
from models.officer import Officer
from models.subject import Subject
from policy.facts import Check
from policy.stages import MOVES, Stage

PEOPLE = (
    "ppo.northern.1", "ppo.northern.2", "po.northern.1", "ds.northern.1", "di.northern.1", "di.northern.2",
    "spo.northern.1", "spo.northern.2", "team_manager.northern.1", "supt.1", "supt.2", "acc.1", "aco.1",
    "aco.2", "registration.northern.9", "governor_grade.1", "nurse.1",
)  # fmt: skip
OFFICERS = PEOPLE[:3]
OPENER = "dci.1"  # of headquarters, who may open about anybody
SECOND = ("ppo.northern.1", "ppo.northern.2", "ds.northern.1")  # the first settled it, and is refused
HANDS, CHAIRS = ("ppo.northern.1", "ds.northern.1"), ("supt.1", "aco.1")
GOOD = {
    "is_subject": False, "is_suspect": False, "belongs_to_duty_to_cooperate_agency": False,
    "identity_verified": True, "parental_responsibility_or_contact": True, "court_order_bars": False,
    "reaches_children_at_risk": True, "able_to_protect": True, "willing_to_protect": True,
    "best_placed": True, "already_knows": False, "telling_necessary": True,
    "less_intrusive_step_protects": False,
    "pressing_need": True, "effect_on_subject_weighed": True, "proportionate": True, "extent_limited": True,
    "telling_raises_risk": False, "safety_plan_agreed": True,
}  # fmt: skip
RISK = {
    "serious_harm_risk": True, "children_of_description": True, "concerns": True, "imminent_risk": True,
    "applicant_is_suspect": False, "applicant_is_victim_of_subject": False,
}  # fmt: skip
REASONS = "Reasons long enough to stand in a record, and invented."
WHY = {"reasons": REASONS}
KINDS = ("parent_or_carer", "partner", "employer", "head_teacher")
THOUGHTS = ("proceed", "limit", "other_recipient", "protect_otherwise")
Move = tuple[str, dict[str, Any]]
# What anybody may try at any time; most of it is refused.
NOISE: tuple[Move, ...] = (
    ("take_urgent_route", WHY), ("withdraw_proposal", WHY), ("withdraw", WHY), ("attach", {"words": REASONS}),
    ("give_view", {"agrees": False, "words": REASONS}), ("give_view", {"agrees": True, "words": REASONS}),
    ("give_outcome", {"channel": "in_person", "notes": REASONS}),
    ("reopen", WHY | {"because": "new_information"}),
    ("confirm_identity", WHY), ("nobody_matches", WHY), ("progress", WHY),
    ("not_progress", WHY | {"reason": "malicious", "risk_assessment": REASONS}),
    ("record_check", {"check": "probation", "agency": "probation", "result": "known", "summary": REASONS}),
    ("list_item", {"item_id": "item-1", "kind": "arrest", "fact": "Arrested in May.", "verified": True}),
    ("share_information", {"agency": "education", "what": REASONS, "purpose": REASONS}),
    ("propose", WHY | {"outcome": "not_tell"}), ("list_child", {"name": "Amber Fictionby", "age": 7}),
    ("invite_representations", {"answer_by": "2030-01-01", "by_hand_of": OFFICERS[0]}),
    ("hear_representations", {"received": True, "weight": REASONS}),
    *(("place_hold", WHY | {"hold": hold}) for hold in ("live_investigation", "do_not_contact_subject")),
    *(("lift_hold", WHY | {"hold": hold}) for hold in ("live_investigation", "do_not_contact_subject")),
    *(("sign_off", WHY | {"outcome": outcome}) for outcome in ("agree", "agree", "refuse", "send_back")),
    *(("tell", {"recipient": one, "place": "The office", "identity_checked": True, "safety_advice": REASONS})
      for one in ("recipient-1", "recipient-2")),
    *(("think_again", WHY | {"recipient": "recipient-1", "outcome": thought}) for thought in THOUGHTS),
    *(("answer", WHY | {"answers": {name: value}}) for name in RISK for value in (False, None)),
    *(("answer", WHY | {"recipient": "recipient-1", "answers": {name: not good}})
      for name, good in GOOD.items()),
)  # fmt: skip


class Acting(RuleBasedStateMachine):
    """One consideration, and what people and the machine can do about it."""

    engine: ClassVar[Engine]
    used: ClassVar[set[str]] = set()
    proposer = OFFICERS[0]

    @initialize(
        level=st.sampled_from((1, 2, 2, 3)), asked_for=st.booleans(), along=st.sampled_from((3, 2, 1, 0))
    )
    def begin(self, level: int, asked_for: bool, along: int) -> None:
        """One consideration, so far along that it is prepared, signed, or told."""
        with transaction(self.engine) as session:
            subject = self._unused(session, level)
            if asked_for:
                who = actor(session, "registration.northern.1")
                self.reference = register_interest(session, who, self._registration()).reference
            else:
                opening = {"subject": subject, "reasons": REASONS}
                self.reference = open_consideration(session, actor(session, OPENER), opening).reference
        self.subject = subject
        for _ in range(along):
            self._goes_on(1, KINDS[0], "agree", "signed", "proceed", tell=True)

    def _unused(self, session: Session, level: int) -> str:
        """Somebody nothing has been opened about yet, put at the level wanted."""
        found = session.exec(
            select(Subject)
            .where(Subject.category == 1, Subject.level == 1, col(Subject.managed_by_area).is_(None))
            .order_by(col(Subject.register_reference))
        )
        chosen = next(subject for subject in found if subject.register_reference not in self.used)
        self.used.add(chosen.register_reference)
        chosen.level = level
        session.add(chosen)
        session.flush()
        return str(chosen.register_reference)

    def _registration(self) -> dict[str, Any]:
        return {
            "unit": "northern", "immediate_risk": False, "relationship": "parent",
            "applicant": {
                "name": "Rosalind Pretendham", "safe_to_post": True,
                "address": ["12 Imaginary Row", "Northexample", "ZZ2 5AB"],
            },
            "individual": {"name": "Somebody Or Other"}, "children": [{"name": "Jamie Pretendham", "age": 8}],
            "answers": {"personal_relationship": True, "regular_access": True, "unsupervised_access": True,
                        "applicant_anonymous": False, "applicant_is_subject": False, "for_vetting": False},
        }  # fmt: skip

    def one_of(self, what: str, place: int) -> Any:
        """One of people, kinds or noise: rules stand in another module and know their places only."""
        known = {"people": PEOPLE, "kinds": KINDS, "noise": NOISE}[what]
        return known[place % len(known)]

    def _tries(self, who: str, move: str, given: dict[str, Any]) -> bool:
        """Make a move; refused in words, or made. Where it led is checked against the table of stages."""
        with transaction(self.engine) as session:
            before = self._row(session).stage
        try:
            with transaction(self.engine) as session:
                taken = take(session, self.reference, move, actor(session, who), given)
        except CannotDo as refused:
            said = refused.obstacles
        else:
            assert taken.stage in MOVES[Stage(before)][move]
            return True
        assert all(len(words) > 10 for words in said), "a refusal says why"
        return False

    def machine(self) -> None:
        asyncio.run(carry(self.reference))

    def _goes_on(
        self, number: int, kind: str, outcome: str, answer: str, thought: str, *, tell: bool
    ) -> None:
        self.machine()
        with transaction(self.engine) as session:
            stage = Stage(self._row(session).stage)
        match stage:
            case Stage.INITIAL_CHECKS | Stage.INTERVIEW | Stage.ASSESSMENT:
                self._prepare(number, kind)
                self._propose(number, tell)
            case Stage.SIGNING:
                self._sign(outcome)
            case Stage.THINKING_AGAIN:
                self._sign("agree")
                thought_of = WHY | {"recipient": f"recipient-{number}", "outcome": thought}
                self._by(PEOPLE, "think_again", thought_of)
            case Stage.TELLING:
                self._tell(number, answer)
            case Stage.OUTCOME:
                self._after(number, ratified=tell)
            case Stage.CLOSED:
                self._by(HANDS, "reopen", WHY | {"because": "new_information"})
        self.machine()

    def _by(self, people: tuple[str, ...], move: str, given: dict[str, Any]) -> bool:
        """Have the first who may do it do it."""
        with transaction(self.engine) as session:
            stage = Stage(self._row(session).stage)
        return move in MOVES[stage] and any(self._tries(who, move, given) for who in people)

    def _prepare(self, number: int, kind: str) -> None:
        """Everything that telling somebody needs, as a good officer would enter it."""
        proofs = {"identity_seen": True, "address_seen": True, "relationship_seen": True, "notes": REASONS}
        self._identify()
        self._by(HANDS, "progress", WHY)
        self._by(HANDS, "record_interview", proofs)
        self._by(HANDS, "answer", WHY | {"answers": RISK})
        if f"recipient-{number}" not in self._dossier().lines:
            self._by(HANDS, "name_recipient", {
                "kind": kind, "name": f"Invented Person {number}", "why": REASONS,
                "organisation": "Northexample Primary School",
                "address": ["1 Made-up Road", "Northexample", "ZZ2 6AB"],
            })  # fmt: skip
        self._by(HANDS, "answer", WHY | {"recipient": f"recipient-{number}", "answers": GOOD})
        for item in self._dossier().information:
            self._by(HANDS, "assess_item", WHY | {"item": item, "identifies_victim": False, "verified": True})
        self._by(HANDS, "skip_representations", WHY | {"reason": "would_endanger_child"})
        for hold in sorted(self._dossier().holds):
            self._by(HANDS, "lift_hold", WHY | {"hold": hold})
        self.machine()

    def _identify(self) -> None:
        """One is the person named, nobody else of those left open is, and a second person confirms it."""
        open_ones = [c.reference for c in self._dossier().candidates.values() if c.counts or c.settled]
        others = sorted({*open_ones} - {self.subject})
        if others:
            self._by(HANDS, "settle_candidate", WHY | {"subjects": others, "verdict": "not_same"})
        self._by(HANDS, "settle_candidate", WHY | {"subjects": [self.subject], "verdict": "same"})
        self._by(SECOND, "confirm_identity", WHY)

    def _propose(self, number: int, tell: bool) -> None:
        given: dict[str, Any] = WHY | {"outcome": "not_tell", "meeting": self._meets()}
        if tell:
            given |= {
                "outcome": "tell", "recipient": f"recipient-{number}", "told_by": OFFICERS[:2],
                "words": "Please do not leave your children with him.", "tell_on": self._today(),
                "items": sorted(self._dossier().information)[:1], "safety_plan": REASONS,
                "subject_to_be_told": False, "victim_identifiers_checked": True,
                "where": "2 Northern Row, Northexample",
            }  # fmt: skip
        self._by((self.proposer, *HANDS), "propose", given)

    def _meets(self) -> str:
        with transaction(self.engine) as session:
            chair = actor(session, "supt.1")
            if not chair.active:
                return "M-2026-99999"
            arranged = {
                "level": 3,
                "unit": "headquarters",
                "held_on": clock.today(session),
                "chair": "supt.1",
            }
            meeting = arrange_meeting(
                session, chair, arranged | {"co_chair": "aco.1", "listed": [self.reference]}
            )
            hold_meeting(session, chair, meeting, {"attendance": ["police", "probation"]})
            return meeting

    def _sign(self, outcome: str) -> None:
        """One after another, those whose signature is waited for; the first answers otherwise perhaps."""
        for _ in range(4):
            with transaction(self.engine) as session:
                owners = {wait.owner for wait in self._waits(session) if wait.what == "sign_off"}
                ready = [who for who in PEOPLE if _post(session, who) in owners]
            if not any(self._tries(who, "sign_off", WHY | {"outcome": outcome}) for who in ready):
                return
            outcome = "agree"

    def _tell(self, number: int, answer: str) -> None:
        recipient = {"recipient": f"recipient-{number}"}
        self._by(HANDS, "record_undertaking", recipient | {"answer": answer, "notes": REASONS})
        told = {"place": "The unit's office", "identity_checked": True, "safety_advice": REASONS}
        self._by(HANDS, "tell", recipient | told)

    def _after(self, number: int, *, ratified: bool) -> None:
        self._by(HANDS, "give_outcome", {"channel": "in_person", "notes": REASONS})
        given = WHY | {"recipient": f"recipient-{number}", "ratified": ratified}
        self._by(CHAIRS, "ratify", given | {"meeting": self._meets()})

    def teardown(self) -> None:
        with transaction(self.engine) as session:
            for officer in session.exec(select(Officer).where(col(Officer.handle).in_(PEOPLE))):
                officer.revoked_at = None
                session.add(officer)

    def _row(self, session: Session) -> Consideration:
        found = select(Consideration).where(Consideration.reference == self.reference)
        return session.exec(found).one()

    def _waits(self, session: Session) -> list[Wait]:
        return list(session.exec(select(Wait).where(Wait.consideration_id == self._row(session).id)))

    def _entries(self, session: Session) -> list[Any]:
        return list(ledger.entries(session, self._row(session).id))

    def _dossier(self) -> Dossier:
        with transaction(self.engine) as session:
            return fold(self._entries(session))

    def _today(self) -> str:
        with transaction(self.engine) as session:
            return clock.today(session).isoformat()


def _post(session: Session, who: str) -> str:
    holder = actor(session, who)
    return f"{holder.agency}:{holder.rank}"


@pytest.fixture
def quiet(agencies: str) -> Callable[[], None]:
    """Every agency's system answers that nothing is known."""
    return lambda: telling(agencies)({str(check): {} for check in Check})


@pytest.fixture
def acting() -> type[Acting]:
    """The class to make a machine of, with rules and invariants beside it."""
    return Acting
