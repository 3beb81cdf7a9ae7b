"""How is a story played? Move by move, as the people in it, waiting each time until the machine is done."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.looking import look
from flows.people import actor
from flows.rehearsal.changing import change_register
from flows.rehearsal.expecting import enquiry_failures, failures
from flows.rehearsal.story import Step, Story, in_london
from flows.rescreening import rescreen
from flows.steps.enquiring import record_enquiry
from flows.steps.meetings import arrange_meeting, hold_meeting, put_on_list, take_off_list
from flows.steps.opening import open_about, open_consideration
from flows.steps.pipeline import take
from flows.steps.registered import withdraw_registration
from flows.steps.registering import TakenIn, register_interest, siblings_of
from models import clock
from models.consideration import Consideration, IssuedLetter
from models.database import transaction
from models.errors import CannotDo
from models.fields import is_reference
from models.officer import Officer
from models.subject import Subject
from policy.facts import Check

Settle = Callable[[], None]
TellAgencies = Callable[[dict[str, dict[str, Any]]], None]
OF_A_MEETING = {"put_on_list": put_on_list, "take_off_list": take_off_list, "hold_meeting": hold_meeting}


@dataclass(frozen=True)
class Played:
    """What one step came to: who, what, where it left the consideration, and what was not as expected."""

    number: int
    at: datetime
    who: str
    what: str
    stage: str
    failures: tuple[str, ...] = ()


@dataclass
class Rehearsal:
    """One story being played. `settle` returns when no machine work is left."""

    engine: Engine
    story: Story
    settle: Settle
    tell_agencies: TellAgencies
    names: dict[str, str] = field(default_factory=dict)

    def play(self) -> Iterator[Played]:
        """Play every step, then check what the story expects at its end."""
        self._set_clock(self.story.starts)
        self.tell_agencies({str(check): {} for check in Check} | self.story.agencies)
        yield from self.carry_on(self.story.moves)
        yield self._at_the_end(len(self.story.moves) + 1)

    def carry_on(self, steps: Iterable[Step]) -> Iterator[Played]:
        """Play steps from where the record stands now."""
        for number, step in enumerate(steps, start=1):
            yield self._step(number, step)

    def _step(self, number: int, step: Step) -> Played:
        if step.at:
            self._set_clock(step.at)
            self.settle()
        if step.agencies:
            self.tell_agencies(step.agencies)
        if step.rights:
            self._withdraw(step.rights)
        found = self._do(step) if step.does else []
        if step.register_changes:
            found += self._change(step.register_changes)
        self.settle()
        if step.expect:
            found += self._check(step)
        return Played(number, self._now(), step.who or "", _words(step), self._stage(step), tuple(found))

    def _do(self, step: Step) -> list[str]:
        """Make the move; a refusal is a failure unless the story expects its words."""
        try:
            with transaction(self.engine) as session:
                self._make(session, step)
        except CannotDo as refused:
            said = "; ".join(refused.obstacles)
            if step.refused is None:
                return [f"refused: {said}"]
            return [] if step.refused.casefold() in said.casefold() else [f"refused in other words: {said}"]
        return ["it was expected to be refused, and was not"] if step.refused is not None else []

    def _change(self, changes: dict[str, dict[str, Any] | None]) -> list[str]:
        try:
            change_register(self.engine, changes)
            rescreen(engine=self.engine)
        except CannotDo as refused:
            return [f"the extract was refused: {'; '.join(refused.obstacles)}"]
        return []

    def _make(self, session: Session, step: Step) -> None:
        who = actor(session, step.who or "")
        given = self._filled(step.given, self._references(session, step) | self._unsettled(session, step))
        if given.get("subjects") == []:
            return  # “$unsettled”, and there is nobody left to settle
        match step.does:
            case "open":
                self.names[step.called or "it"] = self._opened(session, step, given)
            case "register_interest":
                self._registered(step, register_interest(session, who, given))
            case "withdraw_registration":
                registration, _ = siblings_of(session, self.names[step.to])
                withdraw_registration(session, who, registration, **given)
            case "record_enquiry":
                self.names[step.called or "enquiry"] = record_enquiry(session, who, given)
            case "arrange_meeting":
                given.setdefault("listed", [self.names[name] for name in ("it",) if name in self.names])
                self.names[step.called or "meeting"] = arrange_meeting(session, who, given)
            case "put_on_list" | "take_off_list" | "hold_meeting":
                OF_A_MEETING[step.does](session, who, self.names[step.called or "meeting"], given)
            case move:
                if step.to not in self.names:
                    raise CannotDo(f"the story has not begun anything called “{step.to}”")
                take(session, self.names[step.to], str(move), who, given)

    def _opened(self, session: Session, step: Step, given: dict[str, Any]) -> str:
        """Open a consideration, or take up the one the sweep opened already."""
        named = str(given.get("subject", ""))
        subject = (
            is_reference(named)
            and session.exec(select(Subject.id).where(Subject.register_reference == named)).one_or_none()
        )
        if subject and (reference := open_about(session, subject)):
            return reference
        return open_consideration(session, actor(session, step.who or ""), given).reference

    def _registered(self, step: Step, taken: TakenIn) -> None:
        """One consideration for each individual: `it`, `it-2`, …"""
        called = step.called or "it"
        for number, reference in enumerate(taken.considerations, 1):
            self.names[called if number == 1 else f"{called}-{number}"] = reference

    def _references(self, session: Session, step: Step) -> dict[str, Any]:
        """References made by the machine: letters as `$letter-KIND`, the latest; links as `$link-KIND`."""
        if step.to not in self.names:
            return {}
        _, dossier = look(session, self.names[step.to])
        links = {f"link-{link.kind}": link.link for link in dossier.links.values()}
        return links | self._letters(session, step)

    def _letters(self, session: Session, step: Step) -> dict[str, Any]:
        issued = session.exec(
            select(IssuedLetter.kind, IssuedLetter.reference)
            .join(Consideration, col(Consideration.id) == IssuedLetter.consideration_id)
            .where(Consideration.reference == self.names.get(step.to, ""))
            .order_by(col(IssuedLetter.reference))
        )
        return {f"letter-{kind}": reference for kind, reference in issued}

    def _unsettled(self, session: Session, step: Step) -> dict[str, list[str]]:
        """The candidates on whom nobody has said a word yet, as `$unsettled`."""
        if step.to not in self.names or step.does != "settle_candidate":
            return {}
        _, dossier = look(session, self.names[step.to])
        left = [c for c in dossier.candidates.values() if c.counts and not c.settled]
        return {"unsettled": [candidate.reference for candidate in left]}

    def _filled(self, given: dict[str, Any], here: dict[str, Any]) -> dict[str, Any]:
        """Put references where the story wrote its own names for them, as `$meeting`."""
        known = here | self.names

        def fill(value: Any) -> Any:
            if isinstance(value, str) and value.startswith("$"):
                if value[1:] not in known:
                    raise CannotDo(f"the story has not begun anything called {value}")
                return known[value[1:]]
            if isinstance(value, dict):
                return {key: fill(held) for key, held in value.items()}
            return [fill(held) for held in value] if isinstance(value, list) else value

        return {key: fill(value) for key, value in given.items()}

    def _check(self, step: Step) -> list[str]:
        if step.expect is None:
            return []
        with transaction(self.engine) as session:
            counted = enquiry_failures(session, step.expect)
            if step.to in self.names:
                return [*counted, *failures(session, self.names[step.to], step.expect)]
        return counted if step.expect.enquiries else [f"nothing called “{step.to}” has been begun"]

    def _at_the_end(self, number: int) -> Played:
        with transaction(self.engine) as session:
            found = enquiry_failures(session, self.story.expect)
            if "it" in self.names:
                found += failures(session, self.names["it"], self.story.expect)
        return Played(number, self._now(), "", "the end", self._stage(Step(note="end")), tuple(found))

    def _stage(self, step: Step) -> str:
        reference = self.names.get(step.to)
        if reference is None:
            return ""
        with transaction(self.engine) as session:
            found = session.exec(select(Consideration.stage).where(Consideration.reference == reference))
            return found.one()

    def _now(self) -> datetime:
        with transaction(self.engine) as session:
            return clock.now(session)

    def _set_clock(self, at: datetime) -> None:
        with transaction(self.engine) as session:
            clock.set_clock(session, in_london(at))

    def _withdraw(self, rights: dict[str, Any]) -> None:
        with transaction(self.engine) as session:
            for officer in session.exec(select(Officer).where(col(Officer.handle).in_(list(rights)))):
                officer.revoked_at = clock.now(session)
                session.add(officer)


def _words(step: Step) -> str:
    if step.does:
        return step.does.replace("_", " ") + (" (to be refused)" if step.refused else "")
    if step.note:
        return step.note
    if step.register_changes:
        return "the register changes"
    return "agencies answer otherwise" if step.agencies else "checked"
