"""Whatever people do, in whatever order, allowed or not: what can never be true of a consideration?

Hypothesis makes random moves as random people on a real record, lets the machine do its part now and
then, moves the clock and takes rights away. What is refused must be refused in words; nothing else may
come out. After each step the record is read again, as an inspector would read it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import Phase as Part
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.people import people
from flows.standing import stage_of
from flows.steps.actor import MACHINE
from flows.steps.pipeline import take
from models import clock
from models.consideration import Consideration, IssuedLetter, Wait
from models.database import transaction
from models.dossier import Dossier, Phase
from models.facts_on_record import as_facts
from models.folding import fold
from models.officer import Officer
from models.subject import Subject
from policy.stages import MOVES, Stage

PROPOSERS = ("di.northern.1", "ppo.northern.1", "spo.northern.1")
ASSESSING = ("Answered", "ItemAssessed", "CandidateSettled", "IdentityConfirmed", "Interviewed")
OUTCOMES = ("agree", "agree", "agree", "agree", "refuse", "send_back", "declare_interest")
THOUGHTS = ("proceed", "limit", "other_recipient", "protect_otherwise")
ANSWERS = ("signed", "signed", "refused", "not_sought")
GONE = ("LetterReleased", "LetterClaimed", "LetterSent")
ANYBODY, ANYTHING = st.integers(0, 16), st.integers(0, 999)  # by their places in Acting's lists


class Hands:
    """What Acting (conftest.py) gives both classes below; said for the type checker, joined at run time."""

    engine: Engine
    reference: str
    subject: str
    proposer: str
    one_of: Callable[[str, int], Any]
    _tries: Callable[[str, str, dict[str, Any]], bool]
    _goes_on: Callable[..., None]
    _dossier: Callable[[], Dossier]
    _row: Callable[[Session], Consideration]
    _waits: Callable[[Session], list[Wait]]
    _entries: Callable[[Session], list[Any]]


class Rules(Hands):
    """What people do, in whatever order; what Acting does for them."""

    @rule(number=st.integers(1, 2), kind=ANYTHING, by=st.sampled_from(PROPOSERS))
    def it_goes_well(self, number: int, kind: int, by: str) -> None:
        """Those whom it waits on do what is wanted of them; the proposer may be somebody who could sign."""
        self.proposer = by
        self._goes_on(number, self.one_of("kinds", kind), "agree", "signed", "proceed", tell=True)

    @rule(number=st.integers(1, 2), outcome=st.sampled_from(OUTCOMES), answer=st.sampled_from(ANSWERS),
          thought=st.sampled_from(THOUGHTS), tell=st.booleans())  # fmt: skip
    def it_goes_on(self, number: int, outcome: str, answer: str, thought: str, tell: bool) -> None:
        """Those whom it waits on do what they may."""
        self._goes_on(number, self.one_of("kinds", 0), outcome, answer, thought, tell=tell)

    @rule(who=ANYBODY, move=ANYTHING)
    def somebody_tries_something(self, who: int, move: int) -> None:
        self._tries(self.one_of("people", who), *self.one_of("noise", move))

    @rule(who=ANYBODY, verdict=st.sampled_from(("same", "not_same", "cannot_tell")), which=st.integers(0, 3))
    def somebody_settles_a_candidate(self, who: int, verdict: str, which: int) -> None:
        known = [self.subject, *sorted(self._dossier().candidates)]
        given = {"subjects": [known[which % len(known)]], "verdict": verdict, "reasons": "Seen and compared."}
        self._tries(self.one_of("people", who), "settle_candidate", given)

    @rule(who=ANYBODY, move=st.sampled_from(("release_letter", "hand_letter")))
    def somebody_tries_to_let_letters_go(self, who: int, move: str) -> None:
        for letter in sorted(self._dossier().letters):
            self._tries(self.one_of("people", who), move, {"letter": letter})

    @rule(days=st.sampled_from((0, 1, 40)), who=st.integers(3, 16), withdrawn=st.booleans(),
          level=st.sampled_from((None, None, 1, 2, 3)))  # fmt: skip
    def the_world_changes(self, days: int, who: int, withdrawn: bool, level: int | None) -> None:
        """Time passes, somebody's rights end or come back, and perhaps the register has another level."""
        with transaction(self.engine) as session:
            clock.set_clock(session, clock.now(session) + timedelta(days=days, minutes=7))
            handle = self.one_of("people", who)
            officer = session.exec(select(Officer).where(col(Officer.handle) == handle)).one()
            officer.revoked_at = clock.now(session) if withdrawn else None
            found = select(Subject).where(Subject.register_reference == self.subject)
            subject = session.exec(found).one()
            subject.level = level or subject.level
            session.add_all([officer, subject])
        with transaction(self.engine) as session:
            if "refresh_subject" in MOVES[Stage(self._row(session).stage)]:
                take(session, self.reference, "refresh_subject", MACHINE, {})


