"""How does a consideration begin? By an officer, by the sweep, or by somebody registering an interest."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import text
from sqlmodel import Session, select

from flows.steps.actor import Actor
from flows.steps.pipeline import Code, Given, Moving, Taken, checked_as, move, settle
from flows.steps.roles import OFFICERS, REGISTRARS, SUPERVISORS
from flows.steps.snapshot import snapshot_of
from models import clock, ledger
from models.consideration import Consideration
from models.dossier import Dossier
from models.entries import (
    InterestRegistered,
    Interviewed,
    NotProgressed,
    Opened,
    Progressed,
    SubjectIdentified,
    SubjectRefreshed,
    Withdrawn,
)
from models.errors import CannotDo
from models.schemes import schemes
from models.subject import Subject
from policy.eligibility import obstacles_to_progress
from policy.facts import Relationship, Route
from policy.stages import Stage


class Opening(Given):
    """An officer, or the sweep, opens a consideration about a person on the register."""

    subject: Code = Field(description="Register reference")
    route: Literal[Route.MAPPA_S327A, Route.RIGHT_TO_KNOW] = Route.MAPPA_S327A
    occasion: str = Field("officer", pattern="^[a-z0-9_:-]{1,80}$")
    reasons: str = Field("", max_length=4000)
    officer: Code | None = Field(None, description="Handle of the officer it is assigned to")


class Person(Given):
    """Somebody outside the agencies, as far as known."""

    name: str = Field(min_length=1, max_length=200)
    former_names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    date_of_birth: date | None = None
    approximate_age: int | None = Field(None, ge=0, le=130)
    address: tuple[str, ...] = ()
    telephone: str | None = None
    safe_to_post: bool = Field(False, description="A letter to this address is safe, as somebody asked")
    description: str = Field("", max_length=2000)


class Child(Given):
    """A particular child, or a description of children, at risk."""

    name: str | None = Field(None, max_length=200)
    description: str | None = Field(None, max_length=400)
    date_of_birth: date | None = None
    age: int | None = Field(None, ge=0, le=130)


class Registration(Given):
    """What an applicant tells staff: who they are, about whom, which children, what access."""

    route: Literal[Route.PILOT_REGISTRATION, Route.RIGHT_TO_ASK] = Route.PILOT_REGISTRATION
    unit: str
    applicant: Person
    relationship: Relationship
    individual: Person
    children: tuple[Child, ...] = ()
    answers: dict[str, bool | None] = Field({}, description="Facts on access, as the applicant gave them")
    received_at: datetime | None = Field(None, description="Default: now")


def open_consideration(
    session: Session, actor: Actor, given: Opening | dict[str, Any], *, key: str | None = None
) -> Taken:
    """Open a consideration about a nominal (CJA 2003 s.327A(1): the authority must consider).

    Raise CannotDo where the reference is not on the register, or one is open already.
    """
    entered = checked_as(Opening, given)
    require(actor, *OFFICERS, *SUPERVISORS)
    subject = _on_register(session, entered.subject)
    if subject is None:
        raise CannotDo("No person on the register has that reference. Search the register, or import it.")
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
    if key and (made := _made_already(session, key)):
        return made
    moving = _begin(session, actor, entered.route, subject.unit, subject.lead_agency, entered.occasion)
    moving.row.subject_id, moving.row.officer = subject.id, entered.officer or subject.offender_manager
    _append_opened(moving, str(subject.id), {"snapshot": snapshot, "reasons": entered.reasons})
    return settle(moving, "open", None, key)


def register_interest(
    session: Session, actor: Actor, given: Registration | dict[str, Any], *, key: str | None = None
) -> Taken:
    """Record what an applicant said and open the consideration it asks for (2006-07 report, foreword)."""
    entered = checked_as(Registration, given)
    require(actor, *REGISTRARS)
    if key and (made := _made_already(session, key)):
        return made
    moving = _begin(session, actor, entered.route, entered.unit, "police", "application")
    _append_opened(moving, None, {"reasons": "An interest was registered."})
    received = entered.received_at or moving.now
    answers: dict[str, Any] = dict(entered.answers) | {"applicant_relationship": str(entered.relationship)}
    answers |= {"specific_person_named": True, "specific_child_named": any(c.name for c in entered.children)}
    content = entered.model_dump(mode="json") | {"answers": answers}
    moving.append(
        InterestRegistered(
            registration=moving.row.reference.replace("C-", "R-"),
            children=len(entered.children),
            received_at=received,
        ),
        content,
    )
    for child in entered.children:
        list_one_child(moving, child)
    return settle(moving, "register_interest", None, key)


def _on_register(session: Session, reference: str) -> Subject | None:
    return session.exec(select(Subject).where(Subject.register_reference == reference)).one_or_none()


def list_one_child(moving: Moving, child: Child) -> None:
    """Write one child, or description of children, under an id of its own."""
    from models.entries import ChildListed

    moving.append(
        ChildListed(child=f"child-{len(moving.dossier.children) + 1}", particular=bool(child.name)),
        child.model_dump(mode="json"),
    )


def require(actor: Actor, *roles: str) -> None:
    """Refuse an actor without rights, or without any of the roles."""
    if not actor.active:
        raise CannotDo("Your rights have been withdrawn; ask your administrator.")
    if actor.handle != "machine" and not actor.roles & set(roles):
        raise CannotDo(f"This needs one of the roles: {', '.join(sorted(set(roles)))}.")


def _made_already(session: Session, key: str) -> Taken | None:
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


def _begin(
    session: Session, actor: Actor, route: Route, unit: str, lead_agency: str, occasion: str
) -> Moving:
    now = clock.now(session)
    today = now.astimezone(clock.LONDON).date()
    scheme = schemes().in_force(route, today)
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


def _append_opened(moving: Moving, subject: str | None, content: dict[str, Any]) -> None:
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
        ),
        content,
    )


class Identification(Given):
    """Whether the named person is on the register: unique, probable or not, and why."""

    identity: Literal["unique", "probable", "not"]
    subject: Code | None = Field(None, description="Register reference; required where unique")
    reasons: str = Field(min_length=3, max_length=4000)


@move(Identification, *OFFICERS)
def identify_subject(moving: Moving, given: Identification) -> None:
    """Record an officer's answer on identity. Nothing is told unless it is unique (domain.md 9, 12)."""
    unique = given.identity == "unique"
    subject = _on_register(moving.session, given.subject) if unique and given.subject else None
    moving.refuse_if(
        "“Unique” needs the reference of one person on the register; give it."
        if unique and subject is None
        else None
    )
    snapshot = snapshot_of(moving.session, subject) if subject else None
    moving.append(
        SubjectIdentified(identity=given.identity, subject=str(subject.id) if subject else None),
        {"reasons": given.reasons, "snapshot": snapshot},
    )


