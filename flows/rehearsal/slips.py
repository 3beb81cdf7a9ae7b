"""What is wrong with a story of the right shape? Names that nothing has, and steps that can't be played.

Most of all what would pass in silence: a misspelt kind under `no_entries` is never written, so it holds.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flows.steps import every  # noqa: F401 - registers the moves
from flows.steps.moving import MADE
from letters.catalogue import CATALOGUE
from models.entries import KINDS
from policy.facts import Check
from policy.findings import Answer
from policy.recommendation import Recommends
from policy.registration import EnquiryReason
from policy.stages import Stage

if TYPE_CHECKING:
    from flows.rehearsal.story import Expectation, Step

Where = tuple[str | int, ...]
Slip = tuple[Where, str]
BEGINNINGS = {
    "open": "it", "register_interest": "it", "arrange_meeting": "meeting", "record_enquiry": "enquiry",
}  # fmt: skip
OUTSIDE_MOVES = ("withdraw_registration",)
OF_A_MEETING = ("put_on_list", "take_off_list", "hold_meeting")
STATES = ("laid", "released", "in_flight", "sent", "unknown", "withheld", "lapsed")
OUTCOMES = ("tell", "not_tell", "not_progressed")
WAITED_FOR = {*MADE, "dispatch_letter", "look_for_links"}


def slips_in_steps(steps: Iterable["Step"]) -> Iterator[Slip]:
    """Every slip in the steps, with where it stands."""
    begun: set[str] = set()
    for number, step in enumerate(steps):
        where: Where = ("moves", number)
        if fault := _fault(step) or _unbegun(step, begun):
            yield where, fault
        if step.does in BEGINNINGS:
            called = step.called or BEGINNINGS[step.does]
            named = step.given.get("individuals") if step.does == "register_interest" else None
            begun |= {called, *(f"{called}-{n}" for n in range(2, 1 + len(named or ())))}
        yield from slips_in_agencies(step.agencies or {}, where)
        if step.expect:
            yield from slips_in(step.expect, (*where, "expect"))


def unknown_move(does: str) -> str | None:
    """Say that no move has this name, and which there are; None where one has."""
    known = {*BEGINNINGS, *OF_A_MEETING, *OUTSIDE_MOVES, *(name for name, made in MADE.items() if made.roles)}
    return None if does in known else f"no move is called “{does}”; there are: {', '.join(sorted(known))}"


def _fault(step: "Step") -> str | None:
    if step.does and (unknown := unknown_move(step.does)):
        return unknown
    if step.does and not step.who:
        return "say who does it"
    given = step.does or step.expect or step.agencies or step.rights or step.register_changes
    if not (given or step.note or step.at):
        return "this step does nothing: give does, expect, agencies, rights, register, at or note"
    return None


def _unbegun(step: "Step", begun: set[str]) -> str | None:
    wanted = None
    if step.does in OF_A_MEETING:
        wanted = step.called or "meeting"
    elif (step.expect and not step.expect.enquiries) or (step.does and step.does not in BEGINNINGS):
        wanted = step.to if step.does not in BEGINNINGS else None
    return f"nothing called “{wanted}” has been begun above" if wanted and wanted not in begun else None


def slips_in_agencies(agencies: Iterable[str], where: Where) -> Iterator[Slip]:
    """Checks that no agency is ever asked."""
    yield from _unknown("check", agencies, Check, (*where, "agencies"))


def slips_in(expect: "Expectation", where: Where) -> Iterator[Slip]:
    """Names in an expectation that nothing can ever have."""
    recommends = expect.recommends
    wanted = [recommends] if isinstance(recommends, str) else list((recommends or {}).values())
    waits = [*(wait.split("/")[0] for wait in expect.waits), *expect.deadlines]
    yield from _unknown("stage", _given(expect.stage), Stage, (*where, "stage"))
    yield from _unknown("outcome", _given(expect.outcome), OUTCOMES, (*where, "outcome"))
    yield from _unknown("recommendation", wanted, Recommends, (*where, "recommends"))
    yield from _unknown("answer", expect.findings.values(), Answer, (*where, "findings"))
    yield from _unknown("letter", expect.letters, CATALOGUE, (*where, "letters"))
    yield from _unknown("state of a letter", expect.letters.values(), STATES, (*where, "letters"))
    yield from _unknown("letter", expect.no_letters, CATALOGUE, (*where, "no_letters"))
    yield from _unknown("wait", waits, WAITED_FOR, (*where, "waits"))
    yield from _unknown("wait", (w.split("/")[0] for w in expect.no_waits), WAITED_FOR, (*where, "no_waits"))
    yield from _unknown("entry", expect.entries, KINDS, (*where, "entries"))
    yield from _unknown("enquiry", expect.enquiries, (*EnquiryReason, "registered", "not_known_yet"), where)
    yield from _unknown("entry", expect.no_entries, KINDS, (*where, "no_entries"))


def _given(word: str | None) -> list[str]:
    return [] if word is None else [word]


def _unknown(what: str, given: Iterable[str], known: Iterable[str], where: Where) -> Iterator[Slip]:
    allowed = sorted(str(word) for word in known)
    for word in given:
        if word not in allowed:
            yield where, f"no {what} is called “{word}”; there are: {', '.join(allowed)}"
