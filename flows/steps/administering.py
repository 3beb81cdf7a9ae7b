"""Who works here, in what rank and roles? What an administrator changes, each with reasons and an entry.

Never their own rights, and never together with rights to read: who gives rights reads no content. Whatever
is changed counts at the next request and the next signature, since both read the account as it stands.
"""

from datetime import date, timedelta
from typing import Any

from pydantic import Field
from sqlmodel import Session, col, select

from flows.register.on_register import HEADQUARTERS
from flows.steps.actor import Actor
from flows.steps.entering import checked_as
from flows.steps.moving import Code, Given, refuse_if
from flows.steps.opening import require
from flows.steps.roles import ALL_ROLES, EVERYBODY_ACTING, READERS
from flows.walls import look_again
from models import clock, ledger
from models.agency import Agency
from models.consideration import Consideration
from models.entries import OfficerAdded, OfficerChanged, OfficerRestored, OfficerRevoked
from models.errors import CannotDo
from models.officer import Officer
from models.subject import Subject
from policy.scheme import RANKS

WITHOUT_RANK = "staff"
YOUNGEST, OLDEST = timedelta(days=16 * 365), timedelta(days=100 * 366)


class Post(Given):
    """What an account says of somebody. `new_unit`: nobody works in that unit yet, and it is no slip."""

    name: str = Field(min_length=2, max_length=200, description="Forename and surname")
    date_of_birth: date | None = Field(None, description="Tells them from a namesake in a consideration")
    rank: Code
    agency: Code
    unit: Code
    roles: tuple[Code, ...] = Field(min_length=1)
    new_unit: bool = False


class OfficerGiven(Post):
    """Somebody new, or another account of somebody: then with the person key they have."""

    handle: Code = Field(description="e.g. ppo.northern.7")
    person_key: Code = Field(description="One human being, whatever accounts they hold, e.g. P-0131")
    active_from: date | None = Field(None, description="Default: today")
    reasons: str = Field(min_length=3, max_length=4000)


class PostChanged(Given):
    """What is to change; what is left out stays as it is."""

    name: str | None = Field(None, min_length=2, max_length=200)
    date_of_birth: date | None = None
    rank: Code | None = None
    agency: Code | None = None
    unit: Code | None = None
    roles: tuple[Code, ...] | None = Field(None, min_length=1)
    new_unit: bool = False
    reasons: str = Field(min_length=3, max_length=4000)


class Why(Given):
    """Why somebody's rights end, or come back."""

    reasons: str = Field(min_length=3, max_length=4000)


def add_officer(
    session: Session, actor: Actor, given: OfficerGiven | dict[str, Any], *, key: str | None = None
) -> str:
    """Give somebody an account, and return its handle. Raise CannotDo with every obstacle."""
    entered = checked_as(OfficerGiven, given)
    if (done := _begun(session, actor, key)) is not None:
        return str(done["handle"])
    values = entered.model_dump(exclude={"reasons", "new_unit", "active_from"})
    officer = Officer(**values | {"roles": list(_in_order(entered.roles))}, active_from=date.min)
    officer.active_from = entered.active_from or clock.today(session)
    taken = entered.handle == "machine" or session.get(Officer, entered.handle) is not None
    refuse_if(
        "handle: somebody has that handle; choose another." if taken else None,
        *_obstacles(session, actor, officer, new_unit=entered.new_unit),
    )
    session.add(officer)
    session.flush()
    look_again(session, [officer.handle])
    body = OfficerAdded(
        handle=officer.handle, person=officer.person_key, rank=officer.rank, agency=officer.agency,
        unit=officer.unit, roles=tuple(officer.roles),
    )  # fmt: skip
    content = {"name": officer.name, "date_of_birth": _day(officer.date_of_birth), "reasons": entered.reasons}
    ledger.append(session, body, content, by=actor.handle, key=key)
    return officer.handle


def change_officer(
    session: Session,
    actor: Actor,
    handle: str,
    given: PostChanged | dict[str, Any],
    *,
    key: str | None = None,
) -> None:  # fmt: skip
    """Change what an account says of somebody. Nothing different: nothing is written. Raise CannotDo."""
    entered = checked_as(PostChanged, given)
    if _begun(session, actor, key) is not None:
        return
    officer = _locked(session, handle)
    wanted = entered.model_dump(exclude={"reasons", "new_unit"}, exclude_none=True)
    if entered.roles:
        wanted["roles"] = list(_in_order(entered.roles))
    before = {name: getattr(officer, name) for name in wanted}
    changed = sorted(name for name, value in wanted.items() if before[name] != value)
    if not changed:
        return
    with session.no_autoflush:
        for name in changed:
            setattr(officer, name, wanted[name])
        refuse_if(*_obstacles(session, actor, officer, new_unit=entered.new_unit))
    session.add(officer)
    session.flush()
    if {"name", "date_of_birth"} & {*changed}:
        look_again(session, [handle])
    body = OfficerChanged(
        handle=handle, changed=tuple(changed), rank=officer.rank, agency=officer.agency, unit=officer.unit,
        roles=tuple(officer.roles),
    )  # fmt: skip
    content = {
        "before": _as_kept(before, changed),
        "after": _as_kept(wanted, changed),
        "reasons": entered.reasons,
    }
    ledger.append(session, body, content, by=actor.handle, key=key)


