"""What does a consideration wait on? Never on nothing: a person, an agency, a date or the machine."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from flows.clocks import began, due_at, end_of, start_of
from flows.signing import Known, outstanding
from flows.standing import after_decision, stage_of, title_of
from flows.work import Work, machine_work, retry_at
from models.consideration import Consideration, Wait
from models.dossier import Dossier, Line, Phase
from policy.facts import Check, CheckResult
from policy.risk_checks import complete
from policy.scheme import Scheme
from policy.stages import Stage


def waits_of(dossier: Dossier, scheme: Scheme, row: Consideration, now: datetime, known: Known) -> list[Wait]:
    """Derive every wait, each with an owner, a reason in words without names, and a clock where one runs."""
    stage = stage_of(dossier)
    waits = [*_on_people(dossier, scheme, row, now, stage, known), *_on_letters(dossier, scheme, row, now)]
    if stage is not Stage.CLOSED:
        waits += [*_on_agencies(dossier, scheme), *_on_holds(dossier), *_on_representations(dossier, row)]
    waits += _on_machine(machine_work(dossier, scheme, now, stage))
    for wait in waits:
        wait.consideration_id = row.id
    return waits


def _on_machine(work: Iterable[Work]) -> Iterator[Wait]:
    """One wait for each kind of step, from the moment its first piece can be done."""
    first: dict[str, datetime | None] = {}
    for piece in work:
        held = first.get(piece.step, piece.not_before)
        first[piece.step] = None if held is None or piece.not_before is None else min(held, piece.not_before)
    for step, not_before in first.items():
        yield _wait("machine", "machine", step, "The machine does this.", not_before)


def review_date(dossier: Dossier, scheme: Scheme, today: date) -> date:
    """The day a closed consideration is looked at again, by the level's review clock."""
    level = dossier.snapshot.get("level") or 1
    due = due_at(dossier, scheme, f"review_level_{level}", start_of(today))
    return due.date() if due else today + timedelta(days=365)


def _wait(
    owner_kind: str, owner: str, what: str, why: str, due: datetime | None = None, about: str | None = None
) -> Wait:
    return Wait(owner_kind=owner_kind, owner=owner, what=what, why=why, due_at=due, subject_of=about)


def _on_people(
    dossier: Dossier, scheme: Scheme, row: Consideration, now: datetime, stage: Stage, known: Known
) -> Iterator[Wait]:
    owner = row.officer or f"public_protection_officer@{row.unit}"
    start = began(dossier)

    def due(clock: str, since: datetime = start) -> datetime | None:
        return due_at(dossier, scheme, clock, since)

    match stage:
        case Stage.INITIAL_CHECKS:
            yield _wait("person", owner, "progress", "Initial checks are to be done.", due("initial_checks"))
        case Stage.INTERVIEW:
            yield _wait("person", owner, "record_interview", "The applicant is to be seen.", due("interview"))
        case Stage.ASSESSMENT:
            yield _wait("person", owner, "propose", "Facts, recipients and a proposal.", due("decision"))
        case Stage.SIGNING:
            yield from _on_signers(dossier, scheme, known, due("decision"))
        case Stage.THINKING_AGAIN:
            yield from _on_second_thoughts(dossier, scheme, known, now, owner)
        case Stage.TELLING:
            yield from _on_tellers(dossier, owner)
        case Stage.OUTCOME:
            yield from _on_outcome(dossier, scheme, owner, now)
        case Stage.CLOSED:
            review = dossier.review_on or review_date(dossier, scheme, now.date())
            yield _wait("date", owner, "review", "Closed; looked at again on this day.", start_of(review))


def _on_signers(dossier: Dossier, scheme: Scheme, known: Known, due: datetime | None) -> Iterator[Wait]:
    for line in dossier.lines.values():
        if line.phase is not Phase.LAID or line.pack is None:
            continue
        for signatory in outstanding(dossier, line, scheme, known):
            yield _wait(
                "person",
                f"{signatory.agency}:{signatory.rank}",
                "sign_off",
                f"A {signatory.agency} signature of rank {signatory.rank} or above, on {title_of(line.key)}.",
                due,
                line.pack.pack,
            )


