"""May a community be told? Exceptionally, by the common law only, and never by presumption.

The chief officer and every Responsible Authority agency sign; the product records and signs, and makes
no leaflet. s.327A(2) speaks of a particular member of the public, so it can't reach a community.
"""

# ruff: noqa: ARG001 - rules share one shape

from policy.facts import Facts, RecipientKind
from policy.findings import Finding
from policy.scheme import Scheme
from policy.sources import H_AND_L


def community_safeguards(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """A lawyer has reviewed it and there is a plan for threats to the subject's life."""
    recipient = facts.recipient
    if recipient is None or recipient.kind is not RecipientKind.COMMUNITY:
        return ()
    limbs = {
        "a lawyer has reviewed it": recipient.legal_review,
        "there is a threat-to-life plan for the subject": recipient.threat_to_life_plan,
    }
    return (Finding.all_of("community_safeguards", H_AND_L, limbs),)
