"""Who may be told? The person best placed to protect, screened first; and what may never be told to whom.

The applicant and the recipient are two people until somebody says otherwise. Telling an agency that is
bound to co-operate is information-sharing, not disclosure (MAPPA Guidance 10.1-10.2).
"""

# ruff: noqa: ARG001 - rules share one shape

from policy.facts import Facts, RecipientFacts, RecipientKind
from policy.findings import Finding, both, either, opposite
from policy.scheme import RecipientRow, Scheme
from policy.sources import CSODS_LOCAL, DESIGN, H_AND_L, MAPPA_DISCLOSURE, S327A_DUTY, S327A_RECORD

# Kinds who never act for a MAPPA agency, so nobody need ask them.
PRIVATE = frozenset({RecipientKind.PARENT_OR_CARER, RecipientKind.PARTNER, RecipientKind.VICTIM_OR_FAMILY})


def sharing(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """A recipient who acts for an agency bound to co-operate is not told: information is shared."""
    recipient = facts.recipient
    if recipient is None or recipient.kind in PRIVATE or _is_community(recipient):
        return ()
    bars = {"the recipient acts for a MAPPA agency": recipient.belongs_to_duty_to_cooperate_agency}
    return (Finding.no_one_of("third_party", MAPPA_DISCLOSURE, bars),)


def one_at_a_time(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Each person or body has a line of its own; a list is never told as one (H and L)."""
    recipient = facts.recipient
    if recipient is None or _is_community(recipient):
        return ()
    return (
        Finding.all_of(
            "one_at_a_time", H_AND_L, {"one person or body is in view": recipient.stands_for == 1}
        ),
    )


def screened(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Nobody is told who is the subject or a suspect, whom a court bars, or whose own proof is wanting.

    An applicant who would be told is screened as an applicant as well: anonymous, the named person, or
    suspected, and nothing is told to them.
    """
    recipient = facts.recipient
    if recipient is None or _is_community(recipient):
        return ()
    proved = {
        "the recipient's identity has been seen": recipient.identity_verified,
        "the recipient's name and address are recorded": recipient.name_and_address_recorded,
    }
    return (
        Finding.no_one_of("screened", CSODS_LOCAL, _bars(facts, recipient)),
        Finding.all_of("applicant_proved", CSODS_LOCAL, _proofs(facts, recipient)),
        *_standing_of_parent(recipient),
        Finding.all_of("recipient_proved", S327A_RECORD, proved),
    )


def _bars(facts: Facts, recipient: RecipientFacts) -> dict[str, bool | None]:
    bars = {
        "the recipient is the subject": recipient.is_subject,
        "the recipient is suspected of harming a child": recipient.is_suspect,
    }
    if facts.has_applicant:
        bars |= {
            "the applicant, who would be told, is the named person": both(
                recipient.is_applicant, facts.applicant_is_subject
            ),
            "the applicant, who would be told, is suspected of harming a child": both(
                recipient.is_applicant, facts.applicant_is_suspect
            ),
            "the applicant, who would be told, is anonymous": both(
                recipient.is_applicant, facts.applicant_anonymous
            ),
        }
    return bars


def _proofs(facts: Facts, recipient: RecipientFacts) -> dict[str, bool | None]:
    """Proofs an applicant must have shown before anything is told to them; another recipient need not."""
    if not facts.has_applicant:
        return {"nobody asked, so no applicant would be told": True}
    other = opposite(recipient.is_applicant)
    return {
        "the applicant's identity has been seen": either(other, facts.applicant_identity_verified),
        "the applicant's address has been seen": either(other, facts.applicant_address_verified),
        "the applicant's relationship to the child has been seen": either(
            other, facts.applicant_relationship_verified
        ),
        "the applicant has been interviewed": either(other, facts.applicant_interviewed),
    }


def _standing_of_parent(recipient: RecipientFacts) -> list[Finding]:
    if recipient.kind is not RecipientKind.PARENT_OR_CARER:
        return []
    limbs = {
        "the parent has parental responsibility or contact": recipient.parental_responsibility_or_contact,
        "no court order bars it": opposite(recipient.court_order_bars),
    }
    return [Finding.all_of("parental_standing", DESIGN, limbs)]


def best_placed(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Is this the person best placed to protect? Mandatory, whoever asked (domain.md 9, trap 3)."""
    recipient = facts.recipient
    if recipient is None:
        return ()
    reached = {
        "the subject would reach those children through this recipient's charge": (
            recipient.reaches_children_at_risk
        )
    }
    if _is_community(recipient):
        return (Finding.all_of("best_placed", H_AND_L, reached),)
    limbs = reached | {
        "the recipient can protect them": recipient.able_to_protect,
        "the recipient will protect them": recipient.willing_to_protect,
        "nobody else is better placed": recipient.best_placed,
    }
    return (Finding.all_of("best_placed", CSODS_LOCAL, limbs),)


def safety(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """Telling must not make things worse, and there must be a plan for everybody it touches."""
    recipient = facts.recipient
    if recipient is None:
        return ()
    risk = {"telling would raise a risk the safety plan can't manage": recipient.telling_raises_risk}
    plan = {"there is a safety plan for child, recipient and subject": recipient.safety_plan_agreed}
    return (
        Finding.no_one_of("risk_of_telling", H_AND_L, risk),
        Finding.all_of("safety_plan", DESIGN, plan),
    )


def somebody_to_tell(facts: Facts, scheme: Scheme) -> tuple[Finding, ...]:
    """With no recipient in view: need anybody be told at all? (the every-case consideration)

    Never MET: where somebody may have to be told, that person is to be named first.
    """
    if facts.recipient is not None:
        return ()
    children = either(facts.particular_children, facts.children_of_description)
    limbs = {
        "reasonable cause to believe there is a risk of serious harm": facts.serious_harm_risk,
        "children at risk are identified": children,
        "somebody may have to be told to protect them": facts.anybody_to_be_told,
        "that person has been named": None,
    }
    return (Finding.all_of("somebody_to_tell", S327A_DUTY, limbs),)


def may_be_told(kind: RecipientKind, scheme: Scheme) -> RecipientRow:
    """What a kind of recipient may be told at the most, what never, and how. A row for every kind."""
    return scheme.recipients[kind]


def _is_community(recipient: RecipientFacts) -> bool:
    return recipient.kind is RecipientKind.COMMUNITY
