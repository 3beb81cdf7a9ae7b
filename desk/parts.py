"""What does each part of a consideration show, and what can be done there? One table, one page for all.

What is shown is what the rationale says: the officer works on the very words a court would read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desk.forms import plainly
from desk.loading import Opened
from flows import rationale, rationale_lines
from flows.rationale_parts import Section, pairs, when, words
from flows.standing import title_of
from models.dossier import Line, Phase
from policy.facts import Facts, Hold, Item, RecipientFacts
from policy.holds import HOLD_WORDS

Shows = Callable[[Opened], list[Section]]


@dataclass(frozen=True)
class Part:
    """One part: its title, what it shows, and the moves made there. `asks`: which open questions it lists."""

    title: str
    shows: Shows
    moves: tuple[str, ...]
    asks: Callable[[str], bool] = lambda _path: False
    fits: Callable[[Mapping[str, str]], bool] = lambda _about: True
    empty: str = ""
    links: Callable[[Opened], list[tuple[str, str]]] = lambda _opened: []


def _applicant(opened: Opened) -> list[Section]:
    return rationale.the_registration(opened.dossier)


def _people(opened: Opened) -> list[Section]:
    d = opened.dossier
    return [rationale.subject(d), rationale.children(d)]


def _checks(opened: Opened) -> list[Section]:
    return [rationale.checks(opened.dossier)]


def _facts(opened: Opened) -> list[Section]:
    return [rationale.answers(opened.entries), _holds(opened)]


def _holds(opened: Opened) -> Section:
    held = [
        (HOLD_WORDS[Hold(hold)], f"placed by {owner}, {when(at)}")
        for hold, (owner, at) in opened.dossier.holds.items()
    ]
    if held:
        return pairs("Holds", held)
    return {"heading": "Holds", "level": 1, "paragraphs": ["No hold is in force."]}


def _recipients(opened: Opened) -> list[Section]:
    d = opened.dossier
    named = [line for line in d.lines.values() if line.kind]
    said = rationale_lines
    return [
        section
        for line in named
        for section in (said.the_recipient(line), *_one_up(said.limits(line, d)), *said.proposal(line))
    ]


def _one_up(sections: list[Section]) -> list[Section]:
    """The same as headings one level up: on a page they stand right below the recipient's own."""
    return [{**section, "level": section["level"] - 1} for section in sections]


def _representations(opened: Opened) -> list[Section]:
    return [rationale.representations(opened.entries)]


def _items(opened: Opened) -> list[Section]:
    return [rationale.information(opened.dossier)]


def _decision(opened: Opened) -> list[Section]:
    lines = opened.dossier.lines.values()
    made = [section for line in lines if line.proposal or line.laid for section in _decided(line)]
    return [*made, rationale.views(opened.dossier)]


def _decided(line: Line) -> list[Section]:
    title = plainly(title_of(line.key)) if line.kind else "Whether anybody should be told"
    heading: Section = {"heading": title, "level": 1, "paragraphs": [f"Stands at: {words(line.phase)}."]}
    decided = rationale_lines.signatures(line) + rationale_lines.decision(line)
    return [heading, *rationale_lines.proposal(line), *decided]


def _packs(opened: Opened) -> list[tuple[str, str]]:
    here = f"/considerations/{opened.reference}/packs"
    lines = opened.dossier.lines.values()
    return [
        (f"The pack about {title_of(line.key)}", f"{here}/{line.pack.pack}") for line in lines if line.pack
    ]


def _scripts(opened: Opened) -> list[tuple[str, str]]:
    here = f"/considerations/{opened.reference}/script"
    lines = [line for line in opened.dossier.lines.values() if line.phase is Phase.TO_BE_TOLD]
    return [(f"Script for the visit: {title_of(line.key)}", f"{here}/{line.key}") for line in lines]


def _candidates(opened: Opened) -> list[tuple[str, str]]:
    if not opened.dossier.candidates:
        return []
    return [("Who the person named may be", f"/considerations/{opened.reference}/candidates")]


def _telling(opened: Opened) -> list[Section]:
    lines = [line for line in opened.dossier.lines.values() if line.undertaking or line.told]
    return [
        section
        for line in lines
        for section in (rationale_lines.the_recipient(line), *rationale_lines.telling(line))
    ]


def _follow_up(opened: Opened) -> list[Section]:
    return [rationale.summary(opened.row, opened.dossier), rationale.deadlines(opened.entries)]


PARTS: dict[str, Part] = {
    "applicant": Part(
        "The registration",
        _applicant,
        ("progress", "not_progress", "record_interview", "record_evidence", "withdraw"),
        empty="Nobody registered an interest or asked: it was opened by the authority itself.",
    ),
    "people": Part(
        "Subject and children",
        _people,
        ("list_child", "note_joined", "settle_link"),
        links=_candidates,
    ),
    "checks": Part("Checks with the agencies", _checks, ("record_check", "share_information")),
    "facts": Part(
        "Facts and risk",
        _facts,
        ("answer", "place_hold", "lift_hold", "take_urgent_route"),
        lambda path: "." not in path,
        lambda about: "recipient" not in about,
    ),
    "recipients": Part(
        "Who may be told",
        _recipients,
        ("name_recipient", "answer", "propose", "withdraw_proposal"),
        lambda path: "." in path and not path.startswith("items."),
        lambda about: "group" not in about or "recipient" in about,
        "Nobody is named yet. Name the person best placed to protect; it need not be the applicant. "
        "Where nobody need be told, propose that, with reasons.",
    ),
    "representations": Part(
        "Representations from the subject",
        _representations,
        ("invite_representations", "hear_representations", "skip_representations"),
    ),
    "items": Part(
        "Information that might be told",
        _items,
        ("list_item", "assess_item"),
        lambda path: path.startswith("items."),
    ),
    "decision": Part(
        "Proposal, views and decision",
        _decision,
        ("propose", "withdraw_proposal", "give_view", "think_again"),
        links=_packs,
    ),
    "telling": Part(
        "Telling",
        _telling,
        ("record_undertaking", "tell"),
        links=_scripts,
        empty="Nobody has been told. A decision to tell must stand first; it is then done in person.",
    ),
    "follow-up": Part(
        "Follow-up",
        _follow_up,
        ("give_outcome", "ratify", "review", "reopen", "extend_deadline", "reassign"),
    ),
}


def question_at(path: str) -> str:
    """A question of fact, by its path, in words: about the whole, one recipient, or one item."""
    owner, _, name = path.rpartition(".")
    model = Item if owner.startswith("items.") else RecipientFacts if owner else Facts
    said = model.model_fields[name].description or words(name)
    about = words(owner.removeprefix("items.").replace("-", " "))
    return f"{said} ({about})" if owner else said
