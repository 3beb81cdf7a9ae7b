"""What waits on the machine now, and what is better left for a while because it has just failed?"""

import time
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import col, func, select

from models import clock
from models.consideration import Consideration, Wait
from models.database import transaction

FIRST_PAUSE_S, LONGEST_PAUSE_S = 15.0, 600.0


@dataclass(frozen=True)
class Waiting:
    """One consideration with machine work that can be done now."""

    reference: str
    version: int = 0
    follows_a_person: bool = True


def what_waits(engine: Engine, *, limit: int) -> list[Waiting]:
    """List machine work: what follows a person's move before first questions to agencies, then by number."""
    asks_only = func.bool_and(col(Wait.what) == "ask_agency")
    with transaction(engine) as session:
        now = clock.now(session)
        found = session.exec(
            select(Consideration.reference, Consideration.version, asks_only)
            .join(Wait, col(Wait.consideration_id) == Consideration.id)
            .where(Wait.owner_kind == "machine", (col(Wait.due_at).is_(None)) | (col(Wait.due_at) <= now))
            .group_by(col(Consideration.reference), col(Consideration.version), col(Consideration.number))
            .order_by(asks_only, col(Consideration.number))
            .limit(limit)
        ).all()
    return [Waiting(reference, version, not asks) for reference, version, asks in found]


class Pauses:
    """What failed waits, longer each time, unless somebody moves it meanwhile."""

    def __init__(self) -> None:
        self._until: dict[str, tuple[int, float, float]] = {}

    def over(self, each: Waiting) -> bool:
        """Tell whether it may be tried now."""
        version, until, _ = self._until.get(each.reference, (each.version, 0.0, 0.0))
        return version != each.version or until <= time.monotonic()

    def note(self, each: Waiting, *, failed: bool) -> None:
        """Remember how a try went."""
        if not failed:
            self._until.pop(each.reference, None)
            return
        _, _, last = self._until.get(each.reference, (0, 0.0, 0.0))
        pause = min(max(FIRST_PAUSE_S, 2 * last), LONGEST_PAUSE_S)
        self._until[each.reference] = (each.version, time.monotonic() + pause, pause)
