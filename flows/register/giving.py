"""How is an extract written? Both documented formats, from the same people: for samples and tests."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from flows.register.cells import SEPARATOR
from flows.register.columns import GROUPS, SUBJECT
from flows.register.people import Nominal


def as_jsonl(people: Iterable[Nominal]) -> str:
    """Write one object a line, leaving out what is empty."""
    return "".join(json.dumps(_object(person), ensure_ascii=False) + "\n" for person in people)


def as_csv(people: Iterable[Nominal]) -> str:
    """Write one line a person, with as many numbered columns as the fullest person needs."""
    chosen = list(people)
    headings = [column.name for column in SUBJECT]
    for group in GROUPS:
        most = max((len(getattr(person, group.plural)) for person in chosen), default=0)
        headings += [
            f"{group.prefix}_{n}_{column.name}" for n in range(1, most + 1) for column in group.columns
        ]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, headings, restval="")
    writer.writeheader()
    writer.writerows(_line(person) for person in chosen)
    return out.getvalue()


def _object(person: Nominal) -> dict[str, Any]:
    held = {column.name: _json(getattr(person, column.name)) for column in SUBJECT}
    for group in GROUPS:
        held[group.plural] = [
            _filled({column.name: _json(getattr(member, column.name)) for column in group.columns})
            for member in getattr(person, group.plural)
        ]
    return _filled(held)


def _filled(held: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in held.items() if value not in (None, [])}


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _line(person: Nominal) -> dict[str, str]:
    cells = {column.name: _text(getattr(person, column.name)) for column in SUBJECT}
    for group in GROUPS:
        for number, member in enumerate(getattr(person, group.plural), 1):
            for column in group.columns:
                cells[f"{group.prefix}_{number}_{column.name}"] = _text(getattr(member, column.name))
    return cells


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case tuple():
            return SEPARATOR.join(value)
        case date():
            return value.isoformat()
    return str(value)
