"""Does the desk tell anybody that something exists that they must not know of, by whatever way they ask?

Each way is asked for what there is and for what there isn't: the two answers must be alike.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from flows.looking import look
from flows.people import actor
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from flows.walls import look_again
from models import ledger
from models.consideration import Consideration
from models.database import transaction
from models.officer import Officer
from models.registration import Registration
from models.subject import Subject

NAMED, OUTSIDE, SUBJECT = "ppo.northern.2", "service_manager.1", "S-0009"
ABSENT, NOBODY = "C-2026-99999", "S-9999"
REASON = {"reason": "A child of the family is missing here tonight"}
SHOWN = re.compile(r"<title>.*</title>|<main.*</main>", re.DOTALL)
VARIES = re.compile(r'value="[^"]*"|S-\d{4}|C-\d{4}-\d{5}|R-\d{4}-\d{5}')
People = Callable[[str], Any]


@dataclass
class Walled:
    """A consideration that names NAMED, about somebody with a name on the register."""

    engine: Engine
    reference: str
    name: str
    address: str

    def written(self, *kinds: str) -> int:
        with transaction(self.engine) as session:
            return len(ledger.entries(session, kinds=kinds))


@pytest.fixture
def walled(area: Engine) -> Walled:
    with transaction(area) as session:
        person = session.exec(select(Subject).where(Subject.register_reference == SUBJECT)).one()
        name = f"{person.forenames} {person.surname}"
        given = {"subject": SUBJECT, "officer": "ppo.northern.1"}
        reference = open_consideration(session, actor(session, "ppo.northern.1"), given).reference
        _call(session, NAMED, name)
        return Walled(area, reference, name, f"/considerations/{reference}")


def _call(session: Any, handle: str, name: str) -> None:
    officer = session.exec(select(Officer).where(col(Officer.handle) == handle)).one()
    officer.name = name
    session.add(officer)
    session.flush()
    look_again(session, [handle])


def alike(one: Any, other: Any) -> bool:
    """Whether two answers are the same to a reader, but for the reference they asked with and for keys."""
    first, second = (VARIES.sub("", "".join(SHOWN.findall(each.text))) for each in (one, other))
    return bool(one.status_code == other.status_code and first == second)


@pytest.mark.parametrize("handle", [NAMED, OUTSIDE])
@pytest.mark.parametrize("way", ["reason", "break-glass"])
@pytest.mark.parametrize("typed", [REASON, {"reason": ""}], ids=["with a reason", "without"])
def test_a_footing_is_taken_only_where_one_is_asked_for(
    walled: Walled, visitor: People, handle: str, way: str, typed: dict[str, str]
) -> None:
    who = visitor(handle)
    who.get("/account")
    there = who.post(f"{walled.address}/{way}", typed)
    who.get("/account")
    assert there.status_code == 404
    assert alike(there, who.post(f"/considerations/{ABSENT}/{way}", typed))
    assert walled.written("GlassBroken") == 0


def test_nobody_breaks_the_glass_of_what_a_reason_opens_nor_the_other_way_about(
    walled: Walled, visitor: People
) -> None:
    colleague, other = visitor("ppo.northern.3"), visitor("ppo.western.1")
    colleague.get(walled.address)
    assert "/reason" in colleague.post(f"{walled.address}/break-glass", REASON).text
    other.get(walled.address)
    assert "A record exists" in other.post(f"{walled.address}/reason", REASON).text
    assert walled.written("GlassBroken") == 0
    assert colleague.get(walled.address).status_code == other.get(walled.address).status_code == 403


@pytest.mark.parametrize("handle", [NAMED, OUTSIDE, "education.1", "registration.western.1"])
def test_declaring_tells_nobody_that_there_is_one(walled: Walled, visitor: People, handle: str) -> None:
    who = visitor(handle)
    there = who.get(f"{walled.address}/declare")
    assert there.status_code == 404
    assert alike(there, who.get(f"/considerations/{ABSENT}/declare"))


@pytest.mark.parametrize("handle", [NAMED, "ppo.western.1", "aco.1"])
def test_starting_knows_only_whom_its_officer_may_open(walled: Walled, visitor: People, handle: str) -> None:
    who = visitor(handle)
    before = walled.written("Consulted")
    there = who.get(f"/considerations/new?subject={SUBJECT}")
    assert walled.reference not in there.text
    assert alike(there, who.get(f"/considerations/new?subject={NOBODY}"))
    given = {"route": "mappa_s327a", "occasion": "other", "reasons": "Something came to notice."}
    sent = who.post("/considerations/new", given | {"subject": SUBJECT})
    assert "No person on the register has that reference" in sent.text
    who.get("/considerations/new")
    assert alike(sent, who.post("/considerations/new", given | {"subject": NOBODY}))
    assert walled.written("Opened") == 1
    assert walled.written("Consulted") == before


def test_whom_starting_shows_is_entered_first(walled: Walled, visitor: People) -> None:
    assert walled.reference in visitor("ppo.northern.3").get(f"/considerations/new?subject={SUBJECT}").text
    with transaction(walled.engine) as session:
        last = ledger.entries(session, kinds=["Consulted"])[-1]
    assert (last.by, last.body["references"], last.content) == (
        "ppo.northern.3", [SUBJECT], {"purpose": "starting"},
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/search", f"/considerations/new?subject={SUBJECT}"])
def test_another_agencys_managers_look_nobody_up(walled: Walled, visitor: People, path: str) -> None:
    manager = visitor(OUTSIDE)
    assert manager.get(path).status_code == 404
    assert 'href="/search"' not in manager.get("/work").text
    found = manager.post("/search", {"name": walled.name, "purpose": "to see whether he is known"})
    assert found.status_code == 404
    assert walled.name not in found.text


def test_a_manager_inside_opens_only_whom_their_agency_leads_on(walled: Walled, visitor: People) -> None:
    asked = {"name": walled.name, "purpose": "to see whether he is known"}
    for handle, opens in (("aco.1", False), ("dci.1", True)):
        manager = visitor(handle)
        manager.get("/search")
        page = manager.post("/search", asked).text
        assert (SUBJECT in page) is opens
        assert (walled.reference in page) is opens


def test_a_search_leaves_out_what_names_whoever_looks(walled: Walled, visitor: People) -> None:
    with transaction(walled.engine) as session:
        officer = session.exec(select(Officer).where(col(Officer.handle) == "ds.northern.1")).one()
        child = {"name": officer.name, "age": 7}
        take(session, walled.reference, "list_child", actor(session, "ppo.northern.1"), child)
    for handle, sees in (("ds.northern.1", False), ("ds.northern.2", True)):
        who = visitor(handle)
        who.get("/search")
        page = who.post("/search", {"name": walled.name, "purpose": "to see whether he is known"}).text
        assert SUBJECT in page
        assert (walled.reference in page) is sees


def test_a_registration_that_names_its_reader_is_found_by_no_reference(
    carry_on: Callable[..., Any], serve: Callable[[Engine], str], visit_as: Callable[..., Any]
) -> None:
    record = carry_on("pilot-mother-signs", "settle_candidate", []).engine
    with transaction(record) as session:
        taken = session.exec(select(Registration)).one()
        reference, unit = taken.reference, taken.unit
        _call(session, f"registration.{unit}.2", taken_name(session))
    clerk = visit_as(serve(record), record, f"registration.{unit}.2")
    there = clerk.get(f"/registrations?reference={reference}")
    assert there.status_code == 200
    assert alike(there, clerk.get("/registrations?reference=R-2026-99999"))


def taken_name(session: Any) -> str:
    """Whom the only registration is about."""
    _, dossier = look(session, session.exec(select(Consideration.reference)).first())
    return str(dossier.individual["name"])


@pytest.mark.parametrize("handle", ["registration.eastern.1", "spo.western.1"])
def test_a_file_of_registrations_is_its_units_own(visitor: People, handle: str) -> None:
    clerk = visitor("registration.western.1")
    clerk.get("/registration-files")
    clerk.post("/registration-files", files={"file": ("web.jsonl", b'{"form_id": "W-1"}\n')})
    while "/under-way/" in clerk.last.url.path:
        clerk.get(clerk.last.url.path)
    page = clerk.last.url.path
    assert page in visitor("ds.western.1").get("/registration-files").text
    other = visitor(handle)
    assert page not in other.get("/registration-files").text
    assert alike(other.get(page), other.get("/registration-files/999"))
    assert other.last.status_code == 404


def test_whoever_uploads_another_units_file_is_told_to_ask_them(walled: Walled, visitor: People) -> None:
    content = b'{"form_id": "W-1"}\n'
    for handle in ("registration.western.1", "registration.eastern.1"):
        clerk = visitor(handle)
        clerk.get("/registration-files")
        clerk.post("/registration-files", files={"file": ("web.jsonl", content)})
        while "/under-way/" in clerk.last.url.path:
            clerk.get(clerk.last.url.path)
    assert clerk.last.status_code == 422
    assert "received already, from another unit: ask them" in clerk.last.text
    assert "western" not in clerk.last.text
    assert walled.written("RegistrationsUploaded") == 1


def test_showing_a_file_of_registrations_is_entered_first_by_references(
    walled: Walled, visitor: People
) -> None:
    at_risk = (
        b'{"form_id": "W-1", "immediate_risk": true, "unit": "western", "relationship": "parent", '
        b'"route": "right_to_ask", "received_at": "2026-11-20T10:00:00+00:00", '
        b'"applicant": {"name": "Rosamund Inventively"}, "individual": {"name": "Leopold Unlikely"}, '
        b'"children": [{"name": "Poppy Inventively", "age": 8}]}\n'
    )
    clerk = visitor("registration.western.1")
    clerk.get("/registration-files")
    clerk.post("/registration-files", files={"file": ("web.jsonl", at_risk)})
    while "/under-way/" in clerk.last.url.path:
        clerk.get(clerk.last.url.path)
    with transaction(walled.engine) as session:
        registered = session.exec(select(Registration.reference)).one()
        last = ledger.entries(session, kinds=["Consulted"])[-1]
    number = clerk.last.url.path.rsplit("/", 1)[-1]
    assert registered in clerk.last.text
    assert (last.by, last.body["references"], last.content) == (
        "registration.western.1", [f"registration-file-{number}", registered],
        {"purpose": "a file of registrations"},
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/work", "/enquiries"])
def test_an_address_puts_no_words_on_a_page(visitor: People, path: str) -> None:
    page = visitor("ppo.northern.1").get(f"{path}?done=your_password_expired_ring_01632_960000").text
    assert "960000" not in re.sub(r"<[^>]*>", "", page.partition("<main")[2])
