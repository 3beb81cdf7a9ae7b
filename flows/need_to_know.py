"""Whose record on the register may somebody open? Need to know: near the person, and of an agency in charge.

Whoever may not is told the same as of a reference nobody has (shared/security.md).
"""

from sqlmodel import Session, select

from flows.register.on_register import HEADQUARTERS
from flows.steps.actor import MACHINE, Actor, is_this_person
from flows.steps.roles import READERS
from flows.walls import not_named_in
from models.consideration import Consideration
from models.fields import is_reference
from models.subject import Subject
from policy.stages import Stage

ANYWHERE = frozenset({"auditor", "mappa_coordinator"})  # of whatever agency they are


def may_open(actor: Actor, subject: Subject) -> bool:
    """Readers of the same unit, headquarters, and whoever manages the person.

    Of the police or whoever leads on the person: other agencies' managers hold the same roles.
    """
    near = actor.unit in (subject.unit, HEADQUARTERS) or actor.handle == subject.offender_manager
    inside = actor.agency in ("police", subject.lead_agency) or bool(actor.roles & ANYWHERE)
    return near and inside and bool(actor.roles & set(READERS))


def on_register(session: Session, reference: str) -> Subject | None:
    if not is_reference(reference):
        return None
    return session.exec(select(Subject).where(Subject.register_reference == reference)).one_or_none()


def known_to(session: Session, actor: Actor, reference: str) -> Subject | None:
    """Whoever has a register reference, where this person may start something about them."""
    subject = not_walled_off(session, actor, reference)
    may = subject is not None and (actor.handle == MACHINE.handle or may_open(actor, subject))
    return subject if may else None


def not_walled_off(session: Session, actor: Actor, reference: str) -> Subject | None:
    """Whoever has a register reference, wherever they are.

    None for themselves, and where what is open about somebody names whoever asks.
    """
    subject = on_register(session, reference)
    if subject is None or actor.handle == MACHINE.handle:
        return subject
    if is_this_person(actor, subject.model_dump()):
        return None
    walled = select(Consideration.id).where(
        Consideration.subject_id == subject.id,
        Consideration.stage != str(Stage.CLOSED),
        ~not_named_in(actor.person),
    )
    return None if session.exec(walled).first() else subject


def walled_off(session: Session, person: str) -> set[str]:
    """The considerations that must stand in none of this person's lists."""
    return set(session.exec(select(Consideration.reference).where(~not_named_in(person))))
