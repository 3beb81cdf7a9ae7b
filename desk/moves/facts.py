"""How are questions of fact answered? A page a group, with what is recorded; only what changed is given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.forms import Form, Question, named_options, plainly
from desk.loading import Opened
from desk.moves.catalogue import About, Which, move_form
from desk.moves.choosing import name_of, named_lines
from desk.moves.questions_of_fact import GROUPS, MEANS, ONLY_FOR, Group
from models.clock import LONDON
from models.errors import CannotDo
from models.facts_on_record import as_facts
from policy.facts import Facts, RecipientFacts, Relationship

UNCHANGED = "Nothing is answered otherwise than it is recorded. Change an answer, or go back."


@dataclass(frozen=True)
class Said:
    """The last answer to one question: by whom, when and why."""

    value: Any
    by: str
    at: datetime
    reasons: str


def groups(opened: Opened, kind: str | None = None) -> list[Group]:
    """The groups that are asked here: about the whole (`kind` None), or about a recipient of that kind."""
    return [
        group
        for group in GROUPS
        if group.about_recipient == (kind is not None)
        and (opened.dossier.has_applicant or not group.only_with_applicant)
    ]


def asked_of(group: Group, kind: str | None) -> list[str]:
    """The questions of a group that bear on this kind of recipient."""
    return [name for name in group.questions if kind is None or kind in ONLY_FOR.get(name, {kind})]


def last_said(opened: Opened, recipient: str | None) -> dict[str, Said]:
    """What was last answered to each question, about the whole or about one recipient."""
    found: dict[str, Said] = {}
    for entry in opened.entries:
        if entry.kind not in ("Answered", "Interviewed", "InterestRegistered"):
            continue
        if entry.body.get("recipient") != recipient:
            continue
        content = entry.content or {}
        reasons = content.get("reasons") or content.get("notes") or "as the applicant gave it"
        for name, value in (content.get("answers") or {}).items():
            found[name] = Said(value, entry.by, entry.at, reasons)
    return found


def recorded(opened: Opened, recipient: str | None) -> dict[str, Any]:
    """The answers that stand, as people gave them."""
    if recipient is None:
        return opened.dossier.answers
    return opened.dossier.lines[recipient].answers


def _which(opened: Opened) -> Which:
    things = [About(group.title, {"group": group.key}) for group in groups(opened)]
    for line in named_lines(opened):
        things += [
            About(f"{group.title}: {name_of(line)}", {"group": group.key, "recipient": line.key})
            for group in groups(opened, line.kind)
        ]
    return Which("Which questions are answered?", things, "")


def _shown(opened: Opened, about: Mapping[str, str]) -> dict[str, Any]:
    return {"answers": recorded(opened, about.get("recipient"))}


def _changed(opened: Opened, given: dict[str, Any], about: Mapping[str, str]) -> dict[str, Any]:
    recipient = about.get("recipient")
    held = recorded(opened, recipient)
    answers = {name: new for name, new in given.get("answers", {}).items() if new != held.get(name)}
    if not answers:
        raise CannotDo(UNCHANGED)
    return {"recipient": recipient, "answers": answers, "reasons": given["reasons"]}


@move_form(
    "answer",
    about=("group", "recipient"),
    which=_which,
    shows=_shown,
    gives=_changed,
    leads_to="/facts",
)
def answer(opened: Opened, about: Mapping[str, str]) -> Form:
    recipient = about.get("recipient")
    kind = opened.dossier.lines[recipient].kind if recipient else None
    group = next(each for each in GROUPS if each.key == about["group"])
    questions = [
        *_questions(opened, group, recipient, kind),
        Question(
            "reasons", "Reasons for what you have changed", "words",
            "What you know, how you know it, and who told you. They stand beside each answer for good.",
        ),
    ]  # fmt: skip
    return Form(
        group.title,
        tuple(questions),
        intro=(
            *((name_of(opened.dossier.lines[recipient]),) if recipient else ()),
            group.intro,
            "Answer what you know and leave the rest. “Not yet known” takes an answer back.",
        ),
        submit="Save answers",
    )


def _questions(opened: Opened, group: Group, recipient: str | None, kind: str | None) -> Iterator[Question]:
    model = RecipientFacts if recipient else Facts
    said, fact_now = last_said(opened, recipient), _by_the_record(opened)
    before = None
    for name in asked_of(group, kind):
        hint = " ".join(filter(None, [MEANS.get(name), _held(said.get(name), before), fact_now.get(name)]))
        before = said.get(name, before)
        label = model.model_fields[name].description or name
        if name == "applicant_relationship":
            chosen = named_options([str(each) for each in Relationship])
            yield Question(f"answers.{name}", label, "select", hint, chosen, optional=True)
        elif name == "stands_for":
            yield Question(f"answers.{name}", label, "number", hint, optional=True)
        else:
            yield Question(f"answers.{name}", label, "yes_no_unknown", hint, optional=True)


def _held(said: Said | None, before: Said | None) -> str:
    """What is recorded, and the reasons, once where several answers were given for the same."""
    if said is None:
        return ""
    value = said.value
    word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else plainly(value or "not known")
    same = before and (before.by, before.at) == (said.by, said.at)
    why = ", for the same reasons." if same else f": “{said.reasons}”"
    return f"Recorded now: {word.lower()}, by {said.by}, {_day(said.at)}{why}"


def _day(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y}"


def _by_the_record(opened: Opened) -> dict[str, str]:
    """Where the register or the list of children speaks, an answer by hand does not overrule it."""
    facts = as_facts(opened.dossier, opened.now.astimezone(LONDON).date())
    spoken = ["managed_under_mappa", "managed_in_this_area"] if opened.dossier.snapshot else []
    spoken += ["particular_children", "children_of_description"] if opened.dossier.children else []
    words = {True: "yes", False: "no"}
    return {
        name: f"The record says {words[held]} by itself; an answer here does not overrule it."
        for name in spoken
        if (held := getattr(facts, name)) is not None
    }
