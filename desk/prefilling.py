"""What stands in a form's fields when it is shown? What was typed before and kept, or what is recorded."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from desk.forms import Form, Question
from models.clock import LONDON


def from_draft(form: Form, fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What a draft holds, as the fields of a form show it."""
    found: dict[str, Any] = {}
    for question in form.questions:
        for name in question.posted_as:
            if name in fields:
                kept = list(fields[name])
                found[name] = kept if question.kind == "choices" else "".join(kept[-1:])
    return found


def as_typed(form: Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is recorded already, as the fields of a form show it."""
    return dict(
        pair for question in form.questions for pair in _typed_one(question, _get(given, question.name))
    )


def _typed_one(question: Question, value: Any) -> Iterator[tuple[str, Any]]:
    if value is None and question.kind != "yes_no_unknown":
        return
    if question.kind == "day":
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
        yield from zip(question.posted_as, (str(day.day), str(day.month), str(day.year)), strict=True)
    elif question.kind == "moment":
        at = (value if isinstance(value, datetime) else datetime.fromisoformat(str(value))).astimezone(LONDON)
        parts = (str(at.day), str(at.month), str(at.year), f"{at:%H:%M}")
        yield from zip(question.posted_as, parts, strict=True)
    elif question.kind in ("yes_no", "yes_no_unknown"):
        if isinstance(value, bool):
            yield question.name, "yes" if value else "no"
    elif question.kind == "choices":
        yield question.name, [str(each) for each in value]
    elif question.kind == "lines":
        yield question.name, "\n".join(value)
    else:
        yield question.name, str(value)


def _get(given: Mapping[str, Any], path: str) -> Any:
    found: Any = given
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
