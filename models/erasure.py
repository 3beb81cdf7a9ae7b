"""How does personal content leave the record without breaking it? On record, by the retention role only.

The entry keeps the digest it committed to, so that verification still passes and says "content erased".
The bytes leave PostgreSQL's files when the table is next vacuumed, and its backups when those expire.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session

from models.clock import now
from models.entries import Erased
from models.errors import RecordError
from models.ledger import Recorded, entry_body, recorded

FIND = (
    "SELECT e.consideration, encode(sha256(c.salt || c.bytes), 'hex')"
    " FROM content c JOIN entry e ON e.content_id = c.id WHERE c.id = %s"
)


def erase(session: Session, content_ids: Iterable[UUID], basis: str, by: str) -> list[Recorded]:
    """Delete content rows, each with its Erased entry, in a session of the retention role.

    `basis` is the retention rule's reference, never free text: it stays for ever. At most 100 at a time.
    Raise RecordError where a row is not there (any more).
    """
    written = []
    for content_id in content_ids:
        found = session.connection().exec_driver_sql(FIND, (content_id,)).first()
        if found is None:
            raise RecordError("There is no such content: it was erased before, or never written.")
        consideration, digest = found
        entry = Erased(content_digest=digest, basis=basis)
        body = entry_body(entry, now(session), by, consideration, None, None)
        done = session.connection().exec_driver_sql(
            "SELECT new_seq, new_hash FROM ledger_erase(%s, %s)", (body, content_id)
        )
        seq, hash_ = done.one()
        written.append(recorded(seq, hash_, body, None, None))
    return written
