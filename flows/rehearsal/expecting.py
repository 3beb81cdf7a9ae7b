"""Is it as the story says? Each expectation checked against the record, each miss said in words."""

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from flows.looking import look
from flows.rehearsal.story import Expectation
from flows.steps.enquiring import enquiries_by_month
from models import ledger
from models.consideration import Wait
from models.dossier import NOBODY, Dossier

LONDON = ZoneInfo("Europe/London")


def failures(session: Session, reference: str, expected: Expectation) -> list[str]:
    """List everything that is not as expected; an empty list means all of it is."""
    row, dossier = look(session, reference)
    waits = list(session.exec(select(Wait).where(Wait.consideration_id == row.id)).all())
    kinds = {entry.kind for entry in ledger.entries(session, row.id)}
    found = [
        _differs("stage", expected.stage, row.stage),
        _differs("outcome", expected.outcome, row.outcome),
        *_recommendation(dossier, expected),
        *_letters(dossier, expected),
        *_waits(waits, expected),
        *(f"no entry of the kind {kind} was written" for kind in expected.entries if kind not in kinds),
        *(f"an entry of the kind {kind} was written" for kind in expected.no_entries if kind in kinds),
    ]
    return [words for words in found if words]


def enquiry_failures(session: Session, expected: Expectation) -> list[str]:
    """List what is not as expected of the record's enquiries, all months and units together."""
    if not expected.enquiries:
        return []
    months = enquiries_by_month(session)
    found = sum((month.reasons for month in months), Counter[str]())
    found["registered"] = sum(month.registrations for month in months)
    misses = (_differs(f"enquiries {what}", str(n), found[what]) for what, n in expected.enquiries.items())
    return [words for words in misses if words]


def _differs(what: str, expected: str | None, found: Any) -> str | None:
    if expected is None or expected == str(found):
        return None
    return f"{what}: expected “{expected}”, found “{found}”"


def _recommendation(dossier: Dossier, expected: Expectation) -> list[str | None]:
    wanted = expected.recommends
    by_line = {expected.on or NOBODY: wanted} if isinstance(wanted, str) else (wanted or {})
    found = [
        _differs(f"recommendation on {line}", words, (dossier.recommended.get(line) or {}).get("recommends"))
        for line, words in by_line.items()
    ]
    if any(found):
        found += [f"still open on {line}: {words}" for line in by_line for words in _unknown(dossier, line)]
    if not expected.findings and expected.presumption is None:
        return found
    last = dossier.recommended.get(expected.on or NOBODY)
    if last is None:
        return [*found, f"nothing has been recommended on {expected.on or NOBODY}"]
    advice = last["content"]["recommendation"]
    answers: dict[str, set[str]] = {}
    for finding in advice["findings"]:
        answers.setdefault(finding["rule"], set()).add(finding["answer"])
    for rule, answer in expected.findings.items():
        if answer not in answers.get(rule, set()):
            found.append(f"finding {rule}: expected “{answer}”, found {sorted(answers.get(rule, set()))}")
    if expected.presumption is not None:
        engaged = sorted(advice["presumption_engaged"])
        found.append(_differs("presumption engaged for", str(sorted(expected.presumption)), str(engaged)))
    return found


def _unknown(dossier: Dossier, line: str) -> list[str]:
    last = dossier.recommended.get(line)
    return list(last["content"]["recommendation"]["unknown"]) if last else []


def _letters(dossier: Dossier, expected: Expectation) -> list[str | None]:
    states: dict[str, str] = {letter.kind: letter.state for letter in dossier.letters.values()}
    return [
        *(_differs(f"letter {kind}", state, states.get(kind)) for kind, state in expected.letters.items()),
        *(f"a letter {kind} was issued" for kind in expected.no_letters if kind in states),
    ]


def _waits(waits: list[Wait], expected: Expectation) -> list[str | None]:
    held = {wait.what for wait in waits} | {f"{wait.what}/{wait.owner}" for wait in waits}
    due = {wait.what: wait.due_at for wait in waits}
    shown = ", ".join(sorted(f"{wait.what}/{wait.owner}" for wait in waits))
    found: list[str | None] = [
        *(f"nothing waits on {what}; it waits on {shown}" for what in expected.waits if what not in held),
        *(f"it waits on {what}" for what in expected.no_waits if what in held),
    ]
    for what, day in expected.deadlines.items():
        moment = due.get(what)
        found.append(
            _differs(f"deadline of {what}", str(day), moment.astimezone(LONDON).date() if moment else None)
        )
    return found
