"""How are the questions of fact put together for people? By what they are about, each with what it means.

The questions themselves stand in policy/facts.py; every one that can be answered is in one group.
"""

from dataclasses import dataclass

from policy.facts import RecipientKind


@dataclass(frozen=True)
class Group:
    """Questions asked on one page. `only_with_applicant`: asked at all only where somebody asked."""

    key: str
    title: str
    intro: str
    questions: tuple[str, ...]
    about_recipient: bool = False
    only_with_applicant: bool = False


GROUPS: tuple[Group, ...] = (
    Group(
        "subject", "The subject",
        "Whether, and where, the subject is managed decides whose duty it is to consider (s.327B(7)).",
        ("managed_under_mappa", "managed_in_this_area", "managing_area_consulted",
         "childrens_services_agree_child_subject"),
    ),
    Group(
        "harm", "Risk of serious harm",
        "Serious harm is serious physical or psychological harm caused by an offence listed in Schedule 34A "
        "(s.327B(6)). The MAPPA or OASys rating is another thing and does not answer it.",
        ("serious_harm_risk", "imminent_risk", "concerns", "anybody_to_be_told"),
    ),
    Group(
        "children", "Children, and access to them",
        "The presumption speaks of particular children, or of children of a particular description "
        "(s.327A(3)(a)). Name or describe them under “list a child”; that answers the first two.",
        ("particular_children", "children_of_description", "specific_child_named", "contact_with_child",
         "regular_access", "unsupervised_access"),
    ),
    Group(
        "applicant", "The applicant",
        "Who asks is not for that reason told. These say whether the registration is one for the scheme, and "
        "whether the applicant is safe.",
        ("applicant_relationship", "personal_relationship", "specific_person_named", "applicant_anonymous",
         "applicant_is_subject", "applicant_is_suspect", "applicant_is_victim_of_subject",
         "joint_plan_agreed", "applicant_interviewed", "applicant_agreed_to_letter", "for_vetting"),
        only_with_applicant=True,
    ),
    Group(
        "recipient", "The recipient",
        "The recipient is the person best placed to protect, who need not be the one who asked.",
        ("identity_verified", "is_subject", "is_suspect", "belongs_to_duty_to_cooperate_agency",
         "parental_responsibility_or_contact", "court_order_bars", "already_knows", "stands_for"),
        about_recipient=True,
    ),
    Group(
        "protecting", "Best placed to protect",
        "All four must hold before this person is told, whoever asked.",
        ("reaches_children_at_risk", "able_to_protect", "willing_to_protect", "best_placed"),
        about_recipient=True,
    ),
    Group(
        "necessity", "Necessary and proportionate",
        "Under s.327A telling this very person must be necessary; outside it there must be a pressing need, "
        "and the effect on the subject is weighed (Thorpe; H and L).",
        ("telling_necessary", "less_intrusive_step_protects", "pressing_need", "effect_on_subject_weighed",
         "proportionate", "extent_limited"),
        about_recipient=True,
    ),
    Group(
        "safety", "Safety of telling",
        "Telling must not make things worse, and everybody it touches has a plan.",
        ("telling_raises_risk", "safety_plan_agreed", "threat_to_life_plan", "legal_review"),
        about_recipient=True,
    ),
)  # fmt: skip
ONLY_FOR: dict[str, frozenset[RecipientKind]] = {
    "threat_to_life_plan": frozenset({RecipientKind.COMMUNITY}),
    "legal_review": frozenset({RecipientKind.COMMUNITY}),
    "parental_responsibility_or_contact": frozenset({RecipientKind.PARENT_OR_CARER}),
    "court_order_bars": frozenset({RecipientKind.PARENT_OR_CARER}),
}
# What an answer means, where the question alone could be taken otherwise.
MEANS: dict[str, str] = {
    "managed_under_mappa": "At any level: an offender manages under the arrangements of s.325 whose risks "
    "fall to be managed there.",
    "managing_area_consulted": "Needed only where another area manages the subject: it holds the duty.",
    "childrens_services_agree_child_subject": "Needed only for a subject under 18.",
    "serious_harm_risk": "Reasonable cause, from what is known; not certainty.",
    "imminent_risk": "Imminent harm is met under child-protection procedures at once, beside this.",
    "anybody_to_be_told": "If yes, the person is named next. If no, say why in the reasons: it is the record "
    "of a decision not to tell (s.327A(8)(b)).",
    "children_of_description": "For example: pupils of one school, children of one swimming club.",
    "regular_access": "However it comes about: at home, online, by telephone, in shared places.",
    "personal_relationship": "As a partner, relative, neighbour or friend. Asked by the 2007 pilot.",
    "applicant_anonymous": "Kept as intelligence only: nobody to write to, and nobody to tell.",
    "applicant_is_victim_of_subject": "Telling may put a victim in danger: a joint plan comes first.",
    "applicant_agreed_to_letter": "Only then, and only where nothing is told, may the outcome go by letter.",
    "for_vetting": "A request to vet staff belongs to the Disclosure and Barring Service.",
    "is_suspect": "Nobody is told who may be a danger to the child.",
    "belongs_to_duty_to_cooperate_agency": "If yes, this is information-sharing between agencies, and is "
    "recorded as such: not a disclosure.",
    "court_order_bars": "Ask; do not assume. An order may bar contact, or telling.",
    "stands_for": "Each person or body has a line, a pack and a decision of its own: 1, except a community.",
    "reaches_children_at_risk": "It is through this recipient's charge that the subject would reach them.",
    "less_intrusive_step_protects": "For example a licence condition, a move, or the subject's own telling. "
    "If yes, telling is not necessary.",
    "already_knows": "If yes, telling adds nothing.",
    "telling_raises_risk": "To the child, the applicant, a victim, the recipient or the subject.",
    "extent_limited": "The least that protects: no more than this recipient needs.",
}