class Truths(Hands):
    """What an inspector would find, whenever one came."""

    @invariant()
    def something_is_always_waited_for(self) -> None:
        with transaction(self.engine) as session:
            waits = self._waits(session)
            stage = self._row(session).stage
        assert waits, f"nothing and nobody is waited for at {stage}"
        assert all(wait.owner and wait.why for wait in waits)

    @invariant()
    def the_row_says_what_the_ledger_says(self) -> None:
        with transaction(self.engine) as session:
            row, entries = self._row(session), self._entries(session)
            letters = session.exec(select(IssuedLetter).where(IssuedLetter.consideration_id == row.id)).all()
        dossier = fold(entries)
        assert row.stage == stage_of(dossier)
        assert {letter.reference: letter.state for letter in letters} == {
            letter.letter: letter.state for letter in dossier.letters.values()
        }

    @invariant()
    def nobody_is_told_but_by_a_decision_over_the_same_words(self) -> None:
        with transaction(self.engine) as session:
            entries, known = self._entries(session), people(session)
        for told in (entry for entry in entries if entry.kind == "Disclosed"):
            earlier = [entry for entry in entries if entry.seq < told.seq]
            stood = [e for e in earlier if e.kind == "DecisionStood" and e.body["pack"] == told.body["pack"]]
            assert stood
            assert (stood[-1].body["outcome"], stood[-1].body["digest"]) == ("tell", told.body["digest"])
            assert stood[-1].body["recipient"] == told.body["recipient"]
            ended = [e for e in earlier if e.kind == "PackLapsed" and e.body["pack"] == told.body["pack"]]
            assert not ended
            self._signed_by_entitled_people(earlier, told, known)

    def _signed_by_entitled_people(self, earlier: list[Any], told: Any, known: Any) -> None:
        signed = [e for e in earlier if e.kind == "SignedOff" and e.body["digest"] == told.body["digest"]]
        agreed = [e for e in signed if e.body["outcome"] == "agree"]
        assert agreed
        proposers = {known[e.by].person for e in earlier if e.kind == "Proposed"}
        counted = {e.body["person"] for e in agreed} - proposers
        assert counted, "somebody who did not propose it signed it"
        facts = next(
            e for e in earlier if e.kind == "PackLaid" and e.body["pack"] == told.body["pack"]
        ).content
        before = next(e for e in reversed(earlier) if e.kind == "UndertakingAnswered")
        assert before.body["recipient"] is not None
        if facts["facts"]["level"] in (2, 3) and not facts["facts"]["urgent"]:
            assert len({e.body["agency"] for e in agreed} & {"police", "probation", "prison"}) >= 2
        assert facts["facts"]["identity"] == "unique"
        assert facts["facts"]["holds"] == []

    @invariant()
    def nobody_is_told_about_somebody_whom_one_person_alone_identified(self) -> None:
        """Where somebody applied: one is the same, nobody else is left open, another person confirmed it."""
        with transaction(self.engine) as session:
            entries = self._entries(session)
        if entries[0].body["subject"]:
            return
        for told in (entry for entry in entries if entry.kind == "Disclosed"):
            earlier = [entry for entry in entries if entry.seq < told.seq]
            verdicts: dict[str, Any] = {}
            for e in (e for e in earlier if e.kind == "CandidateSettled"):
                held = verdicts.get(e.body["candidate"])
                if held is None or held.body["verdict"] != e.body["verdict"]:
                    verdicts[e.body["candidate"]] = e  # said again, the same verdict changes nothing
            meant = [e for e in verdicts.values() if e.body["verdict"] != "not_same"]
            assert [e.body["verdict"] for e in meant] == ["same"]
            confirmed = [e for e in earlier if e.kind == "IdentityConfirmed" and e.seq > meant[0].seq]
            assert confirmed
            assert confirmed[-1].body["person"] != meant[0].body["person"]
            assert fold(earlier).subject == confirmed[-1].body["subject"]

    @invariant()
    def nobody_decides_what_they_proposed_or_assessed(self) -> None:
        with transaction(self.engine) as session:
            entries, known = self._entries(session), people(session)
        laid = {entry.body["pack"]: entry for entry in entries if entry.kind == "PackLaid"}
        proposed = {entry.body["proposal"]: entry for entry in entries if entry.kind == "Proposed"}
        for stood in (entry for entry in entries if entry.kind == "DecisionStood"):
            pack = laid[stood.body["pack"]]
            signed = [e for e in entries if e.kind == "SignedOff" and e.body["pack"] == pack.body["pack"]]
            agreed = {e.body["person"] for e in signed if e.body["outcome"] == "agree" and e.seq < stood.seq}
            assessed = {known[e.by].person for e in entries if e.kind in ASSESSING and e.seq < pack.seq}
            assert agreed.isdisjoint(assessed | {known[proposed[pack.body["proposal"]].by].person})

    @invariant()
    def no_letter_goes_without_its_release(self) -> None:
        with transaction(self.engine) as session:
            entries = self._entries(session)
        issued = {e.body["letter"]: e.body["release"] for e in entries if e.kind == "LetterIssued"}
        packs = {
            letter: e.body["pack"] for e in entries if e.kind == "PackLaid" for letter in e.body["letters"]
        }
        for gone in (e for e in entries if e.kind in GONE and issued[e.body["letter"]] == "decision"):
            pack = packs[gone.body["letter"]]
            stood = [e for e in entries if e.kind == "DecisionStood" and e.body["pack"] == pack]
            assert stood
            assert stood[0].seq < gone.seq

    @invariant()
    def what_is_signed_is_what_is_true_now(self) -> None:
        dossier = self._dossier()
        for line in dossier.lines.values():
            if line.pack and line.phase in (Phase.LAID, Phase.TO_BE_TOLD, Phase.STOPPED):
                laid = line.pack.manifest
                now = as_facts(dossier, datetime.fromisoformat(laid["laid_on"]).date(), line)
                held = now.model_dump(mode="json")
                held["holds"] = sorted(held["holds"])
                assert held == laid["facts"]
                assert all(given["digest"] == line.pack.digest for given in line.pack.signatures)


def test_no_order_of_moves_makes_anything_untrue(
    area: Engine, quiet: Callable[[], None], acting: type[Any]
) -> None:
    quiet()
    here = type("Here", (Rules, Truths, acting), {"engine": area, "used": set()})
    run_state_machine_as_test(
        here,
        settings=settings(
            max_examples=12, stateful_step_count=10, derandomize=True, deadline=None, database=None,
            phases=(Part.generate,),  # ten steps are read sooner than they are made fewer
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
