"""What can be read of a form that has faults, where a child may be at risk now? Everything but the faults.

Such a form never waits until it is right: what can't be read is left out and asked again.
"""

from datetime import date
from typing import Any

from pydantic import ValidationError

from flows.registering.filling_in import obstacles_in
from flows.registering.form import Registration

AGAIN = "What was entered could not be read; ask again."


def salvaged(given: Registration | dict[str, Any], today: date, unit: str) -> Registration | None:
    """The form without what is wrong in it; None where nobody says that a child may be at risk now.

    `unit` is the unit of whoever registers, where the form names none that can be read.
    """
    whole = given.model_dump(mode="json") if isinstance(given, Registration) else given
    if not isinstance(whole, dict) or not _may_be_at_risk(whole):
        return None
    kept = _without_faults(dict(whole), unit)
    form = Registration.model_validate(kept)
    return form if not obstacles_in(form, today) else Registration.model_validate(_bare(kept))


def _may_be_at_risk(form: dict[str, Any]) -> bool:
    said = form.get("immediate_risk")
    return said is True or said == "true" or isinstance(said, dict)


def _without_faults(form: dict[str, Any], unit: str) -> dict[str, Any]:
    """Leave out each top-level answer in which a fault stands, until none does."""
    form["immediate_risk"] = True if form.get("immediate_risk") in (True, "true") else {"not_known": AGAIN}
    for _ in range(len(form) + 1):
        try:
            Registration.model_validate(form)
        except ValidationError as error:
            faulty = {str(each["loc"][0]) for each in error.errors() if each["loc"]}
            form = {name: each for name, each in form.items() if name not in faulty}
            form = {"unit": unit} | form
        else:
            return form
    return _bare(form)


def _bare(form: dict[str, Any]) -> dict[str, Any]:
    """What is left where even what could be read contradicts itself: the risk, and how to reach somebody."""
    kept = {
        name: form[name]
        for name in ("immediate_risk", "immediate_risk_words", "route", "unit")
        if name in form
    }
    return kept | {
        "applicant": {"not_known": AGAIN},
        "individual": {"not_known": AGAIN},
        "relationship": {"not_known": AGAIN},
    }
