"""What is asked of a proposal? The seven questions, in their order: to tell one recipient, or not to.

Whether; what; to whom; by whom; the subject's views; whether the subject is told; what else protects
(domain.md 4.6, source 48).
"""

from collections.abc import Mapping
from typing import Any

from desk.forms import Form, Option, Question, plainly
from desk.loading import Opened
from desk.moves.catalogue import About, Which, move_form
from desk.moves.choosing import items, meetings, name_of, named_lines, officers
from desk.moves.telling import both
from flows.letter_fields import ORGANISATIONS
from letters.kinds import Condition, Sharer
from models.dossier import NOBODY, Line, Phase
from policy.facts import RecipientKind
from policy.recipients import may_be_told

CONDITIONS: dict[Condition, str] = {
    Condition.NAMED_HOLDER_ONLY: "The holder named in the notice holds it, and nobody else does",
    Condition.NO_COPIES: "No copy, photograph, e-mail, message or record of it",
    Condition.NO_STAFFROOM: "Not displayed or spoken of where staff, pupils or visitors could see or hear",
    Condition.NO_PERSONNEL_FILE: "Not in a personnel file or any shared file",
    Condition.DUTY_STAFF_ONLY: "Staff on duty may be told only what to do, and only while they need to know",
    Condition.CALL_IF_SEEN: "If the person comes, do not approach them: call the unit, or 999",
    Condition.NO_CONTACT_WITH_PERSON: "Not to speak to the person or their family about it",
    Condition.ASK_BEFORE_EMPLOYMENT_STEPS: "Speak to the unit before any step about the person’s work",
    Condition.RETURN_PHOTOGRAPH: "Any photograph is locked away, and given back when asked",
}
SHARERS: dict[Sharer, str] = {
    Sharer.SAFEGUARDING_LEAD: "the safeguarding lead",
    Sharer.DEPUTY_HEAD: "the deputy head, when in charge of the school",
    Sharer.CHAIR_OF_GOVERNORS: "the chair of governors: only that confidential information was given",
    Sharer.DUTY_MANAGER: "the duty manager, when in charge of the centre",
    Sharer.HUMAN_RESOURCES_LEAD: "the most senior person in human resources",
    Sharer.LEGAL_ADVISER: "the legal adviser, to take advice on the notice",
}
NOBODY_NAMED = (
    "Nobody is named here who might be told. Where somebody could protect a child, name them first: then you "
    "can propose to tell them."
)
OPEN = (Phase.NAMED, Phase.STOPPED, Phase.TO_BE_TOLD, Phase.UNDERTAKING_REFUSED, Phase.NOT_TOLD)


def _which(opened: Opened) -> Which:
    lines = named_lines(opened, OPEN)
    things = [About(f"Tell {name_of(line)}", {"outcome": "tell", "recipient": line.key}) for line in lines]
    things += [
        About(f"Do not tell {name_of(line)}", {"outcome": "not_tell", "recipient": line.key})
        for line in lines
    ]
    nobody = opened.dossier.lines.get(NOBODY)
    if nobody is None or nobody.phase in OPEN:
        things.append(
            About(
                "Tell nobody",
                {"outcome": "not_tell", "recipient": NOBODY},
                "The considered answer over the whole of it, with its reasons (s.327A(8)(b)).",
            )
        )
    return Which(
        "What do you propose?",
        things,
        "A proposal about everybody named is open already. Withdraw it before proposing again.",
    )


def _line(opened: Opened, about: Mapping[str, str]) -> Line:
    return opened.dossier.lines.get(about["recipient"]) or Line(NOBODY)


def _earlier(opened: Opened, about: Mapping[str, str]) -> dict[str, Any]:
    """What was last proposed to the same end about the same recipient, to be put right, not typed again."""
    to = None if about["recipient"] == NOBODY else about["recipient"]
    held: dict[str, Any] = {}
    for entry in opened.entries:
        same = entry.kind == "Proposed" and entry.body["outcome"] == about["outcome"]
        if same and entry.body["recipient"] == to:
            held = entry.body | (entry.content or {})
    first, second = [*held.get("told_by", ()), "", ""][:2]
    return {"undertaking_sought": True} | held | {"told_by": first, "told_by_second": second}


def _given(opened: Opened, given: dict[str, Any], about: Mapping[str, str]) -> dict[str, Any]:
    to = about["recipient"]
    if about["outcome"] == "tell":
        given = both(opened, given, {})
    return given | {"outcome": about["outcome"], "recipient": None if to == NOBODY else to}


@move_form("propose", about=("outcome", "recipient"), which=_which, shows=_earlier, gives=_given)
def propose(opened: Opened, about: Mapping[str, str]) -> Form:
    line = _line(opened, about)
    if about["outcome"] == "not_tell":
        return _not_to_tell(opened, line)
    return Form(
        "Propose to tell",
        (
            *_whether(opened), *_what(opened, line), *_to_whom(line), *_by_whom(opened),
            *_the_subject(), *_what_else_protects(),
        ),
        intro=(
            f"To {name_of(line)}.",
            "One recipient at a time. What you propose here, to the letter, is what everybody signs.",
        ),
        submit="Propose",
    )  # fmt: skip


