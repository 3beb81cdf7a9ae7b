"""Files of registrations, words planted in every field: sound ones, and one with a fault in each."""

import copy
import json
from pathlib import Path
from typing import Any

SOUND: dict[str, Any] = {
    "immediate_risk": False, "route": "pilot_registration", "unit": "northern", "relationship": "parent",
    "received_at": "2026-11-23T10:00:00+00:00",
}  # fmt: skip
# What each field of a form may hold instead of what it asks, with a word in it.
WRONG_AT_THE_TOP = (
    "immediate_risk", "route", "unit", "means_of_contact", "relationship", "received_at", "mother",
    "individuals", "children", "enquiry", "not_known", "form_id", "answers",
)  # fmt: skip
WRONG_OF_A_PERSON = (
    "former_names", "date_of_birth", "approximate_age", "sex", "address", "addresses", "interpreter",
    "contact", "safe_to_post", "email",
)  # fmt: skip


def sound(planter: Any, number: int) -> dict[str, Any]:
    """A form with a word in everything that is free to be written."""
    word = planter.word

    def person() -> dict[str, Any]:
        return {
            "forenames": f"Dee {word()}", "surname": word(), "former_names": [word()], "aliases": [word()],
            "other_names": [word()], "date_of_birth": "1980-01-02", "place_of_birth": word(),
            "ethnicity": word(), "address": [f"2 {word()} Street", "Northexample", "ZZ2 4AB"],
            "addresses": [{"lines": [word()], "current": False}], "telephone": f"07700 900123 {word()}",
            "description": word(),
        }  # fmt: skip

    contact = {"safe_ways": ["post"], "times": word(), "who_must_not_know": word(), "issues": word()}
    return SOUND | {
        "form_id": f"W-{number}",
        "immediate_risk_words": word(),
        "applicant": person() | {
            "other_surnames": [word()], "email": f"a.{word()}@example.org", "language": word(),
            "contact": contact,
        },
        "mother": person() | {"living_with": word()},
        "father": {"not_known": word()},
        "individual": person() | {
            "occupation": word(), "employer": word(), "voluntary_work": word(),
            "relationship_to_applicant": word(),
        },
        "children": [{
            "name": f"Eli {word()}", "description": word(), "age": 6, "place_of_birth": word(),
            "ethnicity": word(), "access": [{"kinds": ["regular"], "words": word()}],
        }],
    }  # fmt: skip


def with_faults(planter: Any) -> list[dict[str, Any]]:
    """A form for each field that can be wrong, a word standing where something else is asked."""
    word = planter.word
    forms: list[dict[str, Any]] = []

    def wrong(**changed: Any) -> None:
        forms.append(sound(planter, len(forms)) | changed)

    for name in WRONG_AT_THE_TOP:
        wrong(**{name: word()})
    for name in WRONG_OF_A_PERSON:
        wrong(applicant={"name": word(), name: word()}, individual={"name": word(), name: word()})
    for key in ("answers", "not_known", "applicant", "individual"):
        wrong(**{key: {word(): word()}})
        wrong(**{key: {word(): True}})
        wrong(**{key: {word(): {"not_known": word()}}})
    wrong(**{word(): word()})
    wrong(children=[{"name": word(), "age": word(), "access": [{"kinds": [word()], "individual": word()}]}])
    wrong(applicant={"name": word() * 60}, children=[{word(): word()}], received_at=None)
    wrong(received_at="1990-01-01T10:00:00+00:00", answers={"regular_access": word()})
    return forms


def urgent(planter: Any, number: int) -> dict[str, Any]:
    """A child may be at risk now, and the form has faults."""
    form = copy.deepcopy(sound(planter, number)) | {"immediate_risk": True, planter.word(): planter.word()}
    form["children"][0]["age"] = planter.word()
    return form


def written(folder: Path, name: str, forms: list[dict[str, Any]]) -> Path:
    """Write a file of registrations."""
    path = folder / f"{name}.jsonl"
    path.write_text("".join(f"{json.dumps(form)}\n" for form in forms), encoding="utf-8")
    return path
