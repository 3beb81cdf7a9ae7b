"""What does the register hold now? Read as the same values an extract gives, so that both compare."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from flows.register.assembling import Known
from flows.register.difference import OnRegister
from flows.register.people import FIELD_NAMES, AddressGiven, ConvictionGiven, Nominal, OrderGiven
from models.agency import Agency
from models.conviction import Conviction
from models.officer import Officer
from models.subject import Address, OrderCondition, Subject

HEADQUARTERS = "headquarters"
PLAIN = [name for name in FIELD_NAMES if name in Subject.model_fields]


def known(session: Session) -> Known:
    """What an extract may point to: agencies, units that have an officer, and handles."""
    officers = session.exec(select(Officer.handle, Officer.unit)).all()
    return Known(
        agencies=frozenset(session.exec(select(Agency.code)).all()),
        units=frozenset(unit for _, unit in officers) - {HEADQUARTERS},
        officers=frozenset(handle for handle, _ in officers),
    )


def on_register(session: Session) -> dict[str, OnRegister]:
    """Read everybody, those who left included, in four queries."""
    addresses: dict[UUID, list[AddressGiven]] = defaultdict(list)
    for address in session.exec(select(Address).order_by(col(Address.position))):
        addresses[address.subject_id].append(
            AddressGiven(tuple(address.lines), address.postcode, address.from_on, address.to_on)
        )
    orders: dict[UUID, list[OrderGiven]] = defaultdict(list)
    for order in session.exec(select(OrderCondition).order_by(col(OrderCondition.position))):
        orders[order.subject_id].append(OrderGiven(str(order.kind), order.text, order.expires_on))
    convictions: dict[UUID, list[ConvictionGiven]] = defaultdict(list)
    for conviction in session.exec(select(Conviction)):
        values = {name: getattr(conviction, name) for name in ConvictionGiven.__dataclass_fields__}
        convictions[conviction.subject_id].append(ConvictionGiven(**values))
    found = {}
    for subject in session.exec(select(Subject)):
        nominal = _nominal(subject, addresses[subject.id], orders[subject.id], convictions[subject.id])
        found[subject.register_reference] = OnRegister(nominal, subject.left_on is not None)
    return found


def _nominal(
    subject: Subject,
    addresses: list[AddressGiven],
    orders: list[OrderGiven],
    convictions: list[ConvictionGiven],
) -> Nominal:
    plain: dict[str, Any] = {name: getattr(subject, name) for name in PLAIN}
    plain |= {"aliases": tuple(subject.aliases), "former_names": tuple(subject.former_names)}
    return Nominal(
        **plain,
        addresses=tuple(addresses),
        orders=tuple(orders),
        convictions=tuple(sorted(convictions, key=lambda each: each.item)),
    )
