"""How does a consideration begin? By an officer or by the sweep; registering.py has the other way."""

from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import text
from sqlmodel import Session, select

from flows.need_to_know import known_to
from flows.registering.form import Child
from flows.steps.actor import Actor
from flows.steps.entering import checked_as
from flows.steps.moving import Code, Given, Moving
from flows.steps.pipeline import Taken, settle
from flows.steps.roles import OFFICERS, SUPERVISORS
from flows.steps.snapshot import snapshot_of
from models import clock, ledger
from models.consideration import Consideration
from models.dossier import Dossier
from models.entries import ChildListed, Opened
from models.errors import CannotDo
from models.schemes import schemes
from models.subject import Subject
from policy.facts import Route
from policy.stages import Stage

NOT_KNOWN = "No person on the register has that reference. Search the register, or import it."


class Opening(Given):
    """An officer, or the sweep, opens a consideration about a person on the register."""

    subject: Code = Field(description="Register reference")
    route: Literal[Route.MAPPA_S327A, Route.RIGHT_TO_KNOW] = Route.MAPPA_S327A
    occasion: str = Field("officer", pattern="^[a-z0-9_:-]{1,80}$")
    reasons: str = Field("", max_length=4000)
    officer: Code | None = Field(None, description="Handle of the officer it is assigned to")


def open_consideration(
    session: Session, actor: Actor, given: Opening | dict[str, Any], *, key: str | None = None
) -> Taken:
    """Open a consideration about a nominal (CJA 2003 s.327A(1): the authority must consider).

    Raise CannotDo where one is open already, where the reference is not on the register, and, in the same
    words, where the actor has no need to know of whoever has it (flows/need_to_know.py).
    """
    entered = checked_as(Opening, given)
    require(actor, *OFFICERS, *SUPERVISORS)
    if key and (made := made_already(session, key)):
        return made
    subject = known_to(session, actor, entered.subject)
    if subject is None:
        raise CannotDo(NOT_KNOWN)
    if open_one := open_about(session, subject.id):
        raise CannotDo(f"{open_one} is open about this person already. Carry that one on.")
    return open_known(session, actor, entered, subject, snapshot_of(session, subject), key=key)


def open_known(
    session: Session,
    actor: Actor,
    entered: Opening,
    subject: Subject,
    snapshot: dict[str, Any],
    *,
    key: str | None = None,
) -> Taken:
    """Open about a nominal already looked up, whom nothing is open about. Opened under `key`: once."""
    if key and (made := made_already(session, key)):
        return made
    moving = begin(session, actor, entered.route, subject.unit, subject.lead_agency, entered.occasion)
    moving.row.subject_id = subject.id
    officer = entered.officer or subject.offender_manager
    content = {"snapshot": snapshot, "reasons": entered.reasons}
    append_opened(moving, str(subject.id), content, officer=officer)
    return settle(moving, "open", None, key)


def list_one_child(moving: Moving, child: Child, known: str | None = None) -> None:
    """Write one child, or description of children, under an id of its own, or the one `known`."""
    key = known or f"child-{len(moving.dossier.children) + 1}"
    moving.append(
        ChildListed(child=key, particular=bool(child.name)),
        child.model_dump(mode="json"),
    )


def require(actor: Actor, *roles: str) -> None:
    """Refuse an actor without rights, or without any of the roles."""
    if not actor.active:
        raise CannotDo("Your rights have been withdrawn; ask your administrator.")
    if actor.handle != "machine" and not actor.roles & set(roles):
        raise CannotDo(f"This needs one of the roles: {', '.join(sorted(set(roles)))}.")


def made_already(session: Session, key: str) -> Taken | None:
    """The consideration opened under a key before, if it was."""
    if not (found := ledger.find(session, key)):
        return None
    row = session.exec(select(Consideration).where(Consideration.id == UUID(found.consideration))).one()
    return Taken(row.reference, Stage(row.stage), ())


def open_about(session: Session, subject: UUID) -> str | None:
    """Return the reference of the open consideration about a person, if there is one."""
    return session.exec(
        select(Consideration.reference).where(
            Consideration.subject_id == subject, Consideration.stage != str(Stage.CLOSED)
        )
    ).first()


def next_number(session: Session, name: str) -> int:
    """Take the next running number of a series; two takers never get the same."""
    counted = text(
        "INSERT INTO counter (name, value) VALUES (:name, 1) "
        "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"
    )
    return int(session.execute(counted, {"name": name}).scalar_one())


def begin(
    session: Session,
    actor: Actor,
    route: Route,
    unit: str,
    lead_agency: str,
    occasion: str,
    *,
    on: date | None = None,
) -> Moving:
    """Begin a consideration under the edition in force `on` a day; None: today."""
    now = clock.now(session)
    today = now.astimezone(clock.LONDON).date()
    scheme = schemes().in_force(route, on or today)
    number = next_number(session, "consideration")
    row = Consideration(
        id=uuid4(),
        reference=f"C-{today.year}-{number:05d}",
        number=number,
        scheme=scheme.key,
        edition=scheme.edition,
        route=str(route),
        occasion=occasion,
        stage=str(Stage.ASSESSMENT),
        unit=unit,
        lead_agency=lead_agency,
        opened_on=today,
    )
    session.add(row)
    return Moving(session, row, Dossier(), scheme, actor, now, today, is_new=True)


def append_opened(
    moving: Moving, subject: str | None, content: dict[str, Any], *, officer: str | None = None
) -> None:
    """Draft the first entry of a consideration."""
    row = moving.row
    moving.append(
        Opened(
            reference=row.reference,
            scheme=row.scheme,
            edition=row.edition,
            route=row.route,
            subject=subject,
            unit=row.unit,
            lead_agency=row.lead_agency,
            occasion=row.occasion,
            opened_on=row.opened_on,
            officer=officer,
        ),
        content,
    )
