"""What leaves with an export, so that a stranger can verify it without us? record.jsonl, line by line.

The first line tells the scope, and the size and root of the record the rest is measured against. Each
further line is an entry with the exact bytes of its body:

    {"seq": 5, "body": base64, "previous": hex, "hash": hex, "content": {"salt": hex, "bytes": base64} | null}

A whole record's lines prove each other by the chain. One consideration's entries each carry their way
to the root ("proof", at most 1 KB), and nothing of any other consideration; entry 1 comes with them,
because it says whether the record is live or scratch. "consistency" ties the root to earlier checkpoints.
"""

import base64
import json
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlmodel import Session

from models import tree

FORMAT = "public-disclosure/record"
# Entry 1 is in every export, so the size and frontier come from the very snapshot the rows come from.
ROWS = """
    SELECT e.seq, e.body, e.previous, e.hash, c.salt, c.bytes, h.size, CASE WHEN e.seq = 1 THEN h.frontier END
    FROM head h CROSS JOIN entry e LEFT JOIN content c ON c.id = e.content_id
"""


def export_lines(
    session: Session, consideration: UUID | None = None, *, checkpoint_sizes: Collection[int] = ()
) -> Iterator[bytes]:
    """Give the lines of record.jsonl: of one consideration, or of the whole record for None.

    `checkpoint_sizes` are the sizes of checkpoints and footers held outside: one consideration's export
    can then be verified against those too. Whoever asks writes the Exported entry first.
    """
    where = "" if consideration is None else "WHERE e.seq = 1 OR e.consideration = %(consideration)s"
    proofs: tree.Proofs | None = None
    with session.connection().exec_driver_sql(
        f"{ROWS} {where} ORDER BY e.seq",
        {"consideration": consideration},
        execution_options={"stream_results": True, "yield_per": 1000},
    ) as rows:
        for *row, size, frontier in rows:
            if row[0] == 1 and consideration is None:
                yield _header("record", size, tree.root(frontier), [])
            elif row[0] == 1:
                proofs = tree.Proofs(_leaves(session, size))
                earlier = _consistency(proofs, size, checkpoint_sizes)
                yield _header(str(consideration), size, proofs.root(), earlier)
            line = _entry(*row)
            yield _line(line if proofs is None else line | {"proof": _hex(proofs.path(row[0] - 1))})


def _entry(
    seq: int, body: bytes, previous: bytes, hash_: bytes, salt: bytes | None, held: bytes | None
) -> dict[str, Any]:
    content = None if salt is None or held is None else {"salt": salt.hex(), "bytes": _base64(held)}
    return {
        "seq": seq,
        "body": _base64(body),
        "previous": previous.hex(),
        "hash": hash_.hex(),
        "content": content,
    }


def fingerprint(session: Session, consideration: UUID) -> tuple[int, str]:
    """Count a consideration's entries and hash their hashes in order, for its Exported entry to say.

    An export that ends with such an entry can't lack one of those counted. One that another process
    writes in between is simply not counted.
    """
    found = session.connection().exec_driver_sql(
        "SELECT hash FROM entry WHERE consideration = %s ORDER BY seq", (consideration,)
    )
    hashes = found.scalars().all()
    return len(hashes), sha256(b"".join(hashes)).hexdigest()


def _leaves(session: Session, size: int) -> Sequence[bytes]:
    sql = "SELECT hash FROM entry WHERE seq <= %s ORDER BY seq"
    return session.connection().exec_driver_sql(sql, (size,)).scalars().all()


def _consistency(proofs: tree.Proofs, size: int, earlier: Collection[int]) -> list[dict[str, Any]]:
    return [
        {"size": at, "root": proofs.root(at).hex(), "path": _hex(proofs.consistency(at))}
        for at in sorted(set(earlier))
        if 0 < at < size
    ]


def _header(scope: str, size: int, root: bytes, consistency: list[dict[str, Any]]) -> bytes:
    told = {"format": FORMAT, "version": 1, "scope": scope, "size": size, "root": root.hex()}
    return _line(told | ({"consistency": consistency} if consistency else {}))


def _hex(hashes: Collection[bytes]) -> list[str]:
    return [hash_.hex() for hash_ in hashes]


def _base64(held: bytes) -> str:
    return base64.b64encode(held).decode()


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"
