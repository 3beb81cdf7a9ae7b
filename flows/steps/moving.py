"""What does a move hold while it is made? One consideration, locked, and what it would write.

A move is a small function that appends entries to a `Moving`; the pipeline around it does the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from flows.people import Person, people
from flows.steps.actor import Actor, who_is_named
from models.closures import recorded_closures
from models.consideration import Consideration
from models.dossier import Dossier
from models.entries import Entry
from models.errors import CannotDo
from models.facts_on_record import as_facts
from models.folding import fold
from policy.facts import Facts
from policy.scheme import Scheme


class Given(BaseModel):
    """What a person enters for one move. Unknown fields are refused, so that a slip is not lost."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


# A reference or handle as a person types it: what our own columns of references take, and nothing else.
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9./:_-]{1,40}$")]


def refuse_if(*obstacles: str | None) -> None:
    """Stop with every obstacle that stands."""
    if standing := [obstacle for obstacle in obstacles if obstacle]:
        raise CannotDo(*standing)


@dataclass(frozen=True)
class Draft:
    """An entry about to be written; folds like one already written."""

    entry: Entry
    body: dict[str, Any]
    content: dict[str, Any] | None
    at: datetime
    by: str
    key: str | None

    @property
    def kind(self) -> str:
        return self.entry.kind


@dataclass
class Moving:
    """One consideration, locked, with the picture as it will be once what is drafted is written."""

    session: Session
    row: Consideration
    dossier: Dossier
    scheme: Scheme
    actor: Actor
    now: datetime
    today: date
    drafts: list[Draft] = field(default_factory=list)
    is_new: bool = False
    _known: dict[str, Person] | None = None
    _closed: dict[date, str] | None = None

    def __post_init__(self) -> None:
        self._named_before = who_is_named(self.dossier)

    @property
    def changed_who_is_named(self) -> bool:
        """Tell whether what is drafted names somebody else than before, or nobody any more."""
        return who_is_named(self.dossier) != self._named_before

    @property
    def known(self) -> dict[str, Person]:
        """Everybody's account as it is now, read once a move."""
        if self._known is None:
            self._known = people(self.session)
        return self._known

    @property
    def closed(self) -> dict[date, str]:
        """The closures recorded, read once a move."""
        if self._closed is None:
            self._closed = recorded_closures(self.session)
        return self._closed

    def append(self, entry: Entry, content: dict[str, Any] | None = None, *, key: str | None = None) -> None:
        """Draft an entry and fold it, so that whatever follows in this move sees it."""
        body = entry.model_dump(mode="json")
        draft = Draft(entry, body, content, self.now, self.actor.handle, key)
        self.drafts.append(draft)
        fold([draft], self.dossier)

    def facts(self, key: str | None = None) -> Facts:
        """The facts as this move would leave them, with one recipient in view or none."""
        return as_facts(self.dossier, self.today, self.dossier.lines.get(key) if key else None)

    def refuse_if(self, *obstacles: str | None) -> None:
        """Stop the move with every obstacle that stands."""
        refuse_if(*obstacles)


@dataclass(frozen=True)
class Move:
    """A move by name: what is entered, who may make it, and the function that makes it."""

    name: str
    given: type[Given]
    roles: frozenset[str]
    make: Callable[[Moving, Any], None]


G = TypeVar("G", bound=Given)
MADE: dict[str, Move] = {}
# What is tried before a person's move is written, so that a machine never meets what a person could mend.
TRIALS: list[Callable[[Moving], None]] = []
Step = Callable[[Moving, G], None]


def move(given: type[G], *roles: str) -> Callable[[Step[G]], Step[G]]:
    """Register a function as the move of its own name, for people with any of `roles` (none: the machine)."""

    def keep(function: Step[G]) -> Step[G]:
        name = function.__name__
        MADE[name] = Move(name, given, frozenset(roles), function)
        return function

    return keep
