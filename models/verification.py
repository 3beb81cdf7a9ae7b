"""Was anything altered? The whole record in its database, or an export on anybody's disk.

An export needs only this module and the pure ones it imports: run `python -m models.verification FOLDER`
with a checkpoint (or a letter's footer) and the public key held outside.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import tree
from models.chain import BadEntry, Chain, Contents, Verdict, verdict
from models.checkpoints import Checkpoint, read
from models.errors import CannotDo
from models.export_check import SCRATCH, OneConsideration, WholeRecord, heading, lines_of

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

Progress = Callable[[int, int], None]
EVERY = 2000
UNCHECKED = (
    "No checkpoint from outside was given: whoever owns the database and its key could have rewritten it all."
)

# The columns beside the body are compared as text, because `body` is what was hashed.
ROWS = """
    SELECT e.seq, e.body, e.previous, e.hash, c.salt, c.bytes, e.kind, e.by, e.key, e.consideration::text,
           to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           e.content_id IS NOT NULL, e.erases IS NOT NULL
    FROM entry e LEFT JOIN content c ON c.id = e.content_id ORDER BY e.seq
"""
STRAY_CONTENT = "SELECT count(*) FROM content c WHERE NOT EXISTS (SELECT FROM entry WHERE content_id = c.id)"
STRAY_ERASURE = """
    SELECT min(z.seq) FROM entry z LEFT JOIN entry e ON e.content_id = z.erases
    WHERE z.erases IS NOT NULL AND (e.seq IS NULL OR convert_from(e.body, 'UTF8')::jsonb ->> 'content'
          IS DISTINCT FROM convert_from(z.body, 'UTF8')::jsonb ->> 'content_digest')
"""


def verify_record(
    session: "Session",
    checkpoint: str | None = None,
    public_key: str | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Check every committed entry, its content and its columns, in one snapshot, against any checkpoints.

    `checkpoint` is the text of any number of signed notes or letters' footers. Raise CannotDo where it
    holds none or one is not rightly signed.
    """
    chain = Chain(_checkpoints(checkpoint, public_key))
    notes = [UNCHECKED] if checkpoint is None else []
    bad = None
    with session.get_bind().engine.connect() as own:
        connection = own.execution_options(isolation_level="REPEATABLE READ")
        try:
            _check_rows(connection, chain, notes, progress)
            chain.finish()
            _check_rest(connection, chain)
        except BadEntry as found:
            bad = found
    return verdict(chain.contents, chain.size, bad, notes, tree.root(chain.frontier))


def _check_rows(connection: "Connection", chain: Chain, notes: list[str], progress: Progress | None) -> None:
    total = connection.exec_driver_sql("SELECT size FROM head").scalar() or 0
    with connection.exec_driver_sql(
        ROWS, execution_options={"stream_results": True, "yield_per": EVERY}
    ) as rows:
        for row in rows:
            _check_row(row, chain, notes)
            if progress is not None and chain.size % EVERY == 0:
                progress(chain.size, total)
    if progress is not None:
        progress(chain.size, total)


def _check_row(row: Sequence[Any], chain: Chain, notes: list[str]) -> None:
    seq, body, previous, hash_, salt, held, *columns = row
    told = chain.entry(seq, body, previous, hash_, None if salt is None else (salt, held))
    kind, by = told["kind"], told["by"]
    beside = [kind, by, told.get("key"), told.get("consideration"), told["at"]]
    if columns != [*beside, told["content"] is not None, kind == "Erased"]:
        raise BadEntry(seq, "a column beside its text says something else than its text")
    if seq == 1 and told.get("scratch"):
        notes.append(SCRATCH)


def _check_rest(connection: "Connection", chain: Chain) -> None:
    head = connection.exec_driver_sql("SELECT size, hash, frontier FROM head").one_or_none()
    if head is None or tuple(head) != (chain.size, chain.last, chain.frontier):
        raise BadEntry(
            chain.size + 1, "the head of the record does not fit its entries; the last may be missing"
        )
    if stray := connection.exec_driver_sql(STRAY_CONTENT).scalar():
        raise BadEntry(None, f"{stray} content rows belong to no entry")
    if (seq := connection.exec_driver_sql(STRAY_ERASURE).scalar()) is not None:
        raise BadEntry(seq, "it erased something else than it says")


def verify_export(
    folder: Path,
    checkpoint: str | None = None,
    public_key: str | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """Check an export's record.jsonl without any database. Raise CannotDo where there is no such file."""
    path = folder / "record.jsonl"
    if not path.is_file():
        raise CannotDo("There is no record.jsonl in that folder: give the folder of an export.")
    checkpoints = _checkpoints(checkpoint, public_key)
    notes = [UNCHECKED] if checkpoint is None else []
    with path.open("rb") as file:
        lines = lines_of(file)
        try:
            header = heading(next(lines, {}))
        except BadEntry as found:
            return verdict(Contents(), 0, found, notes, b"")
        kind = WholeRecord if header["scope"] == "record" else OneConsideration
        walk: WholeRecord | OneConsideration = kind(header, checkpoints)
        bad = None
        try:
            for line in lines:
                walk.line(line, notes)
                if progress is not None and walk.count % EVERY == 0:
                    progress(walk.count, header["size"])
            walk.finish()
        except BadEntry as found:
            bad = found
        except (KeyError, TypeError, ValueError, AttributeError):
            bad = BadEntry(None, f"line {walk.count + 2} of record.jsonl is not an entry")
    return verdict(walk.contents, walk.count, bad, notes, bytes.fromhex(header["root"]))


def _checkpoints(text: str | None, public_key: str | None) -> list[Checkpoint]:
    return [] if text is None else read(text, public_key)


def main() -> int:
    """Verify an export from the command line; exit 0 when nothing was altered, 1 when something was."""
    parser = argparse.ArgumentParser(prog="python -m models.verification", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--checkpoint", type=Path, help="file with signed notes, or with a letter's footer")
    parser.add_argument("--public-key", type=Path, help="file with our public key")
    given = parser.parse_args()
    texts = [
        None if path is None else path.read_text(encoding="utf-8")
        for path in (given.checkpoint, given.public_key)
    ]
    try:
        found = verify_export(given.folder, *texts)
    except CannotDo as obstacle:
        print(obstacle, file=sys.stderr)
        return 1
    print(found.words)
    return 0 if found.good else 1


if __name__ == "__main__":
    sys.exit(main())
