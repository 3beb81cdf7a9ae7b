"""What is asked of whoever decided, once more: after a refused undertaking, and after an urgent telling?"""

from collections.abc import Mapping
from typing import Any

from desk.forms import Form, Question, options
from desk.loading import Opened
from desk.moves.catalogue import About, Which, move_form
from desk.moves.choosing import meetings, name_of, named_lines, which_recipient
from flows.rationale_parts import when
from models.dossier import Line, Phase

REFUSED = which_recipient(
    "Which recipient refused the undertaking?",
    "Nobody has refused an undertaking here. A refusal is recorded by whoever went to tell them.",
    (Phase.UNDERTAKING_REFUSED,),
)


CODE = Question("code", "Code from your phone", "code", "It is a decision: a fresh code shows it is you.",
                refusals=("The code is wrong",))  # fmt: skip


def _but_the_code(opened: Opened, given: dict[str, Any], about: Mapping[str, str]) -> dict[str, Any]:
    return {**about, **{name: value for name, value in given.items() if name != "code"}}


@move_form("think_again", about=("recipient",), which=REFUSED, gives=_but_the_code)
def think_again(opened: Opened, about: Mapping[str, str]) -> Form:
    line = opened.dossier.lines[about["recipient"]]
    return Form(
        "Think again after a refused undertaking",
        (
            Question("outcome", "What follows?", "choice", options=options(
                ("proceed", "Tell them all the same",
                 "The children’s protection outweighs that it may be passed on."),
                ("limit", "Tell less", "A narrower proposal is made, signed, and asked about again."),
                ("other_recipient", "Tell somebody else",
                 "Another recipient is named who can protect the child."),
                ("protect_otherwise", "Protect without telling", "Nobody is told; say what is done instead."),
            )),
            Question("reasons", "Your reasons", "words",
                     "Why this, weighing the child’s protection, what may be passed on, and harm to anybody.",
                     refusals=("Give reasons",)),
            CODE,
        ),
        intro=(
            name_of(line),
            f"What was promised or not: {line.undertaking or 'not recorded'}, on {when(line.since)}.",
            "A refusal is neither an automatic stop nor an automatic go. It goes back to the person who "
            "decided, and to nobody else.",
        ),
        submit="Record what follows",
    )  # fmt: skip


def _waiting(opened: Opened) -> Which:
    told = [line for line in named_lines(opened) if line.ratified is False]
    return Which(
        "Which urgent telling?",
        [About(name_of(line), {"recipient": line.key}, _told(opened, line)) for line in told],
        "No urgent telling waits to be ratified here.",
    )


def _told(opened: Opened, line: Line) -> str:
    wait = next((each for each in opened.waits if (each.what, each.subject_of) == ("ratify", line.key)), None)
    by = f" To be ratified, or not, by {when(wait.due_at)}. {wait.how}" if wait and wait.due_at else ""
    return f"Told {when((line.told or {}).get('told_at'))}.{by}"


@move_form("ratify", about=("recipient",), which=_waiting, gives=_but_the_code)
def ratify(opened: Opened, about: Mapping[str, str]) -> Form:
    line = opened.dossier.lines[about["recipient"]]
    held = meetings(opened)
    none = (
        "" if held else " No meeting that was held has this on its list: put it on one, and hold it, first."
    )
    return Form(
        "Ratify an urgent telling, or not",
        (
            Question("meeting", "Meeting that considered it", "select",
                     f"Held after the telling, at this level or above.{none}", held,
                     refusals=("No meeting has", "A Level", "This is not on that meeting",
                               "The meeting has not", "That meeting was held before", "Fewer than two")),
            Question("ratified", "Does the meeting ratify the telling?", "yes_no",
                     "If not, the telling stands recorded, and the consideration opens again today."),
            Question("reasons", "The chair’s reasons", "words", "Whichever way the meeting went.",
                     refusals=("Enter the chair's",)),
            CODE,
        ),
        intro=(name_of(line), _told(opened, line),
               "The meeting’s chair or co-chair records it; not whoever took the urgent decision."),
        submit="Record the meeting’s answer",
    )  # fmt: skip
