"""What do the rules tell an officer who is about to do something? Obstacles, each with its next step."""

from collections.abc import Callable
from datetime import date

import pytest

from policy.eligibility import obstacles_to_progress, progressed
from policy.facts import Check, CheckResult, Facts, Hold, Identity, RecipientKind
from policy.findings import Answer, Finding, both, either, opposite
from policy.holds import obstacles_to_contact
from policy.ratification import obstacles_to_ratifying
from policy.recipients import may_be_told
from policy.representations import (
    SKIP_REASONS,
    may_skip,
    obstacles_to_inviting,
    obstacles_to_skipping,
)
from policy.risk_checks import checks_needed, complete, unfinished
from policy.scheme import Scheme, Signatory, outranks_or_equals
from policy.sources import DESIGN

FactsBuilder = Callable[..., Facts]


def test_trap_37_a_grandmother_is_told_why_her_registration_does_not_progress(
    facts_from: FactsBuilder, pilot: Scheme
) -> None:
    facts = facts_from("mother_who_registered", applicant_relationship="grandparent")
    assert obstacles_to_progress(facts, pilot) == [
        "Not shown: the applicant is the child's parent (Registration of a child-protection interest "
        "(2007 pilot)). Record it as not progressed; the concern is still assessed."
    ]
    assert progressed(facts, pilot).answer is Answer.NOT_MET


def test_what_nobody_has_asked_is_asked_first(facts_from: FactsBuilder, pilot: Scheme) -> None:
    facts = facts_from("mother_who_registered", unsupervised_access=None)
    assert obstacles_to_progress(facts, pilot) == [
        "Not answered: some of that access is unsupervised. Ask, then progress it."
    ]


def test_a_registration_in_order_progresses(facts_from: FactsBuilder, pilot: Scheme) -> None:
    facts = facts_from("mother_who_registered")
    assert obstacles_to_progress(facts, pilot) == []
    assert progressed(facts, pilot).answer is Answer.MET


def test_where_nobody_asked_nothing_stands_in_the_way(facts_from: FactsBuilder, mappa: Scheme) -> None:
    facts = facts_from("nobody_at_level_1")
    assert progressed(facts, mappa).answer is Answer.MET


def test_a_scheme_that_asks_nothing_about_access_finds_nothing_about_it(
    facts_from: FactsBuilder, mappa: Scheme
) -> None:
    facts = facts_from("mother_who_registered")
    assert "access" not in progressed(facts, mappa).reason


def test_trap_8_the_subject_is_not_approached_while_a_hold_stands(facts_from: FactsBuilder) -> None:
    facts = facts_from("head_teacher_level_2", holds=set(Hold), identity="probable")
    assert obstacles_to_inviting(facts) == [
        "A hold is in force: the subject must not be contacted. Ask its owner to lift it.",
        "A hold is in force: an investigation is live. Ask its owner to lift it.",
        "The subject is not identified uniquely; identify them first.",
    ]
    assert obstacles_to_contact(facts_from("head_teacher_level_2")) == []


def test_trap_9_the_list_of_reasons_not_to_ask_is_closed(facts_from: FactsBuilder, mappa: Scheme) -> None:
    assert len(SKIP_REASONS) == 6
    facts = facts_from("head_teacher_level_2")
    assert may_skip("WOULD_ENDANGER_CHILD")
    assert not may_skip(None)
    [words] = obstacles_to_skipping(facts, "inconvenient")
    assert all(reason in words for reason in SKIP_REASONS)
    assert obstacles_to_skipping(facts, "inconvenient", mappa) == [words]


def test_trap_9_a_scheme_may_shorten_the_list_and_never_lengthen_it(mappa: Scheme) -> None:
    rule = mappa.representations.model_copy(update={"skip_reasons": frozenset({"emergency", "too_busy"})})
    scheme = mappa.model_copy(update={"representations": rule})
    assert may_skip("emergency", scheme)
    assert not may_skip("not_possible", scheme)
    assert not may_skip("too_busy", scheme)


@pytest.mark.parametrize(
    ("imminent", "count"),
    [
        pytest.param(None, 1, id="trap-9 nobody has said that harm is imminent"),
        pytest.param(False, 1, id="trap-9 harm is not imminent"),
        pytest.param(True, 0, id="trap-9 harm is imminent"),
    ],
)
def test_an_emergency_is_imminent_harm(imminent: bool | None, count: int, facts_from: FactsBuilder) -> None:
    facts = facts_from("head_teacher_level_2", imminent_risk=imminent)
    assert len(obstacles_to_skipping(facts, "emergency")) == count


def test_a_listed_reason_stands_by_itself(facts_from: FactsBuilder) -> None:
    assert obstacles_to_skipping(facts_from("head_teacher_level_2"), "not_possible") == []


def test_the_checks_needed_say_why(facts_from: FactsBuilder, mappa: Scheme, pilot: Scheme) -> None:
    assert checks_needed(facts_from("nobody_at_level_1"), mappa) == {
        Check.POLICE_SYSTEMS: "every consideration needs it"
    }
    assert list(checks_needed(facts_from("head_teacher_level_2", level=3), mappa)) == [
        Check.POLICE_SYSTEMS,
        Check.CHILDRENS_SERVICES,
        Check.PROBATION,
        Check.PRISON,
        Check.HEALTH,
        Check.EDUCATION,
    ]
    unmanaged = checks_needed(facts_from("mother_who_registered"), pilot)
    assert Check.PROBATION not in unmanaged
    assert Check.APPLICANT_MARKERS in unmanaged


