"""With what does a machine work? Its database, agencies, print folder and own id, set once for a process.

Flows take references only, so what a step works with can't travel in their parameters.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine

from models.database import database_url, engine, settings


@dataclass(frozen=True)
class Workplace:
    """What a guide, a worker or a test works with."""

    engine: Engine
    print_folder: Path
    guide: str = field(default_factory=lambda: uuid4().hex)

    @property
    def lock_key(self) -> int:
        """The advisory lock this guide holds while it lives: 63 bits of its id."""
        return int(self.guide[:16], 16) >> 1


_current: list[Workplace] = []


def workplace() -> Workplace:
    """The workplace of this process; a worker's, which nobody set, comes from its environment."""
    if not _current:
        kept = settings()
        _current.append(Workplace(engine(database_url(kept)), kept.data / "print"))
    return _current[-1]


@contextmanager
def working_in(place: Workplace) -> Iterator[Workplace]:
    """Set the workplace while inside."""
    _current.append(place)
    try:
        yield place
    finally:
        _current.remove(place)
