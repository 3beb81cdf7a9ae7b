"""What follows when the recipient refuses the confidentiality undertaking?

A refusal neither stops the telling nor lets it go on: it goes back to the person who decided, who
considers whether it should still take place (domain.md 0.4 and 9, trap 19).
"""

from enum import StrEnum


class SecondThought(StrEnum):
    """What a decider may make of a refusal."""

    PROCEED = "proceed"
    LIMIT = "limit"
    OTHER_RECIPIENT = "other_recipient"
    PROTECT_OTHERWISE = "protect_otherwise"


def obstacles_to_thinking_again(person: str, decider: str, reasons: str) -> list[str]:
    """List why this person can't answer a refusal: it is the decider's, and it needs reasons."""
    found = []
    if person != decider:
        found.append("It goes back to the person who decided; they think again, nobody else.")
    if not reasons.strip():
        found.append("Give reasons, whichever way you choose.")
    return found
