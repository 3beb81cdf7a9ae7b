"""Is the subject heard first? The norm, and the closed list of reasons that excuse it.

"Seeking representations should be the norm" (MAPPA Guidance 10.13, quoted in [2016] EWCA Civ 597); the
decision maker considers asking in every case ([2012] EWHC 2954). Never skipped silently.
"""

from enum import StrEnum

from policy.facts import Facts, Representations
from policy.findings import Answer, Finding
from policy.holds import obstacles_to_contact
from policy.scheme import Scheme
from policy.sources import A_V_HOME_SECRETARY, X_SOUTH_YORKSHIRE


class SkipReason(StrEnum):
    """Why the subject is not asked. There is no other reason."""

    EMERGENCY = "emergency"
    WOULD_ENDANGER_CHILD = "would_endanger_child"
    WOULD_ENDANGER_APPLICANT_OR_OTHER = "would_endanger_applicant_or_other"
    NOT_POSSIBLE = "not_possible"
    ALREADY_MADE_ON_SAME_FACTS = "already_made_on_same_facts"
    WOULD_PREJUDICE_INVESTIGATION = "would_prejudice_investigation"


SKIP_REASONS: frozenset[str] = frozenset(SkipReason)
_WORDS = {
    Representations.NOT_CONSIDERED: "Nobody has considered asking the subject; ask, or record why not",
    Representations.INVITED: "The subject has been asked and may still answer",
    Representations.HEARD: "The subject was heard",
    Representations.NONE_RECEIVED: "The subject was asked and did not answer by the date given",
}


def may_skip(reason: str | None, scheme: Scheme | None = None) -> bool:
    """Tell whether a reason stands in the closed list, and in the scheme's, which may only be shorter."""
    allowed = SKIP_REASONS if scheme is None else SKIP_REASONS & scheme.representations.skip_reasons
    return reason is not None and reason.lower() in allowed


def heard(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Nobody is told until the subject was heard, had the chance, or there is a listed reason not to ask.

    With no recipient in view nothing would be told, so there is nothing yet to be heard on.
    """
    if facts.recipient is None:
        return ()
    if facts.representations is Representations.SKIPPED:
        return (_skipped(facts, scheme),)
    done = facts.representations in (Representations.HEARD, Representations.NONE_RECEIVED)
    return (
        Finding(
            rule="representations",
            answer=Answer.MET if done else Answer.NOT_MET,
            reason=_WORDS[facts.representations],
            source=A_V_HOME_SECRETARY,
        ),
    )


def _skipped(facts: Facts, scheme: Scheme) -> Finding:
    reason = facts.representations_skip_reason
    limbs: dict[str, bool | None] = {
        "the reason for not asking is in the closed list": may_skip(reason, scheme)
    }
    if reason and reason.lower() == SkipReason.EMERGENCY:
        limbs["harm is imminent"] = facts.imminent_risk
    return Finding.all_of("representations", X_SOUTH_YORKSHIRE, limbs)


def obstacles_to_inviting(facts: Facts) -> list[str]:
    """List why the subject can't be asked now."""
    return obstacles_to_contact(facts)


def obstacles_to_skipping(facts: Facts, reason: str, scheme: Scheme | None = None) -> list[str]:
    """List why this reason does not excuse asking the subject."""
    if not may_skip(reason, scheme):
        allowed = sorted(SKIP_REASONS if scheme is None else scheme.representations.skip_reasons)
        return [f"That is not one of the reasons that allow it: {', '.join(allowed)}."]
    if reason.lower() == SkipReason.EMERGENCY and facts.imminent_risk is not True:
        return ["An emergency is imminent harm: answer “Is harm imminent?” first, or ask the subject."]
    return []
