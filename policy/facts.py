"""Which answers may a rule read? Each is a question somebody answers; None means nobody has.

The words of each question stand in its description: the desk asks them and the rationale prints them.
"""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, Field


class Route(StrEnum):
    """How the consideration came about."""

    MAPPA_S327A = "mappa_s327a"
    PILOT_REGISTRATION = "pilot_registration"
    RIGHT_TO_ASK = "right_to_ask"
    RIGHT_TO_KNOW = "right_to_know"


class Identity(StrEnum):
    """Has the named person been identified on the register?"""

    UNIQUE = "unique"
    PROBABLE = "probable"
    NOT = "not"


class Verdict(StrEnum):
    """What an officer made of one candidate."""

    SAME = "same"
    NOT_SAME = "not_same"
    CANNOT_TELL = "cannot_tell"


class Candidate(BaseModel, frozen=True):
    """One on the register who may be the person named. No verdict: nobody has settled it."""

    reference: str
    verdict: Verdict | None = None


class Relationship(StrEnum):
    """What the applicant is to the child."""

    PARENT = "parent"
    CARER = "carer"
    GUARDIAN = "guardian"
    GRANDPARENT = "grandparent"
    OTHER_RELATIVE = "other_relative"
    NEIGHBOUR = "neighbour"
    FRIEND = "friend"
    PROFESSIONAL = "professional"
    OTHER = "other"


class RecipientKind(StrEnum):
    """Who may be told. The sign-off table and the limits on what is told go by this kind."""

    PARENT_OR_CARER = "parent_or_carer"
    PARTNER = "partner"
    EMPLOYER = "employer"
    HEAD_TEACHER = "head_teacher"
    SPORTS_CENTRE_MANAGER = "sports_centre_manager"
    LANDLORD = "landlord"
    VICTIM_OR_FAMILY = "victim_or_family"
    OTHER_THIRD_PARTY = "other_third_party"
    COMMUNITY = "community"


class Check(StrEnum):
    """A look-up or question put to an agency."""

    POLICE_SYSTEMS = "police_systems"
    CHILDRENS_SERVICES = "childrens_services"
    PROBATION = "probation"
    PRISON = "prison"
    HEALTH = "health"
    EDUCATION = "education"
    APPLICANT_MARKERS = "applicant_markers"
    DOMESTIC_ABUSE = "domestic_abuse"


class CheckResult(StrEnum):
    """How a check stands."""

    ASKED = "asked"
    NOTHING_KNOWN = "nothing_known"
    KNOWN = "known"
    NEED_MORE_TIME = "need_more_time"
    CANNOT_ANSWER = "cannot_answer"
    NO_ANSWER = "no_answer"


class Hold(StrEnum):
    """What stops anybody being told, or the subject being spoken to, until a named officer lifts it."""

    DO_NOT_CONTACT_SUBJECT = "do_not_contact_subject"
    LIVE_INVESTIGATION = "live_investigation"


class Representations(StrEnum):
    """What has been done about hearing the subject."""

    NOT_CONSIDERED = "not_considered"
    INVITED = "invited"
    HEARD = "heard"
    NONE_RECEIVED = "none_received"
    SKIPPED = "skipped"


class ItemKind(StrEnum):
    """What an item of information is. Only the first six can be `relevant previous convictions`."""

    CONVICTION = "conviction"
    CAUTION = "caution"
    REPRIMAND = "reprimand"
    FINAL_WARNING = "final_warning"
    INSANITY_FINDING = "insanity_finding"
    DISABILITY_FINDING = "disability_finding"
    ARREST = "arrest"
    CHARGE = "charge"
    INTELLIGENCE = "intelligence"
    ORDER_CONDITION = "order_condition"
    ASSESSMENT = "assessment"
    OTHER = "other"


