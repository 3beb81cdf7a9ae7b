"""When is the record pinned down outside the database? After each sign-off, and at most 15 minutes apart.

Whoever owns database and key can rewrite everything inside; a checkpoint that an auditor or a partner
agency has fetched from the data folder's `checkpoints/` shows it.
"""

import time
from dataclasses import dataclass, field

from sqlalchemy import Engine

from models import checkpoints, clock, ledger
from models.database import Settings, transaction

AT_MOST_APART_S = 15 * 60
SIGNED_SINCE = "SELECT EXISTS (SELECT FROM entry WHERE seq > %s AND kind IN ('SignedOff', 'DecisionStood'))"


@dataclass
class Checkpointing:
    """What this guide last pinned down. A scratch record has no checkpoints: nobody relies on it."""

    settings: Settings
    size: int = 0
    taken_at: float = field(default_factory=time.monotonic)

    def keep_up(self, engine: Engine) -> str | None:
        """Take a checkpoint where one is due; give the note, or None."""
        with transaction(engine) as session:
            head = ledger.head(session)
            if head.size == self.size or clock.is_scratch(session):
                return None
            signed = session.connection().exec_driver_sql(SIGNED_SINCE, (self.size,)).scalar_one()
            if not signed and time.monotonic() - self.taken_at < AT_MOST_APART_S:
                return None
            note = checkpoints.checkpoint(session, self.settings)
        self.size, self.taken_at = head.size, time.monotonic()
        return note
