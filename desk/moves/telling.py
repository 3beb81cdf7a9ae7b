"""What is asked around a telling: the urgent route, the undertaking, and what was said to whom?"""

from collections.abc import Mapping
from typing import Any

from desk.forms import Form, Question, options, plainly
from desk.loading import Opened
from desk.moves.catalogue import Interruption, move_form
from desk.moves.choosing import closed_days, name_of, officers, which_recipient
from flows.clocks import deadline
from models.dossier import Phase

TO_BE_TOLD = which_recipient(
    "Which recipient?",
    "No decision to tell anybody stands. One stands once everybody who must has signed the pack.",
    (Phase.TO_BE_TOLD,),
)


def _urgent(opened: Opened) -> Interruption:
    by = deadline(opened.scheme, "ratification", opened.now, closed_days(opened))
    when = f"A telling today is ratified by {by.due_on:%-d %B %Y}. {by.words}" if by else ""
    return Interruption(
        "The urgent route goes before the meeting",
        (
            "It is for harm that cannot wait for the next meeting, and for nothing else: “Is harm imminent?” "
            "must be answered yes.",
            "Children in danger now are protected at once under child-protection procedures. That comes "
            "first, and needs no disclosure.",
            "One senior officer decides in place of the meeting. The next Level 2 or 3 meeting then ratifies "
            "what was done, or does not; a chair who took the decision can't ratify it.",
            *([when] if when else []),
            "Nothing else is lifted: the person is identified and confirmed, the words are signed, two "
            "people tell, and an undertaking is asked for first.",
        ),
        "I have read this: take the urgent route",
    )


@move_form("take_urgent_route", interruption=_urgent)
def take_urgent_route(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Take the urgent route",
        (
            Question("reasons", "Why can it not wait for a meeting?", "words",
                     "What would happen, to whom, by when; and what has been done at once to protect them."),
        ),
        warning="It goes before a meeting, and the next one is asked to ratify it.",
        submit="Take the urgent route",
    )  # fmt: skip


@move_form("record_undertaking", about=("recipient",), which=TO_BE_TOLD, leads_to="/telling")
def record_undertaking(opened: Opened, about: Mapping[str, str]) -> Form:
    line = opened.dossier.lines[about["recipient"]]
    sought = (line.proposal or {}).get("undertaking_sought", True)
    return Form(
        "Record the answer to the undertaking",
        (
            Question("answer", "What did they answer?", "choice",
                     options=options(
                         ("signed", "Signed", "Bring the signed paper back; leave no copy of the script."),
                         ("refused", "Refused", "Stop: nothing is told. It goes back to whoever decided."),
                         ("not_sought", "Not asked for", "Only where the signed pack says so."),
                     ), refusals=("What was signed is that it is asked for",)),
            Question("notes", "What was said, who witnessed it, or why it was not asked for", "words"),
        ),
        intro=(
            name_of(line),
            "The signed pack says that it is asked for, before anything is told."
            if sought
            else "The signed pack says that none is asked for.",
        ),
        submit="Record answer",
    )  # fmt: skip


def _as_planned(opened: Opened, about: Mapping[str, str]) -> dict[str, Any]:
    proposal = opened.dossier.lines[about["recipient"]].proposal or {}
    first, second = [*proposal.get("told_by", ()), "", ""][:2]
    return {
        "told_at": opened.now, "told_by": first, "told_by_second": second,
        "place": proposal.get("where", ""),
    }  # fmt: skip


def both(opened: Opened, given: dict[str, Any], about: Mapping[str, str]) -> dict[str, Any]:
    """The two who tell, asked one by one, given together."""
    pair = [given.pop("told_by", None), given.pop("told_by_second", None)]
    return {**about, **given, "told_by": list(filter(None, pair))}


@move_form("tell", about=("recipient",), which=TO_BE_TOLD, shows=_as_planned, gives=both, leads_to="/telling")
def tell(opened: Opened, about: Mapping[str, str]) -> Form:
    line = opened.dossier.lines[about["recipient"]]
    who = officers(opened)
    return Form(
        "Record what was told",
        (
            Question("told_at", "When?", "moment", refusals=("Give the moment",),
                     hint="After the decision, and not later than now.", heading="When, where and by whom"),
            Question("told_by", "Told by", "select", options=who, refusals=("Two people tell",)),
            Question("told_by_second", "And by", "select", options=who),
            Question("place", "Where"),
            Question("identity_checked", "Did you check that this is the person the pack names?", "yes_no",
                     refusals=("Check that this is",), heading="What was said"),
            Question("as_in_the_script", "Were the signed words said exactly?", "yes_no"),
            Question("said", "If not: the exact words that were said", "words", optional=True, rows=8,
                     refusals=("Record the exact words",)),
            Question("reaction", "How they took it", "words", optional=True, rows=3),
            Question("safety_advice", "The safety advice given", "words", rows=3),
        ),
        intro=(
            name_of(line),
            f"Undertaking: {plainly(line.undertaking).lower()}." if line.undertaking
            else "The undertaking comes first: its answer is not recorded yet.",
        ),
        warning="In person, by two people, never in writing. No copy of the script is left.",
        submit="Record the telling",
    )  # fmt: skip
