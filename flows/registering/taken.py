"""Which registrations and files of them did somebody take, how do they stand? References only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, false
from sqlalchemy import select as sa_select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from flows.register.on_register import HEADQUARTERS
from flows.steps.actor import Actor
from flows.walls import not_named_in
from models.consideration import Consideration, Wait
from models.officer import Officer
from models.registration import RegisteredIndividual, Registration, RegistrationUpload
from policy.stages import Stage

MOST = 50
# What staff see of the waits: from any other it might be read off what was found out.
FOR_STAFF = ("act_on_immediate_risk", "progress", "not_progress", "record_interview")


@dataclass(frozen=True)
class TakenBy:
    """One individual's part of a registration, with the next date in what staff need to know of."""

    registration: str
    consideration: str
    received_at: datetime
    closed: bool
    due_at: datetime | None
    how: str | None  # how that date was worked out


def taken_by(session: Session, actor: Actor) -> list[TakenBy]:
    """The last registrations that somebody took, latest first; none that names them."""
    how = func.array_agg(aggregate_order_by(col(Wait.how), col(Wait.due_at).nulls_last()))
    rows = session.execute(
        sa_select(
            col(Registration.reference), col(Consideration.reference), col(Registration.received_at),
            col(Consideration.stage) == str(Stage.CLOSED), func.min(col(Wait.due_at)), how[1],
        )
        .join(RegisteredIndividual, col(RegisteredIndividual.registration_id) == col(Registration.id))
        .join(Consideration, col(Consideration.id) == col(RegisteredIndividual.consideration_id))
        .outerjoin(
            Wait,
            and_(col(Wait.consideration_id) == col(Consideration.id), col(Wait.what).in_(FOR_STAFF)),
        )
        .where(col(Registration.registered_by) == actor.handle, not_named_in(actor.person))
        .group_by(col(Registration.id), col(Consideration.id))
        .order_by(col(Registration.received_at).desc(), col(Consideration.reference))
        .limit(MOST)
    )  # fmt: skip
    return [TakenBy(*row) for row in rows]


def takes_files(actor: Actor) -> bool:
    """Files of registrations are the police's, to whom applicants turn."""
    return actor.agency == "police"


def files_of(actor: Actor) -> SelectOfScalar[RegistrationUpload]:
    """The files of registrations somebody may see: what their own unit uploaded; at headquarters, all."""
    if not takes_files(actor):
        return select(RegistrationUpload).where(false())
    if actor.unit == HEADQUARTERS:
        return select(RegistrationUpload)
    ours = select(Officer.handle).where(Officer.unit == actor.unit)
    return select(RegistrationUpload).where(col(RegistrationUpload.uploaded_by).in_(ours))


def consideration_of(session: Session, actor: Actor, reference: str) -> str | None:
    """The first consideration of a registration that somebody took, or that their unit has.

    None where there is none, and where it names them.
    """
    row = session.exec(
        select(Registration, Consideration.reference)
        .join(RegisteredIndividual, col(RegisteredIndividual.registration_id) == col(Registration.id))
        .join(Consideration, col(Consideration.id) == col(RegisteredIndividual.consideration_id))
        .where((Registration.reference == reference) | (Consideration.reference == reference))
        .where(not_named_in(actor.person))
        .order_by(col(RegisteredIndividual.position))
    ).first()
    if row is None:
        return None
    registration, consideration = row
    mine = registration.registered_by == actor.handle or actor.unit in (registration.unit, HEADQUARTERS)
    return consideration if mine else None
