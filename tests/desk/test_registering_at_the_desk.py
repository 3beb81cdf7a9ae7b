"""Can a registration be entered page by page, left, come back to, checked, and registered once?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from flows.registering.begun import save
from models.account import DeskSession
from models.database import transaction
from models.errors import CannotDo
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


def compared(clerk: Any, path: str) -> str:
    """What may be registered already, once the comparison is done."""
    clerk.get(f"{path}/likely")
    while "Comparing with the registrations there are" in clerk.last.text:
        assert clerk.last.headers["Refresh"].endswith(clerk.last.url.path)
        clerk.get(clerk.last.url.path)
    return str(clerk.last.text)


def registered(area: Engine) -> list[str]:
    with transaction(area) as session:
        return list(session.exec(select(Registration.reference)))


def test_it_is_entered_page_by_page_checked_and_registered(
    clerk: Any, area: Engine, begin: Callable[[Any], str]
) -> None:
    path = begin(clerk)
    enter(clerk, path, PAGES)
    assert str(clerk.last.url.path).startswith(f"{path}/likely")
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
    clerk.get(re.findall(r"/registrations/C-[0-9-]+", clerk.last.text)[0])
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


def test_where_a_child_may_be_at_risk_it_is_registered_at_once(
    clerk: Any, area: Engine, begin: Callable[[Any], str]
) -> None:
    path = begin(clerk)
    clerk.post(f"{path}/ask/risk", {"immediate_risk": "not_known", "immediate_risk_words": "She rang off."})
    text = clerk.last.text
    assert "Duty senior officer for western" in text
    assert "supt.1" in text
    clerk.get(f"{path}/ask/mother")
    assert "no duty officer knows it yet" in clerk.last.text
    clerk.get(f"{path}/at-once")
    clerk.post(f"{path}/at-once", {"named": "Leopold Unlikely", "child": "Her boy, at his flat"})
    assert "The duty senior officer has it now" in clerk.last.text
    assert "duty senior officer, western" in clerk.last.text
    assert "1 hour" in clerk.last.text  # how the date was worked out
    with transaction(area) as session:
        (row,) = session.exec(select(Registration)).all()
    assert row.immediate_risk == "not_known"
    clerk.get(f"/registrations/{str(clerk.last.url.path).split('/')[2]}")
    assert "Leopold" in clerk.last.text
    assert "Her boy, at his flat" in clerk.last.text


def test_what_is_known_at_once_is_registered_whatever_another_window_saves_meanwhile(
    clerk: Any, area: Engine, begin: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = begin(clerk)
    clerk.post(f"{path}/ask/risk", {"immediate_risk": "yes"})
    clerk.get(f"{path}/at-once")
    saved: list[bool] = []

    def interrupted(session: Any, handle: str, held: Any, typed: Any) -> bool:
        if not saved:  # the other window was quicker
            saved.append(save(session, handle, held, held.typed | {"mother": {"is_applicant": "yes"}}))
            return False
        return save(session, handle, held, typed)

    monkeypatch.setattr("desk.entering.being_entered.save", interrupted)
    clerk.post(f"{path}/at-once", {"named": "Leopold Unlikely", "child": "Her boy, at his flat"})
    assert "The duty senior officer has it now" in clerk.last.text
    clerk.get(f"/registrations/{str(clerk.last.url.path).split('/')[2]}")
    assert "Her boy, at his flat" in clerk.last.text
    assert saved == [True]


def test_what_stands_in_the_way_at_once_leads_to_the_check_with_what_was_typed(
    clerk: Any, begin: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = begin(clerk)
    clerk.post(f"{path}/ask/risk", {"immediate_risk": "yes"})
    clerk.get(f"{path}/at-once")

    def refuse(*_: object, **__: object) -> None:
        raise CannotDo("The desk takes no registration at this moment.")

    monkeypatch.setattr("desk.pages.registering_sending.register_interest", refuse)
    refused = clerk.post(f"{path}/at-once", {"child": "Her boy, at his flat"})
    assert refused.status_code == 422
    assert "The desk takes no registration at this moment." in refused.text
    assert "Her boy, at his flat" in refused.text
    monkeypatch.undo()
    clerk.post(f"{path}/check")
    assert "The duty senior officer has it now" in clerk.last.text


def test_a_fault_stops_nothing_where_a_child_may_be_at_risk(
    clerk: Any, area: Engine, begin: Callable[[Any], str]
) -> None:
    path = begin(clerk)
    enter(clerk, path, PAGES | {"risk": {"immediate_risk": "yes"}})
    clerk.get(f"{path}/ask/individual-1-born")
    clerk.post(f"{path}/ask/individual-1-born", {"date_of_birth-day": "31", "date_of_birth-month": "2"})
    assert clerk.last.status_code == 422
    clerk.get(f"{path}/check")
    assert "it is registered all the same" in clerk.last.text
    clerk.post(f"{path}/check")
    assert "The duty senior officer has it now" in clerk.last.text


def test_every_obstacle_is_said_at_once_and_leads_to_its_page(
    clerk: Any, begin: Callable[[Any], str]
) -> None:
    path = begin(clerk)
    enter(clerk, path, {"risk": PAGES["risk"], "receipt": PAGES["receipt"]})
    clerk.get(f"{path}/ask/applicant-born")
    clerk.post(f"{path}/ask/applicant-born", {"date_of_birth-day": "31"})
    assert "must include a month and a year" in clerk.last.text
    clerk.get(f"{path}/check")
    clerk.post(f"{path}/check")
    assert clerk.last.status_code == 422
    for place in ("applicant?", "applicant-born?", "relationship?", "individual-1?"):
        assert f'href="{path}/ask/{place}back=check#' in clerk.last.text
    clerk.get(f"{path}/ask/relationship?back=check")
    clerk.post(f"{path}/ask/relationship", {"relationship": "parent"})
    assert clerk.last.url.path == f"{path}/check"


def test_what_is_begun_is_there_after_signing_in_again(
    visitor: Callable[[str], Any], begin: Callable[[Any], str]
) -> None:
    path = begin(visitor(REGISTRAR))
    clerk = visitor(REGISTRAR)  # another session, as after the desk or the browser died
    enter(clerk, path, {"individual-1": PAGES["individual-1"]})
    clerk.get(f"{path}/ask/applicant")
    clerk.post(f"{path}/ask/applicant", {"forenames": "Rosamund", "_then": "later"})
    assert "Leopold Unlikely" in clerk.last.text
    again = visitor(REGISTRAR)
    again.get(f"{path}/ask/applicant")
    assert 'value="Rosamund"' in again.last.text
    stranger = visitor("registration.western.2")
    assert stranger.get("/registrations").text.count("Leopold") == 0
    assert stranger.get(f"{path}/ask/applicant").status_code == 404


def test_a_page_gone_past_with_nothing_said_is_not_called_completed(
    clerk: Any, begin: Callable[[Any], str]
) -> None:
    path = begin(clerk)

    def status() -> str:
        page: str = clerk.get(path).text
        return page.partition('id="applicant-status">')[2].partition("</div>")[0]

    clerk.get(f"{path}/ask/applicant")
    clerk.post(f"{path}/ask/applicant", {"forenames": " "})
    assert "Not yet started" in status()
    clerk.get(f"{path}/ask/applicant")
    clerk.post(f"{path}/ask/applicant", {"forenames": "É"})
    assert "Completed" in status()


@pytest.mark.parametrize(
    ("page", "both", "at"),
    [
        ("applicant", {"forenames": "É", "why.name": "would not say"}, "why.name"),
        ("applicant-lives", {"address": "1 Story Lane", "why.addresses": "no fixed one"},
         "why.addresses"),
        ("applicant-safe", {"contact.safe_ways": ["text"], "why.contact.safe_ways": "not asked"},
         "why.contact.safe_ways"),
        ("child-1-access", {"access.0.kinds": ["online"], "why.access": "nobody knows"}, "why.access"),
    ],
)  # fmt: skip
def test_what_is_both_known_and_not_known_is_asked_again_and_kept(
    clerk: Any, begin: Callable[[Any], str], page: str, both: dict[str, Any], at: str
) -> None:
    path = f"{begin(clerk)}/ask/{page}"
    clerk.get(path)
    clerk.post(path, both)
    assert clerk.last.status_code == 422
    assert f'<a href="#{at}">It is answered above as well' in clerk.last.text
    for known in both.values():
        assert (known[0] if isinstance(known, list) else known.split("\n")[0]) in clerk.get(path).text
    clerk.post(path, {name: value for name, value in both.items() if name != at})
    assert clerk.last.status_code == 200


def test_even_the_first_page_is_left_for_later_with_what_was_typed(
    clerk: Any, begin: Callable[[Any], str]
) -> None:
    page = f"{begin(clerk)}/ask/risk"
    shown = clerk.get(page).text
    assert shown.count("Save and come back later") == 1
    assert shown.count('<button type="submit"') + shown.count("formaction") <= 3, "two, and “Sign out”"
    clerk.post(page, {"immediate_risk_words": "She said: ring me back", "_then": "later"})
    assert clerk.last.url.path == "/registrations"
    assert "Saved. It stands below" in clerk.last.text
    assert "She said: ring me back" in clerk.get(page).text


def test_two_windows_never_write_over_each_other(
    clerk: Any, visitor: Any, begin: Callable[[Any], str]
) -> None:
    path = begin(clerk)
    other = visitor(REGISTRAR)
    page = f"{path}/ask/applicant"
    clerk.get(page)
    other.get(page)
    other.post(page, {"forenames": "Rosalind"})
    clerk.post(page, {"forenames": "Rosamund"})
    assert clerk.last.status_code == 409
    assert "You saved this page in another window" in clerk.last.text
    assert "Rosalind" in clerk.last.text
    assert 'value="Rosamund"' in clerk.last.text
    clerk.post(page, {"forenames": "Rosamund"})
    assert clerk.last.status_code == 200
    assert 'value="Rosamund"' in other.get(page).text


def test_sent_twice_it_is_registered_once(clerk: Any, area: Engine, begin: Callable[[Any], str]) -> None:
    path = begin(clerk)
    enter(clerk, path, PAGES)
    form = clerk.get(f"{path}/check")
    clerk.post(f"{path}/check")
    first = clerk.last.url.path
    clerk.last = form  # the same form again, as by a double click
    clerk.post(f"{path}/check")
    assert clerk.last.url.path == first
    assert clerk.get(f"{path}/ask/mother").url.path == first  # and as by the back button
    assert len(registered(area)) == 1


def test_several_people_and_children_are_added_and_taken_out(clerk: Any, begin: Callable[[Any], str]) -> None:
    path = begin(clerk)
    enter(clerk, path, {"individual-1": PAGES["individual-1"]})
    clerk.get(f"{path}/ask/individuals")
    clerk.post(f"{path}/ask/individuals", {"another": "yes"})
    assert clerk.last.url.path == f"{path}/ask/individual-2"
    clerk.post(f"{path}/ask/individual-2", {"forenames": "Lysander", "surname": "Wouldbury"})
    access = f"{path}/ask/child-1-access"
    clerk.get(access)
    assert "How Leopold Unlikely reaches this child" in clerk.last.text
    clerk.post(access, {"access.0.kinds": ["online"], "access.1.kinds": ["lives_with"]})
    clerk.get(f"{path}/ask/individuals")
    clerk.post(f"{path}/without", {"kind": "individual", "number": "1"})
    assert "Leopold" not in clerk.last.text
    clerk.get(access)
    assert "How Lysander Wouldbury reaches this child" in clerk.last.text
    assert re.search(r'value="lives_with"[^>]*checked', clerk.last.text)
    assert not re.search(r'value="online"[^>]*checked', clerk.last.text)


def test_staff_see_that_it_may_be_registered_already_and_no_more_than_they_may_know(
    clerk: Any, visitor: Callable[[str], Any], begin: Callable[[Any], str]
) -> None:
    path = begin(clerk)
    enter(clerk, path, PAGES)
    clerk.get(f"{path}/check")
    clerk.post(f"{path}/check")
    enter(clerk, again := begin(clerk), PAGES)
    text = compared(clerk, again)
    assert "The same matter, registered before" in text
    assert "the applicant (strong)" in text
    assert "R-2026-00001" in text
    elsewhere = visitor("registration.eastern.1")
    enter(elsewhere, path := begin(elsewhere), PAGES)
    text = compared(elsewhere, path)
    assert "A record exists: ask western" in text
    assert "R-2026-00001" not in text


def test_a_page_sent_after_the_session_ended_is_there_on_coming_back(
    clerk: Any, visitor: Callable[[str], Any], area: Engine, begin: Callable[[Any], str]
) -> None:
    page = f"{begin(clerk)}/ask/applicant"
    clerk.get(page)
    with transaction(area) as session:
        for row in session.exec(select(DeskSession)):
            row.ended_at = row.seen_at
            session.add(row)
    clerk.post(page, {"forenames": "Rosamund", "surname": "Inventively"})
    assert "Sign in" in clerk.last.text
    again = visitor(REGISTRAR)
    assert 'value="Inventively"' in again.get(page).text
    again.post(page)
    assert again.last.status_code == 200


def test_a_colleague_reads_it_with_a_reason_and_another_unit_does_not(
    clerk: Any, visitor: Callable[[str], Any], begin: Callable[[Any], str]
) -> None:
    path = begin(clerk)
    enter(clerk, path, PAGES)
    clerk.get(f"{path}/check")
    clerk.post(f"{path}/check")
    page = str(clerk.last.url.path).removesuffix("/registered")
    colleague = visitor("registration.western.2")
    assert colleague.get(page).status_code == 403
    assert "Leopold" not in colleague.last.text
    colleague.post(
        page.replace("registrations", "considerations") + "/reason", {"reason": "She rings me back now."}
    )
    assert colleague.last.url.path == page
    assert "Leopold" in colleague.last.text
    stranger = visitor("registration.eastern.1")
    assert "Leopold" not in stranger.get(page).text
    assert stranger.last.status_code in (403, 404)
    assert stranger.get("/registrations?reference=R-2026-00001").status_code == 200
    assert "has no registration of that reference" in stranger.last.text


def test_a_comparison_that_takes_a_while_says_how_far_it_is(
    clerk: Any, begin: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = begin(clerk)
    enter(clerk, path, {slug: fields for slug, fields in PAGES.items() if slug != "answers"})
    monkeypatch.setattr("desk.under_way.PATIENCE_S", 0)
    assert "It was compared with 0 registrations" in compared(clerk, path)
