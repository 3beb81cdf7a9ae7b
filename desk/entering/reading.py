"""What do the pages of a registration come to together? The form as registered, and what can't be read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from desk.entering.journey import LISTS, Journey
from desk.entering.step import WHY, Step, Steps
from desk.forms import Entered, Question, understood
from flows.registering.form import Registration
from flows.registering.not_known import SHORTEST_REASON, questions_of
from flows.registering.persons import POSTCODE
from flows.steps.entering import checked_as
from models.errors import CannotDo

NOT_SAID = "They could not say."
QUESTIONS = frozenset(questions_of(Registration))
# What a question is called in the form, where the page calls it something else.
GIVEN_AS = {"name": ("forenames", "surname"), "addresses": ("address",)}
ALSO = {"forenames": "name", "address": "addresses"}


@dataclass
class Whole:
    """The form as far as it can be read, and what is wrong on which page, by question."""

    given: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)


def whole(journey: Journey, typed: Steps) -> Whole:
    """Read every page there is into one form."""
    found = Whole({"individuals": {}, "children": {}, "not_known": {}})
    for step in journey.steps:
        if step.slug in LISTS:
            continue
        entered = read_step(step, typed.get(step.slug, {}))
        if entered.errors:
            found.errors[step.slug] = entered.errors
        values, reasons = as_form(step, entered.given)
        found.given["not_known"] |= reasons
        _place(found.given, step.prefix, values)
    for many in ("individuals", "children"):
        found.given[many] = [
            each for _, each in sorted(found.given[many].items(), key=lambda pair: int(pair[0]))
        ]
    if not any(found.given["children"]) and not any(
        at.startswith("children.") for at in found.given["not_known"]
    ):
        found.given["children"] = []
    return found


def readable(journey: Journey, typed: Steps) -> Registration | None:
    """The form, if every page of it can be read."""
    found = whole(journey, typed)
    try:
        return None if found.errors else checked_as(Registration, found.given)
    except CannotDo:
        return None


def read_step(step: Step, fields: Mapping[str, Any]) -> Entered:
    """Read one page, where anything may be left open; what says two things at once is an error."""
    entered = understood(step.blank_allowed, fields)
    entered.errors |= {name: words for name, words in _wrong(entered.given) if name not in entered.errors}
    return entered


def _wrong(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, why in _flat(given.get("why") or {}):
        if len(why) < SHORTEST_REASON:
            yield f"{WHY}{path}", f"Say why it isn’t known, in {SHORTEST_REASON} characters or more."
        elif any(_said_of(given, name) for name in (path, *GIVEN_AS.get(path, ()))):
            yield f"{WHY}{path}", "It is answered above as well: take out the answer, or why it isn’t known."
    for number, access in (given.get("access") or {}).items():
        if access.get("words") and not access.get("kinds"):
            yield f"access.{number}.kinds", "Tick how they reach the child, or “in another way”."


def _said_of(given: Mapping[str, Any], path: str) -> bool:
    for part in path.split("."):
        given = given.get(part) or {} if isinstance(given, Mapping) else {}
    return bool(given)


def as_form(step: Step, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a page gives, in the form's own shape below its prefix; and why what isn't known is not."""
    values: dict[str, Any] = as_json(given)
    reasons = {step.path(path): why for path, why in _flat(values.pop("why", {}))}
    if said := values.pop("immediate_risk", None):
        if said == "not_known":
            reasons["immediate_risk"] = values.get("immediate_risk_words") or "Nobody could say."
        else:
            values["immediate_risk"] = said == "yes"
    if earlier := values.pop("earlier", ()):
        values["addresses"] = [_place_before(line) for line in earlier]
    if access := values.pop("access", {}):
        values["access"] = [
            {"individual": int(n) + 1} | each for n, each in access.items() if each.get("kinds")
        ]
    if values.get("is_applicant"):
        values.setdefault("knows", True)
    for name in [name for name, value in values.items() if value is None and step.path(name) in QUESTIONS]:
        del values[name]
        reasons.setdefault(step.path(name), NOT_SAID)
    return values, reasons


def as_json(value: Any) -> Any:
    """The same with lists for tuples, as a form comes in a file."""
    if isinstance(value, Mapping):
        return {name: as_json(each) for name, each in value.items()}
    return [as_json(each) for each in value] if isinstance(value, list | tuple) else value


def _place_before(line: str) -> dict[str, Any]:
    """An earlier address on one line, its parts between commas, the postcode last."""
    *parts, last = [part.strip() for part in line.split(",") if part.strip()] or [line]
    coded = bool(POSTCODE.fullmatch(last))
    lines = (parts if coded else [*parts, last])[:6]
    return {"lines": lines, "postcode": last.upper() if coded else None, "current": False}


def _flat(reasons: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, each in reasons.items():
        if isinstance(each, Mapping):
            yield from _flat(each, f"{before}{name}.")
        else:
            yield f"{before}{name}", each


def _place(given: dict[str, Any], prefix: str, values: dict[str, Any]) -> None:
    """Put what a page gives where it belongs; a person's pages go into one."""
    at = given
    for part in prefix.split(".") if prefix else ():
        at = at.setdefault(part, {})
    for name, value in values.items():
        held = at.get(name)
        at[name] = held | value if isinstance(held, dict) and isinstance(value, dict) else value


def place_of(journey: Journey, path: str) -> tuple[Step, Question] | None:
    """The page and the question that something refused, or left open, is about; None where it is neither."""
    if path == "individual" or path.startswith("individual."):
        path = f"individuals.0{path.removeprefix('individual')}"
    path = re.sub(r"^(individuals|children)(?=\.[a-z]|$)", r"\1.0", path)
    best: tuple[int, Step, Question] | None = None
    for step in journey.steps:
        if step.prefix and not f"{path}.".startswith(f"{step.prefix}."):
            continue
        local = path[len(step.prefix) :].lstrip(".")
        for question in step.form.questions:
            nearness = _nearness(question, local)
            if nearness and (best is None or nearness > best[0]):
                best = (nearness, step, question)
    return best[1:] if best else None


def _nearness(question: Question, path: str) -> int:
    names = {question.name, ALSO.get(question.name, question.name)}
    if path in names:
        return 3 if path == question.name else 2
    if any(path.startswith(f"{name}.") or name.startswith(f"{path}.") for name in names):
        return 1
    return int(not path)
