"""What does a consideration wait on? Never on nothing: a person, an agency, a date or the machine."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from flows.clocks import Closed, Due, began, due, end_of, start_of
from flows.signing import Known, account_of_decider, outstanding, signers_without_rights
from flows.standing import after_decision, is_one_person, stage_of, title_of
from flows.view import View, wait_on
from flows.waits_on_identity import on_candidates, on_confirmation, on_joined, on_links
from flows.work import Work, machine_work, retry_at, stopped_work
from models.consideration import Consideration, Wait
from models.dossier import Dossier, LetterState, Line, Phase
from policy.facts import Check, CheckResult
from policy.risk_checks import complete
from policy.scheme import Scheme
from policy.stages import Stage

UNDECIDED = (Stage.INITIAL_CHECKS, Stage.INTERVIEW, Stage.ASSESSMENT, Stage.SIGNING, Stage.THINKING_AGAIN)


def waits_of(
    dossier: Dossier, scheme: Scheme, row: Consideration, now: datetime, known: Known, closed: Closed
) -> list[Wait]:
    """Derive every wait, each with an owner, a reason in words without names, and its clock."""
    stage = stage_of(dossier)
    view = View(
        dossier, scheme, now, known, closed, row.officer or f"public_protection_officer@{row.unit}", row.unit
    )
    waits = [*_on_immediate_risk(view), *ON_PEOPLE[stage](view), *_on_letters(view), *on_links(view)]
    waits += on_candidates(view)
    if stage in UNDECIDED:
        waits += _on_imminent_harm(view)
    if stage is not Stage.CLOSED:
        waits += [*_on_agencies(view), *_on_holds(view), *_on_representations(view), *_on_ratification(view)]
        waits += [*on_confirmation(view), *on_joined(view)]
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


def _on_machine(work: Iterable[Work]) -> Iterator[Wait]:
    """One wait for each kind of step, from the moment its first piece can be done."""
    first: dict[str, datetime | None] = {}
    for piece in work:
        held = first.get(piece.step, piece.not_before)
        first[piece.step] = None if held is None or piece.not_before is None else min(held, piece.not_before)
    for step, not_before in first.items():
        until = Due(not_before, "Not before this moment.") if not_before else None
        yield wait_on("machine", "machine", step, "The machine does this.", until)


def _on_stopped_work(view: View) -> Iterator[Wait]:
    """What the machine could not do waits on the officer; any move of theirs has it tried again."""
    for stopped in stopped_work(view.dossier, view.scheme):
        done = "lay the pack" if stopped.step == "lay_pack" else "make a letter"
        why = f"The machine could not {done}: {stopped.words} Put it right; a note here has it tried again."
        about = f"{stopped.step}:{stopped.about}"
        yield wait_on("person", view.owner, "attach", why, view.until("tell", stopped.since), about)


def _on_immediate_risk(view: View) -> Iterator[Wait]:
    """It waits for nothing and for no stage: a child may be at risk now."""
    d, owner = view.dossier, f"duty_senior_officer@{view.unit}"
    if d.immediate_risk:
        answer, since = d.immediate_risk
        said = "may be at risk now" if answer == "yes" else "may be at risk now: nobody could say"
        why = f"A child {said}. Act under child-protection procedures, then record it."
        yield wait_on("person", owner, "act_on_immediate_risk", why, view.until("immediate_risk", since))


def _on_imminent_harm(view: View) -> Iterator[Wait]:
    """Harm that can't wait for a meeting waits on somebody who needs none, until it is decided or denied."""
    d, owner = view.dossier, f"duty_senior_officer@{view.unit}"
    if d.urgent or d.answers.get("imminent_risk") is False:
        return
    proposed = any(line.proposal or line.laid for line in d.lines.values())
    if d.occasion == "urgent" and not proposed:
        why, since = "Opened as urgent.", began(d)
    elif d.answers.get("imminent_risk"):
        why = "It is answered that harm is imminent."
        since = max(d.imminent_since or began(d), began(d))  # reopened, it is looked at anew
    else:
        return
    why += " Take the urgent route, or have it answered that no harm is imminent."
    yield wait_on("person", owner, "take_urgent_route", why, view.until("immediate_risk", since))


def _on_checks(view: View) -> Iterator[Wait]:
    until = view.until("initial_checks") or view.until("decision")
    if view.dossier.is_anonymous:
        why = "Anonymous, so kept as intelligence only: assess the risk, and record it as not progressed."
        yield wait_on("person", view.owner, "not_progress", why, until)
        return
    left = len(view.dossier.left_open)
    more = f" {left} question{'s' if left > 1 else ''} of the form left open." if left else ""
    yield wait_on("person", view.owner, "progress", f"Initial checks are to be done.{more}", until)


def _on_interview(view: View) -> Iterator[Wait]:
    until = view.until("interview") or view.until("decision")
    yield wait_on("person", view.owner, "record_interview", "The applicant is to be seen.", until)


def _on_assessment(view: View) -> Iterator[Wait]:
    yield wait_on("person", view.owner, "propose", "Facts, recipients, a proposal.", view.until("decision"))


def _on_signers(view: View) -> Iterator[Wait]:
    for line in view.dossier.lines.values():
        if line.phase is not Phase.LAID or line.pack is None:
            continue
        for signatory in outstanding(view.dossier, line, view.scheme, view.known):
            yield wait_on(
                "person",
                f"{signatory.agency}:{signatory.rank}",
                "sign_off",
                f"A signature on {title_of(line.key)}.",
                view.until("decision"),
                line.pack.pack,
            )


