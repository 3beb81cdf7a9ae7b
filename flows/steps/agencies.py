"""Which agencies take part, and on which days is everybody closed? An administrator says, with reasons."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field
from sqlmodel import Session, select

from flows.steps.actor import Actor
from flows.steps.entering import checked_as
from flows.steps.moving import Code, Given, refuse_if
from flows.steps.opening import require
from models import ledger
from models.agency import Agency, AgencyRole
from models.closures import Closure
from models.entries import AgencyAdded, AgencyChanged, ClosureAdded, ClosureRemoved
from policy.facts import Check

KEPT = ("name", "role", "system_url", "answers")


class AgencyGiven(Given):
    """A body, whole, as it is to stand from now on."""

    code: Code = Field(description="e.g. childrens_services")
    name: str = Field(min_length=2, max_length=200)
    role: AgencyRole
    system_url: str | None = Field(
        None, max_length=400, description="Where its system takes checks; none: by hand"
    )
    answers: tuple[Check, ...] = Field((), description="Checks it answers")
    reasons: str = Field(min_length=3, max_length=4000)


def put_agency(
    session: Session, actor: Actor, given: AgencyGiven | dict[str, Any], *, key: str | None = None
) -> None:
    """Add an agency, or change it by its code. Nothing different: nothing is written. Raise CannotDo."""
    entered = checked_as(AgencyGiven, given)
    require(actor, "administrator")
    if key and ledger.find(session, key):
        return
    refuse_if(_wrong_address(entered.system_url))
    after = entered.model_dump(mode="json", include=set(KEPT))
    held = session.exec(select(Agency).where(Agency.code == entered.code).with_for_update()).one_or_none()
    before = {name: getattr(held, name) for name in KEPT} if held else {}
    changed = tuple(name for name in KEPT if before.get(name) != after[name])
    if held and not changed:
        return
    agency = held or Agency(code=entered.code, name=entered.name, role=entered.role)
    for name in KEPT:
        setattr(agency, name, after[name])
    session.add(agency)
    session.flush()
    answers = tuple(after["answers"])
    entry = (
        AgencyChanged(agency=entered.code, changed=changed, answers=answers)
        if held
        else AgencyAdded(agency=entered.code, answers=answers)
    )
    content = {
        "before": {name: before[name] for name in changed if held},
        "after": after,
        "reasons": entered.reasons,
    }
    ledger.append(session, entry, content, by=actor.handle, key=key)


def _wrong_address(url: str | None) -> str | None:
    """An address holds no credentials: they would stand in the record for good."""
    if url is None:
        return None
    parts = urlsplit(url)
    right = parts.scheme in ("http", "https") and parts.hostname and not parts.username and not parts.query
    return None if right else "system_url: an http or https address, without credentials or a question mark."


class ClosureGiven(Given):
    """A day on which the whole force is closed."""

    closed_on: date
    why: str = Field(min_length=3, max_length=200, description="What people call it")
    reasons: str = Field(min_length=3, max_length=4000)


def add_closure(
    session: Session, actor: Actor, given: ClosureGiven | dict[str, Any], *, key: str | None = None
) -> None:
    """Close a day. Each deadline is worked out with it at the next move. Raise CannotDo."""
    entered = checked_as(ClosureGiven, given)
    require(actor, "administrator")
    if key and ledger.find(session, key):
        return
    refuse_if("closed_on: that day is closed already." if session.get(Closure, entered.closed_on) else None)
    session.add(Closure(closed_on=entered.closed_on, why=entered.why))
    session.flush()
    content = {"why": entered.why, "reasons": entered.reasons}
    ledger.append(session, ClosureAdded(closed_on=entered.closed_on), content, by=actor.handle, key=key)


class ClosureGone(Given):
    """A day that is worked after all."""

    closed_on: date
    reasons: str = Field(min_length=3, max_length=4000)


def remove_closure(
    session: Session, actor: Actor, given: ClosureGone | dict[str, Any], *, key: str | None = None
) -> None:
    """Open a day that an administrator closed. Bank holidays and the settings file's days are not theirs."""
    entered = checked_as(ClosureGone, given)
    require(actor, "administrator")
    if key and ledger.find(session, key):
        return
    held = session.get(Closure, entered.closed_on)
    refuse_if(None if held else "closed_on: nobody recorded that day as closed.")
    session.delete(held)
    session.flush()
    entry, content = ClosureRemoved(closed_on=entered.closed_on), {"reasons": entered.reasons}
    ledger.append(session, entry, content, by=actor.handle, key=key)
