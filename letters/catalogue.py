"""Which kinds of letter are there, who may release each, and how does each leave? One table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

from pydantic import BaseModel

from letters import kinds


class Release(StrEnum):
    """What lets a letter go: the pack signed, one named officer, or nothing more."""

    DECISION = "decision"
    OFFICER = "officer"
    AUTOMATIC = "automatic"


class Delivery(StrEnum):
    """How a letter leaves. Only what is posted ever enters dispatch."""

    POST = "post"
    HAND = "hand"
    POLICE_HELD = "police-held"


@dataclass(frozen=True)
class LetterKind:
    """One kind of letter: what it may hold, the words it uses, and how it leaves."""

    name: str
    title: str
    release: Release
    delivery: Delivery
    schema: type[BaseModel]
    names_subject: bool = False

    @property
    def template(self) -> str:
        """The file of its words, inside the folder of a language."""
        return f"{self.name}.txt"

    @property
    def variants(self) -> tuple[str, ...]:
        """The wordings it comes in, one for each sort of recipient; empty where there is one."""
        field = self.schema.model_fields.get("variant")
        return get_args(field.annotation) if field else ()


_D, _O, _A = Release.DECISION, Release.OFFICER, Release.AUTOMATIC
_POST, _HAND, _HELD = Delivery.POST, Delivery.HAND, Delivery.POLICE_HELD

_KINDS = (
    LetterKind("registration_acknowledgement", "We have your registration", _A, _POST,
               kinds.RegistrationAcknowledgement),
    LetterKind("not_progressed", "About your registration", _O, _POST, kinds.NotProgressed),
    LetterKind("interview_invitation", "Please come and talk to us", _O, _POST, kinds.InterviewInvitation),
    LetterKind("recipient_appointment", "Please meet us", _D, _POST, kinds.RecipientAppointment),
    LetterKind("outcome_appointment", "Please come and talk to us again", _D, _POST,
               kinds.OutcomeAppointment),
    LetterKind("no_information_outcome", "What we can tell you", _D, _POST, kinds.NoInformationOutcome),
    LetterKind("third_party_outcome", "What we did with what you told us", _D, _POST,
               kinds.ThirdPartyOutcome),
    LetterKind("confidentiality_undertaking", "Promise to keep information confidential", _D, _HAND,
               kinds.ConfidentialityUndertaking),
    LetterKind("disclosure_script", "Script for telling a recipient", _D, _HELD, kinds.DisclosureScript,
               names_subject=True),
    LetterKind("recipient_conditions_notice", "What you may do with what we told you", _D, _HAND,
               kinds.RecipientConditionsNotice),
    LetterKind("representations_invitation", "Tell us what you think before we decide", _O, _HAND,
               kinds.RepresentationsInvitation, names_subject=True),
)  # fmt: skip

CATALOGUE: dict[str, LetterKind] = {kind.name: kind for kind in _KINDS}
