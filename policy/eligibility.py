"""Who may register or ask, and does the registration progress? Never accepted or rejected: progressed.

Each scheme's own limits are data (policy/schemes/). What is not progressed is still assessed for risk.
"""

from policy.facts import Facts, Relationship
from policy.findings import Answer, Finding, either, opposite
from policy.scheme import Scheme
from policy.sources import CSODS_LOCAL


def eligibility(facts: Facts, scheme: Scheme) -> list[Finding]:
    """Find, limb by limb, whether the registration is one for this scheme. Empty where nobody asked."""
    if not facts.has_applicant:
        return []
    named = {
        "a specific person is named": facts.specific_person_named,
        "a specific child is named": facts.specific_child_named,
    }
    bars = {
        "it is a request to vet staff (use DBS)": facts.for_vetting,
        "the applicant is anonymous": facts.applicant_anonymous,
        "the applicant is the named person": facts.applicant_is_subject,
    }
    found = [
        _may_register(facts, scheme),
        Finding.all_of("specific", CSODS_LOCAL, named),
        Finding.no_one_of("in_scope", CSODS_LOCAL, bars),
    ]
    return [*found, *_access(facts, scheme)]


def _may_register(facts: Facts, scheme: Scheme) -> Finding:
    who, relation = scheme.who_may_register, facts.applicant_relationship
    if who.relationships is None:
        return Finding.all_of("may_register", who.rests_on, {"anyone may ask": True})
    words = " or ".join(str(kind) for kind in Relationship if kind in who.relationships)
    fits = None if relation is None else relation in who.relationships
    return Finding.all_of("may_register", who.rests_on, {f"the applicant is the child's {words}": fits})


def _access(facts: Facts, scheme: Scheme) -> list[Finding]:
    asked = scheme.access
    limbs: dict[str, bool | None] = {}
    if asked.personal_relationship:
        words = "the applicant has a personal relationship with the named person"
        limbs[words] = facts.personal_relationship
    if asked.regular:
        limbs["the named person has regular access to the child"] = facts.regular_access
    if asked.unsupervised:
        limbs["some of that access is unsupervised"] = facts.unsupervised_access
    if asked.contact:
        limbs["the named person has some form of contact with the child"] = facts.contact_with_child
    return [Finding.all_of("access", asked.rests_on, limbs)] if limbs else []


def progressed(facts: Facts, scheme: Scheme) -> Finding:
    """Find whether the registration may progress under the scheme."""
    found = eligibility(facts, scheme)
    limbs = {f"{f.rule.replace('_', ' ')} ({f.reason})": f.answer.held for f in found}
    return Finding.all_of("progressed", scheme.who_may_register.rests_on, limbs or {"nobody asked": True})


def obstacles_to_progress(facts: Facts, scheme: Scheme) -> list[str]:
    """List why the registration can't progress now, and what else is done with it."""
    wrong = [f for f in eligibility(facts, scheme) if f.answer is not Answer.MET]
    return [_obstacle(f, scheme) for f in wrong]


def _obstacle(finding: Finding, scheme: Scheme) -> str:
    if finding.answer is Answer.NOT_KNOWN:
        return f"{finding.reason}. Ask, then progress it."
    return f"{finding.reason} ({scheme.title}). Record it as not progressed; the concern is still assessed."


def registrations(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Report eligibility; and where the applicant is the one to be told, gate on it.

    Another recipient may be told whatever the applicant's own standing: the concern is real or not
    regardless of who raised it.
    """
    found = tuple(eligibility(facts, scheme))
    if not facts.has_applicant or facts.recipient is None:
        return found
    door = progressed(facts, scheme).answer.held
    limbs = {
        "whoever would be told did not ask, or could": either(opposite(facts.recipient.is_applicant), door)
    }
    return (*found, Finding.all_of("applicant_eligible", scheme.who_may_register.rests_on, limbs))
