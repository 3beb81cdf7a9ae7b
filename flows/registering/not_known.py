"""Where does a form say “not known”, and why? Anywhere: `{not_known: reason}` may stand for any value.

Taken apart, a form is plain values, and beside them the reasons by the path of what isn't known.
"""

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

KEY = "not_known"
SHORTEST_REASON = 3
PATH = re.compile(r"[a-z_]{1,40}(\.([0-9]{1,2}|[a-z_]{1,40})){0,8}")
DIGITS = re.compile(r"\.[0-9]+")


def taken_apart(form: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Give the form without what isn't known, and each reason by path, as `children.0.date_of_birth`.

    In a list something stays in its place, empty, so that the places of what follows don't change.
    """
    reasons: dict[str, str] = {}

    def plain(value: Any, path: str) -> Any:
        if isinstance(value, dict):
            held = {}
            for name, each in value.items():
                at = f"{path}.{name}" if path else str(name)
                if is_not_known(each):
                    reasons[at] = str(each[KEY]).strip()
                else:
                    held[name] = plain(each, at)
            return held
        if isinstance(value, list | tuple):
            return [_member(each, f"{path}.{number}") for number, each in enumerate(value)]
        return value

    def _member(each: Any, at: str) -> Any:
        if is_not_known(each):
            reasons[at] = str(each[KEY]).strip()
            return {}
        return plain(each, at)

    return plain(form, ""), reasons


def is_not_known(value: Any) -> bool:
    """Tell whether a value stands for “not known”, with a reason."""
    return isinstance(value, dict) and value.keys() == {KEY} and isinstance(value[KEY], str)


def obstacles_to_not_knowing(form: type[BaseModel], reasons: dict[str, str]) -> list[str]:
    """Say which reasons are too short, and which are given for what the form doesn't ask."""
    known = set(questions_of(form))
    wrong = []
    for path, reason in reasons.items():
        if not PATH.fullmatch(path) or DIGITS.sub("", path) not in known:
            wrong.append("not_known: a reason is given for a question that the form doesn't have.")
        elif len(reason) < SHORTEST_REASON:
            wrong.append(f"{path}: say why it isn't known, in {SHORTEST_REASON} characters or more.")
    return wrong


def questions_of(form: type[BaseModel], before: str = "") -> Iterator[str]:
    """Every question of a form by its path without numbers: `applicant`, `children.access.kinds`."""
    for name, field in form.model_fields.items():
        yield f"{before}{name}"
        for inner in _models_in(field.annotation):
            yield from questions_of(inner, f"{before}{name}.")


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def is_answered(form: dict[str, Any], reasons: dict[str, str], question: str) -> bool:
    """Tell whether a question was answered, or said not to be known, wherever it is asked.

    A question on each child or individual is answered where it is for every one that there is.
    """
    return _answered(form, question.split("."), "", reasons)


def _answered(value: Any, left: list[str], path: str, reasons: dict[str, str]) -> bool:
    if path and path in reasons:
        return True
    if isinstance(value, list | tuple):
        places = [_answered(each, left, f"{path}.{number}", reasons) for number, each in enumerate(value)]
        return bool(places) and all(places)
    if not left:
        return value not in (None, "", (), [], {})  # False is an answer
    held = value.get(left[0]) if isinstance(value, dict) else None
    return _answered(held, left[1:], f"{path}.{left[0]}" if path else left[0], reasons)
