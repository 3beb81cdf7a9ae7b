"""Before it is registered: may this belong together with a registration there is already, and why?

Compared by the same matcher as afterwards. Who may open the other one sees its reference; anybody else, only
from a strong match, which unit to ask (shared/security.md, need to know). Nobody named in it sees that it is.
"""

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.register.on_register import HEADQUARTERS
from flows.registering.filling_in import about_one, content_of
from flows.registering.form import Registration
from flows.registering.likeness import Alike, Registered
from flows.registering.looking_for_links import kept_contents
from flows.showing import named_in
from flows.steps.actor import Actor
from flows.steps.opening import require
from flows.steps.roles import REGISTRARS
from models import clock, ledger
from models.consideration import Consideration
from models.database import transaction
from models.entries import Consulted
from models.folding import fold
from models.registration import RegisteredIndividual
from models.registration import Registration as Row
from policy.registration import LinkKind


@dataclass(frozen=True)
class Likely:
    """Another registration. `registration` and `consideration` are "" for who may not know which it is."""

    kinds: tuple[LinkKind, ...]
    because: tuple[str, ...]
    unit: str
    registration: str = ""
    consideration: str = ""


@dataclass(frozen=True)
class Compared:
    """With how many registrations, and which may belong together with this one."""

    count: int
    found: tuple[Likely, ...]


def compare(engine: Engine, actor: Actor, form: Registration) -> Compared:
    """Compare a form not yet registered with every registration. The entry of what is shown commits first."""
    require(actor, *REGISTRARS)
    with transaction(engine) as session:
        held, today = kept_contents(session), clock.today(session)
    registered = Registered(held)
    alike = registered.alike(content_of(about_one(form, n, today)) for n in range(len(form.named)))
    registered.close()
    with transaction(engine) as session:
        found = [likely for each in alike if (likely := _as_seen_by(session, actor, each))]
        seen = tuple(each.consideration for each in found if each.consideration)
        entry = Consulted(
            purpose="searched", references=seen, count=len(found), digest=registered.digest or None
        )
        ledger.append(session, entry, {"purpose": "Compared a form with the registrations"}, by=actor.handle)
    return Compared(len(held), tuple(found))


def _as_seen_by(session: Session, actor: Actor, alike: Alike) -> Likely | None:
    """What somebody may know of another registration: all, its unit, or nothing."""
    rows = session.exec(
        select(Row, Consideration)
        .join(RegisteredIndividual, col(RegisteredIndividual.registration_id) == col(Row.id))
        .join(Consideration, col(Consideration.id) == col(RegisteredIndividual.consideration_id))
        .where(Row.reference == alike.other)
        .order_by(col(RegisteredIndividual.position))
    ).all()
    row, first = rows[0]
    if any(named_in(session, actor, fold(ledger.entries(session, each.id))) for _, each in rows):
        return None
    if row.registered_by == actor.handle or actor.unit in (row.unit, HEADQUARTERS):
        return Likely(alike.kinds, alike.because, row.unit, row.reference, first.reference)
    strong = any(ground.endswith(":strong") for ground in alike.because)
    return Likely(alike.kinds, (), row.unit) if strong else None
