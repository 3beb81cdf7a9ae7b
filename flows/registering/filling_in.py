"""What does a form that was filled in come to? Obstacles in it, answers to facts, and what is kept of it.

A form may name several individuals; what is kept for each consideration is the form about one of them.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from flows.force import force
from flows.registering.form import Child, Registration
from flows.registering.not_known import is_answered, obstacles_to_not_knowing
from flows.registering.persons import completed, full_name, has_name, is_same, live_together
from flows.steps.questions import obstacles_to_answering
from policy.facts import Facts
from policy.registration import ImmediateRisk, answers_from_access
from policy.scheme import Scheme

ON_ACCESS = frozenset(
    {"regular_access", "unsupervised_access", "contact_with_child", "personal_relationship"}
)
ONLY = re.compile(r"^individual(?=\.|$)")


def obstacles_in(form: Registration, today: date) -> list[str]:
    """List everything that stops a form being taken, by the name of its field; never what was written."""
    return [
        *obstacles_to_not_knowing(Registration, form.not_known),
        *(f"answers: {wrong}" for wrong in obstacles_to_answering(Facts, form.answers)),
        *_unheard_of(form),
        *_not_given(form),
        *_contradictions(form),
        *_not_safe(form),
        *(f"{path}: a day that has not come." for path, day in _days(form) if day and day > today),
    ]


def _unheard_of(form: Registration) -> Iterator[str]:
    if form.unit not in force().units:
        yield "unit: the force has no unit of that name; force.yaml lists those there are."
    if form.received_at and form.received_at.tzinfo is None:
        yield "received_at: a time needs its zone, such as 2026-11-24T09:30:00+00:00."


def _not_given(form: Registration) -> Iterator[str]:
    """What every registration needs, as a value or as the reason it isn't known."""
    reasons = form.not_known
    if form.immediate_risk is None and "immediate_risk" not in reasons:
        yield "immediate_risk: ask first whether a child may be at risk now."
    relationships = [form.relationship, *(child.applicant_relationship for child in form.children)]
    if not any(relationships) and "relationship" not in reasons:
        yield "relationship: say what the applicant is to the child, or why it isn't known."
    if not has_name(form.applicant) and not _reason(reasons, "applicant", "name"):
        yield "applicant.name: give it, or say why it isn't known; an anonymous registration is kept too."
    if form.individuals and form.individual:
        yield "individual: give either one individual, or a list of individuals."
    for path, person in _named(form):
        if not has_name(person) and not _reason(reasons, path, "name") and "individuals" not in reasons:
            yield f"{path}.name: give it, or say why it isn't known."
    for path, child in _children(form):
        if not (child.name or child.description) and not _reason(reasons, path, "name"):
            yield f"{path}.name: give it, or a description, or say why it isn't known."


def _reason(reasons: dict[str, str], path: str, name: str) -> bool:
    return path in reasons or f"{path}.{name}" in reasons


def _named(form: Registration) -> Iterator[tuple[str, Any]]:
    for number, person in enumerate(form.named):
        yield f"individuals.{number}" if form.individuals else "individual", person


def _children(form: Registration) -> Iterator[tuple[str, Child]]:
    yield from ((f"children.{number}", child) for number, child in enumerate(form.children))


def _contradictions(form: Registration) -> Iterator[str]:
    several = len(form.named) > 1
    for number, child in enumerate(form.children):
        if any(access.individual > len(form.named) for access in child.access):
            yield f"children.{number}.access.individual: only {len(form.named)} named; they count from 1."
    if several and (loose := sorted(ON_ACCESS & form.answers.keys() - {"personal_relationship"})):
        yield f"answers: with several individuals give {', '.join(loose)} as each child's access."
    if form.answers.get("applicant_anonymous") is False and not has_name(form.applicant):
        yield "answers.applicant_anonymous: without a name the applicant is; give the name."
    named_too = any(is_same(form.applicant, person) for person in form.named)
    if named_too and form.answers.get("applicant_is_subject") is False:
        yield "answers.applicant_is_subject: the same name and date of birth were given for both."
    for name, shown in {} if several else _shown_by_access(form).items():
        if form.answers.get(name) not in (None, shown):
            yield f"answers.{name}: says otherwise than the access given for a child."


