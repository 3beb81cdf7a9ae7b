"""What does one rule make of the facts? An answer, a reason, and the source of the rule.

Three answers, never two: what nobody has answered is NOT_KNOWN and is never taken for a no.
"""

from enum import StrEnum
from functools import lru_cache
from typing import Self

from pydantic import BaseModel

from policy.sources import Source


def opposite(answer: bool | None) -> bool | None:
    """Turn yes into no and no into yes; what is not known stays so."""
    return None if answer is None else not answer


def either(*answers: bool | None) -> bool | None:
    """One yes is enough; without one, anything unknown leaves it unknown. Nothing to ask raises."""
    if not answers:
        raise ValueError("nothing to choose from")
    return True if True in answers else None if None in answers else False


def both(*answers: bool | None) -> bool | None:
    """One no is enough against; without one, anything unknown leaves it unknown. Nothing to ask raises."""
    if not answers:
        raise ValueError("nothing to combine")
    return False if False in answers else None if None in answers else True


class Answer(StrEnum):
    """What a rule found."""

    MET = "met"
    NOT_MET = "not met"
    NOT_KNOWN = "not known"

    @property
    def held(self) -> bool | None:
        """As a limb of another test: yes, no, or None."""
        return {"met": True, "not met": False, "not known": None}[self.value]


class Finding(BaseModel, frozen=True):
    """One rule's answer, with its reason in plain words and the provision it rests on.

    `rule` is the stable name tests and stories refer to, such as `presumption` or `best_placed`.
    `item` names the item of information a per-item finding is about; None where it is about the whole.
    """

    rule: str
    answer: Answer
    reason: str
    source: Source
    item: str | None = None

    @staticmethod
    def all_of(
        rule: str, source: Source, limbs: dict[str, bool | None], *, item: str | None = None
    ) -> "Finding":
        """Combine limbs that must all hold. False outranks unknown; unknown is never taken as False."""
        if not limbs:
            raise ValueError(f"no limbs given for {rule}")
        return _all_of(rule, source, tuple(limbs.items()), item)

    @classmethod
    def no_one_of(
        cls, rule: str, source: Source, bars: dict[str, bool | None], *, item: str | None = None
    ) -> Self:
        """MET when none of the bars holds: one that does outranks what is unknown."""
        if not bars:
            raise ValueError(f"no bars given for {rule}")
        if standing := [bar for bar, holds in bars.items() if holds]:
            answer, reason = Answer.NOT_MET, f"In the way: {'; '.join(standing)}"
        elif unanswered := [bar for bar, holds in bars.items() if holds is None]:
            answer, reason = Answer.NOT_KNOWN, f"Not answered: {'; '.join(unanswered)}"
        else:
            answer, reason = Answer.MET, f"None applies: {'; '.join(bars)}"
        return cls(rule=rule, answer=answer, reason=reason, source=source, item=item)


# What would change a recommendation is found by trying, so the same limbs are combined again and again.
@lru_cache(maxsize=4096)
def _all_of(
    rule: str, source: Source, limbs: tuple[tuple[str, bool | None], ...], item: str | None
) -> Finding:
    if failed := [limb for limb, held in limbs if held is False]:
        answer, reason = Answer.NOT_MET, f"Not shown: {'; '.join(failed)}"
    elif unanswered := [limb for limb, held in limbs if held is None]:
        answer, reason = Answer.NOT_KNOWN, f"Not answered: {'; '.join(unanswered)}"
    else:
        answer, reason = Answer.MET, f"All shown: {'; '.join(limb for limb, _ in limbs)}"
    return Finding(rule=rule, answer=answer, reason=reason, source=source, item=item)
