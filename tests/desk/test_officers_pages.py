"""What does an officer see of one consideration, and does each page hold what they need to go on?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from desk.parts import PARTS
from flows.rehearsal.playing import Rehearsal
from models import ledger
from models.consideration import Consideration
from models.database import transaction

STORY = "grandparent-asks-mother-told"
OFFICER, SUBJECT = "ppo.eastern.2", "Tariq Misaalzai"
At = Callable[..., tuple[Any, str, Engine]]


@pytest.fixture
def at(
    carry_on: Callable[..., Rehearsal],
    serve: Callable[[Engine], str],
    visit_as: Callable[[str, Engine, str], Any],
) -> At:
    """Somebody at the desk over a story come so far: the visitor, the consideration's address, the record."""

    def come(before: str | None, handle: str = OFFICER, story: str = STORY) -> tuple[Any, str, Engine]:
        rehearsal = carry_on(story, before, [])
        address = f"/considerations/{rehearsal.names['it']}"
        return visit_as(serve(rehearsal.engine), rehearsal.engine, handle), address, rehearsal.engine

    return come


def consulted(record: Engine) -> list[ledger.Recorded]:
    with transaction(record) as session:
        return ledger.entries(session, kinds=["Consulted"])


def with_reason(visitor: Any, address: str) -> None:
    """Until it is progressed it is nobody's, so that everybody of the unit gives a reason."""
    visitor.get(address)
    assert visitor.post(f"{address}/reason", {"reason": "Taking it on for the unit"}).status_code == 200


def test_every_part_shows_what_is_recorded_and_no_name_in_its_title_or_address(at: At) -> None:
    visitor, address, record = at("sign_off")
    before = len(consulted(record))
    pages = ["", "/candidates", "/findings", "/timeline", *(f"/{part}" for part in PARTS)]
    for page in pages:
        shown = visitor.get(address + page)
        assert shown.status_code == 200, page
        title = shown.text.split("<title>")[1].split("</title>")[0]
        assert "Misaalzai" not in title
        assert SUBJECT in shown.text, page
    assert len(consulted(record)) - before == len(pages)
    for page, words in {
        "/recipients": "Heather Notional", "/people": "Lily Notional",
        "/applicant": "Winifred Makepeace-Notional",
        "/decision": "The mother is best placed", "/representations": "would know before her mother does",
        "/facts": "He takes the girl out alone", "/checks": "Seen with a woman and a small girl",
        "/items": "register-1", "/timeline": "Registration progressed",
    }.items():  # fmt: skip
        assert words.lower() in visitor.get(address + page).text.lower(), page


def test_the_page_says_whose_move_it_is_by_when_and_leads_to_where_it_is_made(at: At) -> None:
    visitor, address, _ = at("sign_off")
    page = visitor.get(address).text
    assert "DI or above, police" in page
    assert "22 December 2026" in page
    assert "How this date was worked out" in page
    with_pack = page.split(f'href="{address}/packs/')
    assert len(with_pack) == 2
    assert "Waiting for DI or above, police" in page


def test_what_cannot_be_done_at_this_stage_is_shown_with_when_it_can(at: At) -> None:
    visitor, address, _ = at("progress")
    with_reason(visitor, address)
    page = visitor.get(f"{address}/recipients").text
    assert "Propose to tell, or not to tell. It can be done at: assessment" in page
    assert f"{address}/do/propose" not in page
    assert f"{address}/do/name_recipient" in page


def test_findings_show_source_and_what_would_change_them(at: At) -> None:
    visitor, address, _ = at("sign_off")
    page = visitor.get(f"{address}/findings").text
    assert "Recipient 1: not tell" in page
    assert "Recipient 2: tell" in page
    assert 'href="https://www.legislation.gov.uk/ukpga/2003/44/section/327A"' in page
    assert "Is the recipient the person best placed to protect?" in page


def test_the_timeline_folds_what_machines_did_in_a_row(at: At) -> None:
    visitor, address, _ = at("sign_off")
    page = visitor.get(f"{address}/timeline").text
    assert "The machine: " in page
    assert "Candidate S-0010 settled: same" in page
    assert "Name, age and van are those on the register" in page


def test_work_waits_soonest_first_with_the_name_only_for_whoever_has_it(at: At) -> None:
    visitor, address, record = at("sign_off")
    reference = address.rpartition("/")[2]
    page = visitor.get("/work").text
    assert "Release a letter" in page
    assert SUBJECT in page
    assert consulted(record)[-1].body["references"] == [reference]


def test_whoever_must_sign_finds_it_in_their_work_without_a_name(at: At) -> None:
    visitor, address, record = at("sign_off", "di.eastern.1")
    before = len(consulted(record))
    page = visitor.get("/work").text
    assert "Read the pack and sign" in page
    assert f'href="{address}/packs/' in page
    assert SUBJECT not in page
    assert len(consulted(record)) == before


def test_an_empty_list_says_so(at: At) -> None:
    visitor, _, _ = at("sign_off", "auditor.1")
    assert "Nothing waits on you." in visitor.get("/work").text


def test_candidates_are_explained_settled_and_drawn_without_a_name(at: At) -> None:
    visitor, address, record = at("settle_candidate")
    with_reason(visitor, address)
    page = visitor.get(f"{address}/candidates").text
    assert "To be settled" in page
    assert "same surname" in page
    picture = page.split("<svg ")[2].split("</svg>")[0]
    assert "Misaalzai" not in picture
    assert f"{address}/do/settle_candidate?subject=S-0010" in page
    assert "S-0010" in consulted(record)[-1].body["references"]