def test_a_level_or_management_nobody_knows_needs_the_check(
    facts_from: FactsBuilder, mappa: Scheme, pilot: Scheme
) -> None:
    assert Check.PRISON in checks_needed(facts_from("nobody_at_level_1", level=None), mappa)
    unknown = facts_from("mother_who_registered", managed_under_mappa=None)
    assert Check.PROBATION in checks_needed(unknown, pilot)


@pytest.mark.parametrize("check", list(Check))
@pytest.mark.parametrize("result", [None, *CheckResult])
def test_only_an_answer_completes_a_check(check: Check, result: CheckResult | None) -> None:
    answered = result in (CheckResult.KNOWN, CheckResult.NOTHING_KNOWN)
    weighed = result is CheckResult.CANNOT_ANSWER and check in (
        Check.PROBATION,
        Check.PRISON,
        Check.HEALTH,
        Check.EDUCATION,
    )
    assert complete(check, result) is (answered or weighed)


def test_what_is_unfinished_is_said_in_words(facts_from: FactsBuilder, mappa: Scheme) -> None:
    facts = facts_from("head_teacher_level_2", checks={"police_systems": "known", "probation": "asked"})
    assert unfinished(facts, mappa) == [
        "children's services: not asked yet; needed because somebody may be told",
        "probation: asked; needed because the subject is, or may be, at Level 2 or 3",
        "education: not asked yet; needed because a school or sports centre may be told",
    ]


@pytest.mark.parametrize("kind", list(RecipientKind))
def test_every_kind_of_recipient_has_what_may_never_be_told(
    kind: RecipientKind, mappa: Scheme, pilot: Scheme, csods: Scheme
) -> None:
    for scheme in (mappa, pilot, csods):
        row = may_be_told(kind, scheme)
        assert "who applied" in row.never_told
        assert row.gateways
        assert row.may_be_told
        assert row.delivery


@pytest.mark.parametrize(
    ("reasons", "held_on", "attendance", "chair_told_it", "words"),
    [
        pytest.param(
            " ", date(2026, 12, 8), {"police", "probation"}, False, "reasons", id="trap-17 no reasons"
        ),
        pytest.param("Right.", None, {"police", "probation"}, False, "held", id="trap-17 no meeting held"),
        pytest.param(
            "Right.",
            date(2026, 11, 1),
            {"police", "prison"},
            False,
            "before",
            id="trap-17 an earlier meeting",
        ),
        pytest.param(
            "Right.", date(2026, 12, 8), {"police", "health"}, False, "Fewer", id="trap-17 one agency only"
        ),
        pytest.param(
            "Right.", date(2026, 12, 8), {"police", "prison"}, True, "other chair", id="trap-17 its own judge"
        ),
    ],
)
def test_what_keeps_a_meeting_from_ratifying(
    reasons: str, held_on: date | None, attendance: set[str], chair_told_it: bool, words: str
) -> None:
    found = obstacles_to_ratifying(reasons, date(2026, 11, 24), held_on, frozenset(attendance), chair_told_it)
    assert len(found) == 1
    assert words in found[0]


def test_a_proper_meeting_may_ratify() -> None:
    both_agencies = frozenset({"police", "probation"})
    told = date(2026, 11, 24)
    assert obstacles_to_ratifying("Harm was imminent.", told, told, both_agencies, False) == []
    assert obstacles_to_ratifying("Harm was imminent.", told, date(2026, 12, 8), both_agencies, False) == []


@pytest.mark.parametrize(
    ("agency", "rank", "minimum", "enough"),
    [
        ("police", "di", "di", True),
        ("police", "ds", "di", False),
        ("probation", "chief_officer", "spo", True),
        ("police", "sergeant", "pc", False),
        ("police", "di", "inspector", False),
        ("nobody", "di", "di", False),
    ],
)
def test_rank(agency: str, rank: str, minimum: str, enough: bool) -> None:
    assert outranks_or_equals(agency, rank, minimum) is enough


def test_the_words_of_a_signatory_are_fit_to_print() -> None:
    wanted = Signatory(agency="childrens_services", rank="team_manager")
    assert wanted.words == "team manager or above, children's services"


def test_three_valued_logic() -> None:
    assert [opposite(a) for a in (True, False, None)] == [False, True, None]
    assert (either(False, None, True), either(False, None), either(False)) == (True, None, False)
    assert (both(True, None, False), both(True, None), both(True)) == (False, None, True)


@pytest.mark.parametrize("combine", [either, both])
def test_an_empty_set_of_limbs_raises(combine: Callable[..., bool | None]) -> None:
    with pytest.raises(ValueError, match="nothing to"):
        combine()
    with pytest.raises(ValueError, match="no limbs"):
        Finding.all_of("rule", DESIGN, {})
    with pytest.raises(ValueError, match="no bars"):
        Finding.no_one_of("rule", DESIGN, {})


def test_an_identity_that_is_not_unique_is_said(facts_from: FactsBuilder) -> None:
    assert obstacles_to_contact(facts_from("head_teacher_level_2", identity=Identity.NOT)) == [
        "The subject is not identified uniquely; identify them first."
    ]
