"""Is this the form that was registered under its number, or another? A number used twice must lose nobody.

A digest of what was delivered stands in the content, which can be erased; never in an entry's body or key.
"""

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlmodel import Session

from flows.registering.form import Registration
from models import ledger

# Of a form taken with faults one of these may have been mended since, and the rest say that it is the same.
TOLD_BY = ("applicant", "individual", "individuals", "children")


def as_delivered(given: Registration | dict[str, Any]) -> dict[str, Any]:
    """What was given, as JSON would hold it."""
    return given.model_dump(mode="json") if isinstance(given, Registration) else given


def digest_of(given: Registration | dict[str, Any]) -> str:
    """A digest of a form, whatever the order of its answers."""
    return sha256(json.dumps(as_delivered(given), sort_keys=True, default=str).encode()).hexdigest()


def is_another(session: Session, key: str, given: Registration | dict[str, Any]) -> bool:
    """Tell whether a form with other content was registered under a key. An erased one can't be told."""
    found = ledger.find(session, key)
    if found is None or found.consideration is None:
        return False
    first, *_ = ledger.entries(session, UUID(found.consideration), kinds=("InterestRegistered",))
    if not first.content or first.content.get("delivered") in (None, digest_of(given)):
        return False
    return not ("as_entered" in first.content and _mended(first.content["as_entered"], as_delivered(given)))


def _mended(entered: str, given: dict[str, Any]) -> bool:
    try:
        before = json.loads(entered)
    except ValueError:
        return True  # too long to have been kept whole
    return any(given.get(name) and before.get(name) == given[name] for name in TOLD_BY)
