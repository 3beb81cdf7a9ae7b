"""How does a registration come in, and grow? Taken as one act, a consideration for each person named.

The first question goes first: where a child may be at risk now the duty officer has it at once, even when
the rest of the form can't be read.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, select

from flows.clocks import deadline
from flows.registering.filling_in import (
    about_one,
    content_of,
    immediate_risk_of,
    left_open,
    obstacles_in,
    others_named,
)
from flows.registering.form import Registration
from flows.registering.salvaging import legible, may_be_at_risk, salvaged, with_less
from flows.registering.same_form import as_delivered, digest_of, is_another
from flows.standing import standing_of
from flows.steps.actor import Actor
from flows.steps.entering import checked_as
from flows.steps.moving import Moving
from flows.steps.opening import append_opened, begin, list_one_child, made_already, next_number, require
from flows.steps.pipeline import Taken, settle
from flows.steps.roles import REGISTRARS
from models import clock, ledger
from models.consideration import Consideration
from models.entries import (
    EnquiryRegistered,
    ImmediateRiskRaised,
    InterestRegistered,
)
from models.errors import CannotDo, RecordError
from models.registration import Enquiry, RegisteredIndividual
from models.registration import Registration as Registered
from policy.facts import Route
from policy.registration import ImmediateRisk


@dataclass(frozen=True)
class TakenIn(Taken):
    """What came of registering: `reference` is the first individual's consideration.

    `left_out` says what could not be read of a form taken all the same because a child may be at risk now.
    """

    registration: str = ""
    considerations: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Act:
    """One applicant's act, while it is written down."""

    form: Registration
    registration: str
    received: datetime
    references: list[str]
    left_out: list[str]
    given: Any


def register_interest(
    session: Session, actor: Actor, given: Registration | dict[str, Any], *, key: str | None = None
) -> TakenIn:
    """Record what an applicant said and open a consideration about each person named.

    With `key`, the same form taken twice is taken once, and another under the same key is refused. Raise
    CannotDo with every obstacle, unless a child may be at risk now: then what can be read is taken, and a
    duty officer has it (2006-07 report, foreword).
    """
    require(actor, *REGISTRARS)
    if key:
        key, made = _under(session, key, as_delivered(given))
        if made:
            return _as_taken(session, made)
    now = clock.now(session)
    form, left_out = _readable(given, now.astimezone(clock.LONDON).date(), actor.unit)
    if immediate_risk_of(form) is ImmediateRisk.NO:
        return _taken_in(session, actor, form, left_out, given, key)
    *tries, last = with_less(form, actor.unit)
    for less in tries:
        try:
            with session.begin_nested():
                return _taken_in(session, actor, less, list(dict.fromkeys(left_out)), given, key)
        except CannotDo as refused:
            left_out += refused.obstacles
        except (RecordError, ValueError):
            left_out.append("Something entered can't be kept as it was.")
    return _taken_in(session, actor, last, list(dict.fromkeys(left_out)), given, key)


def _under(session: Session, key: str, given: dict[str, Any]) -> tuple[str, Taken | None]:
    """The key to register a form under, and what was made of it before. Another form's key is not its own."""
    own, number = key, 1
    while made := made_already(session, own):
        if not is_another(session, own, given):
            return own, made
        if not may_be_at_risk(given):
            raise CannotDo("form_id: another form was registered under that number; give it its own.")
        number += 1
        own = f"{key}#{number}"
    return own, None


def _taken_in(
    session: Session, actor: Actor, form: Registration, left_out: list[str], given: Any, key: str | None
) -> TakenIn:
    now = clock.now(session)
    enquiry = _enquiry(session, form, left_out)
    moved = _begun(session, actor, form)
    received = form.received_at or now
    registration = _keep(session, moved[0], form, received)
    references = [moving.row.reference for moving in moved]
    act = _Act(form, registration.reference, received, references, left_out, given)
    taken = []
    for number, moving in enumerate(moved):
        _say(moving, act, number)
        _keep_individual(session, moving, registration, number, received)
        taken.append(settle(moving, "register_interest", None, key if number == 0 else None))
    if enquiry:
        enquiry.registration = registration.reference
        session.add(enquiry)
        entry = EnquiryRegistered(enquiry=enquiry.reference, registration=registration.reference)
        ledger.append(session, entry, by=actor.handle)
    entries = tuple(seq for each in taken for seq in each.entries)
    return TakenIn(
        references[0], taken[0].stage, entries, registration=registration.reference,
        considerations=tuple(references), left_out=tuple(left_out),
    )  # fmt: skip


def _readable(given: Registration | dict[str, Any], today: date, unit: str) -> tuple[Registration, list[str]]:
    """The form, if nothing is wrong with it; where a child may be at risk now, as much as can be read."""
    plain = legible(given)
    unreadable = [] if plain == given else ["Somewhere a character is no text, such as NUL; leave it out."]
    try:
        form = checked_as(Registration, plain)
        if wrong := [*unreadable, *obstacles_in(form, today)]:
            raise CannotDo(*wrong)
    except CannotDo as refused:
        found = salvaged(plain, today, unit)
        if found is None:
            raise
        return found, list(refused.obstacles)
    return form, []


