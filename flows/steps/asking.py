"""How is an agency asked? The asking and the answer are two transactions; none stays open between them."""

from pydantic import Field

from flows.steps.moving import Given, Moving, move
from models.entries import CheckAnswered, CheckAsked, CheckFailed, DeadlineMissed
from policy.facts import CheckResult


class Asking(Given):
    """Which check is put to which agency, and whether its people must answer by hand."""

    check: str
    agency: str
    by_hand: bool


@move(Asking)
def ask_agency(moving: Moving, given: Asking) -> None:
    """Record that the agency is asked. Asked and answered already: nothing is written."""
    state = moving.dossier.checks.get(given.check)
    if state and state.result not in ("no_answer", "asked"):
        return
    attempt = state.attempt + 1 if state and state.result == "no_answer" else (state.attempt if state else 1)
    if state and state.result == "asked":
        return
    moving.append(
        CheckAsked(check=given.check, agency=given.agency, attempt=attempt, by_hand=given.by_hand),
        key=f"{moving.row.id}:asked:{given.check}:{attempt}",
    )


class AnswerTaken(Given):
    """What the agency's system answered."""

    check: str
    agency: str
    result: CheckResult
    summary: str = Field("", max_length=8000)
    answered_by: str = Field("", max_length=200)


@move(AnswerTaken)
def take_answer(moving: Moving, given: AnswerTaken) -> None:
    """Record the answer of an agency's system, once for each asking."""
    state = moving.dossier.checks.get(given.check)
    if state is None or state.result not in ("asked", "no_answer"):
        return
    moving.append(
        CheckAnswered(check=given.check, agency=given.agency, result=str(given.result), by_hand=False),
        {"summary": given.summary, "answered_by": given.answered_by},
        key=f"{moving.row.id}:answered:{given.check}:{state.attempt}",
    )


class Failure(Given):
    """Why no answer came. Never the agency's own words: they could hold anything."""

    check: str
    agency: str
    why: str = Field(max_length=300)
    refused: bool


@move(Failure)
def note_failure(moving: Moving, given: Failure) -> None:
    """Record that no answer came; it is asked again later, or its people answer by hand."""
    state = moving.dossier.checks.get(given.check)
    if state is None or state.result != "asked":
        return
    moving.append(
        CheckFailed(
            check=given.check,
            agency=given.agency,
            attempt=state.attempt,
            why=given.why,
            refused=given.refused,
        ),
        key=f"{moving.row.id}:failed:{given.check}:{state.attempt}",
    )


class Missed(Given):
    """A clock that ran out."""

    clock: str
    due_at: str


@move(Missed)
def note_overdue(moving: Moving, given: Missed) -> None:
    """Record, once, that a wait's clock ran out."""
    entry = DeadlineMissed.model_validate({"clock": given.clock, "due_at": given.due_at})
    if (entry.clock, entry.due_at) not in moving.dossier.missed:
        moving.append(entry, key=f"{moving.row.id}:missed:{given.clock}:{given.due_at}")
