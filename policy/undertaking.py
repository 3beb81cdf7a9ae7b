"""What follows when the recipient signs, or refuses, the confidentiality undertaking?

A refusal neither stops the telling nor lets it go on: it goes back to the person who decided, who
considers whether it should still take place (domain.md 0.4 and 9, trap 19).
"""

from enum import StrEnum

from pydantic import BaseModel


class UndertakingAnswer(StrEnum):
    """What the recipient did."""

    SIGNED = "signed"
    REFUSED = "refused"
    NOT_SOUGHT = "not_sought"


class SecondThought(StrEnum):
    """What a decider may make of a refusal."""

    PROCEED = "proceed"
    LIMIT = "limit"
    OTHER_RECIPIENT = "other_recipient"
    PROTECT_OTHERWISE = "protect_otherwise"


class AfterUndertaking(BaseModel, frozen=True):
    """Whether telling may go on now, and what the decider may choose where it may not."""

    may_tell_now: bool
    options: frozenset[SecondThought]
    words: str


def after_undertaking(answer: UndertakingAnswer) -> AfterUndertaking:
    """Say what follows from the recipient's answer."""
    if answer is UndertakingAnswer.REFUSED:
        words = (
            "It goes back to the person who decided: tell all the same, limit it, tell another, "
            "or protect otherwise."
        )
        return AfterUndertaking(may_tell_now=False, options=frozenset(SecondThought), words=words)
    words = "Telling may go on as it was decided."
    return AfterUndertaking(may_tell_now=True, options=frozenset(), words=words)


def needs_a_new_decision(thought: SecondThought) -> bool:
    """Tell whether the choice changes what was signed, so that a new pack must be laid and signed."""
    return thought in (SecondThought.LIMIT, SecondThought.OTHER_RECIPIENT)


def obstacles_to_thinking_again(person: str, decider: str, reasons: str) -> list[str]:
    """List why this person can't answer a refusal: it is the decider's, and it needs reasons."""
    found = []
    if person != decider:
        found.append("It goes back to the person who decided; they think again, nobody else.")
    if not reasons.strip():
        found.append("Give reasons, whichever way you choose.")
    return found
