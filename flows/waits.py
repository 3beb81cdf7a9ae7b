"""What does a consideration wait on? Never on nothing: a person, an agency, a date or the machine."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flows.clocks import Closed, Due, began, due, end_of, start_of
from flows.signing import Known, account_of_decider, outstanding, signers_without_rights
from flows.standing import after_decision, is_one_person, stage_of, title_of
from flows.work import Work, machine_work, retry_at, stopped_work
from models.candidates import LIKELY
from models.consideration import Consideration, Wait
from models.dossier import NEVER, Dossier, LetterState, Line, Phase
from models.facts_on_record import as_facts
from policy.facts import Check, CheckResult
from policy.identification import doubts
from policy.risk_checks import complete
from policy.scheme import Scheme
from policy.stages import Stage


@dataclass(frozen=True)
class _View:
    """One consideration as the waits see it, and its officer."""

    dossier: Dossier
    scheme: Scheme
    now: datetime
    known: Known
    closed: Closed
    owner: str
    unit: str

    def until(self, clock: str, since: datetime | None = None) -> Due | None:
        """When one of the scheme's clocks runs out: from `since`, or from the beginning."""
        return due(self.dossier, self.scheme, clock, since or began(self.dossier), self.closed)


def waits_of(
    dossier: Dossier, scheme: Scheme, row: Consideration, now: datetime, known: Known, closed: Closed
) -> list[Wait]:
    """Derive every wait, each with an owner, a reason in words without names, and its clock."""
    stage = stage_of(dossier)
    view = _View(
        dossier, scheme, now, known, closed, row.officer or f"public_protection_officer@{row.unit}", row.unit
    )
    waits = [*_on_immediate_risk(view), *ON_PEOPLE[stage](view), *_on_letters(view), *_on_links(view)]
    waits += _on_candidates(view)
    if stage is not Stage.CLOSED:
        waits += [*_on_agencies(view), *_on_holds(view), *_on_representations(view), *_on_ratification(view)]
        waits += [*_on_confirmation(view), *_on_joined(view)]
    waits += _on_stopped_work(view)
    waits += _on_machine(machine_work(dossier, scheme, now, stage))
    for wait in waits:
        wait.consideration_id = row.id
    return waits


def review_date(dossier: Dossier, scheme: Scheme, today: date, closed: Closed) -> date:
    """The day a closed consideration is looked at again, by the level's review clock."""
    level = dossier.snapshot.get("level") or 1
    found = due(dossier, scheme, f"review_level_{level}", start_of(today), closed)
    return found.at.date() if found else today + timedelta(days=365)


def _wait(
    owner_kind: str, owner: str, what: str, why: str, until: Due | None = None, about: str | None = None
) -> Wait:
    return Wait(
        owner_kind=owner_kind, owner=owner, what=what, why=why, subject_of=about,
        due_at=until.at if until else None, how=until.how if until else "",
    )  # fmt: skip


def _on_machine(work: Iterable[Work]) -> Iterator[Wait]:
    """One wait for each kind of step, from the moment its first piece can be done."""
    first: dict[str, datetime | None] = {}
    for piece in work:
        held = first.get(piece.step, piece.not_before)
        first[piece.step] = None if held is None or piece.not_before is None else min(held, piece.not_before)
    for step, not_before in first.items():
        until = Due(not_before, "Not before this moment.") if not_before else None
        yield _wait("machine", "machine", step, "The machine does this.", until)


def _on_stopped_work(view: _View) -> Iterator[Wait]:
    """What the machine could not do waits on the officer; any move of theirs has it tried again."""
    for stopped in stopped_work(view.dossier, view.scheme):
        done = "lay the pack" if stopped.step == "lay_pack" else "make a letter"
        why = f"The machine could not {done}: {stopped.words} Put it right; a note here has it tried again."
        about = f"{stopped.step}:{stopped.about}"
        yield _wait("person", view.owner, "attach", why, view.until("tell", stopped.since), about)


def _on_immediate_risk(view: _View) -> Iterator[Wait]:
    """It waits for nothing and for no stage: a child may be at risk now, or harm may be imminent."""
    d, owner = view.dossier, f"duty_senior_officer@{view.unit}"
    if d.immediate_risk:
        answer, since = d.immediate_risk
        said = "may be at risk now" if answer == "yes" else "may be at risk now: nobody could say"
        why = f"A child {said}. Act under child-protection procedures, then record it."
        yield _wait("person", owner, "act_on_immediate_risk", why, view.until("immediate_risk", since))
    proposed = any(line.proposal or line.laid for line in d.lines.values())
    if d.occasion == "urgent" and not (d.urgent or proposed or d.answers.get("imminent_risk") is False):
        why = "Opened as urgent. Take the urgent route, or have it answered that no harm is imminent."
        yield _wait("person", owner, "take_urgent_route", why, view.until("immediate_risk"))


