"""Who enquired and went no further, and why? Counted, because that is most of the front desk's work.

No personal data is kept: a unit, a day, a reason from a closed list.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import Field
from sqlmodel import Session, select

from flows.steps.actor import Actor
from flows.steps.entering import checked_as
from flows.steps.moving import Code, Given
from flows.steps.opening import next_number, require
from flows.steps.roles import REGISTRARS
from models import clock, ledger
from models.entries import EnquiryRecorded
from models.errors import CannotDo
from models.registration import Enquiry, Registration
from policy.registration import EnquiryReason, share_gone_no_further


class Enquired(Given):
    """An enquiry: where, when, and why it went no further."""

    enquiry: Code | None = Field(None, description="To give one recorded before its reason; else new")
    unit: Code
    received_on: date | None = Field(None, description="Default: today")
    reason: EnquiryReason | None = Field(None, description="None: not known yet whether it will go further")


def record_enquiry(
    session: Session, actor: Actor, given: Enquired | dict[str, Any], *, key: str | None = None
) -> str:
    """Record an enquiry, or the reason of one recorded before; give its reference. Once under a key."""
    entered = checked_as(Enquired, given)
    require(actor, *REGISTRARS)
    if key and (made := ledger.find(session, key)):
        return str(made.body["enquiry"])
    today = clock.today(session)
    received = entered.received_on or today
    if received > today:
        raise CannotDo("received_on: a day that has not come.")
    row = _earlier(session, entered) if entered.enquiry else _new(session, actor, entered, received)
    row.reason = entered.reason
    session.add(row)
    said = EnquiryRecorded(
        enquiry=row.reference, unit=row.unit, received_on=row.received_on,
        reason=str(entered.reason) if entered.reason else None,
    )  # fmt: skip
    ledger.append(session, said, by=actor.handle, key=key)
    return row.reference


def _new(session: Session, actor: Actor, entered: Enquired, received: date) -> Enquiry:
    number = next_number(session, "enquiry")
    return Enquiry(
        reference=f"E-{received.year}-{number:05d}",
        unit=entered.unit,
        received_on=received,
        recorded_by=actor.handle,
    )


def _earlier(session: Session, entered: Enquired) -> Enquiry:
    found = session.exec(
        select(Enquiry).where(Enquiry.reference == entered.enquiry).with_for_update()
    ).one_or_none()
    if found is None:
        raise CannotDo("enquiry: no enquiry has that reference.")
    if found.registration:
        raise CannotDo(f"enquiry: it became {found.registration}, so it did go further.")
    return found


@dataclass
class Month:
    """One unit's month: registrations, and enquiries that never became one, by reason."""

    month: str
    unit: str
    registrations: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def gone_no_further(self) -> int:
        return sum(self.reasons.values())

    @property
    def share(self) -> int | None:
        """Whole per cent that never became a registration; every registration began as an enquiry."""
        return share_gone_no_further(self.registrations + self.gone_no_further, self.registrations)


def enquiries_by_month(session: Session) -> list[Month]:
    """Every month and unit with an enquiry or a registration, oldest first."""
    found: dict[tuple[str, str], Month] = {}

    def at(day: date, unit: str) -> Month:
        key = (f"{day:%Y-%m}", unit)
        return found.setdefault(key, Month(*key))

    for enquiry in session.exec(select(Enquiry)):
        if enquiry.registration is None:
            at(enquiry.received_on, enquiry.unit).reasons[str(enquiry.reason or "not_known_yet")] += 1
    for unit, received in session.exec(select(Registration.unit, Registration.received_at)):
        at(received.astimezone(clock.LONDON).date(), unit).registrations += 1
    return [found[key] for key in sorted(found)]
