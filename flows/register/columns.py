"""What may an extract hold? Each column once, for both formats; docs/register-format.md says it in words."""

from dataclasses import dataclass
from enum import StrEnum

from models.conviction import Disposal
from models.subject import OrderKind, Rosh, Sex

MOST_ROWS = 20_000
MOST_BYTES = 64 * 1024 * 1024
NAME_LENGTH = 100
TEXT_LENGTH = 2_000


class Kind(StrEnum):
    """How a cell is read."""

    REFERENCE = "reference"
    NAME = "name"
    NAMES = "names"
    TEXT = "text"
    LINES = "lines"
    POSTCODE = "postcode"
    PAST = "past"
    DATE = "date"
    WHOLE = "whole"
    FLAG = "flag"
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """One column (CSV) or key (JSON lines). `choices` for CHOICE; `least` and `most` for WHOLE."""

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0


@dataclass(frozen=True)
class Group:
    """What a person may have several of: `plural` is the JSON key, `prefix` begins the CSV columns."""

    plural: str
    prefix: str
    columns: tuple[Column, ...]
    most: int

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


SUBJECT = (
    Column("register_reference", Kind.REFERENCE, required=True),
    Column("surname", Kind.NAME, required=True),
    Column("forenames", Kind.NAME, required=True),
    Column("aliases", Kind.NAMES),
    Column("former_names", Kind.NAMES),
    Column("date_of_birth", Kind.PAST),
    Column("approximate_age", Kind.WHOLE, least=10, most=120),
    Column("age_as_of", Kind.PAST),
    Column("sex", Kind.CHOICE, required=True, choices=tuple(Sex)),
    Column("category", Kind.WHOLE, required=True, least=1, most=4),
    Column("level", Kind.WHOLE, required=True, least=1, most=3),
    Column("rosh", Kind.CHOICE, required=True, choices=tuple(Rosh)),
    Column("managed", Kind.FLAG, required=True),
    Column("managed_since", Kind.PAST),
    Column("level_since", Kind.PAST),
    Column("managed_by_area", Kind.NAME),
    Column("lead_agency", Kind.REFERENCE, required=True),
    Column("offender_manager", Kind.REFERENCE),
    Column("unit", Kind.REFERENCE, required=True),
    Column("next_risk_review_on", Kind.DATE),
    Column("next_meeting_on", Kind.DATE),
)
ADDRESSES = Group(
    "addresses",
    "address",
    (
        Column("lines", Kind.LINES, required=True),
        Column("postcode", Kind.POSTCODE),
        Column("from_on", Kind.PAST),
        Column("to_on", Kind.PAST),
    ),
    most=10,
)
ORDERS = Group(
    "orders",
    "order",
    (
        Column("kind", Kind.CHOICE, required=True, choices=tuple(OrderKind)),
        Column("text", Kind.TEXT, required=True),
        Column("expires_on", Kind.DATE),
    ),
    most=30,
)
CONVICTIONS = Group(
    "convictions",
    "conviction",
    (
        Column("item", Kind.REFERENCE, required=True),
        Column("offence", Kind.TEXT, required=True),
        Column("schedule_34a", Kind.FLAG),
        Column("disposal", Kind.CHOICE, required=True, choices=tuple(Disposal)),
        Column("convicted_on", Kind.PAST, required=True),
        Column("court", Kind.TEXT),
        Column("spent", Kind.FLAG),
        Column("foreign", Kind.FLAG, required=True),
        Column("foreign_equivalent_opinion", Kind.FLAG),
        Column("source", Kind.TEXT, required=True),
        Column("owner_agency", Kind.REFERENCE, required=True),
        Column("verified_on", Kind.PAST),
        Column("verified_by", Kind.REFERENCE),
        Column("assessment", Kind.TEXT),
    ),
    most=50,
)
GROUPS = (ADDRESSES, ORDERS, CONVICTIONS)
