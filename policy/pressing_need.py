"""Where nothing is presumed, may it be told all the same? The common-law test, and each item's basis.

Confidentiality is the starting point: telling must be necessary, answer a pressing need, be proportionate,
and go no further than protection needs (Thorpe [1998]; H and L [2011]; X [2012]; ECHR art. 8).
"""

# ruff: noqa: ARG001 - rules share one shape

from policy.facts import Facts, Item, RecipientFacts, RecipientKind
from policy.findings import Answer, Finding, both, either, opposite
from policy.presumption import (
    child_sex_conviction,
    items_in_view,
    necessary,
    nothing_known,
    pilot_presumption,
    presumption_arises,
)
from policy.scheme import Scheme
from policy.sources import A_V_HOME_SECRETARY, S327A_DUTY, S327A_PRESUMPTION, THORPE


def common_law_test(recipient: RecipientFacts) -> Finding:
    """Find whether telling this recipient passes the common-law test. Spentness goes to proportionality."""
    if recipient.kind is RecipientKind.COMMUNITY:
        needed = {
            "telling the community is necessary to protect children": recipient.telling_necessary,
            "no narrower recipient and no lesser step would protect them": opposite(
                recipient.less_intrusive_step_protects
            ),
        }
    else:
        needed = necessary(recipient)
    limbs = needed | {
        "there is a pressing need": recipient.pressing_need,
        "the consequences for the subject have been weighed": recipient.effect_on_subject_weighed,
        "telling is proportionate": recipient.proportionate,
        "what is told is limited to what protection needs": recipient.extent_limited,
    }
    return Finding.all_of("common_law", THORPE, limbs)


def common_law(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    return (common_law_test(facts.recipient),) if facts.recipient is not None else ()


def bases(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Find on what basis each item could be told, and whether any could.

    `basis`: at least one item has one. `basis_of_item`: this one has. A conviction that is presumed
    carries no arrest or intelligence along with it: each item stands on its own.
    """
    recipient = facts.recipient
    if recipient is None:
        return ()
    items = items_in_view(facts)
    if not items:
        return (_nothing_to_tell(facts),)
    test = common_law_test(recipient).answer.held
    pilot = pilot_presumption(facts).answer.held if scheme.presumption == "pilot" else False
    each = [_basis_of(facts, item, pilot, test) for item in items]
    best = either(*(finding.answer.held for finding in each))
    return (*each, Finding.all_of("basis", S327A_DUTY, {"there is a basis for telling something": best}))


def _basis_of(facts: Facts, item: Item, pilot: bool | None, test: bool | None) -> Finding:
    presumed = presumption_arises(facts, item)
    answers = {
        "presumed by s.327A(2)": (presumed.answer.held, S327A_PRESUMPTION),
        "presumed by the 2007 pilot": (both(pilot, child_sex_conviction(item)), None),
        "common law": (test, THORPE),
    }
    held = either(*(answer for answer, _ in answers.values()))
    basis = [words for words, (answer, _) in answers.items() if answer]
    if held:
        reason = f"Basis: {'; '.join(basis)}"
    elif held is None:
        reason = "Not answered: neither a presumption nor the common-law test is complete"
    else:
        reason = "Not shown: no presumption arises and the common-law test is not passed"
    answer = {True: Answer.MET, False: Answer.NOT_MET, None: Answer.NOT_KNOWN}[held]
    source = presumed.source if presumed.answer is Answer.MET else THORPE
    return Finding(rule="basis_of_item", answer=answer, reason=reason, source=source, item=item.item_id)


def _nothing_to_tell(facts: Facts) -> Finding:
    """With nothing listed: nothing to tell if police systems know nothing, otherwise not known yet."""
    listed = False if not facts.items and nothing_known(facts) else None
    return Finding.all_of("basis", S327A_DUTY, {"what would be told is listed": listed})


def proportionality(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Even what is presumed must be proportionate and limited (s.327A(9); MAPPA Guidance 10.12)."""
    recipient = facts.recipient
    if recipient is None:
        return ()
    weighed = {
        "the consequences for the subject have been weighed": recipient.effect_on_subject_weighed,
        "what is told is limited to what protection needs": recipient.extent_limited,
    }
    return (
        Finding.all_of(
            "proportionate", A_V_HOME_SECRETARY, {"telling is proportionate": recipient.proportionate}
        ),
        Finding.all_of("weighed", A_V_HOME_SECRETARY, weighed),
    )