def _on_links(view: _View) -> Iterator[Wait]:
    """Whoever has the later registration settles a link; the earlier one shows it."""
    for link in view.dossier.links.values():
        if link.verdict is None and link.other < view.dossier.registered_as:
            why = "A link is proposed; whoever may read this consideration sees it, and settles it."
            until = view.until("settle_link", link.since)
            yield _wait("person", view.owner, "settle_link", why, until, link.link)


def _on_checks(view: _View) -> Iterator[Wait]:
    until = view.until("initial_checks") or view.until("decision")
    if view.dossier.is_anonymous:
        why = "Anonymous, so kept as intelligence only: assess the risk, and record it as not progressed."
        yield _wait("person", view.owner, "not_progress", why, until)
        return
    left = len(view.dossier.left_open)
    more = f" {left} question{'s' if left > 1 else ''} of the form left open." if left else ""
    yield _wait("person", view.owner, "progress", f"Initial checks are to be done.{more}", until)


def _on_interview(view: _View) -> Iterator[Wait]:
    until = view.until("interview") or view.until("decision")
    yield _wait("person", view.owner, "record_interview", "The applicant is to be seen.", until)


def _on_assessment(view: _View) -> Iterator[Wait]:
    yield _wait("person", view.owner, "propose", "Facts, recipients, a proposal.", view.until("decision"))


def _on_signers(view: _View) -> Iterator[Wait]:
    for line in view.dossier.lines.values():
        if line.phase is not Phase.LAID or line.pack is None:
            continue
        for signatory in outstanding(view.dossier, line, view.scheme, view.known):
            yield _wait(
                "person",
                f"{signatory.agency}:{signatory.rank}",
                "sign_off",
                f"A signature on {title_of(line.key)}: {signatory.words}.",
                view.until("decision"),
                line.pack.pack,
            )


def _on_second_thoughts(view: _View) -> Iterator[Wait]:
    for line in view.dossier.lines.values():
        if line.phase is Phase.UNDERTAKING_REFUSED:
            until = view.until("undertaking_reconsideration", line.since)
            if decider := account_of_decider(line, view.known):
                why = "The undertaking was refused: tell, limit, other recipient, or protect otherwise."
                yield _wait("person", decider, "think_again", why, until, line.key)
            else:
                why = "The undertaking was refused, and whoever decided has gone: propose something else."
                yield _wait("person", view.owner, "propose", why, until, line.key)
        elif line.phase is Phase.STOPPED and line.pack:
            yield from _on_stopped(view, line, line.pack.pack)


def _on_stopped(view: _View, line: Line, pack: str) -> Iterator[Wait]:
    """A stopped pack waits on whoever can still answer the dissent; where nobody can, on the officer."""
    why, until = f"Stopped: {line.stopped_because}", view.until("undertaking_reconsideration", line.since)
    hearing = outstanding(view.dossier, line, view.scheme, view.known)
    for signatory in hearing:
        yield _wait("person", f"{signatory.agency}:{signatory.rank}", "sign_off", why, until, pack)
    if not hearing:
        words = f"{why} Propose something else, or nothing."
        yield _wait("person", view.owner, "withdraw_proposal", words, until, pack)


def _on_tellers(view: _View) -> Iterator[Wait]:
    for line in view.dossier.lines.values():
        if line.phase is Phase.TO_BE_TOLD:
            what = "tell" if line.undertaking else "record_undertaking"
            day = (line.proposal or {}).get("tell_on")
            until = Due(end_of(date.fromisoformat(day)), "The day in the signed pack.") if day else None
            why = f"To be told in person: {title_of(line.key)}."
            if gone := signers_without_rights(line.pack, view.known) if line.pack else []:
                what, why = "propose", " ".join(gone)
            yield _wait("person", view.owner, what, why, until or view.until("tell", line.since), line.key)


def _on_outcome(view: _View) -> Iterator[Wait]:
    if "give_outcome" in after_decision(view.dossier):
        why = "The applicant is to be told how it ended."
        yield _wait("person", view.owner, "give_outcome", why, view.until("tell", view.dossier.last_move_at))


def _on_ratification(view: _View) -> Iterator[Wait]:
    """An urgent telling waits on the next meeting, whatever else about the consideration is still open."""
    for line in view.dossier.lines.values():
        if line.ratified is False:
            why = f"The next meeting ratifies the urgent telling or not: {title_of(line.key)}."
            yield _wait("person", "chair", "ratify", why, view.until("ratification", line.since), line.key)


