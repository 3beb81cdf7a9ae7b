"""Whose is it now? A supervisor gives a consideration, and what waits on its officer, to another."""

from pydantic import Field
from sqlmodel import Session, col, select

from flows.people import actor as person_behind
from flows.register.on_register import HEADQUARTERS
from flows.showing import named_in
from flows.steps.moving import Code, Given, Moving, move
from flows.steps.roles import OFFICERS, SUPERVISORS
from models.entries import Reassigned
from models.officer import Officer
from policy.scheme import RESPONSIBLE_AUTHORITY


class Reassignment(Given):
    """Whom it is given to, and why."""

    officer: Code = Field(description="Handle of the officer who carries it from now on")
    reasons: str = Field(min_length=3, max_length=4000)


@move(Reassignment, *SUPERVISORS)
def reassign(moving: Moving, given: Reassignment) -> None:
    """Give it to another officer of its unit or lead agency; what waited on the one before waits on them."""
    moving.refuse_if(*_obstacles(moving, given.officer))
    moving.append(
        Reassigned(from_officer=moving.dossier.officer, to_officer=given.officer),
        {"reasons": given.reasons},
    )


def _obstacles(moving: Moving, officer: str) -> list[str | None]:
    row, giver = moving.row, moving.actor
    gives = giver.unit in (row.unit, HEADQUARTERS) and giver.agency in RESPONSIBLE_AUTHORITY
    found = (
        None if gives else f"A supervisor of its unit ({row.unit}) or at headquarters reassigns it; ask them."
    )
    if not _is_known(moving.session, officer):
        return [found, "officer: nobody is known by that handle; choose somebody of the team."]
    taker = person_behind(moving.session, officer)
    near = row.unit == taker.unit or row.lead_agency == taker.agency
    inside = taker.agency in ("police", row.lead_agency)
    return [
        found,
        "officer: nobody gives one to themselves; ask another supervisor."
        if taker.person == giver.person
        else None,
        "officer: it is theirs already." if officer == moving.dossier.officer else None,
        None if taker.active else "officer: their rights have been withdrawn; choose somebody else.",
        None
        if taker.roles & set(OFFICERS)
        else f"officer: they need one of the roles: {', '.join(sorted(OFFICERS))}.",
        None
        if near
        else f"officer: they are neither of its unit ({row.unit}) nor of its agency ({row.lead_agency}).",
        None if inside else f"officer: police, or people of the lead agency ({row.lead_agency}), carry it.",
        # Not why: that somebody at work is named in it is for nobody to learn this way.
        "officer: they can’t take it; choose somebody else."
        if named_in(moving.session, taker, moving.dossier)
        else None,
    ]


def _is_known(session: Session, handle: str) -> bool:
    return session.exec(select(Officer.handle).where(col(Officer.handle) == handle)).first() is not None
