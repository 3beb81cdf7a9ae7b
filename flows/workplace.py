"""With what does a machine work? Its database, agencies, print folder and own id, set once for a process.

Flows take references only, so what a step works with can't travel in their parameters.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine


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
    """The workplace of this process. Raise RuntimeError where none was set."""
    if not _current:
        raise RuntimeError("no workplace has been set for this process")
    return _current[-1]


@contextmanager
def working_in(place: Workplace) -> Iterator[Workplace]:
    """Set the workplace while inside."""
    _current.append(place)
    try:
        yield place
    finally:
        _current.remove(place)
