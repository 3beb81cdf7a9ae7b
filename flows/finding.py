"""Where is the register that people are looked for on? Read once a process, and again when it changed.

One copy a process, whoever asks, for as long as the last applied extract is the same one. Its memory is in
bench/results.md. Whoever left the register is not on it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine
from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from flows.register.uploading import last_applied
from models.database import transaction
from models.subject import Address, Sex, Subject

if TYPE_CHECKING:
    from flows.matching.person import Nominal, Place, Someone
    from flows.matching.register import Register

NO_EXTRACT = "none"
NAMED = ("register_reference", "forenames", "surname", "aliases", "former_names", "date_of_birth",
         "approximate_age", "age_as_of", "sex", "id")  # fmt: skip


@dataclass(frozen=True)
class Version:
    """Which extract the register mirrors: its id, and the number people know it by."""

    extract: str
    number: int


@dataclass(frozen=True)
class Held:
    """The register as one extract left it."""

    version: Version
    register: "Register"


_held: list[Held] = []
_turn = Lock()


def version(session: Session) -> Version:
    """The extract applied last."""
    last = last_applied(session)
    return Version(str(last.id), last.number) if last else Version(NO_EXTRACT, 0)


def register(engine: Engine) -> Held:
    """The register as it is now. No transaction stays open while it is made ready for comparing."""
    from flows.matching.register import (
        Register,  # half a second and 100 MB: only where somebody is looked for
    )

    with _turn:
        with transaction(engine) as session:
            now = version(session)
            if _held and _held[0].version == now and now.extract != NO_EXTRACT:
                return _held[0]
            nominals = _nominals(session)
        forget()
        _held.append(Held(now, Register(nominals)))
        return _held[0]


def forget() -> None:
    """Let go of the copy that is kept."""
    while _held:
        _held.pop().register.close()


def sought(individual: dict[str, Any], on: date) -> "Someone":
    """Read a person named, as a registration or a searcher gives them. `on`: the day an age given was so."""
    from flows.matching.person import Someone, from_name

    # What is known not to be known is a mapping with the reason: no more than an empty field here.
    individual = {name: value for name, value in individual.items() if not isinstance(value, dict)}
    forenames, surname = individual.get("forenames") or "", individual.get("surname") or ""
    if not (forenames or surname):
        forenames, surname = from_name(individual.get("name") or "")
    others = [individual.get(kind) or () for kind in ("other_names", "aliases", "former_names")]
    return Someone(
        forenames=forenames,
        surname=surname,
        other_names=tuple(dict.fromkeys(name for names in others for name in names)),
        date_of_birth=_day(individual.get("date_of_birth")),
        approximate_age=individual.get("approximate_age"),
        age_as_of=_day(individual.get("age_as_of")) or on,
        sex=individual.get("sex"),
        places=tuple(_places(individual)),
    )


def _places(individual: dict[str, Any]) -> list["Place"]:
    from flows.matching.person import Place

    held = individual.get("addresses") or []
    found = [Place(tuple(a.get("lines") or ()), a.get("postcode"), a.get("current", True)) for a in held]
    if lines := individual.get("address"):
        found.append(Place(tuple(lines[:-1]), lines[-1]))
    return found


def _day(given: Any) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) else given


def _nominals(session: Session) -> list["Nominal"]:
    from flows.matching.person import Nominal, Place, Someone

    places: dict[Any, list[Place]] = defaultdict(list)
    columns = (Address.subject_id, Address.lines, Address.postcode, Address.to_on)
    for subject, lines, postcode, to_on in session.execute(
        sa_select(*(col(each) for each in columns)).order_by(col(Address.position))
    ):
        places[subject].append(Place(tuple(lines), postcode, to_on is None))
    rows = session.execute(
        sa_select(*(getattr(Subject, name) for name in NAMED)).where(col(Subject.left_on).is_(None))
    )
    return [
        Nominal(
            reference,
            Someone(
                forenames=forenames,
                surname=surname,
                other_names=(*aliases, *former),
                date_of_birth=born,
                approximate_age=age,
                age_as_of=as_of,
                sex=None if sex == Sex.NOT_KNOWN else str(sex),
                places=tuple(places[id_]),
            ),
        )
        for reference, forenames, surname, aliases, former, born, age, as_of, sex, id_ in rows
    ]
