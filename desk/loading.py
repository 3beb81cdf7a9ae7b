"""How is one consideration opened at the desk? Found, weighed by policy, entered as consulted, then shown.

The only way content reaches a page. What does not exist and what is forbidden look the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from desk.access import Access, Policy, Relation
from desk.routes import Besides
from desk.visiting import Visit
from flows.grants import grant_for
from flows.people import Person, people
from flows.register.on_register import HEADQUARTERS
from flows.showing import named_in, shown
from flows.signing import as_signer, outstanding
from flows.steps.actor import Actor
from models import clock, ledger
from models.consideration import Consideration, Meeting, Wait
from models.database import transaction
from models.dossier import Dossier
from models.errors import CannotDo
from models.folding import fold
from models.schemes import schemes
from policy.scheme import RESPONSIBLE_AUTHORITY, Scheme
from policy.signatures import suffices
from policy.stages import Stage

if TYPE_CHECKING:
    from models.account import Grant

REFERENCE = re.compile(r"^C-\d{4}-\d{5,7}$")


class NotThere(Exception):
    """Nothing has that address, or not for this person: both look alike."""


class AskForReason(Exception):
    """It opens once a reason is given."""


class AskUnit(Exception):
    """A record exists; its unit is to be asked, or the glass broken."""

    def __init__(self, reference: str, unit: str) -> None:
        super().__init__()
        self.reference, self.unit = reference, unit


class Everybody:
    """Everybody's account as it is at one moment, read once where it is needed at all."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._known: dict[str, Person] | None = None

    def known(self, session: Session) -> dict[str, Person]:
        if self._known is None:
            self._known = people(session, self._now)
        return self._known


@dataclass(frozen=True)
class Opened:
    """One consideration, open before one person; the entry that says so is written."""

    row: Consideration
    dossier: Dossier
    entries: list[ledger.Recorded]
    scheme: Scheme
    waits: list[Wait]
    relation: Relation
    purpose: str
    now: datetime
    by_break_glass: bool
    engine: Engine
    everybody: Everybody

    @property
    def reference(self) -> str:
        return self.row.reference

    @property
    def stage(self) -> Stage:
        return Stage(self.row.stage)

    @property
    def seen(self) -> int:
        """The last entry shown: what a form was filled in upon."""
        return self.entries[-1].seq


def inside(visit: Visit) -> None:
    """Hide what is the Responsible Authority's own: other agencies' managers hold the same roles."""
    if visit.actor.agency not in RESPONSIBLE_AUTHORITY:
        raise NotThere


def access_to(session: Session, visit: Visit, reference: str, policy: Policy) -> tuple[Opened, Access]:
    """One consideration, and what comes of asking for it. Raise NotThere where there is none."""
    if not REFERENCE.match(reference):
        raise NotThere
    found = _found(session, visit, reference)
    return found, policy.opens(visit.actor.roles, found.relation, found.stage is Stage.CLOSED)


def load(visit: Visit, reference: str, policy: Policy, besides: Besides | None = None) -> Opened:
    """Open one consideration as `policy` has it. Raise NotThere, AskForReason or AskUnit.

    `besides`: whom else of the register the page shows; the entry lists them too.
    """
    with transaction(visit.engine) as session:
        found, access = access_to(session, visit, reference, policy)
        grant = None
        if access in (Access.ASKS_REASON, Access.ASK_UNIT):
            grant = grant_for(session, visit.actor.handle, reference)
    if access is Access.HIDDEN:
        raise NotThere
    opened = _by_grant(found, access, grant, policy)
    others = besides(opened) if besides else ()
    shown(visit.engine, visit.actor, [reference, *others], opened.purpose)
    return opened