def _on_review(view: _View) -> Iterator[Wait]:
    day = view.dossier.review_on or review_date(view.dossier, view.scheme, view.now.date(), view.closed)
    level = view.dossier.snapshot.get("level") or 1
    until = Due(start_of(day), f"The review clock of Level {level}, from the day it closed.")
    yield _wait("date", view.owner, "review", "Closed; looked at again on this day.", until)


ON_PEOPLE: dict[Stage, Callable[[_View], Iterator[Wait]]] = {
    Stage.INITIAL_CHECKS: _on_checks,
    Stage.INTERVIEW: _on_interview,
    Stage.ASSESSMENT: _on_assessment,
    Stage.SIGNING: _on_signers,
    Stage.THINKING_AGAIN: _on_second_thoughts,
    Stage.TELLING: _on_tellers,
    Stage.OUTCOME: _on_outcome,
    Stage.CLOSED: _on_review,
}


def _on_candidates(view: _View) -> Iterator[Wait]:
    """Whoever may be the person named is to be settled; once closed, whoever is likely, or came since."""
    since = view.dossier.closed_at if view.dossier.closed else NEVER
    open_ones = [
        c
        for c in view.dossier.candidates.values()
        if c.to_look_at and (c.to_look_at > since or (c.band in LIKELY and c.counts))
    ]
    if view.dossier.not_progressed:  # its risk is assessed all the same, so whoever is likely is settled
        open_ones = [c for c in open_ones if c.band in LIKELY]
    if open_ones:
        first = min(c.to_look_at for c in open_ones if c.to_look_at)
        gone = sum(c.vanished for c in open_ones)
        why = f"{len(open_ones)} on the register to settle: is it the person named?"
        why += f" {gone} of them no longer among the nearest." if gone else ""
        yield _wait("person", view.owner, "settle_candidate", why, view.until("settle_candidate", first))


def _on_confirmation(view: _View) -> Iterator[Wait]:
    """Whom an officer named waits on a second person, once nobody else is left open."""
    d = view.dossier
    if d.identity == "probable" and d.subject and not doubts(as_facts(d, view.now.date()).candidates):
        why = "A second person confirms who the person named is; nobody is told before."
        until = view.until("confirm_identity", d.identified_at)
        yield _wait("person", f"supervisor@{d.unit}", "confirm_identity", why, until)


def _on_joined(view: _View) -> Iterator[Wait]:
    for joined in view.dossier.joined.values():
        if joined.to_look_at:
            why = "Another consideration turns out to be about the same person: look at it."
            until = view.until("note_joined", joined.at)
            yield _wait("person", view.owner, "note_joined", why, until, joined.other)


def _on_agencies(view: _View) -> Iterator[Wait]:
    for state in view.dossier.checks.values():
        if not complete(Check(state.check), CheckResult(state.result)) and not retry_at(state):
            why = f"The check “{state.check.replace('_', ' ')}” waits for an answer."
            until = view.until("agency_answer", state.asked_at)
            yield _wait("agency", state.agency, "record_check", why, until, state.check)


def _on_holds(view: _View) -> Iterator[Wait]:
    for hold, (owner, placed_at) in view.dossier.holds.items():
        why = f"A hold is in force: {hold.replace('_', ' ')}. Look whether it still must be."
        yield _wait("person", owner, "lift_hold", why, view.until("agency_answer", placed_at), hold)


def _on_representations(view: _View) -> Iterator[Wait]:
    if view.dossier.representations == "invited" and view.dossier.answer_by:
        why = "The subject has been asked and may answer until this day."
        until = Due(end_of(view.dossier.answer_by), "The day given in the invitation.")
        yield _wait("date", view.owner, "hear_representations", why, until)


def _on_letters(view: _View) -> Iterator[Wait]:
    for letter in view.dossier.letters.values():
        soon = view.until("settle_letter" if letter.state == "unknown" else "send_letter", letter.since)
        if letter.state == "unknown":
            why = "A letter's fate is unknown: find out whether it went."
            yield _wait("person", view.owner, "settle_letter", why, soon, letter.letter)
        elif letter.state == "laid" and letter.release == "officer" and letter.delivery == "post":
            why = "A letter waits to be released."
            yield _wait("person", view.owner, "release_letter", why, soon, letter.letter)
        elif letter.state == "laid" and letter.delivery == "hand" and _to_hand(view.dossier, letter):
            why = "A letter is to be handed over."
            yield _wait("person", view.owner, "hand_letter", why, soon, letter.letter)


def _to_hand(dossier: Dossier, letter: LetterState) -> bool:
    if letter.kind == "recipient_conditions_notice":
        return any(
            line.told and line.pack and letter.letter in line.pack.letters for line in dossier.lines.values()
        )
    return letter.kind == "representations_invitation" and is_one_person(dossier)
