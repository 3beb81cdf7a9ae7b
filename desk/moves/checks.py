"""What is asked of agencies' answers and views, of sharing between agencies, and of holds?"""

from collections.abc import Mapping
from typing import Any

from desk.forms import Form, Question, named_options, options, plainly
from desk.loading import Opened
from desk.moves.catalogue import About, Which, move_form
from desk.moves.choosing import agencies
from policy.facts import Check, Hold
from policy.holds import HOLD_WORDS

RESULTS = options(
    ("nothing_known", "Nothing known"),
    ("known", "Something is known"),
    ("need_more_time", "They need more time", "The clock for their answer goes on running."),
    ("cannot_answer", "They cannot answer", "Say below why not."),
)


def _which_check(opened: Opened) -> Which:
    asked = opened.dossier.checks
    things = [
        About(
            plainly(check),
            {"check": str(check)},
            f"{plainly(asked[check].agency)}: {plainly(asked[check].result).lower()}."
            if check in asked
            else "Nobody has been asked.",
        )
        for check in Check
    ]
    return Which("Which check was answered?", things, "")


def _asked_agency(opened: Opened, about: Mapping[str, str]) -> dict[str, Any]:
    held = opened.dossier.checks.get(about["check"])
    return {"agency": held.agency} if held else {}


@move_form("record_check", about=("check",), which=_which_check, shows=_asked_agency, leads_to="/checks")
def record_check(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        f"Record an answer: {plainly(about['check']).lower()}",
        (
            Question("agency", "Which agency answered?", "select", options=agencies(opened, about["check"]),
                     refusals=("An agency answers only", "That agency does not answer")),
            Question("result", "What did it answer?", "choice", options=RESULTS),
            Question("summary", "What it said", "words",
                     "Its own words as far as you have them, and who said it.", optional=True),
        ),
        intro=("For an answer given by telephone, by letter or at a meeting.",),
        submit="Save answer",
    )  # fmt: skip


@move_form("give_view", leads_to="/decision")
def give_view(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Give your agency's view",
        (
            Question("agrees", "Does your agency agree that somebody should be told?", "yes_no",
                     "A view against is never outvoted: the pack shows it to whoever signs."),
            Question("words", "In your agency's own words", "words"),
        ),
        intro=("A later view of the same agency takes the place of an earlier one; both stay on record.",),
        submit="Record view",
    )  # fmt: skip


@move_form("share_information", leads_to="/checks")
def share_information(opened: Opened, about: Mapping[str, str]) -> Form:
    who = named_options([line.key for line in opened.dossier.lines.values() if line.kind])
    concerned = (
        Question("recipient", "Is it about one of those who may be told?", "select", options=who,
                 optional=True),
    )  # fmt: skip
    return Form(
        "Record information shared with an agency",
        (
            Question("agency", "Which agency received it?", "select", options=agencies(opened)),
            *(concerned if who else ()),
            Question("what", "What was shared", "words"),
            Question("purpose", "For which of its functions", "words", rows=3),
        ),
        intro=(
            "Passing information to an agency bound to co-operate is information-sharing, not disclosure.",
        ),
        submit="Record sharing",
    )  # fmt: skip


def _holds(held: bool) -> Any:
    def which(opened: Opened) -> Which:
        things = [
            About(
                HOLD_WORDS[hold].capitalize(),
                {"hold": str(hold)},
                f"Its owner is {opened.dossier.holds[hold][0]}." if hold in opened.dossier.holds else "",
            )
            for hold in Hold
            if (hold in opened.dossier.holds) == held
        ]
        nothing = "No hold is in force." if held else "Every hold is in force already."
        return Which("Which hold is lifted?" if held else "Which hold is placed?", things, nothing)

    return which


@move_form("place_hold", about=("hold",), which=_holds(held=False), leads_to="/facts")
def place_hold(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        f"Place a hold: {HOLD_WORDS[Hold(about['hold'])]}",
        (Question("reasons", "Reasons", "words"),),
        warning="While it stands nobody is told and nobody approaches the subject. You own it: you, or a "
        "supervisor, lift it.",
        submit="Place hold",
    )


@move_form("lift_hold", about=("hold",), which=_holds(held=True), leads_to="/facts")
def lift_hold(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        f"Lift a hold: {HOLD_WORDS[Hold(about['hold'])]}",
        (Question("reasons", "What has changed", "words"),),
        submit="Lift hold",
    )