def _by_grant(found: Opened, access: Access, grant: "Grant | None", policy: Policy) -> Opened:
    if access is Access.OPENS:
        return found
    broken = grant is not None and grant.kind == "break_glass"
    if grant is None or (access is Access.ASK_UNIT and not broken):
        if access is Access.ASK_UNIT:
            raise AskUnit(found.reference, found.row.unit)
        raise AskForReason
    if broken and policy.acts:
        raise CannotDo("Break-glass reads one consideration for an hour; it lets nobody act in it.")
    return Opened(**(vars(found) | {"purpose": grant.reason, "by_break_glass": broken}))


def _found(session: Session, visit: Visit, reference: str) -> Opened:
    asked = select(Consideration, clock.MOMENT).where(Consideration.reference == reference)
    found = session.exec(asked).one_or_none()
    if found is None:
        raise NotThere
    row, now = found
    everybody = Everybody(now)
    entries = ledger.entries(session, row.id)
    dossier = fold(entries)
    scheme = schemes().get(row.scheme, row.edition)
    waits = list(session.exec(select(Wait).where(Wait.consideration_id == row.id)).all())
    relation = relation_of(session, visit.actor, row, dossier, scheme, everybody, waits)
    purpose = f"{relation.replace('_', ' ')} at the desk"
    return Opened(
        row, dossier, entries, scheme, waits, relation, purpose, now, False, visit.engine, everybody
    )


def relation_of(
    session: Session,
    actor: Actor,
    row: Consideration,
    dossier: Dossier,
    scheme: Scheme,
    everybody: Everybody,
    waits: Sequence[Wait],
) -> Relation:
    """What the acting person is to a consideration; the first relation that holds."""
    if named_in(session, actor, dossier):
        return Relation.NAMED_IN
    if row.officer == actor.handle:
        return Relation.ASSIGNED
    inside = actor.agency in ("police", row.lead_agency)
    near = actor.unit in (row.unit, HEADQUARTERS)
    if signs(session, actor, dossier, scheme, everybody, near=near):
        return Relation.SIGNER if inside else Relation.OUTSIDE_SIGNER
    if inside and near and _is_asked(actor, row.unit, waits):
        return Relation.ASKED
    if _chairs(session, actor, row.reference):
        return Relation.CHAIRS_IT
    if dossier.has_applicant and dossier.opened_by == actor.handle:
        return Relation.ENTERED_IT
    if not inside:
        return Relation.OTHER_AGENCY
    if near:
        return Relation.SAME_UNIT
    return Relation.EX_ASSIGNED if actor.handle in dossier.was_assigned else Relation.OTHER_UNIT


def signs(
    session: Session, actor: Actor, dossier: Dossier, scheme: Scheme, everybody: Everybody, *, near: bool
) -> bool:
    """Tell whether this person signed a pack here, or one waits for their unit, agency and rank.

    Never of whoever declared an interest: they are asked for nothing here any more.
    """
    mine = [
        given["outcome"]
        for pack in dossier.packs.values()
        for given in pack.signatures
        if given["by"] == actor.handle
    ]
    if mine:
        return "declare_interest" not in mine
    lines = [line for line in dossier.lines.values() if line.pack]
    if not lines or not near:
        return False
    known = everybody.known(session)
    return any(
        suffices(as_signer(actor, dossier, line), signatory)
        for line in lines
        for signatory in outstanding(dossier, line, scheme, known)
    )


def _is_asked(actor: Actor, unit: str, waits: Sequence[Wait]) -> bool:
    """Tell whether it waits on any holder of one of their roles in its unit: nobody has it yet, or all do."""
    theirs = {f"{role}@{unit}" for role in actor.roles}
    return any(wait.owner_kind == "person" and wait.owner in theirs for wait in waits)


def _chairs(session: Session, actor: Actor, reference: str) -> bool:
    if not actor.roles & {"chair", "senior_manager", "chief_officer"}:
        return False
    listed = session.exec(
        select(Meeting.listed).where(
            (col(Meeting.chair) == actor.handle) | (col(Meeting.co_chair) == actor.handle),
            col(Meeting.listed).contains(reference),
        )
    )
    return any(reference in each.split(",") for each in listed)