def _on_second_thoughts(view: View) -> Iterator[Wait]:
    for line in view.dossier.lines.values():
        if line.phase is Phase.UNDERTAKING_REFUSED:
            until = view.until("undertaking_reconsideration", line.since)
            if decider := account_of_decider(line, view.known):
                why = "The undertaking was refused: tell, limit, other recipient, or protect otherwise."
                yield wait_on("person", decider, "think_again", why, until, line.key)
            else:
                why = "The undertaking was refused, and whoever decided has gone: propose something else."
                yield wait_on("person", view.owner, "propose", why, until, line.key)
        elif line.phase is Phase.STOPPED and line.pack:
            yield from _on_stopped(view, line, line.pack.pack)


def _on_stopped(view: View, line: Line, pack: str) -> Iterator[Wait]:
    """A stopped pack waits on whoever can still answer the dissent; where nobody can, on the officer."""
    why, until = f"Stopped: {line.stopped_because}", view.until("undertaking_reconsideration", line.since)
    hearing = outstanding(view.dossier, line, view.scheme, view.known)
    for signatory in hearing:
        yield wait_on("person", f"{signatory.agency}:{signatory.rank}", "sign_off", why, until, pack)
    if not hearing:
        words = f"{why} Propose something else, or nothing."
        yield wait_on("person", view.owner, "withdraw_proposal", words, until, pack)


def _on_tellers(view: View) -> Iterator[Wait]:
    for line in view.dossier.lines.values():
        if line.phase is Phase.TO_BE_TOLD:
            what = "tell" if line.undertaking else "record_undertaking"
            day = (line.proposal or {}).get("tell_on")
            until = Due(end_of(date.fromisoformat(day)), "The day in the signed pack.") if day else None
            why = f"To be told in person: {title_of(line.key)}."
            if gone := signers_without_rights(line.pack, view.known) if line.pack else []:
                what, why = "propose", " ".join(gone)
            yield wait_on("person", view.owner, what, why, until or view.until("tell", line.since), line.key)


def _on_outcome(view: View) -> Iterator[Wait]:
    if "give_outcome" in after_decision(view.dossier):
        why = "The applicant is to be told how it ended."
        yield wait_on(
            "person", view.owner, "give_outcome", why, view.until("tell", view.dossier.last_move_at)
        )


def _on_ratification(view: View) -> Iterator[Wait]:
    """An urgent telling waits on the next meeting, whatever else about the consideration is still open."""
    for line in view.dossier.lines.values():
        if line.ratified is False:
            why = f"The next meeting ratifies the urgent telling or not: {title_of(line.key)}."
            yield wait_on("person", "chair", "ratify", why, view.until("ratification", line.since), line.key)


def _on_review(view: View) -> Iterator[Wait]:
    day = view.dossier.review_on or review_date(view.dossier, view.scheme, view.now.date(), view.closed)
    level = view.dossier.snapshot.get("level") or 1
    until = Due(start_of(day), f"The review clock of Level {level}, from the day it closed.")
    yield wait_on("date", view.owner, "review", "Closed; looked at again on this day.", until)


ON_PEOPLE: dict[Stage, Callable[[View], Iterator[Wait]]] = {
    Stage.INITIAL_CHECKS: _on_checks,
    Stage.INTERVIEW: _on_interview,
    Stage.ASSESSMENT: _on_assessment,
    Stage.SIGNING: _on_signers,
    Stage.THINKING_AGAIN: _on_second_thoughts,
    Stage.TELLING: _on_tellers,
    Stage.OUTCOME: _on_outcome,
    Stage.CLOSED: _on_review,
}


def _on_agencies(view: View) -> Iterator[Wait]:
    for state in view.dossier.checks.values():
        if not complete(Check(state.check), CheckResult(state.result)) and not retry_at(state):
            why = f"The check “{state.check.replace('_', ' ')}” waits for an answer."
            until = view.until("agency_answer", state.asked_at)
            yield wait_on("agency", state.agency, "record_check", why, until, state.check)


def _on_holds(view: View) -> Iterator[Wait]:
    for hold, (owner, placed_at) in view.dossier.holds.items():
        why = f"A hold is in force: {hold.replace('_', ' ')}. Look whether it still must be."
        yield wait_on("person", owner, "lift_hold", why, view.until("agency_answer", placed_at), hold)


def _on_representations(view: View) -> Iterator[Wait]:
    if view.dossier.representations == "invited" and view.dossier.answer_by:
        why = "The subject has been asked and may answer until this day."
        until = Due(end_of(view.dossier.answer_by), "The day given in the invitation.")
        yield wait_on("date", view.owner, "hear_representations", why, until)


def _on_letters(view: View) -> Iterator[Wait]:
    for letter in view.dossier.letters.values():
        soon = view.until("settle_letter" if letter.state == "unknown" else "send_letter", letter.since)
        if letter.state == "unknown":
            why = "A letter's fate is unknown: find out whether it went."
            yield wait_on("person", view.owner, "settle_letter", why, soon, letter.letter)
        elif letter.state == "laid" and letter.release == "officer" and letter.delivery == "post":
            why = "A letter waits to be released."
            yield wait_on("person", view.owner, "release_letter", why, soon, letter.letter)
        elif letter.state == "laid" and letter.delivery == "hand" and _to_hand(view.dossier, letter):
            why = "A letter is to be handed over."
            yield wait_on("person", view.owner, "hand_letter", why, soon, letter.letter)


def _to_hand(dossier: Dossier, letter: LetterState) -> bool:
    if letter.kind == "recipient_conditions_notice":
        return any(
            line.told and line.pack and letter.letter in line.pack.letters for line in dossier.lines.values()
        )
    return letter.kind == "representations_invitation" and is_one_person(dossier)
