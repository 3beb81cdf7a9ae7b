"""What can be read of a form that has faults, where a child may be at risk now? Everything but the faults.

Such a form never waits until it is right: what can't be read is left out and asked again.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from flows.force import force
from flows.registering.filling_in import obstacles_in
from flows.registering.form import Registration
from flows.registering.not_known import SHORTEST_REASON, is_not_known

AGAIN = "What was entered could not be read; ask again."
NEEDED = ("relationship", "applicant.name", "individual.name")
YES_OR_NO = TypeAdapter[bool](bool)


def may_be_at_risk(form: dict[str, Any]) -> bool:
    """Tell whether the first question has any answer that can't be read as a no."""
    said, reasons = form.get("immediate_risk"), form.get("not_known")
    if said is None:
        return isinstance(reasons, dict) and "immediate_risk" in reasons
    return _read(said) is not False


def _read(said: Any) -> bool | None:
    """What a form's own library would read as yes or no: true, "yes", 1; None for anything else."""
    try:
        return YES_OR_NO.validate_python(said.strip() if isinstance(said, str) else said)
    except ValidationError:
        return None


def legible(value: Any) -> Any:
    """The same, without the characters that are no text: NUL, and half a surrogate."""
    if isinstance(value, dict):
        return {legible(name): legible(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [legible(each) for each in value]
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="ignore").decode()
    return value


def salvaged(given: Registration | dict[str, Any], today: date, unit: str) -> Registration | None:
    """The form without what is wrong in it; None where nobody says that a child may be at risk now.

    `unit` is the unit of whoever registers, where the form names none that can be read.
    """
    whole = given.model_dump(mode="json") if isinstance(given, Registration) else given
    if not isinstance(whole, dict) or not may_be_at_risk(whole):
        return None
    kept = _without_faults(dict(whole), unit)
    for mended in (kept, _mended(kept, obstacles_in(Registration.model_validate(kept), today), unit)):
        try:
            form = Registration.model_validate(mended)
        except ValidationError:
            continue
        if not obstacles_in(form, today):
            return form
    return Registration.model_validate(_bare(kept, unit))


def with_less(form: Registration, unit: str) -> Iterator[Registration]:
    """The form, then with ever more left out that could stop its being taken; at last the risk alone."""
    not_posted = {"applicant": form.applicant.model_copy(update={"safe_to_post": False})}
    today = {"received_at": None}
    for left_out in ({}, not_posted, today, not_posted | today):
        yield form.model_copy(update=left_out)
    yield Registration.model_validate(_bare(form.model_dump(mode="json"), unit))


def _without_faults(form: dict[str, Any], unit: str) -> dict[str, Any]:
    """Leave out each top-level answer in which a fault stands, until none does."""
    said = form.get("immediate_risk")
    if said is not None and not is_not_known(said):
        form["immediate_risk"] = True if _read(said) else {"not_known": AGAIN}
    reasons = form.get("not_known")
    if isinstance(reasons, dict):
        form["not_known"] = {name: each if _is_reason(each) else AGAIN for name, each in reasons.items()}
    for _ in range(len(form) + 1):
        try:
            Registration.model_validate(form)
        except ValidationError as error:
            faulty = {str(each["loc"][0]) for each in error.errors() if each["loc"]}
            form = {name: each for name, each in form.items() if name not in faulty}
            form = {"unit": unit} | form
        else:
            return form
    return _bare(form, unit)


def _is_reason(said: Any) -> bool:
    return isinstance(said, str) and len(said.strip()) >= SHORTEST_REASON


def _mended(form: dict[str, Any], wrong: list[str], unit: str) -> dict[str, Any]:
    """Leave out each answer that an obstacle names; of what is only missing, say that it isn't known."""
    paths = {each.partition(": ")[0] for each in wrong}
    missing = {path: AGAIN for path in paths if path in NEEDED}
    dropped = {path.partition(".")[0] for path in paths - missing.keys()}
    kept = {name: each for name, each in form.items() if name not in dropped}
    reasons = kept.get("not_known") or {}
    return {"unit": unit, "immediate_risk": {"not_known": AGAIN}} | kept | {"not_known": reasons | missing}


def _bare(form: dict[str, Any], unit: str) -> dict[str, Any]:
    """What is left where even what could be read contradicts itself: the risk, and how to reach somebody."""
    known = form.get("unit") in force().units
    at_risk = True if form.get("immediate_risk") is True else {"not_known": AGAIN}
    kept = {name: form[name] for name in ("immediate_risk_words", "route") if name in form}
    return kept | {
        "immediate_risk": at_risk,
        "unit": form["unit"] if known else unit,
        "applicant": {"not_known": AGAIN},
        "individual": {"not_known": AGAIN},
        "relationship": {"not_known": AGAIN},
    }
