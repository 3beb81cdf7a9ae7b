"""Who is shown whom? Every search and every list of candidates leaves its entry first."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from flows.candidates import candidates
from flows.people import actor
from flows.searching import Found, find
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer

PURPOSE = "A neighbour rang about him."
HIM = {"name": "Martin Figmentham", "date_of_birth": "1974-03-08", "postcode": "ZZ1 1AA"}


@pytest.fixture
def search(hands: Any) -> Any:
    def searching(who: str, asked: Any = None, purpose: str = PURPOSE) -> Found:
        with transaction(hands.engine) as session:
            acting = actor(session, who)
        return find(hands.engine, acting, HIM if asked is None else asked, purpose)

    return searching


def test_a_search_shows_what_may_be_opened_after_an_entry_that_names_it(hands: Any, search: Any) -> None:
    found = search("ppo.western.1")
    first = found.hits[0]
    assert first.candidate.key == "S-0008"
    assert "Martin Figmentham" in first.register_says
    entry = hands.entries("Consulted")[-1]
    assert (entry.body["purpose"], entry.by) == ("searched", "ppo.western.1")
    assert set(entry.body["references"]) >= {hit.candidate.key for hit in found.hits}
    assert entry.content["purpose"] == PURPOSE
    assert entry.content["question"]["name"] == "Martin Figmentham"


def test_where_the_entry_can_not_be_written_nothing_is_shown(
    hands: Any, search: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise CannotDo("The disk is full.")

    monkeypatch.setattr("flows.searching.ledger.append", full)
    monkeypatch.setattr("flows.searching.register_says", lambda *_: pytest.fail("read before its entry"))
    with pytest.raises(CannotDo, match="disk is full"):
        search("ppo.western.1")


@pytest.mark.parametrize("who", ["ppo.eastern.1", "registration.western.1"])
def test_what_may_not_be_opened_is_only_said_to_exist(hands: Any, search: Any, who: str) -> None:
    found = search(who)
    assert found.ask == ("western",)
    assert "S-0008" not in {hit.candidate.key for hit in found.hits}
    assert "S-0008" in hands.entries("Consulted")[-1].body["references"]


def test_what_may_not_be_opened_and_is_no_strong_match_is_not_shown_at_all(hands: Any, search: Any) -> None:
    found = search("ppo.eastern.1", {"name": "Marten Figmantum"})
    assert found.ask == ()
    assert "S-0008" not in str(hands.entries("Consulted")[-1].body)


def test_nobody_finds_themselves(hands: Any, search: Any) -> None:
    with transaction(hands.engine) as session:
        officer = session.exec(select(Officer).where(Officer.handle == "ppo.western.2")).one()
        officer.name, officer.date_of_birth = "Martin Figmentham", date(1974, 3, 8)
        session.add(officer)
    found = search("ppo.western.2")
    assert "S-0008" not in {hit.candidate.key for hit in found.hits}
    assert found.ask == ()


@pytest.mark.parametrize(
    ("who", "asked", "purpose", "says"),
    [
        ("nurse.1", HIM, PURPOSE, "This needs one of the roles"),
        ("ppo.western.1", HIM, "why", "Say why you need to read it"),
        ("ppo.western.1", {"postcode": "ZZ1 1AA"}, PURPOSE, "Give a name"),
        ("ppo.western.1", HIM | {"shoe_size": 9}, PURPOSE, "shoe_size"),
    ],
)
def test_a_search_that_is_not_justified_or_not_sound_is_refused_without_a_name(
    hands: Any, search: Any, who: str, asked: Any, purpose: str, says: str
) -> None:
    before = len(hands.entries("Consulted"))
    with pytest.raises(CannotDo, match=says) as refused:
        search(who, asked, purpose)
    assert "igmentham" not in str(refused.value)
    assert len(hands.entries("Consulted")) == before


def test_candidates_are_shown_after_an_entry_that_names_them(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    hands.settle(reference, "same", "S-0008")
    with transaction(hands.engine) as session:
        acting = actor(session, "ds.western.1")
    dossier, shown = candidates(hands.engine, acting, reference, PURPOSE)
    entry = hands.entries("Consulted")[-1]
    assert set(entry.body["references"]) == {reference, *(each.state.reference for each in shown)}
    assert len(shown) == 10
    first = shown[0]
    assert first.scored
    assert first.state.settled
    assert dossier.comparison
    assert (first.scored.key, first.state.settled.verdict) == ("S-0008", "same")
    assert any("8 Story Lane" in line for line in first.register_says)
    assert dossier.comparison.heading


def test_whoever_is_named_in_it_is_shown_no_candidate(hands: Any, figmentham: Any) -> None:
    reference = hands.register(figmentham)
    hands.do("ppo.western.2", "declare_named_in", reference)
    with transaction(hands.engine) as session:
        acting = actor(session, "ppo.western.2")
    with pytest.raises(CannotDo, match="No consideration has that reference"):
        candidates(hands.engine, acting, reference, PURPOSE)
