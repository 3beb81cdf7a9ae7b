"""What happens to a registration later? More is learned, proof is seen, risk is acted on, it is withdrawn."""

from datetime import date
from typing import Any, Literal

from pydantic import Field
from sqlmodel import Session

from flows.registering.filling_in import (
    about_one,
    answers_of,
    content_of,
    immediate_risk_of,
    left_open,
    obstacles_in,
)
from flows.registering.form import Registration
from flows.registering.persons import plain
from flows.steps.actor import Actor
from flows.steps.entering import checked_as
from flows.steps.moving import Code, Given, Moving, move
from flows.steps.opening import list_one_child
from flows.steps.pipeline import Taken, lock_together, take
from flows.steps.registering import considerations_of
from flows.steps.roles import OFFICERS, REGISTRARS, SENIORS
from models import clock
from models.entries import EvidenceSeen, ImmediateRiskActedOn, ImmediateRiskRaised, RegistrationAdded
from models.errors import CannotDo
from policy.registration import DOCUMENTS, Proof

FIXED = ("unit", "route", "received_at", "individuals", "enquiry")
ENDS = {"name": ("forenames", "surname"), "forenames": ("name",), "surname": ("name",)}


def withdraw_registration(session: Session, actor: Actor, registration: str, reasons: str) -> list[Taken]:
    """The applicant withdraws all of it. The risk of each person named is still assessed (trap 28)."""
    references = considerations_of(session, registration)
    if not references:
        raise CannotDo("No registration has that reference; it stands on the acknowledgement.")
    lock_together(session, references)
    return [take(session, each, "withdraw", actor, {"reasons": reasons}) for each in sorted(references)]


class Addition(Given):
    """What was learned later for the form: only what is new or put right, in the form's own shape."""

    form: dict[str, Any] = Field(min_length=1, description="As register_interest takes it; `individual` only")
    reasons: str = Field(min_length=3, max_length=4000)


@move(Addition, *REGISTRARS)
def add_to_registration(moving: Moving, given: Addition) -> None:
    """Add to what an applicant said, or put it right; what was said before stays in its entry."""
    held = moving.dossier.registration
    if held is None:
        raise CannotDo("Nobody registered or asked here; list what you know as facts and items.")
    whole = _merged(_as_form(held, moving.row.unit, moving.today), given.form)
    form = checked_as(Registration, whole)
    moving.refuse_if(
        *(f"{name}: can't be changed here." for name in FIXED if name in given.form),
        "immediate_risk: said already; what was done is recorded by “act on immediate risk”."
        if "immediate_risk" in given.form and form.immediate_risk is False
        else None,
        *(wrong for wrong in obstacles_in(form, moving.today) if not wrong.startswith("unit:")),
    )
    on = moving.dossier.received_at or moving.now
    about = about_one(form, 0, on.astimezone(clock.LONDON).date())
    content = content_of(about) | {"other_individuals": held.get("other_individuals", [])}
    asked = tuple(sorted(name for name in given.form if name in Registration.model_fields))
    moving.append(
        RegistrationAdded(questions=asked, left_open=left_open(about, moving.scheme)),
        {"form": content, "reasons": given.reasons},
    )
    _list_children(moving, about, held.get("children") or [])
    if "immediate_risk" in given.form:
        answer = str(immediate_risk_of(form))
        raised = ImmediateRiskRaised(registration=moving.dossier.registered_as, answer=answer)
        moving.append(raised, {"words": form.immediate_risk_words or given.reasons})


def _list_children(moving: Moving, form: Registration, before: list[dict[str, Any]]) -> None:
    """List each child who is new on the form, and again, under the same id, who is said more of."""
    ids = {_called(child): key for key, child in moving.dossier.children.items()}
    for child in form.children:
        said = child.model_dump(mode="json")
        if said not in before:
            list_one_child(moving, child, ids.get(_called(said)))


def _called(child: dict[str, Any]) -> str:
    return plain(child.get("name") or child.get("description") or "")


def _as_form(held: dict[str, Any], unit: str, today: date) -> dict[str, Any]:
    """The content kept, back in the shape of a form: with the answers given on it, not those it comes to."""
    kept = {name: each for name, each in held.items() if name in Registration.model_fields}
    kept |= {"unit": unit, "answers": {}}
    shown = answers_of(about_one(Registration.model_validate(kept), 0, today))
    given = {name: each for name, each in (held.get("answers") or {}).items() if shown.get(name) != each}
    return kept | {"answers": given}


def _merged(held: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """What was held with what is new. A new name on one line ends the old one's parts, and the reverse."""
    ended = {part for name, each in new.items() if isinstance(each, str) for part in ENDS.get(name, ())}
    merged = {name: each for name, each in held.items() if name not in ended}
    for name, each in new.items():
        old = merged.get(name)
        inside = isinstance(old, dict) and isinstance(each, dict) and set(each) != {"not_known"}
        merged[name] = _merged(old, each) if inside and isinstance(old, dict) else each
    return merged


class Evidence(Given):
    """A document that proves who the applicant is, where they live, or what they are to the child."""

    proof: Proof
    document: str = Field(description="Of the list for that proof; docs/registrations.md")
    seen_on: date
    remarks: str = Field("", max_length=1000)


@move(Evidence, *REGISTRARS)
def record_evidence(moving: Moving, given: Evidence) -> None:
    """Record proof seen, by whom, when and what. Until all three are seen nothing is told (domain.md 4.2)."""
    allowed = DOCUMENTS[given.proof]
    moving.refuse_if(
        None if moving.dossier.has_applicant else "Nobody registered or asked here.",
        None if given.document in allowed else f"document: for {given.proof} it is {' or '.join(allowed)}.",
        "seen_on: a day that has not come." if given.seen_on > moving.today else None,
    )
    moving.append(
        EvidenceSeen(proof=str(given.proof), document=given.document, seen_on=given.seen_on),
        {"remarks": given.remarks},
    )


class ActedOn(Given):
    """What the duty officer did about a child who may be at risk now."""

    done: str = Field(min_length=10, max_length=8000)
    agencies: tuple[Code, ...] = Field((), description="Agencies told under child-protection procedures")
    asked_again: Literal["yes", "no", "not_known"] | None = None


@move(ActedOn, *SENIORS, *OFFICERS)
def act_on_immediate_risk(moving: Moving, given: ActedOn) -> None:
    """Record what was done at once under child-protection procedures. No disclosure is made by it."""
    moving.refuse_if(
        None if moving.dossier.immediate_risk else "No immediate risk waits to be acted on here."
    )
    moving.append(ImmediateRiskActedOn(agencies=given.agencies), given.model_dump(mode="json"))
