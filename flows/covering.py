"""Is everybody considered in time? Worked out once, and again as soon as anything it rests on has changed.

The whole register takes a fifth of a second and more; a page asks for it each time somebody looks.
"""

from dataclasses import dataclass
from datetime import date
from threading import Lock

from sqlmodel import Session, func, select

from flows.every_case import Duty, duties
from flows.finding import NO_EXTRACT, version
from models import clock
from models.consideration import Consideration


@dataclass(frozen=True)
class RestsOn:
    """Which record, the extract applied last, the day, and every move on any consideration, counted."""

    record: str
    extract: str
    day: date
    considerations: int
    moves: int


_kept: list[tuple[RestsOn, list[Duty]]] = []
_turn = Lock()


def covered(session: Session) -> list[Duty]:
    """What the duty to consider asks today of everybody managed; whatever has been due longest first."""
    with _turn:
        now = _rests_on(session)
        if _kept and _kept[0][0] == now:
            return _kept[0][1]
        found = sorted(duties(session, now.day), key=lambda duty: (_first(duty), duty.reference))
        _kept[:] = [(now, found)] if now.extract != NO_EXTRACT else []
        return found


def _first(duty: Duty) -> date:
    return duty.due[0].due_on if duty.due else date.max


def _rests_on(session: Session) -> RestsOn:
    count, moves = session.exec(
        select(func.count(), func.coalesce(func.sum(Consideration.version), 0)).select_from(Consideration)
    ).one()
    record = session.connection().engine.url.render_as_string()
    return RestsOn(record, version(session).extract, clock.today(session), count, int(moves))
