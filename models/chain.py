"""Does each entry follow from the one before, and hold what it committed to? Pure: fed one by one."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from models import tree
from models.checkpoints import Checkpoint

Content = tuple[bytes, bytes]
DECODE = json.JSONDecoder().decode


class BadEntry(Exception):
    """The first thing found wrong; `seq` is None where it is no one entry's fault."""

    def __init__(self, seq: int | None, words: str) -> None:
        super().__init__(words)
        self.seq = seq
        self.words = words


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found. `lines` says it in plain words; `bad_entry` is the first one's seq."""

    good: bool
    entries: int
    contents: int
    erased: int
    lines: tuple[str, ...]
    bad_entry: int | None = None
    size: int = 0
    root: bytes = b""

    @property
    def words(self) -> str:
        return "\n".join(self.lines)


@dataclass(slots=True)
class Contents:
    """Keeps account of content: there and right, or gone and said to be gone."""

    held: int = 0
    erased: int = 0
    missing: dict[str, int] = field(default_factory=dict)

    def check(self, seq: int, body: dict[str, Any], content: Content | None) -> None:
        """Take one entry's content, or the news that another's was erased."""
        digest = body["content"]
        if content is not None:
            if digest != sha256(content[0] + content[1]).hexdigest():
                raise BadEntry(seq, "its content is not what it committed to")
            self.held += 1
        elif digest is not None:
            self.missing[digest] = seq
        if body["kind"] == "Erased":
            if self.missing.pop(body["content_digest"], None) is None:
                raise BadEntry(seq, "it says that content was erased which was not there or is there still")
            self.erased += 1

    def finish(self) -> None:
        """Nothing may be missing without an Erased entry."""
        if self.missing:
            raise BadEntry(min(self.missing.values()), "its content is gone, and no Erased entry says so")


def read_body(seq: int, body: bytes) -> dict[str, Any]:
    """Parse a body whose hash was found right."""
    try:
        read: dict[str, Any] = DECODE(body.decode())
        _ = read["kind"], read["at"], read["by"], read["content"]
    except (ValueError, KeyError, TypeError):
        # Outside the block, so that no trace of the body comes along.
        read = {}
    if not read:
        raise BadEntry(seq, "its body is not an entry")
    return read


class Chain:
    """The whole record, fed from its first entry to its last."""

    def __init__(self, checkpoints: Iterable[Checkpoint] = ()) -> None:
        self.size = 0
        self.last = tree.NO_PREVIOUS
        self.frontier: list[bytes] = []
        self.contents = Contents()
        self._waiting = sorted(checkpoints, key=lambda held: held.size, reverse=True)
        self.passed = 0

    def entry(
        self, seq: int, body: bytes, previous: bytes, hash_: bytes, content: Content | None
    ) -> dict[str, Any]:
        """Check the next entry and give its body, parsed. Raise BadEntry."""
        if seq != self.size + 1:
            raise BadEntry(self.size + 1, f"it is missing (the next one there is {seq})")
        if previous != self.last:
            raise BadEntry(seq, "it does not follow from the entry before it")
        if tree.leaf(previous, body) != hash_:
            raise BadEntry(seq, "its text is not what was hashed when it was written")
        read = read_body(seq, body)
        self.contents.check(seq, read, content)
        tree.grow(self.frontier, self.size, hash_)
        self.size, self.last = seq, hash_
        while self._waiting and self._waiting[-1].size == seq:
            if not self._waiting.pop().matches(tree.root(self.frontier)):
                since = (
                    f"after entry {self.passed}, which an earlier checkpoint confirms," if self.passed else ""
                )
                raise BadEntry(
                    None, f"The record up to entry {seq} is not what the checkpoint saw {since}".rstrip()
                )
            self.passed = seq
        return read

    def finish(self) -> None:
        """Check what only the end can show. Raise BadEntry."""
        self.contents.finish()
        if self._waiting:
            seen = max(held.size for held in self._waiting)
            raise BadEntry(
                self.size + 1, f"it is missing: a checkpoint saw {seen} entries, here are {self.size}"
            )


def verdict(
    contents: Contents, entries: int, bad: BadEntry | None, notes: Sequence[str], root: bytes
) -> Verdict:
    """Put the outcome in plain words."""
    counts = (
        f"{entries} entries checked: {contents.held} with content, {contents.erased} with content erased."
    )
    if bad is None:
        first = "Nothing was altered."
    elif bad.seq is None:
        first = f"NOT AS IT WAS: {bad.words}."
    else:
        first = f"NOT AS IT WAS: entry {bad.seq}: {bad.words}."
    return Verdict(
        good=bad is None,
        entries=entries,
        contents=contents.held,
        erased=contents.erased,
        lines=(first, counts, *notes),
        bad_entry=None if bad is None else bad.seq,
        size=entries,
        root=root,
    )
