"""How is a question put on a page? As GOV.UK's macros want to be told, from the question and what was typed.

The id of its first field is the name it is posted under, so that an error summary leads there.
"""

from collections.abc import Mapping
from typing import Any

from desk.forms import PARTS, Form, Option, Question

YES_NO = (Option("yes", "Yes"), Option("no", "No"))
YES_NO_UNKNOWN = (*YES_NO, Option("not_known", "Not yet known"))
SMALL = "govuk-label--s"
WIDTHS = {"year": 4, "time": 5}


def questions_in_words(form: Form) -> dict[str, str]:
    """What each field answers, by the name it is posted under; under "" the title. Kept with a draft."""
    named = {name: question.label for question in form.questions for name in question.posted_as}
    return {"": form.title} | named


def macro_of(question: Question) -> str:
    """Which of GOV.UK's macros draws it."""
    match question.kind:
        case "words" | "lines":
            return "textarea"
        case "yes_no" | "yes_no_unknown" | "choice":
            return "radios"
        case "choices":
            return "checkboxes"
        case "moment":
            return "day"
        case "select" | "day" | "password" | "hidden":
            return question.kind
    return "input"


def asked(question: Question, typed: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, Any]:
    """Say what its macro is to be told."""
    told = {"name": question.name, "id": question.name, "idPrefix": question.name}
    told |= _words(question, errors.get(question.name))
    value = typed.get(question.name)
    match macro_of(question):
        case "textarea":
            return told | {"rows": question.rows, "value": _whole(str(value or ""))}
        case "radios":
            inline = "" if question.kind == "choice" else "govuk-radios--inline"
            return told | {"items": _answers(question), "value": value, "classes": inline}
        case "checkboxes":
            return told | {"items": _answers(question), "values": value or []}
        case "select":
            return told | {
                "items": [{"value": "", "text": "Choose one"}, *_answers(question)],
                "value": value,
            }
        case "day":
            return told | {"namePrefix": question.name, "items": _parts(question, typed, errors)}
        case "password":
            new = "new" in question.name
            return told | {"autocomplete": "new-password" if new else "current-password"}
    return told | _typed_into(question) | {"value": None if question.kind == "code" else value}


def _words(question: Question, error: str | None) -> dict[str, Any]:
    label = question.label + (" (optional)" if _may_be_left_out(question) else "")
    several = question.kind in ("yes_no", "yes_no_unknown", "choice", "choices", "day", "moment")
    legend = {"legend": {"text": label, "classes": "govuk-fieldset__legend--s"}}
    return {
        "label": {"text": label, "classes": SMALL},
        "fieldset": legend if several else None,
        "hint": {"text": question.hint} if question.hint else None,
        "errorMessage": {"text": error} if error else None,
    }


def _may_be_left_out(question: Question) -> bool:
    """What the process may want after all is not called optional, nor what can be said to be unknown."""
    return question.optional and not question.refusals and question.kind != "yes_no_unknown"


def _answers(question: Question) -> list[dict[str, Any]]:
    offered = {"yes_no": YES_NO, "yes_no_unknown": YES_NO_UNKNOWN}.get(question.kind, question.options)
    return [
        {"value": each.value, "text": each.label, "hint": {"text": each.hint} if each.hint else None}
        for each in offered
    ]


def _parts(question: Question, typed: Mapping[str, Any], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    wrong = " govuk-input--error" if question.name in errors else ""
    return [
        {
            "name": part,
            "value": typed.get(posted_as),
            "classes": f"govuk-input--width-{WIDTHS.get(part, 2)}{wrong}",
        }
        for part, posted_as in zip(PARTS, question.posted_as, strict=False)
    ]


def _typed_into(question: Question) -> dict[str, Any]:
    """One line. A browser shared by a unit must not offer the names typed into it; codes are never kept."""
    if question.kind == "code":
        return {
            "classes": "govuk-input--width-10 govuk-input--extra-letter-spacing",
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "attributes": {"data-keep": "no"},
        }
    return {
        "classes": "govuk-input--width-5" if question.kind in ("number", "time") else "",
        "inputmode": "numeric" if question.kind == "number" else None,
        "autocomplete": "username" if question.name == "handle" else "off",
        "spellcheck": False,
    }


def _whole(text: str) -> str:
    """HTML drops a line break right after <textarea>: one more, so that none of what was typed is lost."""
    return f"\n{text}" if text.startswith(("\n", "\r")) else text
