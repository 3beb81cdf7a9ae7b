"""Rights that end between opening a pack and answering over it: is anything signed, or shown, by them?"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from models.database import transaction
from models.officer import Officer

MANAGER = "di.northern.1"
Desk = Callable[..., Any]


def opened(at_desk: Desk) -> tuple[Any, Any]:
    """Somebody who has read it all and has only to send their answer."""
    signing = at_desk()
    manager = signing.come(MANAGER)
    signing.read_all(manager)
    manager.get(signing.path)
    return signing, manager


@pytest.mark.parametrize(
    ("ends", "status"),
    [
        ({"revoked_at": datetime(2026, 1, 1, tzinfo=UTC)}, 303),
        ({"roles": ["administrator"]}, 404),
        ({"unit": "western"}, 403),
        ({"agency": "health", "rank": "nurse", "roles": ["partner_agency"]}, 404),
    ],
    ids=["withdrawn", "another role", "another unit", "another agency"],
)
def test_nothing_is_signed_by_rights_that_ended_meanwhile(
    at_desk: Desk, ends: dict[str, Any], status: int
) -> None:
    signing, manager = opened(at_desk)
    code = signing.code_of(MANAGER)
    with transaction(signing.engine) as session:
        officer = session.get(Officer, MANAGER)
        for name, value in ends.items():
            setattr(officer, name, value)
        session.add(officer)
    reasons = {"outcome": "agree", "reasons": "Presumed, necessary, and no wider.", "code": code}
    answer = manager.post(signing.path, reasons, follow=False)
    assert answer.status_code == status
    assert "SignedOff" not in signing.kinds(MANAGER)
    assert "Feignwell" not in answer.text
    assert (
        manager.get(f"{signing.path}/letters/{signing.pack.letters[0]}.pdf", follow=False).status_code
        == status
    )


def test_another_sessions_token_signs_nothing(at_desk: Desk) -> None:
    """Not of a colleague, nor of one's own session at another browser."""
    signing, manager = opened(at_desk)
    for other in (signing.come("di.northern.2"), signing.come(MANAGER)):
        other.get("/account")
        sent = manager.hidden(signing.path) | {"_csrf": other.hidden("/sign-out")["_csrf"]}
        manager.get(signing.path)
        given = {"outcome": "agree", "reasons": "Presumed, necessary.", "code": signing.code_of(MANAGER)}
        answer = manager.post(signing.path, sent | given, follow=False)
        assert answer.status_code in (303, 422)
        assert "done=" not in answer.headers.get("location", "")
    assert "SignedOff" not in signing.kinds(MANAGER)