class Item(BaseModel, frozen=True):
    """One item of information in the authority's possession, which may or may not be told."""

    item_id: str
    kind: ItemKind
    schedule_34a: bool | None = Field(None, description="Is the offence listed in CJA 2003 Schedule 34A?")
    foreign: bool = Field(False, description="Was it dealt with outside England and Wales?")
    foreign_equivalent: bool | None = Field(
        None, description="If foreign, does the authority consider it equivalent to a Schedule 34A offence?"
    )
    spent: bool | None = Field(None, description="Is it spent? (it counts under s.327A either way)")
    verified: bool | None = Field(None, description="Has an officer verified it against its source?")
    identifies_victim: bool | None = Field(None, description="Would telling it identify a victim?")
    owner_agency: str = Field("police", description="Agency whose information it is")


class RecipientFacts(BaseModel, frozen=True):
    """What is known of one person who may be told, and of telling that person."""

    recipient_id: str
    kind: RecipientKind
    name_and_address_recorded: bool | None = Field(
        None, description="Are the recipient's name and address recorded?"
    )
    is_applicant: bool | None = Field(None, description="Is the recipient the applicant?")
    is_subject: bool | None = Field(None, description="Is the recipient the subject?")
    is_suspect: bool | None = Field(
        None, description="Is the recipient suspected of harming a child, or a child-protection concern?"
    )
    belongs_to_duty_to_cooperate_agency: bool | None = Field(
        None, description="Does the recipient act for a MAPPA agency, so that this is information-sharing?"
    )
    identity_verified: bool | None = Field(None, description="Has the recipient's identity been seen?")
    parental_responsibility_or_contact: bool | None = Field(
        None, description="Has a parent recipient parental responsibility for, or contact with, the child?"
    )
    court_order_bars: bool | None = Field(None, description="Does a court order bar telling this person?")
    reaches_children_at_risk: bool | None = Field(
        None, description="Would the subject reach the children at risk through this recipient's charge?"
    )
    able_to_protect: bool | None = Field(None, description="Can the recipient protect the children?")
    willing_to_protect: bool | None = Field(None, description="Will the recipient protect the children?")
    best_placed: bool | None = Field(None, description="Is the recipient the person best placed to protect?")
    already_knows: bool | None = Field(None, description="Does the recipient already know?")
    telling_necessary: bool | None = Field(
        None, description="Is telling this person necessary to protect those children from serious harm?"
    )
    less_intrusive_step_protects: bool | None = Field(
        None, description="Would something short of telling this person protect the children?"
    )
    pressing_need: bool | None = Field(None, description="Is there a pressing need to tell this person?")
    effect_on_subject_weighed: bool | None = Field(
        None, description="Have the consequences for the subject been weighed against the threat?"
    )
    proportionate: bool | None = Field(None, description="Is telling proportionate to the threat?")
    extent_limited: bool | None = Field(
        None, description="Is what would be told limited to what protection needs?"
    )
    telling_raises_risk: bool | None = Field(
        None, description="Would telling raise a risk to anybody that the safety plan can't manage?"
    )
    safety_plan_agreed: bool | None = Field(
        None, description="Is there a safety plan for the child, the recipient and the subject?"
    )
    threat_to_life_plan: bool | None = Field(
        None, description="For a community: is there a threat-to-life plan for the subject?"
    )
    legal_review: bool | None = Field(None, description="For a community: has a lawyer reviewed it?")
    items: tuple[str, ...] = Field((), description="item_ids of what it is proposed to tell")
    stands_for: int = Field(
        1, ge=1, description="How many people or bodies would be told as one? Each needs a line of its own"
    )