def _on_second_thoughts(
    dossier: Dossier, scheme: Scheme, known: Known, now: datetime, owner: str
) -> Iterator[Wait]:
    for line in dossier.lines.values():
        due = due_at(dossier, scheme, "undertaking_reconsideration", now)
        if line.phase is Phase.UNDERTAKING_REFUSED:
            decider = str((line.decided or {}).get("decider", "the decider"))
            why = "The undertaking was refused: tell, limit, other recipient, or protect otherwise."
            yield _wait("person", decider, "think_again", why, due, line.key)
        elif line.phase is Phase.STOPPED and line.pack:
            yield from _on_stopped(dossier, line, scheme, known, due, owner)


def _on_stopped(
    dossier: Dossier, line: Line, scheme: Scheme, known: Known, due: datetime | None, owner: str
) -> Iterator[Wait]:
    """A stopped pack waits on whoever can still answer the dissent; where nobody can, on the officer."""
    why, pack = f"Stopped: {line.stopped_because}", line.pack.pack if line.pack else None
    hearing = outstanding(dossier, line, scheme, known)
    for signatory in hearing:
        yield _wait("person", f"{signatory.agency}:{signatory.rank}", "sign_off", why, due, pack)
    if not hearing:
        yield _wait(
            "person", owner, "withdraw_proposal", f"{why} Propose something else, or nothing.", due, pack
        )


def _on_tellers(dossier: Dossier, owner: str) -> Iterator[Wait]:
    for line in dossier.lines.values():
        if line.phase is Phase.TO_BE_TOLD:
            what = "tell" if line.undertaking else "record_undertaking"
            yield _wait(
                "person",
                owner,
                what,
                f"To be told in person: {title_of(line.key)}.",
                _tell_by(line),
                line.key,
            )


def _tell_by(line: Line) -> datetime | None:
    day = (line.proposal or {}).get("tell_on")
    return end_of(date.fromisoformat(day)) if day else None


def _on_outcome(dossier: Dossier, scheme: Scheme, owner: str, now: datetime) -> Iterator[Wait]:
    for left in after_decision(dossier):
        if left == "ratify":
            due = due_at(dossier, scheme, "ratification", now)
            yield _wait(
                "person", "chair", "ratify", "The next meeting ratifies the urgent telling or not.", due
            )
        else:
            yield _wait("person", owner, "give_outcome", "The applicant is to be told how it ended.")


def _on_agencies(dossier: Dossier, scheme: Scheme) -> Iterator[Wait]:
    for state in dossier.checks.values():
        if not complete(Check(state.check), CheckResult(state.result)) and not retry_at(state):
            due = due_at(dossier, scheme, "agency_answer", state.asked_at)
            why = f"The check “{state.check.replace('_', ' ')}” waits for an answer."
            yield _wait("agency", state.agency, "record_check", why, due, state.check)


def _on_holds(dossier: Dossier) -> Iterator[Wait]:
    for hold, owner in dossier.holds.items():
        yield _wait(
            "person", owner, "lift_hold", f"A hold is in force: {hold.replace('_', ' ')}.", None, hold
        )


def _on_representations(dossier: Dossier, row: Consideration) -> Iterator[Wait]:
    if dossier.representations == "invited" and dossier.answer_by:
        owner = row.officer or f"public_protection_officer@{row.unit}"
        why = "The subject has been asked and may answer until this day."
        yield _wait("date", owner, "hear_representations", why, end_of(dossier.answer_by))


def _on_letters(dossier: Dossier, scheme: Scheme, row: Consideration, now: datetime) -> Iterator[Wait]:
    owner = row.officer or f"public_protection_officer@{row.unit}"
    for letter in dossier.letters.values():
        if letter.state == "unknown":
            due = due_at(dossier, scheme, "settle_letter", now)
            why = "A letter's fate is unknown: find out whether it went."
            yield _wait("person", owner, "settle_letter", why, due, letter.letter)
        elif letter.state == "laid" and letter.release == "officer" and letter.delivery == "post":
            yield _wait(
                "person", owner, "release_letter", "A letter waits to be released.", None, letter.letter
            )
        elif letter.state == "laid" and letter.delivery == "hand" and _to_hand(dossier, letter.letter):
            yield _wait("person", owner, "hand_letter", "To be handed over.", None, letter.letter)


def _to_hand(dossier: Dossier, letter: str) -> bool:
    state = dossier.letters[letter]
    if state.kind == "recipient_conditions_notice":
        return any(line.told and line.pack and letter in line.pack.letters for line in dossier.lines.values())
    return state.kind == "representations_invitation"
