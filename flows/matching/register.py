"""Who on the register is nearest to the person sought? Every nominal is scored; there is no blocking."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from threading import Lock
from typing import Any

import duckdb
import rfc8785

from flows.matching import explaining, locked
from flows.matching.layout import Layout, Sought
from flows.matching.nearest import Candidate, Nearest
from flows.matching.person import Nominal, Someone
from flows.matching.scan import highest, scan
from flows.matching.scoring import Scored, Scorer

CLOSER_LOOK = 50  # how many of the scan's highest get the score of record; at least
AT_ONCE = 40  # people sought whose weights are held in memory together


class Register:
    """The nominals as read at one time. Keep it for the life of a process; threads take turns.

    The same nominals and the same question give the same answer, in the same order; ties go by key.
    """

    def __init__(self, nominals: Iterable[Nominal], memory: str = locked.MEMORY) -> None:
        """Raise CannotDo where they don't fit into `memory`; ValueError where two have one key."""
        ordered = sorted(nominals, key=lambda nominal: nominal.key)
        self._keys = [nominal.key for nominal in ordered]
        if len(set(self._keys)) < len(ordered):
            raise ValueError("two nominals have the same key")
        self.size = len(ordered)
        self.digest = _digest(ordered)
        self._turn, self._memory = Lock(), memory
        self._layout = Layout(ordered)
        self._connection = locked.connect(memory)
        try:
            self._layout.write(self._connection)
        except duckdb.OutOfMemoryException:
            raise locked.out_of_memory(memory) from None
        self._scorer = Scorer(self._connection)

    def nearest(self, sought: Someone, limit: int = 10) -> Nearest:
        """The nearest, best first."""
        return self.nearest_of_each({"": sought}, limit)[""]

    def nearest_of_each(
        self,
        sought: Mapping[str, Someone],
        limit: int = 10,
        progress: Callable[[int, int], None] | None = None,
    ) -> dict[str, Nearest]:
        """The nearest to each of many; `progress` hears how many of how many are done.

        Raise CannotDo where there is not memory enough.
        """
        found: dict[str, Nearest] = {}
        for some in _portions(sought.items(), AT_ONCE):
            with self._turn:
                try:
                    candidates = (
                        self._candidates([who for _, who in some], limit) if self.size else [()] * len(some)
                    )
                except duckdb.OutOfMemoryException:
                    raise locked.out_of_memory(self._memory) from None
            for (key, who), near in zip(some, candidates, strict=True):
                found[key] = explaining.nearest(near, who)
            if progress:
                progress(len(found), len(sought))
        return found

    def _candidates(self, people: list[Someone], limit: int) -> list[tuple[Candidate, ...]]:
        sought = [Sought.of(who) for who in people]
        near = [
            highest(weights, max(CLOSER_LOOK, limit))
            for weights in scan(self._connection, self._layout, sought)
        ]
        scored = self._scorer.score(
            [(at, nominal, row) for at, nominals in enumerate(near) for nominal in nominals
             for row in self._layout.pairs(nominal)],
            [(at, row) for at, one in enumerate(sought) for row in one.pairs()],
        )  # fmt: skip
        return [
            self._ranked([scored[at, nominal] for nominal in nominals], limit)
            for at, nominals in enumerate(near)
        ]

    def _ranked(self, scored: list[Scored], limit: int) -> tuple[Candidate, ...]:
        scored.sort(key=lambda one: (-sum(weight for _, weight in one.levels.values()), one.nominal))
        return tuple(
            explaining.candidate(self._keys[one.nominal], rank, one, self.size)
            for rank, one in enumerate(scored[:limit], 1)
        )

    def close(self) -> None:
        """Forget the names. Nothing can be asked afterwards."""
        with self._turn:
            self._connection.close()
            self._layout, self.size = Layout(()), 0


def _digest(nominals: list[Nominal]) -> str:
    """SHA-256 over the canonical form (RFC 8785) of everything read, in order of key."""
    sha = hashlib.sha256()
    for nominal in nominals:
        who = nominal.who
        read: Any = [
            nominal.key, who.forenames, who.surname, list(who.other_names), who.sex, who.approximate_age,
            who.date_of_birth and who.date_of_birth.isoformat(), who.age_as_of and who.age_as_of.isoformat(),
            [[list(place.lines), place.postcode, place.current] for place in who.places],
        ]  # fmt: skip
        sha.update(rfc8785.dumps(read) + b"\n")
    return sha.hexdigest()


def _portions(items: Iterable[tuple[str, Someone]], size: int) -> Iterator[list[tuple[str, Someone]]]:
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some
