"""What do signatures amount to? tests/cases/sign-off.yaml, and properties over random histories."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.facts import RecipientKind
from policy.scheme import RANKS, RESPONSIBLE_AUTHORITY, Scheme, Signatory, outranks_or_equals
from policy.sign_off import Pack, Requirements, Signature, Standing, outstanding, requirements, standing
from policy.signatures import filling

PackBuilder = Callable[..., Pack]


@pytest.fixture(scope="session")
def pack() -> PackBuilder:
    return _pack


def _pack(**known: Any) -> Pack:
    plain = {
        "digest": "d",
        "current_digest": "d",
        "lead_agency": "police",
        "proposer": "proposer",
        "recipient_kind": None,
        "meeting_attendance": ("police", "probation"),
    }
    return Pack.model_validate(plain | known)


def _signature(given_: dict[str, Any]) -> dict[str, Any]:
    known = {key: value for key, value in given_.items() if key not in ("by", "says")}
    return {"digest": "d", "person": given_["by"], "outcome": given_.get("says", "agree")} | known


@pytest.mark.cases("sign-off")
def test_sign_off(case: dict[str, Any], mappa: Scheme) -> None:
    pack = _pack(**case["pack"], signatures=[_signature(one) for one in case["signed"]])
    found, expected = standing(pack, mappa), case["expect"]
    assert found.standing == expected["standing"], found.words
    assert found.words.endswith(".")
    if "waits_for" in expected:
        assert [f"{s.agency} {s.rank}" for s in outstanding(pack, mappa)] == expected["waits_for"]
    if decider := expected.get("decider"):
        assert pack.decider(mappa).person == decider
    else:
        with pytest.raises(ValueError, match="nobody has decided"):
            pack.decider(mappa)


def test_a_pack_the_table_does_not_cover_raises_rather_than_stands(mappa: Scheme, pack: PackBuilder) -> None:
    bare = mappa.model_copy(update={"sign_off": {}})
    with pytest.raises(ValueError, match="no sign-off row"):
        requirements(pack(outcome="tell", level=1), bare)


def test_whoever_hears_a_dissent_may_end_it(mappa: Scheme, pack: PackBuilder) -> None:
    row = mappa.sign_off["tell_level_1"]
    elsewhere = row.model_copy(update={"escalation": Signatory(agency="probation", rank="aco")})
    scheme = mappa.model_copy(update={"sign_off": {"tell": elsewhere}})
    said = {"by": "tim", "rank": "aco", "agency": "probation", "says": "refuse"}
    refused = pack(outcome="tell", level=1, signatures=[_signature(said)])
    assert standing(refused, scheme).standing is Standing.REFUSED


def test_nothing_required_raises_rather_than_stands() -> None:
    with pytest.raises(ValueError, match="nothing is required"):
        filling((), ())


def test_a_lead_agency_without_a_grade_raises(mappa: Scheme, pack: PackBuilder) -> None:
    with pytest.raises(ValueError, match="lead agency"):
        requirements(pack(outcome="not_tell", level=1, lead_agency="unknown"), mappa)


def test_a_force_can_not_make_a_community_easier_to_tell(mappa: Scheme, pack: PackBuilder) -> None:
    easy = mappa.sign_off["tell_level_1"].model_copy(update={"levels": None})
    scheme = mappa.model_copy(update={"sign_off": {"easy": easy}})
    wanted = requirements(pack(outcome="tell", recipient_kind="community", level=1), scheme)
    assert wanted.decider.rank == "acc"
    assert {s.agency for s in wanted.all} == RESPONSIBLE_AUTHORITY


AGENCIES = ("police", "probation", "prison", "childrens_services", "health")
SIGNATURES = st.builds(
    lambda person, agency, place, outcome, digest: Signature(
        person=person,
        agency=agency,
        rank=RANKS[agency][place % len(RANKS[agency])],
        outcome=outcome,
        digest=digest,
    ),
    st.sampled_from(["a", "b", "c", "d", "proposer", "assessor"]),
    st.sampled_from(AGENCIES),
    st.integers(0, 5),
    st.sampled_from(["agree", "agree", "agree", "agree", "refuse", "declare_interest"]),
    st.sampled_from(["d", "d", "d", "d", "old"]),
)
PACKS = st.builds(
    lambda outcome, kind, level, urgent, owners, views, signatures: _pack(
        outcome=outcome,
        recipient_kind=kind if outcome == "tell" else None,
        level=level,
        urgent=urgent,
        assessors=["assessor"],
        item_owner_agencies=owners,
        dissenting_agencies=views,
        signatures=signatures,
    ),
    st.sampled_from(["tell", "not_tell"]),
    st.sampled_from(RecipientKind),
    st.sampled_from([None, 1, 2, 3]),
    st.booleans(),
    st.frozensets(st.sampled_from(AGENCIES), max_size=2),
    st.frozensets(st.sampled_from(AGENCIES), max_size=1),
    st.lists(SIGNATURES, max_size=7).map(tuple),
)


@given(pack=PACKS)
@settings(max_examples=50, deadline=None)
def test_what_stands_is_signed_by_enough_different_independent_people(pack: Pack, mappa: Scheme) -> None:
    found = standing(pack, mappa)
    if found.standing is not Standing.STANDS:
        return
    agreed = {s.person: s for s in pack.signatures if s.outcome == "agree" and s.digest == "d"}
    decider, wanted = pack.decider(mappa), requirements(pack, mappa)
    assert decider.person not in ("proposer", "assessor")
    assert outranks_or_equals(decider.agency, decider.rank, wanted.decider.rank)
    independent = [s for s in agreed.values() if s.person not in ("proposer", "assessor")]
    urgent = pack.urgent and pack.outcome == "tell" and not pack.for_a_community
    if pack.level in (2, 3) and not urgent:
        assert len(independent) >= 2
        assert len(_authority(pack)) >= 2
    if pack.for_a_community:
        assert _authority(pack) == RESPONSIBLE_AUTHORITY
        assert not any(_refuses(s, wanted) for s in pack.counted)


def _authority(pack: Pack) -> set[str]:
    return {s.agency for s in pack.agreeing} & RESPONSIBLE_AUTHORITY


def _refuses(signature: Signature, wanted: Requirements) -> bool:
    return signature.outcome == "refuse" and signature.agency in {s.agency for s in wanted.all}


@given(pack=PACKS, dissent=SIGNATURES, view=st.sampled_from(AGENCIES))
@settings(max_examples=50, deadline=None)
def test_adding_a_dissent_never_makes_a_pack_stand(
    pack: Pack, dissent: Signature, view: str, mappa: Scheme
) -> None:
    if standing(pack, mappa).standing is Standing.STANDS:
        return
    refused = dissent.model_copy(update={"outcome": "refuse"})
    more = pack.model_copy(update={"signatures": (*pack.signatures, refused)})
    louder = pack.model_copy(update={"dissenting_agencies": pack.dissenting_agencies | {view}})
    assert standing(more, mappa).standing is not Standing.STANDS
    assert standing(louder, mappa).standing is not Standing.STANDS


@given(pack=PACKS)
@settings(max_examples=15, deadline=None)
def test_whatever_changes_lapses_every_signature(pack: Pack, mappa: Scheme) -> None:
    changed = pack.model_copy(update={"current_digest": "something new"})
    assert standing(changed, mappa).standing is Standing.LAPSED
