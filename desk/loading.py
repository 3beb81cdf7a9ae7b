"""How is one consideration opened at the desk? Found, weighed by policy, entered as consulted, then shown.

The only way content reaches a page. What does not exist and what is forbidden look the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from desk.access import Access, Policy, Relation
from desk.routes import Besides
from desk.visiting import Visit
from flows.chairing import opened_by_chairing
from flows.grants import standing, strongest
from flows.people import Person, people
from flows.register.on_register import HEADQUARTERS
from flows.showing import named_in, shown
from flows.signing import as_policy_sees
from flows.steps.actor import Actor
from flows.steps.roles import CHAIRS
from flows.whose import signs_first
from models import clock, ledger
from models.account import Grant
from models.consideration import Consideration, Meeting, Wait
from models.database import transaction
from models.dossier import Dossier
from models.errors import CannotDo
from models.folding import fold
from models.schemes import schemes
from policy import sign_off
from policy.scheme import RESPONSIBLE_AUTHORITY, Scheme, outranks_or_equals
from policy.sign_off import Pack
from policy.stages import Stage

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
        self._now, self._day = now, now.astimezone(clock.LONDON).date()
        self._known: dict[str, Person] | None = None

    def known(self, session: Session) -> dict[str, Person]:
        if self._known is None:
            self._known = people(session, self._now)
        return self._known

    def is_today(self, at: str) -> bool:
        return datetime.fromisoformat(at).astimezone(clock.LONDON).date() == self._day


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
    grant: Grant | None = None

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
    if access is Access.HIDDEN:
        raise NotThere
    opened = _by_grant(found, access, policy)
    others = besides(opened) if besides else ()
    shown(visit.engine, visit.actor, [reference, *others], opened.purpose, at=opened.now)
    return opened


def _by_grant(found: Opened, access: Access, policy: Policy) -> Opened:
    if access is Access.OPENS:
        return found
    grant = found.grant
    broken = grant is not None and grant.kind == "break_glass"
    if grant is None or (access is Access.ASK_UNIT and not broken):
        if access is Access.ASK_UNIT:
            raise AskUnit(found.reference, found.row.unit)
        raise AskForReason
    if broken and policy.acts:
        raise CannotDo("Break-glass reads one consideration for an hour; it lets nobody act in it.")
    return Opened(**(vars(found) | {"purpose": grant.reason, "by_break_glass": broken}))


def _found(session: Session, visit: Visit, reference: str) -> Opened:
    row, now, waits, grants = _at_once(session, visit.actor.handle, reference)
    everybody = Everybody(now)
    entries = ledger.entries(session, row.id)
    dossier = fold(entries)
    scheme = schemes().get(row.scheme, row.edition)
    relation = relation_of(session, visit.actor, row, dossier, scheme, everybody, waits)
    purpose = f"{relation.replace('_', ' ')} at the desk"
    return Opened(
        row, dossier, entries, scheme, waits, relation, purpose, now, False, visit.engine, everybody,
        strongest(grants),
    )  # fmt: skip


def _at_once(
    session: Session, handle: str, reference: str
) -> tuple[Consideration, datetime, list[Wait], list[Grant]]:
    """In one query: the row, the moment, what it waits for, and one person's reasons for reading it."""
    asked = (
        select(Consideration, clock.MOMENT, Wait, Grant)
        .outerjoin(Wait, col(Wait.consideration_id) == col(Consideration.id))
        .outerjoin(Grant, standing(handle, reference))
        .where(Consideration.reference == reference)
    )
    found = session.execute(asked).all()
    if not found:
        raise NotThere
    waits = {wait.id: wait for _, _, wait, _ in found if wait}
    grants = {grant.id: grant for _, _, _, grant in found if grant}
    return found[0][0], found[0][1], list(waits.values()), list(grants.values())


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
    if signs(session, actor, row, dossier, scheme, everybody):
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
    session: Session,
    actor: Actor,
    row: Consideration,
    dossier: Dossier,
    scheme: Scheme,
    everybody: Everybody,
) -> bool:
    """Tell whether this person signed a pack here, or is the first, by rank, whose signature one waits for.

    Once it is closed, whoever signed sees it on the day of signing only. Never of whoever declared an
    interest: they are asked for nothing here any more.
    """
    signatures = [given for pack in dossier.packs.values() for given in pack.signatures]
    mine = [given for given in signatures if given["by"] == actor.handle]
    closed = row.stage == Stage.CLOSED
    if mine:
        declared = any(given["outcome"] == "declare_interest" for given in mine)
        return not declared and (not closed or any(everybody.is_today(given["at"]) for given in mine))
    if closed or actor.unit not in (row.unit, HEADQUARTERS):
        return False
    known = everybody.known(session) if any(line.pack for line in dossier.lines.values()) else {}
    return any(
        _signs_first(session, actor, row, as_policy_sees(dossier, line, scheme, known), scheme)
        for line in dossier.lines.values()
        if line.pack
    )


def _signs_first(session: Session, actor: Actor, row: Consideration, pack: Pack, scheme: Scheme) -> bool:
    """Tell whether a pack waits for this person, and nobody of a lower rank there can sign it instead."""
    theirs = [each.rank for each in sign_off.outstanding(pack, scheme) if each.agency == actor.agency]
    if actor.rank in theirs:
        return True
    waits_for = [f"{actor.agency}:{r}" for r in theirs if outranks_or_equals(actor.agency, actor.rank, r)]
    if not waits_for:
        return False
    cannot = {pack.proposer, *pack.assessors, *(given.person for given in pack.signatures)}
    return bool({*waits_for} & {*signs_first(session, actor, row, cannot)})


def _is_asked(actor: Actor, unit: str, waits: Sequence[Wait]) -> bool:
    """Tell whether it waits on any holder of one of their roles in its unit: nobody has it yet, or all do."""
    theirs = {f"{role}@{unit}" for role in actor.roles}
    return any(wait.owner_kind == "person" and wait.owner in theirs for wait in waits)


def _chairs(session: Session, actor: Actor, reference: str) -> bool:
    if not actor.roles & {*CHAIRS}:
        return False
    chaired = select(Meeting).where(
        (col(Meeting.chair) == actor.handle) | (col(Meeting.co_chair) == actor.handle),
        col(Meeting.listed).contains(reference),
    )
    return reference in opened_by_chairing(session, actor, session.exec(chaired))
