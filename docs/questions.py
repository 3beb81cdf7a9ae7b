"""Which questions of fact can be answered? Read from the facts' own fields."""

from pydantic import BaseModel

from flows.steps.questions import DERIVED
from policy.facts import Facts, RecipientFacts


def questions() -> str:
    """The page of every question a story or an officer may answer by name."""
    lines = [
        "# Questions of fact",
        "",
        "Generated from `policy/facts.py` by `make docs`. Answer by name with the move `answer`; "
        "`null` takes an answer back.",
        "",
        "## About the whole consideration",
        "",
        *_table(Facts),
        "",
        "## About one recipient",
        "",
        *_table(RecipientFacts),
    ]
    return "\n".join(lines) + "\n"


def _table(model: type[BaseModel]) -> list[str]:
    rows = [
        f"| `{name}` | {field.description or ''} |"
        for name, field in model.model_fields.items()
        if name not in DERIVED
    ]
    return ["| name | question |", "| --- | --- |", *rows]
