"""What has been said so far? Each page's answers as lines to be read back, changed, or asked again."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from desk.entering.reading import ALSO, read_step
from desk.entering.step import WHY, Step
from desk.forms import Question
from desk.prefilling import as_typed
from flows.registering.form import Person
from flows.registering.persons import address_lines

YES_NO = {"yes": "Yes", "no": "No", "not_known": "Not known"}
DIGITS = re.compile(r"\.[0-9]+")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One line. `state`: said, not_known (with its reason), open (asked by the scheme, not yet), wrong."""

    label: str
    words: str
    state: str
    at: str  # its question's id on its page


def said(step: Step, typed: Mapping[str, Any], asks: Collection[str]) -> list[Said]:
    """The lines of one page: what was answered, and what the scheme asks that wasn't yet."""
    wrong = read_step(step, typed).errors
    whys = {
        name.removeprefix(WHY): str(why).strip()
        for name, why in typed.items()
        if name.startswith(WHY) and str(why).strip()
    }
    lines = []
    for question in step.form.questions:
        if question.kind == "why_not":
            continue
        words, at = in_words(question, typed), question.posted_as[0]
        path = next((name for name in (question.name, ALSO.get(question.name, "")) if name in whys), "")
        if question.name in wrong:
            lines.append(Said(question.label, wrong[question.name], "wrong", at))
        elif words:
            lines.append(Said(question.label, words, "said", at))
        elif path:
            label = "Name" if path == "name" else question.label
            lines.append(Said(label, whys.pop(path), "not_known", at))
        elif is_asked(step, question, asks) and not _answered_beside(question, typed):
            lines.append(Said(question.label, "", "open", at))
    return lines


def is_asked(step: Step, question: Question, asks: Collection[str]) -> bool:
    """Tell whether the scheme's form asks this."""
    names = {question.name, ALSO.get(question.name, question.name)}
    return any(DIGITS.sub("", f".{step.path(name)}")[1:] in asks for name in names)


def _answered_beside(question: Question, typed: Mapping[str, Any]) -> bool:
    """An age will do for a date of birth, a description for a child's name, a surname for a whole one."""
    beside = {
        "date_of_birth": ("approximate_age", "age"), "name": ("description",), "forenames": ("surname",),
    }  # fmt: skip
    if question.name == "knows" and typed.get("is_applicant") == "yes":
        return True
    return any(str(typed.get(name) or "").strip() for name in beside.get(question.name, ()))


def in_words(question: Question, typed: Mapping[str, Any]) -> str:
    """An answer as one reads it back."""
    if question.kind in ("day", "moment"):
        day, month, *rest = (str(typed.get(name) or "").strip() for name in question.posted_as)
        named = (
            MONTHS[int(month) - 1] if month.isascii() and month.isdigit() and 1 <= int(month) <= 12 else month
        )
        return " ".join(part for part in (day, named, *rest) if part)
    raw = typed.get(question.name)
    if question.kind == "choices":
        labels = {option.value: option.label for option in question.options}
        return ", ".join(labels.get(each, each) for each in raw or ())
    text = str(raw or "").strip()
    if question.kind in ("yes_no", "yes_no_unknown"):
        return YES_NO.get(text, text)
    if question.kind in ("choice", "select"):
        return next((option.label for option in question.options if option.value == text), text)
    return text


def shown(step: Step, held: Mapping[str, Any]) -> dict[str, Any]:
    """What is recorded of a registration already, as the fields of a page show it."""
    part: Any = held
    for name in step.prefix.split(".") if step.prefix else ():
        part = _within(part, name)
    part = dict(part or {})
    if step.slug == "risk":
        part["immediate_risk"] = {True: "yes", False: "no"}.get(part.get("immediate_risk"), "not_known")
    if surnames := part.get("other_surnames"):
        from_them = {f"{part.get('forenames') or ''} {surname}".strip() for surname in surnames}
        part["other_names"] = [name for name in part.get("other_names") or () if name not in from_them]
    if access := part.get("access"):
        part["access"] = {str(each.get("individual", 1) - 1): each for each in access}
    if "address" in {question.name for question in step.form.questions}:
        part["earlier"] = [
            _one_line(place) for place in part.get("addresses") or () if not place.get("current", True)
        ]
        part["address"] = address_lines(
            Person(address=part.get("address") or (), addresses=part.get("addresses") or ())
        )
    fields = as_typed(
        step.form, {name: each for name, each in part.items() if each not in (None, "", [], ())}
    )
    before = f"{step.prefix}." if step.prefix else ""
    for question in step.form.questions:
        if question.kind == "why_not":
            reason = (held.get("not_known") or {}).get(before + question.name.removeprefix(WHY))
            fields |= {question.name: reason} if reason else {}
    return fields


def _within(part: Any, name: str) -> Any:
    if isinstance(part, Mapping):
        return part.get(name)
    if isinstance(part, list | tuple) and name.isdigit() and int(name) < len(part):
        return part[int(name)]
    return None


def _one_line(place: Mapping[str, Any]) -> str:
    return ", ".join([*(place.get("lines") or ()), *([place["postcode"]] if place.get("postcode") else [])])
