"""Is a file of registrations uploaded by one person and confirmed by another? Are enquiries counted?"""

import json
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from models.database import transaction
from models.registration import Enquiry, Registration

FORM: dict[str, Any] = {
    "form_id": "W-1", "immediate_risk": False, "unit": "western", "relationship": "parent",
    "route": "right_to_ask", "received_at": "2026-11-20T10:00:00+00:00",
    "applicant": {"name": "Rosamund Inventively"}, "individual": {"name": "Leopold Unlikely"},
    "children": [{"name": "Poppy Inventively", "age": 8}],
}  # fmt: skip
AT_RISK = FORM | {"form_id": "W-2", "immediate_risk": True}


def upload(clerk: Any, *forms: dict[str, Any]) -> str:
    """Upload a file; give the text of the page that says what was found."""
    clerk.get("/registration-files")
    written = "".join(json.dumps(form) + "\n" for form in forms)
    clerk.post("/registration-files", files={"file": ("from-the-web.jsonl", written.encode())})
    while "/under-way/" in clerk.last.url.path:
        clerk.get(clerk.last.url.path)
    return str(clerk.last.text)


def test_a_file_waits_for_a_second_person_but_not_a_child_at_risk(
    visitor: Callable[[str], Any], area: Engine
) -> None:
    clerk, second = visitor("registration.western.1"), visitor("registration.western.2")
    text = upload(clerk, FORM, AT_RISK)
    assert "The duty senior officer has" in text
    assert "Whoever uploads a file can’t confirm it" in text
    assert "Confirm and register" not in text
    page = clerk.last.url.path
    second.get(page)
    second.post(f"{page}/confirm")
    while "Everything in it is registered" not in second.get(page).text:
        assert second.last.status_code == 200
    with transaction(area) as session:
        assert len(session.exec(select(Registration)).all()) == 2


def test_a_file_with_faults_is_refused_with_each(visitor: Callable[[str], Any]) -> None:
    text = upload(visitor("registration.western.1"), FORM, FORM | {"form_id": "W-3", "unit": "nowhere"})
    assert "It has 1 fault, so nothing of it was registered" in text
    assert "Leopold" not in text


def test_an_enquiry_is_counted_once_however_often_it_is_sent(
    visitor: Callable[[str], Any], area: Engine
) -> None:
    clerk = visitor("registration.western.1")
    form = clerk.get("/enquiries")
    fields = {"unit": "western", "reason": "vetting_request"}
    clerk.post("/enquiries", fields)
    assert "E-2026-00001 is recorded" in clerk.last.text
    clerk.last = form
    clerk.post("/enquiries", fields)
    assert re.search(r"vetting request 1\b", clerk.last.text)
    with transaction(area) as session:
        assert len(session.exec(select(Enquiry)).all()) == 1
