"""What waits on the machine now, and what is better left for a while because it has just failed?"""

import time
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Engine, Text, all_, literal
from sqlalchemy.dialects.postgresql import ARRAY
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


def what_waits(
    engine: Engine, *, limit: int, active: Collection[str] = (), paused: Collection[tuple[str, int]] = ()
) -> list[Waiting]:
    """List machine work: what follows a person's move before first questions to agencies, then by number.

    Left out: references `active`, and those `paused` at the version they failed at. However many those
    are, they hide nothing that comes after them.
    """
    as_failed = func.concat(col(Consideration.reference), "/", col(Consideration.version))
    failed = literal([f"{reference}/{version}" for reference, version in paused], ARRAY(Text))
    asks_only = func.bool_and(col(Wait.what) == "ask_agency")
    with transaction(engine) as session:
        now = clock.now(session)
        found = session.exec(
            select(Consideration.reference, Consideration.version, asks_only)
            .join(Wait, col(Wait.consideration_id) == Consideration.id)
            .where(Wait.owner_kind == "machine", (col(Wait.due_at).is_(None)) | (col(Wait.due_at) <= now))
            .where(col(Consideration.reference).not_in(active), as_failed != all_(failed))
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

    @property
    def now(self) -> list[tuple[str, int]]:
        """What is still to be left for a while, each with the version it failed at."""
        now = time.monotonic()
        return [(name, version) for name, (version, until, _) in self._until.items() if until > now]

    def note(self, each: Waiting, *, failed: bool) -> None:
        """Remember how a try went."""
        if not failed:
            self._until.pop(each.reference, None)
            return
        _, _, last = self._until.get(each.reference, (0, 0.0, 0.0))
        pause = min(max(FIRST_PAUSE_S, 2 * last), LONGEST_PAUSE_S)
        self._until[each.reference] = (each.version, time.monotonic() + pause, pause)
