"""Do the register's tables refuse what can't be, and say what each column holds?"""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

from models.account import Account, DeskSession, Draft, Grant
from models.agency import Agency
from models.closures import Closure
from models.conviction import Conviction, Disposal, conviction_id
from models.database import transaction
from models.errors import DisclosureError
from models.named_in import NamedIn
from models.officer import Officer
from models.register_import import RegisterImport
from models.subject import Address, OrderCondition, Rosh, Sex, Subject
from policy.facts import ItemKind

TABLES = (
    *(Account, DeskSession, Draft, Grant, Closure, NamedIn),
    *(Agency, Officer, Subject, Address, OrderCondition, Conviction, RegisterImport),
)


def subject(**changes: Any) -> Subject:
    """A person a register may hold."""
    plain: dict[str, Any] = {
        "register_reference": "S-9001",
        "forenames": "Alan",
        "surname": "Testerby",
        "date_of_birth": date(1970, 1, 31),
        "sex": Sex.MALE,
        "category": 1,
        "level": 2,
        "rosh": Rosh.HIGH,
        "managed": True,
        "lead_agency": "police",
        "unit": "northern",
        "last_changed_on": date(2026, 11, 24),
    }
    return Subject(**(plain | changes))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_column_says_what_it_holds(table: type[SQLModel]) -> None:
    silent = {name for name, field in table.model_fields.items() if not field.description}
    assert silent <= {"id", "subject_id"}


@pytest.mark.parametrize(
    "changes",
    [
        {"category": 5},
        {"level": 0},
        {"date_of_birth": None},
        {"date_of_birth": None, "approximate_age": 40},
        {"register_reference": "S 9001"},
        {"rosh": "Middling"},
    ],
    ids=str,
)
def test_what_can_not_be_is_refused_without_naming_anybody(
    application: Engine, changes: dict[str, Any]
) -> None:
    with pytest.raises(DisclosureError) as refused, transaction(application) as session:
        session.add(subject(**changes))
    assert "Testerby" not in str(refused.value)


def test_an_approximate_age_stands_in_for_a_date_of_birth(application: Engine) -> None:
    with transaction(application) as session:
        session.add(subject(date_of_birth=None, approximate_age=40, age_as_of=date(2026, 1, 1)))


def test_one_reference_is_one_person(application: Engine) -> None:
    with pytest.raises(DisclosureError), transaction(application) as session:
        session.add_all([subject(), subject()])


def test_an_item_keeps_its_id_from_extract_to_extract() -> None:
    one, other = uuid4(), uuid4()
    assert conviction_id(one, "1") == conviction_id(one, "1")
    assert len({conviction_id(one, "1"), conviction_id(one, "2"), conviction_id(other, "1")}) == 3


def test_disposals_are_words_the_rules_know() -> None:
    assert {str(disposal) for disposal in Disposal} <= {str(kind) for kind in ItemKind}
