"""May this item of information be told at all? Verified, and nothing in it that identifies a victim."""

from policy.facts import Facts
from policy.findings import Finding, opposite
from policy.presumption import items_in_view
from policy.scheme import Scheme
from policy.sources import DPA_ACCURACY, VICTIM_ANONYMITY


def fit_to_tell(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:  # noqa: ARG001 - same-shaped rules
    """Two findings for each item it is proposed to tell; none where nobody would be told."""
    if facts.recipient is None:
        return ()
    found = []
    for item in items_in_view(facts):
        verified = {"the item has been verified against its source": item.verified}
        hidden = {"telling it identifies no victim": opposite(item.identifies_victim)}
        found.append(Finding.all_of("verified", DPA_ACCURACY, verified, item=item.item_id))
        found.append(Finding.all_of("victim_hidden", VICTIM_ANONYMITY, hidden, item=item.item_id))
    return tuple(found)
