"""What is asked over and beside a decision: more time, another look, another officer, immediate risk?"""

from collections.abc import Mapping
from typing import Any

from desk.forms import Form, Option, Question, options, plainly
from desk.loading import Opened
from desk.moves.catalogue import move_form
from desk.moves.choosing import agencies, closed_days, officers
from flows.clocks import began, due
from flows.waits import review_date
from models.clock import LONDON


def clocks(opened: Opened) -> tuple[Option, ...]:
    """The scheme's clocks; those that run from the beginning with their date and how it was worked out."""
    found, closed = [], closed_days(opened)
    for name, clock in opened.scheme.clocks.items():
        if not _runs_here(opened, name):
            continue
        runs = clock.starts in ("received", "opened") or name in opened.dossier.extensions
        held = due(opened.dossier, opened.scheme, name, began(opened.dossier), closed) if runs else None
        if held:
            day = held.at.astimezone(LONDON)
            found.append(Option(name, f"{plainly(name)}: {day:%-d %B %Y}", held.how))
        else:
            unit = clock.unit.replace("_", " ").removesuffix("s" if clock.amount == 1 else "")
            hint = f"{clock.amount} {unit} from when it is {clock.starts}. {plainly(clock.note)}"
            found.append(Option(name, plainly(name), hint.strip()))
    return tuple(found)


def _runs_here(opened: Opened, name: str) -> bool:
    """Leave out what never comes to run here: another level's review, what only a registration has."""
    d = opened.dossier
    if name.startswith("review_level_"):
        return name == f"review_level_{d.snapshot.get('level') or 1}"
    if name in ("registration_live", "settle_link"):
        return d.has_applicant
    return name != "immediate_risk" or d.immediate_risk is not None


@move_form("extend_deadline")
def extend_deadline(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Give a clock more time",
        (
            Question("clock", "Which clock?", "choice", options=clocks(opened)),
            Question("due_on", "New date", "day", "Later than the one it has.",
                     refusals=("The new date must",)),
            Question("reasons", "What is extenuating", "words"),
        ),
        intro=("You approve it by recording it. The date it had stays on record.",),
        submit="Extend",
    )  # fmt: skip


def _next(opened: Opened, about: Mapping[str, str]) -> dict[str, Any]:
    today = opened.now.astimezone(LONDON).date()
    return {"next_review_on": review_date(opened.dossier, opened.scheme, today, closed_days(opened))}


@move_form("review", shows=_next)
def review(opened: Opened, about: Mapping[str, str]) -> Form:
    level = opened.dossier.snapshot.get("level") or 1
    return Form(
        "Record a review that changes nothing",
        (
            Question("reasons", "What was looked at, and why it stays", "words"),
            Question("next_review_on", "Next review", "day",
                     f"Filled in by the review clock of Level {level}; an earlier day may be given.",
                     refusals=("The next review must",)),
        ),
        intro=("Where something has changed, reopen it instead.",),
        submit="Record review",
    )  # fmt: skip


BECAUSE = options(
    ("review", "A review found that it should be looked at again"),
    ("new_information", "There is new information"),
    ("undertaking_breached", "An undertaking was broken"),
    ("complaint", "There is a complaint"),
    ("representations", "The subject has made representations"),
)


@move_form("reopen")
def reopen(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Open it again",
        (
            Question("because", "Why?", "choice", options=BECAUSE),
            Question("reasons", "Reasons", "words"),
        ),
        intro=("What was signed and told stays as it was; it is superseded, never edited.",),
        submit="Reopen",
    )


@move_form("reassign")
def reassign(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Give it to another officer",
        (
            Question("officer", "Who carries it from now on?", "select", options=officers(opened)),
            Question("reasons", "Reasons", "words", "The officer it is taken from reads them.", rows=3),
        ),
        intro=(f"It is with {opened.row.officer} now." if opened.row.officer else "It is with nobody yet.",),
        submit="Reassign",
    )


@move_form("act_on_immediate_risk")
def act_on_immediate_risk(opened: Opened, about: Mapping[str, str]) -> Form:
    risk = opened.dossier.immediate_risk
    when = f" Since {risk[1].astimezone(LONDON):%-d %B %Y, %H:%M}." if risk else ""
    return Form(
        "Record what was done about immediate risk",
        (
            Question("done", "What was done, by whom, when", "words"),
            Question("agencies", "Which agencies were told under child-protection procedures?", "choices",
                     options=agencies(opened), optional=True),
            Question("asked_again", "Asked again: may a child be at risk now?", "choice", optional=True,
                     options=options(("yes", "Yes"), ("no", "No"), ("not_known", "Nobody can say yet"))),
        ),
        intro=(
            f"A child may be at risk now.{when}" if risk else "No immediate risk waits to be acted on here.",
            "This is child protection, not disclosure: nobody is told about anybody by it.",
        ),
        submit="Record",
    )  # fmt: skip
