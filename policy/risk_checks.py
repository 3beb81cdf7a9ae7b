"""Which checks does a consideration need, and what makes each complete?

When a check is needed is data, by scheme. What completes it is here: our own systems and children's
services must really answer; the others may say that they can't, which a person then weighs.
"""

from policy.facts import Check, CheckResult, Facts, RecipientKind, Route
from policy.findings import Answer, Finding
from policy.scheme import CheckRule, Scheme
from policy.sources import CSODS_LOCAL
from policy.titles import title

_ANSWERS = frozenset({CheckResult.NOTHING_KNOWN, CheckResult.KNOWN})
_MUST_ANSWER = frozenset({Check.POLICE_SYSTEMS, Check.APPLICANT_MARKERS, Check.CHILDRENS_SERVICES,
                          Check.DOMESTIC_ABUSE})  # fmt: skip
ABOUT_APPLICANT = frozenset({Check.APPLICANT_MARKERS, Check.DOMESTIC_ABUSE})
WHAT_IS_SEARCHED: dict[Check, str] = {
    Check.POLICE_SYSTEMS: "PNC, PND, ViSOR or MAPPS, force intelligence, warning markers",
    Check.CHILDRENS_SERVICES: "children's social care records of the children, parents and subject",
    Check.PROBATION: "supervision, licence conditions and risk management plan",
    Check.PRISON: "release dates, conduct and public-protection restrictions",
    Check.HEALTH: "what a named professional may share to protect a child",
    Check.EDUCATION: "the school's safeguarding lead and the children who attend",
    Check.APPLICANT_MARKERS: "the applicant's own record and warning markers",
    Check.DOMESTIC_ABUSE: "DVDS, MARAC and IDVA: what is known and planned for a victim",
}
_WHY = {
    "always": "every consideration needs it",
    "telling": "somebody may be told",
    "applicant": "somebody asked, and is screened first",
    "managed": "the subject is, or may be, managed under MAPPA",
    "level_2_or_3": "the subject is, or may be, at Level 2 or 3",
    "level_3": "the subject is, or may be, at Level 3",
    "school": "a school or sports centre may be told",
    "victim": "the applicant is a victim of the named person",
}
_ORGANISATIONS = frozenset({RecipientKind.HEAD_TEACHER, RecipientKind.SPORTS_CENTRE_MANAGER})


def checks_needed(facts: Facts, scheme: Scheme) -> dict[Check, str]:
    """Name each check needed and why, in a fixed order. What is not known counts as needing the check.

    The urgent route asks for what answers at once (police systems, the applicant's markers) and no more.
    """
    return {
        check: _WHY[rule.when]
        for check in Check
        if (rule := scheme.checks.get(check)) and _is_needed(rule, facts)
    }


def _is_needed(rule: CheckRule, facts: Facts) -> bool:
    recipient, level = facts.recipient, facts.level
    if facts.urgent and rule.when not in ("always", "applicant", "victim"):
        return False
    return {
        "always": True,
        "telling": recipient is not None or facts.has_applicant,
        "applicant": facts.has_applicant,
        "managed": facts.managed_under_mappa is not False,
        "level_2_or_3": level != 1,
        "level_3": level not in (1, 2),
        "school": recipient is not None and recipient.kind in _ORGANISATIONS,
        # holds.domestic_abuse asks it of every applicant before anybody is told: no answer is no leave.
        "victim": facts.has_applicant and facts.applicant_is_victim_of_subject is True,
    }[rule.when]


def complete(check: Check, result: CheckResult | None) -> bool:
    """Tell whether an answer completes a check. Silence never does."""
    if result in _ANSWERS:
        return True
    return result == CheckResult.CANNOT_ANSWER and check not in _MUST_ANSWER


def unfinished(facts: Facts, scheme: Scheme) -> list[str]:
    """List, in words, the checks still needed."""
    return [
        f"{title(check)}: {_state(facts.checks.get(check))}; needed because {why}"
        for check, why in checks_needed(facts, scheme).items()
        if not complete(check, facts.checks.get(check))
    ]


def _state(result: CheckResult | None) -> str:
    return "not asked yet" if result is None else result.replace("_", " ")


def checked(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Nothing is concluded before the checks are complete."""
    left = unfinished(facts, scheme)
    reason = f"Still to come: {'; '.join(left)}" if left else "Every check needed is complete"
    answer = Answer.NOT_MET if left else Answer.MET
    return (Finding(rule="checks", answer=answer, reason=reason, source=CSODS_LOCAL),)


def concerns(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:  # noqa: ARG001 - same-shaped rules
    """Under a scheme, telling follows a full risk assessment that found concerns."""
    if facts.route is Route.MAPPA_S327A:
        return ()
    limbs = {"the full risk assessment found concerns": facts.concerns}
    return (Finding.all_of("concerns", CSODS_LOCAL, limbs),)
