"""Does an export's record.jsonl hold together? Its heading, then line by line, without a database."""

import base64
import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from models import tree
from models.chain import BadEntry, Chain, Content, Contents, read_body
from models.checkpoints import Checkpoint

SCRATCH = "This is a scratch record: rehearsal or training, not a live one."


class WholeRecord:
    """All entries, in one chain."""

    def __init__(self, header: dict[str, Any], checkpoints: list[Checkpoint]) -> None:
        self.count = 0
        self._chain = Chain([*checkpoints, Checkpoint(header["size"], bytes.fromhex(header["root"]))])
        self.contents = self._chain.contents

    def line(self, line: dict[str, Any], notes: list[str]) -> None:
        told = self._chain.entry(*_entry(line))
        self.count = self._chain.size
        if self.count == 1 and told.get("scratch"):
            notes.append(SCRATCH)

    def finish(self) -> None:
        self._chain.finish()


class OneConsideration:
    """One consideration's entries, each with its own way to the root."""

    def __init__(self, header: dict[str, Any], checkpoints: list[Checkpoint]) -> None:
        self.count = 0
        self.contents = Contents()
        self._scope, self._size = header["scope"], header["size"]
        self._root = bytes.fromhex(header["root"])
        self._consistency = header.get("consistency", [])
        self._checkpoints = checkpoints
        self._seq = 0
        self._hashes: list[bytes] = []

    def line(self, line: dict[str, Any], notes: list[str]) -> None:
        seq, body, previous, hash_, content = _entry(line)
        if seq <= self._seq:
            raise BadEntry(seq, "it is out of order")
        if tree.leaf(previous, body) != hash_:
            raise BadEntry(seq, "its text is not what was hashed when it was written")
        self._prove(seq, hash_, [bytes.fromhex(beside) for beside in line["proof"]])
        told = read_body(seq, body)
        if seq == 1 and told.get("scratch"):
            notes.append(SCRATCH)
        if self._seq == 0 and seq != 1:
            raise BadEntry(1, "it is missing: it says whether the record is live or scratch")
        mine = told["consideration"] == self._scope
        if not mine and seq != 1:
            raise BadEntry(seq, "it belongs to another consideration")
        self._check_complete(seq, told)
        self.contents.check(seq, told, content)
        if mine:
            self._hashes.append(hash_)
        self._seq = seq
        self.count += 1

    def finish(self) -> None:
        self.contents.finish()
        for checkpoint in self._checkpoints:
            self._check_against(checkpoint)

    def _prove(self, seq: int, hash_: bytes, path: list[bytes]) -> None:
        try:
            proved = tree.root_from_path(seq - 1, self._size, hash_, path) == self._root
        except ValueError:
            proved = False
        if not proved:
            raise BadEntry(seq, "its proof does not lead to the record's root")

    def _check_complete(self, seq: int, told: dict[str, Any]) -> None:
        """An Exported entry says how many entries of the consideration stood before it, and their hash."""
        if told["kind"] != "Exported":
            return
        covered = self._hashes[: told["entries"]]
        if len(covered) < told["entries"] or sha256(b"".join(covered)).hexdigest() != told["digest"]:
            raise BadEntry(seq, "an entry before this one was left out or put in")

    def _check_against(self, checkpoint: Checkpoint) -> None:
        root = self._root if checkpoint.size == self._size else self._earlier(checkpoint.size)
        if root is None:
            words = (
                f"the export can't be compared with a checkpoint at size {checkpoint.size}: export it again"
            )
            raise BadEntry(None, words)
        if not checkpoint.matches(root):
            raise BadEntry(None, f"The record up to entry {checkpoint.size} is not what the checkpoint saw")

    def _earlier(self, size: int) -> bytes | None:
        for told in self._consistency:
            root, path = bytes.fromhex(told["root"]), [bytes.fromhex(beside) for beside in told["path"]]
            if told["size"] == size and tree.is_beginning(size, root, self._size, self._root, path):
                return root
        return None


def lines_of(file: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, raw in enumerate(file, start=1):
        try:
            yield json.loads(raw)
        except ValueError:
            raise BadEntry(None, f"line {number} of record.jsonl is not JSON") from None


def heading(line: dict[str, Any]) -> dict[str, Any]:
    fits = (
        isinstance(line, dict)
        and line.get("format") == "public-disclosure/record"
        and line.get("version") == 1
    )
    try:
        if fits and int(line["size"]) > 0 and len(bytes.fromhex(line["root"])) == 32 and line["scope"]:
            return line
    except (KeyError, TypeError, ValueError):
        pass
    raise BadEntry(None, "the first line of record.jsonl is not the heading of an export")


def _entry(line: dict[str, Any]) -> tuple[int, bytes, bytes, bytes, Content | None]:
    held = line["content"]
    content = None if held is None else (bytes.fromhex(held["salt"]), _bytes(held["bytes"]))
    return (
        line["seq"],
        _bytes(line["body"]),
        bytes.fromhex(line["previous"]),
        bytes.fromhex(line["hash"]),
        content,
    )


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