class Facts(BaseModel, frozen=True):
    """Everything a rule may read about one consideration on one day, with one recipient in view.

    `recipient` is None when the question is whether anybody at all should be told.
    """

    on: date = Field(description="The day the rules are applied")
    route: Route
    level: int | None = Field(None, ge=1, le=3, description="MAPPA level, 1 to 3")
    category: int | None = Field(None, ge=1, le=4, description="MAPPA category, 1 to 4")
    rosh: str | None = Field(None, description="MAPPA/OASys rating; never the serious harm of s.327B(6)")

    identity: Identity | None = Field(None, description="Is the person identified: unique, probable or not?")
    candidates: tuple[Candidate, ...] = Field(
        (), description="Who may be the person named, and what was said"
    )
    managed_under_mappa: bool | None = Field(None, description="Is the subject managed under MAPPA?")
    managed_in_this_area: bool | None = Field(None, description="Is it this area that manages the subject?")
    managing_area_consulted: bool | None = Field(
        None, description="If another area manages the subject, has it been consulted?"
    )
    subject_age: int | None = Field(None, ge=0, le=130, description="The subject's age in years on that day")
    childrens_services_agree_child_subject: bool | None = Field(
        None, description="For a subject under 18: have children's services and the YOT been consulted?"
    )

    serious_harm_risk: bool | None = Field(
        None,
        description="Is there reasonable cause to believe the subject poses a risk of serious harm "
        "(s.327B(6): by a Schedule 34A offence) to children?",
    )
    particular_children: bool | None = Field(None, description="Are particular children at risk identified?")
    children_of_description: bool | None = Field(
        None, description="Are children of a particular description at risk identified?"
    )
    child_age: int | None = Field(
        None, ge=0, le=130, description="Age of the eldest particular child in years, where there is one"
    )
    anybody_to_be_told: bool | None = Field(
        None, description="Is there anybody who may have to be told so that children are protected?"
    )
    imminent_risk: bool | None = Field(None, description="Is harm imminent?")
    concerns: bool | None = Field(None, description="Did the full risk assessment find concerns?")

    has_applicant: bool = Field(False, description="Did somebody ask or register?")
    applicant_relationship: Relationship | None = Field(
        None, description="What is the applicant to the child?"
    )
    applicant_anonymous: bool | None = Field(None, description="Did the applicant withhold their identity?")
    applicant_identity_verified: bool | None = Field(
        None, description="Has proof of the applicant's identity been seen?"
    )
    applicant_address_verified: bool | None = Field(
        None, description="Has proof of the applicant's address been seen?"
    )
    applicant_relationship_verified: bool | None = Field(
        None, description="Has proof of the applicant's relationship to the child been seen?"
    )
    applicant_is_subject: bool | None = Field(None, description="Is the applicant the named person?")
    applicant_is_suspect: bool | None = Field(
        None, description="Is the applicant suspected of harming a child?"
    )
    applicant_is_victim_of_subject: bool | None = Field(
        None, description="Is the applicant, or anybody at home with them, a victim of the named person?"
    )
    joint_plan_agreed: bool | None = Field(
        None,
        description="For a victim who applies: has a joint plan been agreed with the DVDS, MARAC or IDVA?",
    )
    applicant_interviewed: bool | None = Field(
        None, description="Has the applicant been interviewed in depth?"
    )
    applicant_agreed_to_letter: bool | None = Field(
        None, description="Did the applicant agree beforehand to be told the outcome by letter?"
    )
    specific_person_named: bool | None = Field(None, description="Is a specific person named?")
    specific_child_named: bool | None = Field(None, description="Is a specific child named?")
    personal_relationship: bool | None = Field(
        None, description="Has the applicant a personal relationship with the named person?"
    )
    regular_access: bool | None = Field(None, description="Has the named person regular access to the child?")
    unsupervised_access: bool | None = Field(None, description="Is any of that access unsupervised?")
    contact_with_child: bool | None = Field(
        None, description="Has the named person some form of contact with the child?"
    )
    for_vetting: bool | None = Field(None, description="Is it really a request to vet staff (DBS)?")

    holds: frozenset[Hold] = Field(frozenset(), description="Holds in force")
    representations: Representations = Representations.NOT_CONSIDERED
    representations_skip_reason: str | None = None
    checks: dict[Check, CheckResult] = Field({}, description="How each risk check stands")
    items: tuple[Item, ...] = Field((), description="Information in the authority's possession")
    urgent: bool = Field(False, description="Has a duty senior officer taken the urgent route?")
    recipient: RecipientFacts | None = None
