"""What happened, in order, and has nothing been altered since? Append-only, hash-chained, read in one query.

Append last in a transaction: the head row stays locked from `append` to the commit, so that whatever
else the step writes should be written before. At most 100 entries in one transaction.
"""

import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from models import tree
from models.canonical import canonical
from models.clock import now
from models.entries import Entry, RecordCreated

MACHINE = "machine"
ENVELOPE = frozenset({"kind", "version", "act", "at", "by", "consideration", "key", "content"})


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry as the ledger holds it. `content` is None where there is none, and where it was erased."""

    seq: int
    kind: str
    at: datetime
    by: str
    consideration: str | None
    body: dict[str, Any]
    content: dict[str, Any] | None
    erased: bool
    hash: bytes
    content_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain and the root of the tree over all of it."""

    size: int
    hash: bytes
    root: bytes


def append(
    session: Session,
    entry: Entry,
    content: dict[str, Any] | None = None,
    *,
    by: str,
    consideration: UUID | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> Recorded:
    """Write one entry, and its personal content beside it, in the session's transaction.

    `at` is the moment models.clock gave earlier for this act; without, it is asked for again.
    `key` is the step's natural key: a second entry under it raises AlreadyRecorded when the transaction
    ends. Listeners on the channel `disclosure` get the consideration's id at the commit.
    """
    return _append_at(session, at or now(session), entry, content, by, consideration, key)


def open_record(session: Session, *, scratch: bool, at: datetime | None) -> Recorded:
    """Write the first entry, at the time a scratch record starts with, or at the present time."""
    moment = now(session) if at is None else at
    return _append_at(session, moment, RecordCreated(scratch=scratch), None, MACHINE, None, "record-created")


def _append_at(
    session: Session,
    at: datetime,
    entry: Entry,
    content: dict[str, Any] | None,
    by: str,
    consideration: UUID | None,
    key: str | None,
) -> Recorded:
    session.flush()
    salt, held = (None, None) if content is None else (os.urandom(16), canonical(content))
    digest = None if salt is None or held is None else sha256(salt + held).hexdigest()
    body = entry_body(entry, at, by, consideration, key, digest)
    content_id = None if content is None else uuid4()
    written = session.connection().exec_driver_sql(
        "SELECT new_seq, new_hash FROM ledger_append(%s, %s, %s, %s)", (body, content_id, salt, held)
    )
    seq, hash_ = written.one()
    return recorded(seq, hash_, body, held, content_id)


def entry_body(
    entry: Entry, at: datetime, by: str, consideration: UUID | None, key: str | None, digest: str | None
) -> bytes:
    """Give the exact bytes of an entry's body. A field may not reuse an envelope name: ValueError."""
    fields = entry.model_dump(mode="json")
    if taken := ENVELOPE & fields.keys():
        raise ValueError(f"{entry.kind} may not have a field named {', '.join(sorted(taken))}")
    envelope = {
        "kind": entry.kind,
        "version": entry.version,
        "act": entry.act.value,
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "by": by,
        "consideration": None if consideration is None else str(consideration),
        "key": key,
        "content": digest,
    }
    return canonical(envelope | fields)


def recorded(seq: int, hash_: bytes, body: bytes, held: bytes | None, content_id: UUID | None) -> Recorded:
    """Read a row into an entry."""
    read: dict[str, Any] = json.loads(body)
    return Recorded(
        seq=seq,
        kind=read["kind"],
        at=datetime.fromisoformat(read["at"]),
        by=read["by"],
        consideration=read["consideration"],
        body=read,
        content=None if held is None else json.loads(held),
        erased=read["content"] is not None and held is None,
        hash=hash_,
        content_id=content_id,
    )


READ = """
    SELECT e.seq, e.hash, e.body, c.bytes, e.content_id
    FROM entry e LEFT JOIN content c ON c.id = e.content_id
"""


def find(session: Session, key: str) -> Recorded | None:
    """Find the entry a step wrote under its natural key."""
    found = _read(session, "e.key = %(key)s", {"key": key})
    return found[0] if found else None


def entries(
    session: Session, consideration: UUID | None = None, *, after: int = 0, kinds: Collection[str] = ()
) -> list[Recorded]:
    """Read entries in order, with their content: of one consideration, or of the whole record for None."""
    limits, values = (
        ["e.seq > %(after)s"],
        {"after": after, "consideration": consideration, "kinds": list(kinds)},
    )
    if consideration is not None:
        limits.append("e.consideration = %(consideration)s")
    if kinds:
        limits.append("e.kind = ANY(%(kinds)s)")
    return _read(session, " AND ".join(limits), values)


def entries_of(
    session: Session, considerations: Collection[UUID], kinds: Collection[str] = ()
) -> dict[UUID, list[Recorded]]:
    """Read the entries of several considerations in one query, each in order; none of a kind: no key."""
    limits = "e.consideration = ANY(%(considerations)s)" + (" AND e.kind = ANY(%(kinds)s)" if kinds else "")
    found: dict[UUID, list[Recorded]] = {}
    for entry in _read(session, limits, {"considerations": list(considerations), "kinds": list(kinds)}):
        found.setdefault(UUID(entry.consideration), []).append(entry)
    return found


def entries_by(session: Session, person: str, kinds: Collection[str]) -> list[Recorded]:
    """Read the entries of some kinds that one human being wrote, by any of their accounts, in order."""
    by = "e.by IN (SELECT handle FROM officer WHERE person_key = %(person)s)"
    return _read(session, f"{by} AND e.kind = ANY(%(kinds)s)", {"person": person, "kinds": list(kinds)})


def entries_at(session: Session, seqs: Collection[int]) -> list[Recorded]:
    """Read these entries, in order."""
    return _read(session, "e.seq = ANY(%(seqs)s)", {"seqs": list(seqs)})


def head(session: Session) -> Head:
    """Give the size, the last hash and the root, at the cost of a few hashes."""
    found = session.connection().exec_driver_sql("SELECT size, hash, frontier FROM head")
    size, hash_, frontier = found.one()
    return Head(size=size, hash=hash_, root=tree.root(frontier))


def _read(session: Session, where: str, values: Mapping[str, Any]) -> list[Recorded]:
    rows: Sequence[Any] = (
        session.connection().exec_driver_sql(f"{READ} WHERE {where} ORDER BY e.seq", dict(values)).all()
    )
    return [recorded(*row) for row in rows]
