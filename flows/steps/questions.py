"""Which questions of fact may a person answer? Never what the record works out for itself."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from policy.facts import Facts, RecipientFacts

DERIVED = frozenset({
    "on", "route", "identity", "candidates",
    "has_applicant", "holds", "representations", "representations_skip_reason",
    "checks", "items", "urgent", "recipient", "subject_age", "child_age", "recipient_id", "kind",
    "name_and_address_recorded", "is_applicant", "level", "category", "rosh",
    # Seen as documents: record_evidence and record_interview say which, by whom and when.
    "applicant_identity_verified", "applicant_address_verified", "applicant_relationship_verified",
})  # fmt: skip

CODE = re.compile("[a-z0-9]+(_[a-z0-9]+)+")


def obstacles_to_answering(
    model: type[Facts] | type[RecipientFacts], answers: Mapping[str, Any]
) -> list[str]:
    """List what can't be answered here, or not so. Wherever answers come in, they pass this."""
    return [wrong for name, value in answers.items() if (wrong := _wrong(model, name, value))]


def _wrong(model: type[Facts] | type[RecipientFacts], name: str, value: Any) -> str | None:
    field = model.model_fields.get(name)
    if field is None or name in DERIVED:
        named = f"“{name}”" if CODE.fullmatch(name) else "What was named"  # typed: it may be anybody's name
        return f"{named} is not a question that can be answered here; docs/questions.md lists them."
    try:
        if value is not None:
            TypeAdapter[Any](field.annotation or object).validate_python(value)
    except ValidationError as error:
        return f"“{name}”: {error.errors()[0]['msg']}"
    return None
