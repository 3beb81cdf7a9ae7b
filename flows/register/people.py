"""What does an extract say of one person? A value: two are equal when nothing differs."""

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True)
class AddressGiven:
    """models.subject.Address, without its place in a table."""

    lines: tuple[str, ...]
    postcode: str | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class OrderGiven:
    """models.subject.OrderCondition, without its place in a table."""

    kind: str
    text: str
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConvictionGiven:
    """models.conviction.Conviction, without its place in a table."""

    item: str
    offence: str
    disposal: str
    convicted_on: date
    source: str
    owner_agency: str
    foreign: bool
    schedule_34a: bool | None = None
    court: str | None = None
    spent: bool | None = None
    foreign_equivalent_opinion: bool | None = None
    verified_on: date | None = None
    verified_by: str | None = None
    assessment: str | None = None


@dataclass(frozen=True, slots=True)
class Nominal:
    """One person on the register. Convictions stand in the order of their items."""

    register_reference: str
    surname: str
    forenames: str
    sex: str
    category: int
    level: int
    rosh: str
    managed: bool
    lead_agency: str
    unit: str
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    date_of_birth: date | None = None
    approximate_age: int | None = None
    age_as_of: date | None = None
    managed_since: date | None = None
    level_since: date | None = None
    managed_by_area: str | None = None
    offender_manager: str | None = None
    next_risk_review_on: date | None = None
    next_meeting_on: date | None = None
    addresses: tuple[AddressGiven, ...] = ()
    orders: tuple[OrderGiven, ...] = ()
    convictions: tuple[ConvictionGiven, ...] = ()

    def differs_in(self, other: "Nominal") -> list[str]:
        """Name the columns that differ; never what they hold."""
        return [name for name in FIELD_NAMES if getattr(self, name) != getattr(other, name)]


FIELD_NAMES = tuple(field.name for field in fields(Nominal))
