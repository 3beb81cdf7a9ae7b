"""Is the person named one person on the register, and who says so? One officer settles, a second confirms.

A name that fits two people is nobody's (domain.md 9, trap 12): one “same person”, nobody else left open,
and a second human being's word make an identity unique. Whatever is short of that, nobody is told.
"""

from collections.abc import Iterable, Mapping

from policy.facts import Candidate, Identity, Verdict

# Answers about one person, which say nothing of another: asked again once somebody else is meant.
ASKED_OF_THE_SUBJECT = frozenset({
    "managed_under_mappa", "managed_in_this_area", "managing_area_consulted", "subject_age",
    "childrens_services_agree_child_subject", "serious_harm_risk", "imminent_risk", "concerns",
    "anybody_to_be_told", "applicant_is_subject", "applicant_is_victim_of_subject", "joint_plan_agreed",
})  # fmt: skip
ASKED_OF_TELLING = frozenset({
    "is_subject", "reaches_children_at_risk", "already_knows", "telling_necessary",
    "less_intrusive_step_protects", "pressing_need", "effect_on_subject_weighed", "proportionate",
    "extent_limited", "telling_raises_risk", "safety_plan_agreed", "threat_to_life_plan", "legal_review",
})  # fmt: skip


def same(candidates: Iterable[Candidate]) -> list[str]:
    """Name those settled as the person named."""
    return [each.reference for each in candidates if each.verdict is Verdict.SAME]


def doubts(candidates: Iterable[Candidate]) -> dict[str, bool | None]:
    """What must be so, and is not (False) or not yet (None), before nobody else may be meant; in words."""
    held = list(candidates)
    found: dict[str, bool | None] = {
        f"it can be told whether {each.reference} is that person": False
        for each in held
        if each.verdict is Verdict.CANNOT_TELL
    }
    if len(meant := same(held)) > 1:
        found[f"only one of {', '.join(meant)} is that person"] = False
    unsettled = [each.reference for each in held if not each.verdict]
    return found | dict.fromkeys(f"it is settled whether {ref} is that person" for ref in unsettled)


def obstacles_to_confirming(
    identity: Identity | None, candidates: Iterable[Candidate], settled_by: Mapping[str, str], person: str
) -> list[str]:
    """List why this person can't confirm who is meant. `settled_by`: whose word stands on each candidate.

    A second human being confirms, whatever accounts the first holds.
    """
    held = list(candidates)
    meant = same(held)
    found = [f"Not shown: {words}. Settle it first." for words in doubts(held)]
    if identity is Identity.UNIQUE:
        found.append("It is confirmed already.")
    if not meant:
        found.append("Nobody is settled as the person named: settle a candidate first.")
    if any(settled_by.get(reference) == person for reference in meant):
        found.append("You settled it; a second person confirms it.")
    return found


def obstacles_to_nobody(candidates: Iterable[Candidate]) -> list[str]:
    """List why it can't be said that nobody on the register is the person named."""
    held = list(candidates)
    found = [f"{reference} is settled as the person named." for reference in same(held)]
    open_ones = [each.reference for each in held if each.verdict in (None, Verdict.CANNOT_TELL)]
    if open_ones:
        found.append(f"Settle each candidate as not the same first: {', '.join(open_ones)}.")
    return found