class Nothing(Given):
    """A move in which nothing is entered."""


@move(Nothing)
def refresh_subject(moving: Moving, given: Nothing) -> None:  # noqa: ARG001
    """Take the register's change into an open consideration; signatures lapse where it matters."""
    if not moving.dossier.subject:
        return
    subject = moving.session.get(Subject, UUID(moving.dossier.subject))
    snapshot = snapshot_of(moving.session, subject) if subject else {}
    if snapshot != moving.dossier.snapshot:
        moving.append(SubjectRefreshed(subject=moving.dossier.subject), {"snapshot": snapshot})


class Plan(Given):
    """When, where and with whom somebody is to be seen."""

    tell_on: date = Field(alias="on")
    tell_at: str | None = Field(None, alias="at", pattern=r"^\d{2}:\d{2}$")
    where: str = Field(min_length=3, max_length=400)
    told_by: tuple[Code, ...] = Field((), alias="with_whom", description="Handles")


class Progress(Given):
    """Initial checks are done; the registration goes on."""

    reasons: str = Field(min_length=3, max_length=4000)
    interview: Plan | None = Field(None, description="The interview, if one is fixed: the invitation says so")


@move(Progress, *OFFICERS)
def progress(moving: Moving, given: Progress) -> None:
    """Take a registration on. Raise CannotDo with every reason it is outside the scheme."""
    moving.refuse_if(*obstacles_to_progress(facts_now(moving), moving.scheme))
    moving.append(Progressed(), given.model_dump(mode="json"))
    moving.row.officer = moving.row.officer or moving.actor.handle


class NoProgress(Given):
    """The registration goes no further under the scheme; the risk is assessed all the same."""

    reason: Literal[
        "outside_scheme", "anonymous", "unverified", "vetting_request", "applicant_is_subject",
        "no_specific_child", "no_specific_person", "malicious", "other_route",
    ]  # fmt: skip
    reasons: str = Field(min_length=3, max_length=4000)
    risk_assessment: str = Field(min_length=3, max_length=4000)


@move(NoProgress, *OFFICERS)
def not_progress(moving: Moving, given: NoProgress) -> None:
    """Record that a registration is not progressed, with the assessment of risk that is kept."""
    if not moving.dossier.has_applicant:
        raise CannotDo("Only a registration can be not progressed; propose “not tell” instead.")
    moving.append(
        NotProgressed(reason=given.reason),
        {"reasons": given.reasons, "risk_assessment": given.risk_assessment},
    )


class Withdrawal(Given):
    """The applicant withdraws."""

    reasons: str = Field(min_length=3, max_length=4000)


@move(Withdrawal, *REGISTRARS)
def withdraw(moving: Moving, given: Withdrawal) -> None:
    """Record a withdrawal. The assessment of risk goes on (domain.md 9, 28)."""
    moving.append(Withdrawn(), {"reasons": given.reasons})


class Interview(Given):
    """What the in-depth interview showed, and which proofs were seen by whom."""

    identity_seen: bool
    address_seen: bool
    relationship_seen: bool
    agreed_to_letter: bool | None = None
    notes: str = Field(min_length=3, max_length=8000)
    answers: dict[str, bool | None] = Field({})


@move(Interview, *OFFICERS)
def record_interview(moving: Moving, given: Interview) -> None:
    """Record the interview. No information about the subject is given there (domain.md 4.2)."""
    answers = dict(given.answers) | {
        "applicant_identity_verified": given.identity_seen,
        "applicant_address_verified": given.address_seen,
        "applicant_relationship_verified": given.relationship_seen,
        "applicant_agreed_to_letter": given.agreed_to_letter,
    }
    moving.append(Interviewed(), {"answers": answers, "notes": given.notes})


def facts_now(moving: Moving, key: str | None = None) -> Any:
    """Assemble the facts as this move would leave them, with one recipient in view or none."""
    from models.facts_on_record import as_facts

    return as_facts(moving.dossier, moving.today, moving.dossier.lines.get(key) if key else None)
