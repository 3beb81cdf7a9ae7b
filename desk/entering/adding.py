"""What is new on a page about a registration taken already? Only that is given on; the rest stands."""

from collections.abc import Mapping
from typing import Any

from desk.entering.reading import as_form, as_json, read_step
from desk.entering.said import shown
from desk.entering.step import Step
from flows.registering.form import Applicant, Individual, Parent, RegisteredChild, Registration
from flows.registering.not_known import KEY
from flows.steps.moving import Given

PARTS: dict[str, type[Given]] = {
    "applicant": Applicant, "mother": Parent, "father": Parent, "individual": Individual,
    "children": RegisteredChild, "": Registration,
}  # fmt: skip
# Whoever puts an address right says all of them.
TOGETHER = ("address", "addresses")


def addition(step: Step, given: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """What a page adds to a form, in the form's own shape; {} where it adds nothing."""
    values, reasons = as_form(step, given)
    before, reasons_before = as_form(step, read_step(step, shown(step, held)).given)
    new_reasons = {path: why for path, why in reasons.items() if reasons_before.get(path) != why}
    changed = {
        name: values.get(name, _blank(step, name))
        for name in {**before, **values}
        if values.get(name) != before.get(name)
    }
    if not changed and not new_reasons:
        return {}
    if any(name in changed for name in TOGETHER):
        changed |= {name: values.get(name, []) for name in TOGETHER}
    if "contact" in changed:
        changed["contact"] = as_json(Applicant().contact.model_dump()) | (changed["contact"] or {})
    if why := new_reasons.pop("immediate_risk", None):
        changed["immediate_risk"] = {KEY: why}
    form = _within(step, changed, held) if changed else {}
    return form | ({"not_known": new_reasons} if new_reasons else {})


def _blank(step: Step, name: str) -> Any:
    """What stands for an answer taken back."""
    part = PARTS[step.prefix.partition(".")[0]] if step.prefix != "answers" else None
    field = part.model_fields.get(name) if part else None
    return as_json(field.get_default(call_default_factory=True)) if field else None


def _within(step: Step, changed: dict[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    if not step.prefix:
        return changed
    part, _, number = step.prefix.partition(".")
    if not number:
        return {part: changed}
    children = [dict(child) for child in held.get("children") or ()]
    children += [{} for _ in range(int(number) + 1 - len(children))]
    children[int(number)] |= changed
    return {part: children}