def _not_safe(form: Registration) -> Iterator[str]:
    contact = form.applicant.contact
    if both := set(contact.safe_ways) & set(contact.not_ways):
        yield f"applicant.contact: {', '.join(sorted(both))} can't be both safe and not safe."
    if not form.applicant.safe_to_post:
        return
    if "post" in contact.not_ways:
        yield "applicant.safe_to_post: the post is not a safe way, so a letter isn't either."
    if any(live_together(form.applicant, person) for person in form.named):
        yield "applicant.safe_to_post: the named individual lives there; no letter to that address is safe."


def _days(form: Registration) -> Iterator[tuple[str, date | None]]:
    yield "applicant.date_of_birth", form.applicant.date_of_birth
    if form.received_at:
        yield "received_at", form.received_at.date()
    for path, person in (*_named(form), *_children(form)):
        yield f"{path}.date_of_birth", person.date_of_birth


def immediate_risk_of(form: Registration) -> ImmediateRisk:
    """The answer to the first question. Where nobody could say, it is acted on as a yes."""
    if form.immediate_risk is None:
        return ImmediateRisk.NOT_KNOWN
    return ImmediateRisk.YES if form.immediate_risk else ImmediateRisk.NO


def about_one(form: Registration, number: int, on: date) -> Registration:
    """The form as far as it is about the individual at `number`, from 0, with every person read in full."""
    children = tuple(
        child.model_copy(
            update={
                "age_as_of": None if child.age is None else child.age_as_of or on,
                "access": tuple(
                    access.model_copy(update={"individual": 1})
                    for access in child.access
                    if access.individual == number + 1
                ),
            }
        )
        for child in form.children
    )
    return form.model_copy(
        update={
            "applicant": completed(form.applicant, on),
            "mother": form.mother and completed(form.mother, on),
            "father": form.father and completed(form.father, on),
            "individual": completed(form.named[number], on),
            "individuals": (),
            "children": children,
            "not_known": _own_reasons(form, number),
        }
    )


def _own_reasons(form: Registration, number: int) -> dict[str, str]:
    """The reasons for what isn't known, with this individual's own under `individual`."""
    own = re.compile(rf"^individuals\.{number}(?=\.|$)")
    kept = {own.sub("individual", path): reason for path, reason in form.not_known.items()}
    return {path: reason for path, reason in kept.items() if not path.startswith("individuals.")}


def answers_of(form: Registration) -> dict[str, Any]:
    """The facts that a form about one individual answers."""
    (individual,) = form.named
    relationship = form.relationship or next(
        (child.applicant_relationship for child in form.children if child.applicant_relationship), None
    )
    found: dict[str, Any] = _shown_by_access(form) | {
        "applicant_relationship": str(relationship) if relationship else None,
        "specific_person_named": has_name(individual),
        "specific_child_named": any(child.name for child in form.children),
    }
    if not has_name(form.applicant):
        found["applicant_anonymous"] = True
    if is_same(form.applicant, individual):
        found["applicant_is_subject"] = True
    return {name: answer for name, answer in (found | form.answers).items() if answer is not None}


def _shown_by_access(form: Registration) -> dict[str, bool]:
    kinds = [kind for child in form.children for access in child.access for kind in access.kinds]
    return answers_from_access(kinds) if kinds else {}


def content_of(form: Registration) -> dict[str, Any]:
    """The content kept of a form about one individual: the form, and the answers it gives."""
    return form.model_dump(mode="json", exclude={"individuals", "enquiry"}) | {"answers": answers_of(form)}


def others_named(form: Registration, number: int) -> list[str]:
    """The names of the other individuals of the same registration."""
    return [full_name(person) for n, person in enumerate(form.named) if n != number and has_name(person)]


def left_open(form: Registration, scheme: Scheme) -> tuple[str, ...]:
    """What the scheme's form asks, in this edition, that was neither answered nor said not to be known.

    `form` is about one individual, with every person read in full. An age will do for a date of birth.
    """
    data = form.model_dump(mode="json")
    data["individuals"] = [data["individual"] or {}]
    for person in (
        data["applicant"],
        data["mother"],
        data["father"],
        *data["individuals"],
        *data["children"],
    ):
        if person and not person.get("date_of_birth"):
            person["date_of_birth"] = person.get("approximate_age") or person.get("age")
    reasons = {ONLY.sub("individuals.0", path): reason for path, reason in form.not_known.items()}
    return tuple(asked for asked in scheme.form.asks if not is_answered(data, reasons, asked))
