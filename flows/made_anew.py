"""Whose access did an administrator make anew lately? Told to whoever would notice that it was not asked for.

With a new password an administrator could sign in as somebody else until they notice: so the person is told
at their first sign-in and for a fortnight after, their supervisors as long, and every auditor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal_column
from sqlmodel import Session, col, select

from flows.steps.actor import Actor
from flows.steps.roles import SUPERVISORS
from models import clock, ledger
from models.entries import AccessMadeAnew
from models.ledger_rows import EntryRow
from models.officer import Officer

LATELY: ColumnElement[Any] = literal_column("interval '14 days'")


@dataclass(frozen=True)
class MadeAnew:
    """One account whose password and codes were ended for new ones: whose, by whom, when."""

    handle: str
    by: str
    at: datetime


def made_anew(session: Session) -> list[MadeAnew]:
    """Every account made anew in the last fortnight, latest first."""
    lately = col(EntryRow.at) > clock.MOMENT - LATELY
    first = session.exec(
        select(EntryRow.seq).where(EntryRow.kind == AccessMadeAnew.kind, lately).order_by(col(EntryRow.seq))
    ).first()
    if first is None:
        return []
    entries = ledger.entries(session, after=first - 1, kinds=[AccessMadeAnew.kind])
    return [MadeAnew(each.body["handle"], each.by, each.at) for each in reversed(entries)]


def made_anew_for(session: Session, actor: Actor) -> Sequence[MadeAnew]:
    """One's own, and those of the people of one's unit and agency whom one supervises."""
    found = made_anew(session)
    if not found:
        return []
    theirs = {actor.handle}
    if actor.roles & set(SUPERVISORS):
        of_unit = select(Officer.handle).where(Officer.unit == actor.unit, Officer.agency == actor.agency)
        theirs |= set(session.exec(of_unit.where(col(Officer.handle).in_([each.handle for each in found]))))
    return [each for each in found if each.handle in theirs]
