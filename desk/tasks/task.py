"""What is one task, and what does it see of its consideration?"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from desk.loading import Opened
from models.clock import LONDON
from models.consideration import Wait
from models.dossier import Dossier, Line, Phase
from models.facts_on_record import as_facts
from policy.recommendation import open_questions
from policy.stages import Stage

OF_RISK = frozenset({
    "serious_harm_risk", "particular_children", "children_of_description", "child_age", "imminent_risk",
    "concerns",
})  # fmt: skip


class Standing(StrEnum):
    """How one task stands, in the words of the list."""

    NOT_STARTED = "Not yet started"
    IN_PROGRESS = "In progress"
    WAITING = "Waiting"
    COMPLETED = "Completed"
    CANNOT_START = "Cannot start yet"
    NOT_NEEDED = "Not needed"


@dataclass(frozen=True)
class Task:
    """One task. `part`: where it is done, below the consideration's address; `why`: what is left."""

    title: str
    part: str
    standing: Standing
    why: str = ""
    waiting_for: str = ""
    wait: Wait | None = None

    @property
    def words(self) -> str:
        return f"Waiting for {self.waiting_for}" if self.waiting_for else str(self.standing)


@dataclass(frozen=True)
class Seen:
    """One consideration as its tasks see it."""

    opened: Opened

    @property
    def dossier(self) -> Dossier:
        return self.opened.dossier

    @property
    def stage(self) -> Stage:
        return self.opened.stage

    @property
    def is_over(self) -> bool:
        return self.stage in (Stage.OUTCOME, Stage.CLOSED)

    @cached_property
    def recipients(self) -> list[Line]:
        return [line for line in self.dossier.lines.values() if line.kind]

    @cached_property
    def left_open(self) -> tuple[str, ...]:
        """Every question of fact a rule still waits for, with each recipient in view who is still open."""
        day = self.opened.now.astimezone(LONDON).date()
        in_view = [line for line in self.recipients if line.phase is Phase.NAMED]
        views: list[Line | None] = [*in_view] or [None]
        found = {
            path.replace("recipient.", f"{line.key}." if line else "recipient.")
            for line in views
            for path in open_questions(as_facts(self.dossier, day, line), self.opened.scheme)
        }
        return tuple(sorted(found))

    def wait_for(self, *moves: str) -> Wait | None:
        """The wait for any of these moves that ends soonest."""
        found = [wait for wait in self.opened.waits if wait.what in moves]
        return min(found, key=lambda wait: (wait.due_at is None, wait.due_at)) if found else None


def task(
    seen: Seen, title: str, part: str, standing: Standing, why: str = "", *moves: str, waiting_for: str = ""
) -> Task:
    return Task(title, part, standing, why, waiting_for, seen.wait_for(*moves))


def count(number: int, what: str, then: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'} {then}."
