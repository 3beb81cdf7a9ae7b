"""What is new since somebody last looked? What was written, and where a pack is unlike an earlier."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desk.loading import Opened
from desk.timeline import Line, line_of
from flows.rationale_parts import words
from flows.registering.wording import question_of_fact
from models.dossier import Line as Recipient
from models.dossier import Pack
from models.entries import Act

# Pages read within half an hour of each other are one sitting, so that a second page hides nothing as seen.
SITTING = timedelta(minutes=30)
PROPOSED = {
    "outcome": "Whether to tell", "words": "The exact words", "items": "Items to be told",
    "withheld": "What is withheld, and why", "told_by": "By whom", "tell_on": "On which day",
    "tell_at": "At what time", "where": "Where", "conditions": "Conditions",
    "may_share_with": "Who else may know", "subject_to_be_told": "Whether the subject is told",
    "subject_told_reasons": "Reasons on telling the subject", "safety_plan": "Safety plan",
    "meeting": "Meeting", "reasons": "Reasons of the proposal", "who_is_left_open": "Who is left open",
}  # fmt: skip
PARTS = {
    "recipient": "The recipient’s name, address or contact",
    "subject": "What the register says of the subject",
    "children": "The children at risk", "items": "The items of information",
    "answers_of_agencies": "What agencies answered", "views": "The agencies’ views",
    "own_values": "The force’s own values of the scheme",
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One thing that stands otherwise than in an earlier pack; no words where too long to compare."""

    what: str
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class Changes:
    """What somebody has not seen yet. `looked_at` None: they have not looked before.

    `begins`: with this page a sitting of theirs begins, which is to be recorded.
    """

    looked_at: datetime | None
    begins: bool
    lines: tuple[Line, ...] = ()
    differences: tuple[Difference, ...] = ()
    compared_with: Pack | None = None


def changes(opened: Opened, handle: str, recipient: Recipient, pack: Pack) -> Changes:
    """What happened since this person's last sitting, and how the pack differs from what they had read."""
    mine = [entry.at for entry in opened.entries if entry.by == handle]
    begins = not mine or opened.now - mine[-1] >= SITTING
    looked = _last_looked(mine, opened.now)
    earlier = recipient.laid[: recipient.laid.index(pack)]
    read = next((each for each in reversed(earlier) if handle in each.opened and each.manifest), None)
    if looked is None:
        return Changes(None, begins, (), differing(read, pack), read)
    later = [
        line_of(entry) for entry in opened.entries
        if entry.at > looked and entry.by != handle and entry.body["act"] != Act.CONSULTATION
    ]  # fmt: skip
    return Changes(looked, begins, tuple(reversed(later)), differing(read, pack), read)


def _last_looked(mine: list[datetime], now: datetime) -> datetime | None:
    """When a person's sitting before this one ended: the last they opened or wrote before a long pause."""
    until = now
    for at in reversed(mine):
        if until - at >= SITTING:
            return at
        until = at
    return None


def differing(was: Pack | None, now: Pack) -> tuple[Difference, ...]:
    """What one pack says otherwise than another."""
    if was is None or not now.manifest:
        return ()
    return tuple(_differences(was.manifest, now.manifest))


def _differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for field, label in PROPOSED.items():
        one, other = was["proposal"].get(field), now["proposal"].get(field)
        if one != other:
            yield Difference(label, words(one), words(other))
    before, after = _answers(was), _answers(now)
    for name, value in after.items():
        if before.get(name) != value:
            yield Difference(question_of_fact(name), words(before.get(name)), words(value))
    for part, label in PARTS.items():
        if was.get(part) != now.get(part):
            yield Difference(label)


def _answers(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to single questions, on the whole and on the recipient."""
    facts = manifest["facts"]
    given = facts | (facts.get("recipient") or {})
    return {
        name: value for name, value in given.items() if name != "on" and not isinstance(value, dict | list)
    }
