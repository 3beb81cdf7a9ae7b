"""Which fields may each kind of letter hold? A kind can't say what it has no field for.

Reasons, conditions and holders are closed lists, so that nobody can type an offence, a name or minutes
into a letter (domain.md section 6). Lines printed for people stand in `words/`, never here.
"""

import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from letters.parts import Appointment, Attested, Common, Handed, Part, Person, Posted
from letters.text import Line, Name, Passage, Spoken, paragraphs


class NotProgressedReason(StrEnum):
    """Why a registration is not progressed; the words of each are in the template."""

    OUTSIDE_SCHEME = "outside_scheme"
    ANONYMOUS = "anonymous"
    UNVERIFIED = "unverified"
    VETTING_REQUEST = "vetting_request"
    APPLICANT_IS_SUBJECT = "applicant_is_subject"
    NO_SPECIFIC_CHILD = "no_specific_child"
    NO_SPECIFIC_PERSON = "no_specific_person"
    MALICIOUS = "malicious"
    OTHER_ROUTE = "other_route"


class Condition(StrEnum):
    """What a recipient in an organisation may and may not do with what was told (s.327A(5)(b))."""

    NAMED_HOLDER_ONLY = "named_holder_only"
    NO_COPIES = "no_copies"
    NO_STAFFROOM = "no_staffroom"
    NO_PERSONNEL_FILE = "no_personnel_file"
    DUTY_STAFF_ONLY = "duty_staff_only"
    CALL_IF_SEEN = "call_if_seen"
    NO_CONTACT_WITH_PERSON = "no_contact_with_person"
    ASK_BEFORE_EMPLOYMENT_STEPS = "ask_before_employment_steps"
    RETURN_PHOTOGRAPH = "return_photograph"


class Sharer(StrEnum):
    """Who else in an organisation may be told by the holder."""

    SAFEGUARDING_LEAD = "safeguarding_lead"
    DEPUTY_HEAD = "deputy_head"
    CHAIR_OF_GOVERNORS = "chair_of_governors"
    DUTY_MANAGER = "duty_manager"
    HUMAN_RESOURCES_LEAD = "human_resources_lead"
    LEGAL_ADVISER = "legal_adviser"


Made = Literal["registration", "application"]


class RegistrationAcknowledgement(Posted):
    """We have your registration, and this is what happens next."""

    made: Made
    received_on: datetime.date
    interview_by: datetime.date | None = None
    decision_by: datetime.date | None = None


class NotProgressed(Posted):
    """Your registration is not progressed, why, and what else there is. Never: there is no risk."""

    made: Made
    received_on: datetime.date
    reason: NotProgressedReason
    complaints: Line = Field(description="Where a person may complain")


class InterviewInvitation(Posted):
    """Come and be interviewed, and bring these proofs."""

    made: Made
    appointment: Appointment | None = Field(None, description="None: the applicant rings to choose one")
    call_by: datetime.date | None = None


class RecipientAppointment(Posted):
    """Please meet us about a confidential matter. To somebody who did not apply."""

    variant: Literal["partner", "employer", "head_teacher", "sports_centre_manager", "parent_or_carer"]
    appointment: Appointment | None = Field(None, description="None: the recipient rings to choose one")


class OutcomeAppointment(Posted):
    """Please meet us to hear the outcome. The same words whatever it is: there is no field for it.

    Nor for a day or for who would come, since how many come, or how soon, would tell the two apart.
    """

    made: Made
    received_on: datetime.date
    call_by: datetime.date


class NoInformationOutcome(Posted):
    """There is nothing to share; that is not the same as no risk. Only where a letter was agreed to."""

    made: Made
    received_on: datetime.date
    agreed_to_letter: Attested = Field(description="The applicant agreed beforehand to a letter")
    agreed_on: datetime.date
    complaints: Line


class ThirdPartyOutcome(Posted):
    """What you told us has been dealt with; we can't say what was found or whether anyone was told."""

    made: Made
    received_on: datetime.date
    complaints: Line


class ConfidentialityUndertaking(Handed):
    """The recipient's promise to keep what they will be told, signed or refused before anything is told."""

    meeting_on: datetime.date


class RecipientConditionsNotice(Handed):
    """What an organisation may do with what it was told. Handed over after the meeting."""

    variant: Literal["employer", "head_teacher", "sports_centre_manager"]
    organisation: Line
    spoken_on: datetime.date
    holder: Person = Field(description="The one person who holds the information")
    conditions: tuple[Condition, ...] = Field(min_length=1, max_length=len(Condition))
    may_share_with: tuple[Sharer, ...] = Field((), max_length=len(Sharer))
    review_on: datetime.date


class RepresentationsInvitation(Common):
    """To the subject, by the offender manager's hand: you may tell us what you think before we decide."""

    subject: Name
    in_general: Passage = Field(description="What is considered: no applicant, no child, no family")
    answer_by: datetime.date
    offender_manager: Person


class Question(Part):
    """A question the recipient may ask, and what may be said in answer."""

    asked: Passage
    answer: Passage


def _blank_is_nobody(name: object) -> object:
    return None if isinstance(name, str) and not name.strip() else name


def _two_come(meeting: Appointment) -> Appointment:
    if len(meeting.with_whom) < 2:
        raise ValueError("two people tell: name both")
    return meeting


def _bounded(spoken: tuple[str, ...]) -> tuple[str, ...]:
    if sum(map(len, spoken)) > PROSE:
        raise ValueError(f"is longer than {PROSE} characters")
    return spoken


PROSE = 8000
Prose = Annotated[tuple[Spoken, ...], BeforeValidator(paragraphs), AfterValidator(_bounded)]
Tick = Annotated[Name | None, BeforeValidator(_blank_is_nobody)]
Two = Annotated[Appointment, AfterValidator(_two_come)]


class DisclosureScript(Common):
    """The exact words to be spoken. Held by police; no copy is left and none is sent."""

    recipient: Name
    subject: Name
    meeting: Two
    exact_words: Prose = Field(min_length=1, max_length=40)
    withheld: Prose = Field((), max_length=40, description="What is not told, and why")
    safety_advice: Prose = Field(min_length=1, max_length=40)
    questions: tuple[Question, ...] = Field((), max_length=12)
    victim_identifiers_checked_by: Tick = Field(
        None, description="Who read the exact words for anything that could identify a victim"
    )
