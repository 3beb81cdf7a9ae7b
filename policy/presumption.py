"""Is disclosure presumed? The statute's presumption and the 2007 pilot's own, never mixed.

CJA 2003 s.327A(2)-(4), per item of information and per recipient, in force from 14 July 2008; and the
pilot's, announced in the 2006-07 report's foreword, which is that scheme's finding and not s.327A's.
The MAPPA rating (RoSH) is not read here: serious harm of s.327B(6) is a question of its own.
"""

from datetime import date

from policy.facts import (
    Check,
    CheckResult,
    Facts,
    Item,
    ItemKind,
    RecipientFacts,
    RecipientKind,
    Relationship,
)
from policy.findings import Answer, Finding, both, either, opposite
from policy.scheme import Scheme
from policy.sources import (
    CJIA_140,
    REPORT,
    S327A_PRESUMPTION,
    S327B_CHILD,
    S327B_CONVICTIONS,
    S327B_HARM,
)

IN_FORCE_FROM = date(2008, 7, 14)
ADULT_AT = 18  # s.327B(2)
# s.327B(4), (9): reprimands and final warnings are cautions for this purpose.
CONVICTIONS = frozenset(
    {
        ItemKind.CONVICTION,
        ItemKind.CAUTION,
        ItemKind.REPRIMAND,
        ItemKind.FINAL_WARNING,
        ItemKind.INSANITY_FINDING,
        ItemKind.DISABILITY_FINDING,
    }
)


def relevant_previous_conviction(item: Item) -> bool | None:
    """Tell whether an item is one (s.327B(3)-(5)). Spent or not makes no difference (s.327B(8))."""
    if item.kind not in CONVICTIONS:
        return False
    return item.foreign_equivalent if item.foreign else item.schedule_34a


def children_at_risk(facts: Facts) -> bool | None:
    """Tell whether a particular child, or children of a description, are identified, all under 18."""
    under_18 = None if facts.child_age is None else facts.child_age < ADULT_AT
    return either(both(facts.particular_children, under_18), facts.children_of_description)


def necessary(recipient: RecipientFacts) -> dict[str, bool | None]:
    """The limbs of necessity: this person, nothing less, nobody better placed."""
    return {
        "telling this person is necessary to protect those children": recipient.telling_necessary,
        "nothing short of telling would protect them": opposite(recipient.less_intrusive_step_protects),
        "nobody else is better placed to protect them": recipient.best_placed,
        "this person does not know already": opposite(recipient.already_knows),
    }


def presumption_arises(facts: Facts, item: Item) -> Finding:
    """Find whether s.327A(2) presumes that this item be told to the recipient in view.

    Before 14 July 2008: not met, "not in force". With no recipient in view: not met, because the
    presumption is about a particular member of the public.
    """
    if facts.on < IN_FORCE_FROM:
        return Finding(
            rule="presumption",
            answer=Answer.NOT_MET,
            reason=f"Not in force on {facts.on:%-d %B %Y}; in force from 14 July 2008",
            source=CJIA_140,
            item=item.item_id,
        )
    limbs = {
        "the subject is managed under MAPPA by this area": both(
            facts.managed_under_mappa, facts.managed_in_this_area
        ),
        "the item is a relevant previous conviction": relevant_previous_conviction(item),
        "reasonable cause to believe there is a risk of serious harm (s.327B(6))": facts.serious_harm_risk,
        "particular children, or children of a description, under 18 are identified": children_at_risk(facts),
        **_about(facts.recipient),
    }
    return Finding.all_of("presumption", S327A_PRESUMPTION, limbs, item=item.item_id)


def _about(recipient: RecipientFacts | None) -> dict[str, bool | None]:
    if recipient is None:
        return {"a particular member of the public is in view": False}
    if recipient.kind is RecipientKind.COMMUNITY:
        return {"it would be told to a particular member of the public, not to a community": False}
    return necessary(recipient)


def presumptions(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """One finding for each item in view: what it is proposed to tell, or everything held."""
    found = [presumption_arises(facts, item) for item in items_in_view(facts)]
    return (*found, pilot_presumption(facts)) if scheme.presumption == "pilot" else tuple(found)


def elements(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:  # noqa: ARG001 - same-shaped rules
    """Report each element of the statute apart, with its own source, whether or not a presumption arises."""
    harm = {"reasonable cause to believe there is a risk of serious harm": facts.serious_harm_risk}
    children = {"children under 18 at risk are identified": children_at_risk(facts)}
    return (
        Finding.all_of("serious_harm", S327B_HARM, harm),
        Finding.all_of("children", S327B_CHILD, children),
        *(
            Finding.all_of(
                "relevant_conviction",
                S327B_CONVICTIONS,
                {"it is a relevant previous conviction, spent or not": relevant_previous_conviction(item)},
                item=item.item_id,
            )
            for item in items_in_view(facts)
        ),
    )


def items_in_view(facts: Facts) -> tuple[Item, ...]:
    """The items it is proposed to tell this recipient; with no recipient, every item held."""
    if facts.recipient is None:
        return facts.items
    wanted = facts.recipient.items
    return tuple(item for item in facts.items if item.item_id in wanted)


def child_sex_conviction(item: Item) -> bool | None:
    """Tell whether an item is what the pilot speaks of: a conviction, not a caution."""
    return relevant_previous_conviction(item) if item.kind is ItemKind.CONVICTION else False


def pilot_presumption(facts: Facts) -> Finding:
    """Find whether the 2007 pilot presumes that the parent be told (2006-07 report, foreword)."""
    recipient, relation = facts.recipient, facts.applicant_relationship
    at_risk = either(facts.concerns, both(facts.serious_harm_risk, children_at_risk(facts)))
    limbs = {
        "the applicant is a parent": None if relation is None else relation is Relationship.PARENT,
        "the parent is the one who would be told": recipient.is_applicant if recipient else None,
        "the parent has a personal relationship with the named person": facts.personal_relationship,
        "the named person has regular access to the child": facts.regular_access,
        "some of that access is unsupervised": facts.unsupervised_access,
        "the named person has convictions for child sex offences": _convictions_held(facts),
        "the child is at risk": at_risk,
    }
    return Finding.all_of("pilot_presumption", REPORT, limbs)


def _convictions_held(facts: Facts) -> bool | None:
    if facts.items:
        return either(*(child_sex_conviction(item) for item in facts.items))
    return False if nothing_known(facts) else None


def nothing_known(facts: Facts) -> bool:
    """Tell whether police systems were searched and nothing was found."""
    return facts.checks.get(Check.POLICE_SYSTEMS) is CheckResult.NOTHING_KNOWN
