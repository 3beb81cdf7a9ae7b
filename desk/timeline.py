"""What happened in one consideration, in words, newest first? Each entry a line: when, who, what."""

from dataclasses import dataclass
from datetime import datetime

from desk.forms import plainly
from desk.loading import Opened
from models.entries import Act
from models.ledger import MACHINE, Recorded


@dataclass(frozen=True)
class Line:
    """One entry as people read it."""

    seq: int
    at: datetime
    by: str
    title: str
    details: tuple[tuple[str, str], ...] = ()


def timeline(opened: Opened) -> list[Line]:
    """Everything that happened, newest first."""
    return [line_of(entry) for entry in reversed(opened.entries)]


def since(opened: Opened, seen: str, once: str) -> list[Line]:
    """What people did after the entry a form was filled in upon; [] where it is this form, sent twice.

    That somebody else merely read it comes between nobody and their form.
    """
    after = int(seen) if seen.isascii() and seen.isdigit() else opened.seen
    later = [entry for entry in opened.entries if entry.seq > after and entry.by != MACHINE]
    if any(entry.body.get("key") == f"desk:{once}" for entry in later):
        return []
    return [line_of(entry) for entry in later if entry.body["act"] != Act.CONSULTATION]


def done_after(opened: Opened, moment: datetime) -> list[Line]:
    """What people did after a moment, such as the one a draft was kept at."""
    return [line_of(entry) for entry in opened.entries if entry.at > moment and entry.by != MACHINE]


def line_of(entry: Recorded) -> Line:
    return Line(entry.seq, entry.at, entry.by, _title(entry.kind))


def _title(kind: str) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in kind)
    return plainly(words.strip())
