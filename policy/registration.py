"""What does a registration say that a rule can read? Access, immediate risk, proof seen, links, enquiries.

Closed lists, and what follows from an entry in one. The form's own questions, by edition, are data
(policy/schemes/, `form`); domain.md 4.4 is their source.
"""

from collections.abc import Collection
from enum import StrEnum


class AccessKind(StrEnum):
    """How the named person reaches the child."""

    REGULAR = "regular"
    UNSUPERVISED = "unsupervised"
    LIVES_WITH = "lives_with"
    WORKS_IN_HOUSEHOLD = "works_in_household"
    ONLINE = "online"
    TELEPHONE = "telephone"
    SHARED_PLACES = "shared_places"
    THROUGH_FAMILY = "through_family"
    OTHER = "other"
    NONE = "none"


class ImmediateRisk(StrEnum):
    """The first question of the form: may a child be at risk now? What is not known is acted on as yes."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class Standing(StrEnum):
    """How one individual's part of a registration stands. Only a live one is compared with the register."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"
    NOT_PROGRESSED = "not_progressed"
    INTELLIGENCE_ONLY = "intelligence_only"


class Proof(StrEnum):
    """What an applicant must have shown before anything is told to them (domain.md 4.2)."""

    IDENTITY = "identity"
    ADDRESS = "address"
    RELATIONSHIP = "relationship"


DOCUMENTS: dict[Proof, tuple[str, ...]] = {
    Proof.IDENTITY: ("passport", "driving_licence", "identity_card", "other_photograph"),
    Proof.ADDRESS: ("utility_bill", "bank_statement", "council_tax_bill", "tenancy", "driving_licence",
                    "visited"),
    Proof.RELATIONSHIP: ("birth_certificate", "red_book", "adoption_certificate", "court_order",
                         "confirmed_by_agency"),
}  # fmt: skip
NOT_STATED = "not_stated"
FACT_OF_PROOF: dict[Proof, str] = {proof: f"applicant_{proof}_verified" for proof in Proof}


class LinkKind(StrEnum):
    """How two registrations may belong together. Staff see it; no applicant ever does (domain.md 9, 6)."""

    DUPLICATE = "duplicate"
    SAME_INDIVIDUAL = "same_individual"
    SAME_CHILD = "same_child"
    OTHER_PARENT = "other_parent"


class LinkVerdict(StrEnum):
    """What a person of the staff says of a proposed link."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class EnquiryReason(StrEnum):
    """Why an enquiry went no further than a question."""

    NO_SPECIFIC_PERSON = "no_specific_person"
    NO_SPECIFIC_CHILD = "no_specific_child"
    NO_ACCESS = "no_access"
    VETTING_REQUEST = "vetting_request"
    GENERAL_INFORMATION = "general_information"
    WOULD_NOT_GIVE_DETAILS = "would_not_give_details"
    DID_NOT_COME_BACK = "did_not_come_back"
    CHANGED_MIND = "changed_mind"
    OTHER_ROUTE = "other_route"
    OTHER_FORCE = "other_force"
    OTHER = "other"


# Four pilot forces in 2008-09: 585 enquiries, of which 315 became applications (domain.md 11).
PILOT_ENQUIRIES, PILOT_APPLICATIONS = 585, 315


def share_gone_no_further(enquiries: int, applications: int) -> int | None:
    """Whole per cent of enquiries that never became a registration; None where there were none."""
    if enquiries < applications:
        raise ValueError("more applications than enquiries")
    return round(100 * (enquiries - applications) / enquiries) if enquiries else None


def answers_from_access(kinds: Collection[AccessKind]) -> dict[str, bool]:
    """The facts on access that the kinds given show. What they don't show stays unanswered.

    Living with the child is regular and unsupervised: nobody is supervised in their own home all day.
    """
    if AccessKind.NONE in kinds and len(set(kinds)) == 1:
        return {"regular_access": False, "unsupervised_access": False, "contact_with_child": False}
    given = set(kinds) - {AccessKind.NONE}
    at_home = AccessKind.LIVES_WITH in given
    shown = {
        "regular_access": at_home or AccessKind.REGULAR in given,
        "unsupervised_access": at_home or AccessKind.UNSUPERVISED in given,
        "contact_with_child": bool(given),
    }
    return {name: True for name, held in shown.items() if held}


def link_kinds(*, applicant: bool, individual: bool, child: bool) -> list[LinkKind]:
    """Name what two registrations have in common: the same applicant, named person, child.

    The same applicant about the same person and child is one matter entered twice. Another applicant
    with the same child may be the other parent, who must not learn of the first through us.
    """
    if applicant:
        return [LinkKind.DUPLICATE] if individual and child else []
    if individual and child:
        return [LinkKind.OTHER_PARENT, LinkKind.SAME_INDIVIDUAL]
    return [
        kind for kind, held in ((LinkKind.SAME_INDIVIDUAL, individual), (LinkKind.SAME_CHILD, child)) if held
    ]
