"""What of a form of a page's own was typed before and not sent? The same promises as for a move's form."""

from typing import Any

from desk.forms import Form
from desk.prefilling import from_draft
from desk.visiting import Visit
from flows.drafts import drop, kept
from models import ledger
from models.account import Draft
from models.database import transaction


def unsent(visit: Visit, form: Form) -> tuple[dict[str, Any], Draft | None]:
    """The latest draft of this page, as its form shows it; nothing where there is none."""
    with transaction(visit.engine) as session:
        drafts = kept(session, visit.actor.handle, visit.path)
    return (from_draft(form, drafts[0].fields), drafts[0]) if drafts else ({}, None)


def sent(visit: Visit) -> bool:
    """Tell whether this very form was taken before: a double click, or back and sent again."""
    with transaction(visit.engine) as session:
        return ledger.find(session, key(visit)) is not None


def key(visit: Visit) -> str:
    """The natural key of what this form writes."""
    return f"desk:{visit.once}"


def forget(visit: Visit) -> None:
    """Drop the draft of a form that was taken."""
    with transaction(visit.engine) as session:
        drop(session, visit.actor.handle, visit.path, visit.tab)
