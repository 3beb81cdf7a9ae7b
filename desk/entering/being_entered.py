"""Which registration is being entered? One person's own, as it was saved last; or where it went once sent."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from hashlib import sha256
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from desk.entering.journey import Journey, journey
from desk.entering.step import Steps, Typed
from desk.loading import NotThere
from desk.routes import seen_other
from desk.visiting import Visit
from flows.registering.begun import PLACE, Begun, begun, save
from flows.steps.opening import made_already
from models import clock, ledger
from models.database import transaction

TRIES = 5  # another window may save in between


@dataclass(frozen=True)
class Entering:
    """A registration on its way, with its pages."""

    held: Begun
    journey: Journey
    today: date

    @property
    def path(self) -> str:
        return f"{PLACE}{self.held.id}"

    @property
    def key(self) -> str:
        """Under which it is registered, once."""
        return key_of(self.held.id)

    def ask(self, slug: str) -> str:
        """The address of one of its pages."""
        return f"{self.path}/{slug}" if slug in ("likely", "check", "at-once") else f"{self.path}/ask/{slug}"

    @property
    def may_be_at_risk(self) -> bool:
        return self.held.typed.get("risk", {}).get("immediate_risk") in ("yes", "not_known")


Answers = Callable[..., Response]


def being_entered(handler: Answers) -> Answers:
    """Hand a page the registration its address is about; one sent already leads to what it became."""

    @wraps(handler)
    def answer(visit: Visit, id: str, **given: Any) -> Response:
        with transaction(visit.engine) as session:
            held = begun(session, visit.actor.handle, id)
            today = clock.today(session)
            became = None if held else _became(session, visit, id)
        if held:
            return handler(visit, Entering(held, journey(held.typed, today), today), **given)
        if became is None:
            raise NotThere
        return seen_other(f"/registrations/{became}/registered")

    return answer


def key_of(id_: str) -> str:
    return f"desk:{id_}"


def _became(session: Session, visit: Visit, id_: str) -> str | None:
    """The consideration of a registration that this person sent."""
    found = ledger.find(session, key_of(id_))
    made = made_already(session, key_of(id_)) if found and found.by == visit.actor.handle else None
    return made.reference if made else None


def digest(fields: Any) -> str:
    """What one page held when it was shown: whether it was saved since, in another window."""
    return sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16] if fields else "nothing"


def save_page(visit: Visit, id_: str, slug: str, typed: dict[str, Any], was: str) -> dict[str, Any] | None:
    """Save one page among the others. What another window saved there since it was shown is given back."""
    for _ in range(TRIES):
        with transaction(visit.engine) as session:
            held = begun(session, visit.actor.handle, id_)
            if held is None:
                raise NotThere
            theirs = held.typed.get(slug)
            if theirs is not None and theirs != typed and digest(theirs) != was:
                return theirs
            if save(session, visit.actor.handle, held, held.typed | {slug: typed}):
                return None
    raise NotThere


def save_with(visit: Visit, entered: Entering, more: Callable[[Steps], dict[str, Typed]]) -> Entering:
    """Save all pages with something more on them, over whatever another window saved meanwhile."""
    for _ in range(TRIES):
        with transaction(visit.engine) as session:
            held = begun(session, visit.actor.handle, entered.held.id)
            if held is None:
                raise NotThere
            typed = more(held.typed)
            if save(session, visit.actor.handle, held, typed):
                return Entering(replace(held, typed=typed), journey(typed, entered.today), entered.today)
    raise NotThere
