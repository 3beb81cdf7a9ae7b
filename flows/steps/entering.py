"""Is what was entered what a move takes? What is not is named by field, with what is allowed, plainly."""

import re
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from flows.steps.moving import G
from models.errors import CannotDo

# The library says these two in its own terms.
PLAINLY = {
    "extra_forbidden": "there is no such field; docs/moves.md lists those there are",
    "missing": "this is required",
    "string_too_short": "write at least {min_length} characters",
    "string_too_long": "write at most {max_length} characters",
    "too_short": "give at least {min_length}",
    "too_long": "give at most {max_length}",
    "string_pattern_mismatch": "this is not of the form asked for",
}
FIELD = re.compile("[a-z0-9_]{1,60}")


def checked_as(model: type[G], given: G | dict[str, Any]) -> G:
    """Validate what was entered, naming each field and what is allowed, never what was typed."""
    if isinstance(given, model):
        return given
    try:
        return model.model_validate(given)
    except ValidationError as error:
        found = [f"{_place(each['loc'])}: {_plainly(each)}" for each in error.errors()]
    raise CannotDo(*found)


def _plainly(error: ErrorDetails) -> str:
    said = PLAINLY.get(error["type"], error["msg"])
    return said.format(**error.get("ctx", {})) if "{" in said and error["type"] in PLAINLY else said


def _place(loc: tuple[int | str, ...]) -> str:
    """Name the field. One of no known form was typed, and may be anybody's name in the wrong place."""
    parts = [str(part) if FIELD.fullmatch(str(part)) else "(a field not known)" for part in loc]
    return ".".join(parts) or "entered"