def _begun(session: Session, actor: Actor, form: Registration) -> list[Moving]:
    """A consideration begun for each individual, under the edition in force on the day of receipt."""
    received = form.received_at or clock.now(session)
    on = received.astimezone(clock.LONDON).date()
    routes = [form.route] + ([Route.RIGHT_TO_ASK] if immediate_risk_of(form) is not ImmediateRisk.NO else [])
    for route in routes:
        try:
            return [
                begin(session, actor, route, form.unit, "police", "application", on=on) for _ in form.named
            ]
        except CannotDo:
            if route is routes[-1]:
                raise
    raise AssertionError("no route was tried")


def _keep(session: Session, first: Moving, form: Registration, received: datetime) -> Registered:
    row = Registered(
        id=uuid4(),
        reference=f"R-{first.today.year}-{next_number(session, 'registration'):05d}",
        scheme=first.scheme.key,
        edition=first.scheme.edition,
        unit=form.unit,
        received_at=received,
        immediate_risk=immediate_risk_of(form),
        registered_by=first.actor.handle,
    )
    session.add(row)
    return row


def _keep_individual(
    session: Session, moving: Moving, registration: Registered, number: int, received: datetime
) -> None:
    runs = deadline(moving.scheme, "registration_live", received, moving.closed)
    session.flush()
    session.add(
        RegisteredIndividual(
            consideration_id=moving.row.id,
            registration_id=registration.id,
            position=number + 1,
            standing=standing_of(moving.dossier),
            live_until=runs.due_at.date() if runs else None,
        )
    )


def _say(moving: Moving, act: _Act, number: int) -> None:
    """Write what was said into the consideration of the individual at `number`."""
    append_opened(moving, None, {"reasons": "An interest was registered."})
    about = about_one(act.form, number, act.received.astimezone(clock.LONDON).date())
    content = content_of(about) | {"other_individuals": others_named(act.form, number)}
    content["delivered"] = digest_of(act.given)
    if act.left_out:
        content |= {"left_out": act.left_out, "as_entered": json.dumps(act.given, default=str)[:100_000]}
    moving.append(
        InterestRegistered(
            registration=act.registration,
            children=len(about.children),
            received_at=act.received,
            individual=number + 1,
            siblings=tuple(each for each in act.references if each != moving.row.reference),
            left_open=left_open(about, moving.scheme),
        ),
        content,
    )
    for child in about.children:
        list_one_child(moving, child)
    risk = immediate_risk_of(act.form)
    if number == 0 and risk is not ImmediateRisk.NO:
        words = about.immediate_risk_words or about.not_known.get("immediate_risk", "")
        moving.append(ImmediateRiskRaised(registration=act.registration, answer=str(risk)), {"words": words})


def _enquiry(session: Session, form: Registration, left_out: list[str]) -> Enquiry | None:
    """The enquiry it began as. Where a child may be at risk now, a wrong one is left out, and said."""
    try:
        return _named_enquiry(session, form)
    except CannotDo as refused:
        if immediate_risk_of(form) is ImmediateRisk.NO:
            raise
        left_out += refused.obstacles
        return None


def _named_enquiry(session: Session, form: Registration) -> Enquiry | None:
    if form.enquiry is None:
        return None
    found = session.exec(
        select(Enquiry).where(Enquiry.reference == form.enquiry).with_for_update()
    ).one_or_none()
    if found is None:
        raise CannotDo("enquiry: no enquiry has that reference; leave it out, or look it up.")
    if found.registration:
        raise CannotDo(f"enquiry: it became {found.registration} already.")
    return found


def _as_taken(session: Session, made: Taken) -> TakenIn:
    registration, references = siblings_of(session, made.reference)
    return TakenIn(made.reference, made.stage, (), registration=registration, considerations=references)


def siblings_of(session: Session, reference: str) -> tuple[str, tuple[str, ...]]:
    """The registration of a consideration, and the considerations of everybody named in it, in order."""
    registration = session.exec(
        select(Registered)
        .join(RegisteredIndividual, col(RegisteredIndividual.registration_id) == col(Registered.id))
        .join(Consideration, col(Consideration.id) == col(RegisteredIndividual.consideration_id))
        .where(Consideration.reference == reference)
    ).one_or_none()
    if registration is None:
        raise CannotDo("No consideration that somebody registered for has that reference.")
    return registration.reference, considerations_of(session, registration.reference)


def considerations_of(session: Session, registration: str) -> tuple[str, ...]:
    """The considerations of a registration, in the order in which its individuals were named."""
    return tuple(
        session.exec(
            select(Consideration.reference)
            .join(RegisteredIndividual, col(RegisteredIndividual.consideration_id) == col(Consideration.id))
            .join(Registered, col(Registered.id) == col(RegisteredIndividual.registration_id))
            .where(Registered.reference == registration)
            .order_by(col(RegisteredIndividual.position))
        )
    )
