"""Which facts does the record hold? A dossier read into policy's Facts, one recipient in view.

An answer nobody gave stays None. Nothing here is inferred but age, from a recorded date of birth.
"""

from datetime import date
from typing import Any

from models.dossier import Dossier, Line
from policy.facts import Candidate, Facts, Hold, Item, RecipientFacts, Verdict

ITEM_FIELDS = frozenset(Item.model_fields)


def as_facts(dossier: Dossier, on: date, line: Line | None = None) -> Facts:
    """Assemble the facts as they stand on a day. `line` None, or nobody's line: no recipient in view."""
    known: dict[str, Any] = {
        "on": on,
        "route": dossier.route,
        "identity": dossier.identity,
        "candidates": candidates_of(dossier),
        "has_applicant": dossier.has_applicant,
        "holds": frozenset(Hold(hold) for hold in dossier.holds),
        "representations": dossier.representations,
        "representations_skip_reason": dossier.skip_reason,
        "checks": {check: state.result for check, state in dossier.checks.items()},
        "items": tuple(_items(dossier)),
        "urgent": dossier.urgent,
        "recipient": _recipient(line, dossier) if line and line.kind else None,
    }
    known |= _children(dossier, on)
    known |= {name: answer for name, answer in dossier.answers.items() if name in Facts.model_fields}
    # Where the register speaks, an answer by hand does not overrule it.
    known |= {name: held for name, held in _from_register(dossier, on).items() if held is not None}
    if dossier.interviewed:
        known["applicant_interviewed"] = True
    return Facts.model_validate(known)


def age_on(born_on: str | None, on: date) -> int | None:
    """Whole years lived on a day; None where the date of birth isn't known."""
    if not born_on:
        return None
    born = date.fromisoformat(born_on)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _from_register(dossier: Dossier, on: date) -> dict[str, Any]:
    snapshot = dossier.snapshot
    if not snapshot:
        return {}
    age = age_on(snapshot.get("date_of_birth"), on)
    return {
        "level": snapshot.get("level"),
        "category": snapshot.get("category"),
        "rosh": snapshot.get("rosh"),
        "managed_under_mappa": snapshot.get("managed"),
        "managed_in_this_area": not snapshot.get("managed_by_area") if snapshot.get("managed") else None,
        "subject_age": age if age is not None else snapshot.get("approximate_age"),
    }


def candidates_of(dossier: Dossier) -> tuple[Candidate, ...]:
    """Whoever is possible or more, and whoever an officer has left open or named, vanished or not."""
    return tuple(
        Candidate(reference=reference, verdict=Verdict(state.settled.verdict) if state.settled else None)
        for reference, state in sorted(dossier.candidates.items())
        if state.counts or (state.settled and state.settled.verdict != "not_same")
    )


def _children(dossier: Dossier, on: date) -> dict[str, Any]:
    if not dossier.children:
        return {}
    particular = [child for child in dossier.children.values() if child["particular"]]
    ages = [child.get("age") or age_on(child.get("date_of_birth"), on) for child in particular]
    return {
        "particular_children": bool(particular) or None,
        "children_of_description": any(not c["particular"] for c in dossier.children.values()) or None,
        "child_age": max((age for age in ages if age is not None), default=None),
    }


def _items(dossier: Dossier) -> list[Item]:
    return [
        Item.model_validate({name: value for name, value in item.items() if name in ITEM_FIELDS})
        for item in dossier.information.values()
    ]


def _recipient(line: Line, dossier: Dossier) -> RecipientFacts:
    proposed = (line.proposal or {}).get("items") or [item.item_id for item in _items(dossier)]
    known = {
        "recipient_id": line.key,
        "kind": line.kind,
        "name_and_address_recorded": bool(line.details.get("name") and line.details.get("address")),
        "is_applicant": line.details.get("is_applicant"),
        "items": tuple(proposed),
    }
    answers = {name: value for name, value in line.answers.items() if name in RecipientFacts.model_fields}
    return RecipientFacts.model_validate(known | answers)
