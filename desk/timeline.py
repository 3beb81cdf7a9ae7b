"""What happened in one consideration, in words, newest first? Each entry a line: when, who, what.

What machines did between two acts of people is folded into one line, and opened where it is wanted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from desk.forms import plainly
from desk.happened import HAPPENED, Said
from desk.loading import Opened
from flows.rationale_parts import ERASED, when, words
from flows.registering.wording import question_in_words, question_of_fact
from models.entries import Act, Exported
from models.ledger import MACHINE, Recorded

FOLDED_FROM = 2
CODE = re.compile(r"[a-z0-9_-]+")
OF_THE_FORM = ("left_open", "questions")  # details that name questions of a registration's form
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T")


@dataclass(frozen=True)
class Line:
    """One entry as people read it."""

    seq: int
    at: datetime
    by: str
    title: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Folded:
    """What machines did in a row, latest first: shown as one line."""

    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        return f"The machine: {len(self.lines)} steps"

    @property
    def at(self) -> datetime:
        return self.lines[0].at


def timeline(opened: Opened) -> list[Line | Folded]:
    """Everything that happened, newest first, machines' steps folded."""
    return list(_folded(reversed(opened.entries)))


def _folded(entries: Iterator[Recorded]) -> Iterator[Line | Folded]:
    for by_machine, some in groupby(entries, key=lambda entry: entry.by == MACHINE):
        lines = tuple(line_of(entry) for entry in some)
        if by_machine and len(lines) >= FOLDED_FROM:
            yield Folded(lines)
        else:
            yield from lines


def since(opened: Opened, seen: str, once: str) -> list[Line]:
    """What people did after the entry a form was filled in upon; [] where it is this form, sent twice.

    That somebody else merely read it comes between nobody and their form.
    """
    after = int(seen) if seen.isascii() and seen.isdigit() else opened.seen
    later = [entry for entry in opened.entries if entry.seq > after and entry.by != MACHINE]
    if any(entry.body.get("key") == f"desk:{once}" for entry in later):
        return []
    return [line_of(entry) for entry in later if not _only_read(entry)]


def _only_read(entry: Recorded) -> bool:
    return entry.body["act"] == Act.CONSULTATION or entry.kind == Exported.kind


def done_after(opened: Opened, moment: datetime) -> list[Line]:
    """What people did after a moment, such as the one a draft was kept at."""
    return [line_of(entry) for entry in opened.entries if entry.at > moment and entry.by != MACHINE]


def line_of(entry: Recorded) -> Line:
    """Say one entry. Content that was erased is said to be."""
    said = HAPPENED.get(entry.kind) or Said(_spaced(entry.kind))
    codes = {name: words(value) for name, value in entry.body.items()}
    title = plainly(said.title.format_map(codes))
    by = "the machine" if entry.by == MACHINE else entry.by
    return Line(entry.seq, entry.at, by, title, tuple(_details(entry, said)))


def _details(entry: Recorded, said: Said) -> Iterator[tuple[str, str]]:
    held: Mapping[str, Any] = entry.body | (entry.content or {})
    for label, name in said.details:
        value = held.get(name)
        if value not in (None, "", [], {}):
            yield label, _asked(value) if name in OF_THE_FORM else _said(value)
    if entry.erased:
        yield "Content", ERASED


def _asked(paths: list[str]) -> str:
    return "; ".join(map(question_in_words, paths))


def _said(value: Any) -> str:
    """One detail. Codes, days and moments are put in words; what somebody wrote stands as they wrote it."""
    if isinstance(value, Mapping):
        return "\n".join(f"{question_of_fact(name)} {words(answer)}" for name, answer in value.items())
    if isinstance(value, list):
        return ", ".join(_said(each) for each in value)
    if isinstance(value, str) and MOMENT.match(value):
        return when(value)
    return value if isinstance(value, str) and not CODE.fullmatch(value) else words(value)


def _spaced(kind: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in kind).strip()
