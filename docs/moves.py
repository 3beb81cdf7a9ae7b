"""Which moves can people make, and what is entered for each? Read from the moves themselves."""

import enum
import re
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from flows.registering.form import Registration
from flows.steps import every  # noqa: F401 - registers the moves
from flows.steps.meetings import (
    Arrangement,
    Held,
    PutOn,
    TakenOff,
    arrange_meeting,
    hold_meeting,
    put_on_list,
    take_off_list,
)
from flows.steps.moving import MADE
from flows.steps.opening import Opening, open_consideration
from flows.steps.registering import register_interest
from policy.stages import MOVES

HEAD = """# Moves

Generated from `flows/steps/` by `make docs`. What a story's `does:` names, and what stands under its `with:`.
A field must be given unless it says “optional”. Questions for `answer`: [questions.md](questions.md); where
each move leads: [process.md](process.md).
"""
# References to a page that is not here.
DOMAIN = re.compile(r" \(domain\.md [^)]*\)")
BEGINNINGS: tuple[tuple[str, Any, type[BaseModel]], ...] = (
    ("open", open_consideration, Opening),
    ("register_interest", register_interest, Registration),
    ("arrange_meeting", arrange_meeting, Arrangement),
    ("put_on_list", put_on_list, PutOn),
    ("take_off_list", take_off_list, TakenOff),
    ("hold_meeting", hold_meeting, Held),
)


def moves() -> str:
    """The page: beginnings and meetings first, then every move of a person, by name."""
    parts = [HEAD]
    parts += [_move(name, function.__doc__, given, []) for name, function, given in BEGINNINGS]
    for name, made in sorted(MADE.items()):
        if made.roles:
            parts.append(_move(name, made.make.__doc__, made.given, [_by(made.roles), _at(name)]))
    return "\n".join(parts)


def _by(roles: frozenset[str]) -> str:
    return f"By: {', '.join(sorted(roles)).replace('_', ' ')}."


def _at(name: str) -> str:
    return f"At: {', '.join(str(stage) for stage, at in MOVES.items() if name in at).replace('_', ' ')}."


def _move(name: str, words: str | None, given: type[BaseModel], more: list[str]) -> str:
    said = DOMAIN.sub("", " ".join((words or "").split("\n\n")[0].split()))
    return "\n".join([f"## {name}", "", "  \n".join([said, *more]), "", *_fields(given), ""])


def _fields(given: type[BaseModel]) -> list[str]:
    lines = []
    for name, field in given.model_fields.items():
        optional = "" if field.is_required() else "; optional"
        words = f": {field.description}" if field.description else ""
        lines.append(f"- `{field.alias or name}` ({_kind(field.annotation)}{optional}){words}")
    return lines or ["Nothing is entered."]


def _kind(kind: Any) -> str:
    """Say what may be written, in a reader's words."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _kind(inner[0])
    if origin in (Union, UnionType):
        return _kind(next(each for each in inner if each is not NoneType))
    if origin is Literal:
        return " | ".join(str(each) for each in inner)
    if origin is tuple:
        return f"list of {_kind(inner[0])}"
    if origin is dict:
        return "names and values"
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return " | ".join(str(each.value) for each in kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return "{" + ", ".join(field.alias or name for name, field in kind.model_fields.items()) + "}"
    name = str(kind.__name__)
    return {"str": "text", "bool": "true | false", "int": "number"}.get(name, name)