def test_somebody_of_the_unit_gives_a_reason_and_reads_for_the_day(at: At) -> None:
    visitor, address, record = at("sign_off", "ppo.eastern.1")
    asked = visitor.get(f"{address}/facts")
    assert asked.status_code == 403
    assert SUBJECT not in asked.text
    short = visitor.post(f"{address}/reason", {"reason": "curious"})
    assert short.status_code == 422
    assert 'href="#reason"' in short.text
    assert "curious" in short.text
    read = visitor.post(f"{address}/reason", {"reason": "Covering for the officer this week"})
    assert read.status_code == 200
    assert str(read.url).endswith(f"{address}/facts")
    assert SUBJECT in read.text
    assert consulted(record)[-1].content == {"purpose": "Covering for the officer this week"}


def test_another_unit_breaks_the_glass_reads_for_an_hour_and_may_do_nothing(at: At) -> None:
    visitor, address, record = at("sign_off", "ppo.northern.1")
    asked = visitor.get(address)
    assert asked.status_code == 403
    assert "A record exists: ask eastern" in asked.text
    assert SUBJECT not in asked.text
    reason = "A child of the family is missing here tonight"
    read = visitor.post(f"{address}/break-glass", {"reason": reason})
    assert "You are reading this by break-glass" in read.text
    assert SUBJECT in read.text
    assert "/do/attach" not in read.text
    with transaction(record) as session:
        assert ledger.entries(session, kinds=["GlassBroken"])[-1].by == "ppo.northern.1"


def test_whoever_declares_an_interest_is_shown_nothing_and_never_opens_it_again(at: At) -> None:
    visitor, address, _ = at("sign_off")
    form = visitor.get(f"{address}/declare")
    assert form.status_code == 200
    assert SUBJECT not in form.text
    empty = visitor.post(f"{address}/declare", {"reasons": ""})
    assert empty.status_code == 422
    done = visitor.post(f"{address}/declare", {"reasons": "He is my sister's former husband."})
    assert "Your interest: recorded." in done.text
    assert visitor.get(address).status_code == 404


def test_what_is_not_there_and_what_is_hidden_look_the_same(at: At) -> None:
    visitor, address, _ = at("sign_off", "registration.eastern.2")
    hidden, absent = visitor.get(address), visitor.get("/considerations/C-2026-99999")
    assert hidden.status_code == absent.status_code == 404
    nonce = re.compile('(nonce|value)="[^"]*"')
    assert nonce.sub("", hidden.text) == nonce.sub("", absent.text)


def test_a_search_tolerates_spelling_and_leads_to_what_is_open(at: At) -> None:
    visitor, address, record = at("sign_off")
    visitor.get("/search")
    page = visitor.post("/search", {"name": "Tarik Misalzai", "purpose": "A call about a white van"})
    assert page.status_code == 200
    assert str(page.url).endswith("/search")
    assert SUBJECT in page.text
    assert f'href="{address}"' in page.text
    entry = consulted(record)[-1]
    assert entry.body["purpose"] == "searched"
    assert "S-0010" in entry.body["references"]


def test_a_search_without_a_name_or_reason_says_both_beside_what_was_typed(at: At) -> None:
    visitor, _, _ = at("sign_off")
    visitor.get("/search")
    page = visitor.post("/search", {"postcode": "ZZ3 1AA"})
    assert page.status_code == 422
    assert 'href="#name"' in page.text
    assert 'href="#purpose"' in page.text
    assert "ZZ3 1AA" in page.text


def test_a_search_elsewhere_says_only_whom_to_ask(at: At) -> None:
    visitor, _, _ = at("sign_off", "ppo.northern.1")
    visitor.get("/search")
    given = {"name": "Tariq Misaalzai", "date_of_birth-day": "10", "date_of_birth-month": "3",
             "date_of_birth-year": "1974", "postcode": "ZZ3 1AA",
             "purpose": "A call about a white van"}  # fmt: skip
    page = visitor.post("/search", given)
    assert "A record exists: ask eastern." in page.text
    assert "10 Story Lane" not in page.text


def test_a_reference_leads_to_what_has_it(at: At) -> None:
    visitor, address, _ = at("sign_off")
    visitor.get("/search")
    gone = visitor.post("/search/reference", {"reference": address.rpartition("/")[2].lower()})
    assert str(gone.url).endswith(address)
    visitor.get("/search")
    wrong = visitor.post("/search/reference", {"reference": "hello"})
    assert wrong.status_code == 422
    assert 'href="#reference"' in wrong.text


def test_starting_opens_one_consideration_however_often_it_is_sent(at: At) -> None:
    visitor, address, record = at("sign_off")
    assert address.rpartition("/")[2] in visitor.get("/considerations/new?subject=S-0010").text
    form = visitor.get("/considerations/new?subject=S-0011")
    assert "One is open about this person already" not in form.text
    given = {"subject": "S-0011", "route": "mappa_s327a", "occasion": "new_club",
             "reasons": "A membership card was found."}  # fmt: skip
    sent = dict(visitor.hidden("/considerations/new")) | given
    first = visitor.post("/considerations/new", sent)
    second = visitor.post("/considerations/new", sent)
    assert first.url == second.url
    with transaction(record) as session:
        assert len(session.exec(select(Consideration)).all()) == 2
