"""Are these fields fit for this kind of letter? Every obstacle at once, and no value quoted."""

from typing import Any

from pydantic import BaseModel, ValidationError

from letters.catalogue import CATALOGUE, LetterKind
from letters.offence_words import spoken_of
from letters.victim_identifiers import suspicions
from models.errors import CannotDo


def kind_named(name: str) -> LetterKind:
    """Find a kind. Raise CannotDo for one that is not in the catalogue."""
    if name not in CATALOGUE:
        raise CannotDo(f"There is no such kind of letter; the kinds are {', '.join(CATALOGUE)}.")
    return CATALOGUE[name]


def checked(kind: LetterKind, fields: dict[str, Any]) -> BaseModel:
    """Read fields into the kind's schema. Raise CannotDo with every obstacle."""
    found: list[str] = []
    read: BaseModel | None = None
    try:
        read = kind.schema.model_validate(fields)
    except ValidationError as error:
        found = faults(error)
    if not kind.names_subject:
        found += [
            f"{_spoken(path)}: says something of an offence, and this kind of letter never does."
            for path in dict.fromkeys(spoken_of(fields))
        ]
    found += _identifiers(kind, fields)
    if found or read is None:
        raise CannotDo(*found)
    return read


def faults(error: ValidationError) -> list[str]:
    """Put a validation error in an officer's words, field by field, without any value."""
    found = []
    for each in error.errors(include_input=False, include_url=False):
        where = _spoken(".".join(str(part) for part in each["loc"]))
        found += [f"{where}: {words}." for words in _words(each["type"], each.get("ctx") or {})]
    return found


def _identifiers(kind: LetterKind, fields: dict[str, Any]) -> list[str]:
    """What could identify a victim (the script) or the applicant's family (the invitation)."""
    if kind.name == "representations_invitation":
        said = suspicions(str(fields.get("in_general") or ""))
        return [f"In general: {each}; the subject must not learn who asked or which family." for each in said]
    if kind.name != "disclosure_script" or str(fields.get("victim_identifiers_checked_by") or "").strip():
        return []
    words = fields.get("exact_words") or ""
    text = words if isinstance(words, str) else "\n".join(map(str, words))
    return [
        "Somebody must read the exact words for anything that could identify a victim, and be named.",
        *(f"Exact words, {each}." for each in suspicions(text)),
    ]


def _spoken(path: str) -> str:
    # A key nobody knows may be anything, so it is shown only where it looks like one of ours.
    plain = path.replace(".", "").replace("_", "")
    if not (plain.isascii() and plain.isalnum() and len(path) <= 80):
        return "A field"
    steps = [str(int(step) + 1) if step.isdigit() else step for step in path.split(".")]
    return ", ".join(steps).replace("_", " ").capitalize() or "The fields"


def _words(kind: str, context: dict[str, Any]) -> list[str]:
    # A length limit on text that was cleaned first is reported as one on any value, not on a string.
    text = context.get("field_type") not in ("Tuple", "List")
    match kind:
        case "value_error":
            return str(context["error"]).split("\n")
        case "missing" | "string_too_short":
            return ["is needed"]
        case "too_short" if text:
            return ["is needed"]
        case "too_long" if text:
            return [f"is longer than {context['max_length']} characters"]
        case "extra_forbidden":
            return ["this kind of letter has no place for it"]
        case "too_long":
            return [f"has more than {context['max_length']} entries"]
        case "too_short":
            return [f"needs at least {context['min_length']} entries"]
        case "literal_error" | "enum":
            return [f"must be one of {context['expected']}"]
        case "string_pattern_mismatch":
            return ["has a sign that is not allowed in it"]
    if kind.startswith(("date", "time")):
        return ["must be a date" if kind.startswith("date") else "must be a time"]
    return ["is not of the kind that is wanted"]