def _not_to_tell(opened: Opened, line: Line) -> Form:
    meant = (
        Question(
            "who_is_left_open", "If somebody on the register may be meant: why not to tell all the same",
            "words", optional=True, rows=3, refusals=("Not shown:",),
        ),
    )  # fmt: skip
    return Form(
        "Propose not to tell",
        (*_whether(opened), *(meant if opened.dossier.has_applicant else ())),
        intro=(
            f"{name_of(line)}.",
            *(() if named_lines(opened) else (NOBODY_NAMED,)),
            "A decision not to tell is signed with its reasons just as one to tell (s.327A(8)(b)).",
        ),
        submit="Propose",
    )


def _whether(opened: Opened) -> tuple[Question, ...]:
    held = meetings(opened)
    none = "" if held else " No meeting that was held has this on its list."
    return (
        Question(
            "reasons", "Reasons", "words",
            "For and against, and why they come out so. Whoever signs reads this, and a court may.",
            rows=8, heading="1. Whether",
        ),
        Question(
            "meeting", "Meeting that decides", "select",
            f"{_who_decides(opened)}{none}", held, optional=True,
            refusals=("A decision at Level", "No meeting has", "That is a Level", "That meeting has",
                      "This is not on that meeting"),
        ),
    )  # fmt: skip


def _who_decides(opened: Opened) -> str:
    """At which levels this scheme leaves it to the meeting."""
    levels = " or ".join(map(str, sorted(opened.scheme.joint.meeting_decides_at)))
    if not levels:
        return "This scheme asks for none; name one that considered it."
    return f"At Level {levels} the meeting decides, except by the urgent route."


def _what(opened: Opened, line: Line) -> tuple[Question, ...]:
    row = may_be_told(RecipientKind(str(line.kind)), opened.scheme)
    return (
        Question(
            "words", "The exact words to be spoken", "words",
            f"May be told at the most: {'; '.join(row.may_be_told)}. Never: {'; '.join(row.never_told)}.",
            rows=8, heading="2. What", refusals=("Write the exact words",), optional=True,
        ),
        Question(
            "items", "Which information do the words tell?", "choices", options=items(opened), optional=True,
            refusals=("Say which items", "No item"),
        ),
        Question("withheld", "What is not told, and why", "words", optional=True, rows=3),
        Question(
            "victim_identifiers_checked", "Have you read the words for anything that identifies a victim?",
            "yes_no", "Yes: nothing in them does.", optional=True, refusals=("Somebody must check",),
        ),
    )  # fmt: skip


def _to_whom(line: Line) -> tuple[Question, ...]:
    asks = Question(
        "undertaking_sought", "Is a confidentiality undertaking asked for first?", "yes_no",
        "The norm. A refusal is neither an automatic stop nor an automatic go.", heading="3. To whom",
    )  # fmt: skip
    if line.kind not in ORGANISATIONS:
        return (asks,)
    return (
        asks,
        Question(
            "conditions", "Conditions on what the organisation does with it", "choices",
            "Handed over as a notice after the telling (s.327A(5)(b)). With none ticked, the first two.",
            tuple(Option(str(each), words) for each, words in CONDITIONS.items()), optional=True,
        ),
        Question(
            "may_share_with", "Whom may the holder tell?", "choices", "Nobody, if none is ticked.",
            tuple(Option(str(each), plainly(words)) for each, words in SHARERS.items()), optional=True,
        ),
    )  # fmt: skip


def _by_whom(opened: Opened) -> tuple[Question, ...]:
    who = officers(opened)
    return (
        Question("told_by", "Told by", "select", options=who, optional=True, refusals=("Two people tell",),
                 heading="4. By whom, when and where"),
        Question("told_by_second", "And by", "select", options=who, optional=True,
                 refusals=("Two people tell",)),
        Question("tell_on", "Day", "day", "As soon as reasonably practicable (s.327A(6)).", optional=True,
                 refusals=("Give the day",)),
        Question("tell_at", "Time", "time", "24-hour clock, such as 10:30.", optional=True),
        Question("where", "Where", hint="Lines parted by commas. Safe, private, not at home if the subject "
                 "might come.", optional=True),
    )  # fmt: skip


def _the_subject() -> tuple[Question, ...]:
    return (
        Question(
            "subject_to_be_told", "Will the subject be told of it?", "yes_no", optional=True,
            refusals=("Say whether the subject",),
            heading="5 and 6. The subject: representations, and whether they are told",
            intro=("Representations are recorded before this, or why the subject was not asked.",),
        ),
        Question("subject_told_reasons", "Why, or why not", "words", optional=True, rows=3),
    )  # fmt: skip


def _what_else_protects() -> tuple[Question, ...]:
    return (
        Question(
            "safety_plan", "The safety plan", "words",
            "For the child, the recipient and the subject, from the moment of telling.", optional=True,
            heading="7. What else protects", refusals=("Record the safety plan",),
        ),
    )  # fmt: skip


def _open_ones(opened: Opened) -> Which:
    things = [
        About(name_of(line), {"proposal": line.proposal["proposal"]})
        for line in opened.dossier.lines.values()
        if line.proposal and line.phase in (Phase.PROPOSED, Phase.LAID, Phase.STOPPED)
    ]
    return Which("Which proposal is withdrawn?", things, "No proposal is open.")


@move_form("withdraw_proposal", about=("proposal",), which=_open_ones)
def withdraw_proposal(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Withdraw a proposal",
        (Question("reasons", "Reasons", "words", rows=3),),
        intro=("Its pack lapses, and what was signed on it binds nobody any more.",),
        submit="Withdraw proposal",
    )