def revoke_officer(
    session: Session, actor: Actor, handle: str, given: Why | dict[str, Any], *, key: str | None = None
) -> None:
    """End somebody's rights now: nobody at their next request, and what they signed counts no more."""
    entered = checked_as(Why, given)
    if _begun(session, actor, key) is not None:
        return
    officer, now = _locked(session, handle), clock.now(session)
    gone = officer.revoked_at is not None and officer.revoked_at <= now
    refuse_if(_own(actor, officer), "Their rights have been withdrawn already." if gone else None)
    officer.revoked_at = now
    session.add(officer)
    session.flush()
    ledger.append(
        session, OfficerRevoked(handle=handle), {"reasons": entered.reasons}, by=actor.handle, key=key
    )


def restore_officer(
    session: Session, actor: Actor, handle: str, given: Why | dict[str, Any], *, key: str | None = None
) -> None:
    """Give somebody the rights of their account back, as far as they could be given today."""
    entered = checked_as(Why, given)
    if _begun(session, actor, key) is not None:
        return
    officer = _locked(session, handle)
    held, officer.revoked_at = officer.revoked_at, None
    with session.no_autoflush:
        refuse_if(
            None if held else "They have their rights; nothing is to be given back.",
            *_obstacles(session, actor, officer, new_unit=True),
        )
    session.add(officer)
    session.flush()
    look_again(session, [handle])
    ledger.append(
        session, OfficerRestored(handle=handle), {"reasons": entered.reasons}, by=actor.handle, key=key
    )


def _begun(session: Session, actor: Actor, key: str | None) -> dict[str, Any] | None:
    """Refuse whoever is no administrator; the body of what was done under the key before, if it was."""
    require(actor, "administrator")
    done = ledger.find(session, key) if key else None
    return done.body if done else None


def _locked(session: Session, handle: str) -> Officer:
    found = session.exec(select(Officer).where(col(Officer.handle) == handle).with_for_update()).one_or_none()
    if found is None:
        raise CannotDo("Nobody is known by that handle.")
    return found


def _own(actor: Actor, officer: Officer) -> str | None:
    own = actor.person == officer.person_key
    return (
        "Nobody changes their own rights, nor gives themselves an account; ask another administrator."
        if own
        else None
    )


def _obstacles(session: Session, actor: Actor, officer: Officer, *, new_unit: bool) -> list[str | None]:
    """Everything that an account may not say."""
    ranks = (*RANKS.get(officer.agency, ()), WITHOUT_RANK)
    unknown = [role for role in officer.roles if role not in ALL_ROLES]
    is_agency = session.get(Agency, officer.agency) is not None
    return [
        _own(actor, officer),
        None if is_agency else "agency: no agency has that code; add it first.",
        None
        if not is_agency or officer.rank in ranks
        else f"rank: not of that agency; allowed: {', '.join(ranks)}.",
        f"roles: allowed are {', '.join(ALL_ROLES)}." if unknown else None,
        _reads_and_administers(session, officer),
        None if new_unit or officer.unit in _units(session) else _no_unit(session),
        _age(officer.date_of_birth, clock.today(session)),
    ]


def _reads_and_administers(session: Session, officer: Officer) -> str | None:
    """Two accounts are one person: what one may not combine, the other does not add."""
    others = session.exec(
        select(Officer.roles).where(
            col(Officer.person_key) == officer.person_key, col(Officer.handle) != officer.handle,
            col(Officer.revoked_at).is_(None),
        )
    )  # fmt: skip
    held = {*officer.roles, *(role for roles in others for role in roles)}
    if "administrator" in held and held & {*READERS, *EVERYBODY_ACTING}:
        return "roles: an administrator reads and decides nothing, under another account neither."
    return None


def _units(session: Session) -> set[str]:
    columns = (Officer.unit, Subject.unit, Consideration.unit)
    return {HEADQUARTERS, *(unit for column in columns for unit in session.exec(select(column).distinct()))}


def _no_unit(session: Session) -> str:
    return (
        f"unit: there is none of that code; known: {', '.join(sorted(_units(session)))}. Say so if it is new."
    )


def _age(born: date | None, today: date) -> str | None:
    fits = born is None or today - OLDEST < born < today - YOUNGEST
    return None if fits else "date_of_birth: nobody of that age works here; check the year."


def _in_order(roles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(roles))


def _as_kept(values: dict[str, Any], changed: list[str]) -> dict[str, Any]:
    return {name: _day(values[name]) if name == "date_of_birth" else values[name] for name in changed}


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
