"""Can a registration be entered page by page, left, come back to, checked, and registered once?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.database import transaction
from models.registration import Registration

REGISTRAR = "registration.western.1"
PAGES: dict[str, dict[str, Any]] = {
    "risk": {"immediate_risk": "no", "immediate_risk_words": "She says he is not alone with him yet."},
    "receipt": {"unit": "western", "route": "right_to_ask", "means_of_contact": "telephone"},
    "applicant": {"forenames": "Rosamund", "surname": "Inventively", "other_surnames": "Maidenly\nFirstly"},
    "applicant-born": {"approximate_age": "36", "why.sex": "Not asked over the telephone"},
    "applicant-lives": {"address": "1 Notional Row\nWestexample\nZZ1 3AB"},
    "applicant-reached": {"telephone": "07700 900181", "interpreter": "no"},
    "applicant-safe": {"contact.safe_ways": ["telephone", "text"], "contact.times": "Evenings"},
    "relationship": {"relationship": "parent"},
    "mother": {"is_applicant": "yes"},
    "father": {"why.name": "Not in touch for ten years"},
    "individual-1": {"forenames": "Leopold", "surname": "Unlikely", "other_names": "Leo Likely"},
    "individual-1-born": {"date_of_birth-day": "3", "date_of_birth-month": "2", "date_of_birth-year": "1983"},
    "individual-1-lives": {
        "why.addresses": "He moved last month", "earlier": "2 Former Street, Eastexample, ZZ3 1AB",
    },
    "individual-1-does": {"relationship_to_applicant": "new partner"},
    "individuals": {"another": "no"},
    "child-1": {"name": "Poppy Inventively", "age": "8"},
    "child-1-access": {"access.0.kinds": ["regular", "unsupervised"], "access.0.words": "Every weekend"},
    "children": {"another": "no"},
    "answers": {"personal_relationship": "yes", "for_vetting": "no"},
}  # fmt: skip


@pytest.fixture
def clerk(visitor: Callable[[str], Any]) -> Any:
    return visitor(REGISTRAR)


@pytest.fixture
def begin() -> Callable[[Any], str]:
    """Begin a registration; give the address of its pages."""

    def begun(clerk: Any) -> str:
        clerk.get("/registrations")
        clerk.post("/registrations/new")
        assert "May a child be at risk of harm now?" in clerk.last.text
        return str(clerk.last.url.path).removesuffix("/ask/risk")

    return begun


def enter(clerk: Any, path: str, pages: dict[str, dict[str, Any]]) -> None:
    for slug, fields in pages.items():
        clerk.get(f"{path}/ask/{slug}")
        assert clerk.last.status_code == 200, (slug, clerk.last.text)
        clerk.post(f"{path}/ask/{slug}", fields)
        assert clerk.last.status_code == 200, (slug, clerk.last.text)


def registered(area: Engine) -> list[str]:
    with transaction(area) as session:
        return list(session.exec(select(Registration.reference)))


def test_it_is_entered_page_by_page_checked_and_registered(
    clerk: Any, area: Engine, begin: Callable[[Any], str]
) -> None:
    path = begin(clerk)
    enter(clerk, path, PAGES)
    assert str(clerk.last.url.path) == f"{path}/likely"
    clerk.get(f"{path}/check")
    text = clerk.last.text
    for said in ("Leopold", "3 February 1983", "Not known: He moved last month", "Telephone, Text message"):
        assert said in text
    assert "Before it can be registered" not in text
    clerk.post(f"{path}/check")
    assert "Give the applicant this reference" in clerk.last.text
    assert registered(area) == ["R-2026-00001"]
    clerk.get("/registrations")
    assert "You have begun no registration" in clerk.last.text
    clerk.get(re.search(r"/registrations/C-[0-9-]+", clerk.last.text)[0])
    text = clerk.last.text
    for said in ("Leopold", "3 February 1983", "Not known: He moved last month", "2 Former Street"):
        assert said in text


def test_what_was_registered_is_added_to_and_put_right(
    clerk: Any, area: Engine, begin: Callable[[Any], str]
) -> None:
    path = begin(clerk)
    enter(clerk, path, PAGES)
    clerk.get(f"{path}/check")
    clerk.post(f"{path}/check")
    page = str(clerk.last.url.path).removesuffix("/registered")
    clerk.get(f"{page}/do/add_to_registration")
    assert "What do you add, or put right?" in clerk.last.text
    form = f"{page}/do/add_to_registration"
    clerk.get(f"{form}?part=individual-lives")
    assert "He moved last month" in clerk.last.text
    assert "2 Former Street, Eastexample, ZZ3 1AB" in clerk.last.text
    clerk.post(form, {"address": "9 Found Street\nEastexample\nZZ3 9ZZ", "reasons": "She rang back.",
                      "earlier": "2 Former Street, Eastexample, ZZ3 1AB"})  # fmt: skip
    assert "It is added." in clerk.last.text
    assert "9 Found Street" in clerk.last.text
    clerk.get(f"{form}?part=child-2")
    clerk.post(form, {"name": "Jonquil Inventively", "age": "3", "reasons": "She forgot the baby."})
    assert "Jonquil Inventively" in clerk.last.text
    assert "Poppy Inventively" in clerk.last.text
    clerk.get(f"{page}/do/record_evidence?proof=identity")
    clerk.post(f"{page}/do/record_evidence", {
        "document": "passport", "seen_on-day": "24", "seen_on-month": "11", "seen_on-year": "2026",
    })  # fmt: skip
    assert "Passport, seen 24 November 2026 by registration.western.1" in clerk.last.text
    clerk.get(f"{page}/do/withdraw")
    clerk.post(f"{page}/do/withdraw", {"reasons": "She no longer sees him."})
    assert "The applicant has withdrawn it" in clerk.last.text
