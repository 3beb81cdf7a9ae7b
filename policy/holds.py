"""What stops anybody being told, whoever they are? Identity, the area that manages, holds, a child subject.

A hold has an owner and is lifted by that officer or a supervisor: while it stands nobody is told, and
nobody approaches the subject (domain.md 9, trap 8).
"""

# ruff: noqa: ARG001 - rules share one shape

from policy.facts import Facts, Hold, Identity
from policy.findings import Finding, either, opposite
from policy.identification import doubts
from policy.presumption import ADULT_AT
from policy.scheme import Scheme
from policy.sources import CSODS_LOCAL, DESIGN, DVDS, S327A_PRESUMPTION, S327B_CHILD, S327B_MANAGES

HOLD_WORDS = {
    Hold.DO_NOT_CONTACT_SUBJECT: "the subject must not be contacted",
    Hold.LIVE_INVESTIGATION: "an investigation is live",
}


def identity(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Nothing is told unless the named person is identified uniquely, and nobody else may be meant."""
    unique = None if facts.identity is None else facts.identity is Identity.UNIQUE
    limbs: dict[str, bool | None] = {"the named person is identified uniquely": unique}
    return (Finding.all_of("identity", DESIGN, limbs | doubts(facts.candidates)),)


def managing_area(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Whoever manages the subject holds the duty; another area consults it before anything is decided.

    `managing_area_consulted` is asked only where another area manages: unanswered there counts as still
    to be done, so that the recommendation is to refer.
    """
    if facts.managed_under_mappa is not False and facts.managed_in_this_area is False:
        limbs = {"the area that manages the subject has been consulted": facts.managing_area_consulted}
        return (Finding.all_of("managing_area_consulted", S327A_PRESUMPTION, limbs),)
    settled = either(opposite(facts.managed_under_mappa), facts.managed_in_this_area)
    limbs = {"it is known whether, and where, the subject is managed": settled}
    return (Finding.all_of("managing_area", S327B_MANAGES, limbs),)


def holds(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    bars: dict[str, bool | None] = {HOLD_WORDS[hold]: hold in facts.holds for hold in Hold}
    return (Finding.no_one_of("holds", DESIGN, bars),)


def child_subject(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """A subject under 18: only with children's services and the youth offending team consulted."""
    grown = None if facts.subject_age is None else facts.subject_age >= ADULT_AT
    consulted = either(grown, facts.childrens_services_agree_child_subject)
    words = "the subject is an adult, or children's services and the YOT have been consulted"
    return (Finding.all_of("child_subject", S327B_CHILD, {words: consulted}),)


def domestic_abuse(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """An applicant who is the subject's victim is in danger from the telling: a joint plan comes first.

    The cross-check itself is one of the risk checks (domain.md 9, trap 31).
    """
    if not facts.has_applicant:
        return ()
    planned = either(opposite(facts.applicant_is_victim_of_subject), facts.joint_plan_agreed)
    words = "the applicant is not the named person's victim, or a joint plan has been agreed before telling"
    return (Finding.all_of("domestic_abuse", DVDS, {words: planned}),)


def urgent_route(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """The urgent route is for harm that can't wait for a meeting, and for nothing else."""
    if not facts.urgent:
        return ()
    return (Finding.all_of("urgent_route", DESIGN, {"harm is imminent": facts.imminent_risk}),)


def imminence(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Reported, never a gate: imminent harm is met by child-protection procedures at once, beside this."""
    return (Finding.all_of("imminence", CSODS_LOCAL, {"harm is imminent": facts.imminent_risk}),)


def obstacles_to_contact(facts: Facts) -> list[str]:
    """List why the subject may not be approached now."""
    words = [
        f"A hold is in force: {HOLD_WORDS[hold]}. Ask its owner to lift it." for hold in sorted(facts.holds)
    ]
    if facts.identity is not Identity.UNIQUE:
        words.append("The subject is not identified uniquely; identify them first.")
    return words
