"""How does a registration get on? Identified, progressed or not, interviewed, withdrawn."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from flows.steps.moving import Code, Given, Moving, move
from flows.steps.questions import obstacles_to_answering
from flows.steps.roles import OFFICERS, REGISTRARS
from flows.steps.snapshot import snapshot_of
from models.entries import (
    EvidenceSeen,
    Interviewed,
    NotProgressed,
    Progressed,
    SubjectRefreshed,
    Withdrawn,
)
from models.errors import CannotDo
from models.subject import Subject
from policy.eligibility import obstacles_to_progress
from policy.facts import Facts
from policy.registration import DOCUMENTS, FACT_OF_PROOF, NOT_STATED, Proof


class Nothing(Given):
    """A move in which nothing is entered."""


@move(Nothing)
def refresh_subject(moving: Moving, given: Nothing) -> None:  # noqa: ARG001
    """Take the register's change into an open consideration; signatures lapse where it matters."""
    if not moving.dossier.subject:
        return
    subject = moving.session.get(Subject, UUID(moving.dossier.subject))
    snapshot = snapshot_of(moving.session, subject) if subject else {}
    if snapshot != moving.dossier.snapshot:
        moving.append(SubjectRefreshed(subject=moving.dossier.subject), {"snapshot": snapshot})


class Plan(Given):
    """When, where and with whom somebody is to be seen."""

    tell_on: date = Field(alias="on")
    tell_at: str | None = Field(None, alias="at", pattern=r"^\d{2}:\d{2}$")
    where: str = Field(min_length=3, max_length=400)
    told_by: tuple[Code, ...] = Field((), alias="with_whom", description="Handles")


class Progress(Given):
    """Initial checks are done; the registration goes on."""

    reasons: str = Field(min_length=3, max_length=4000)
    interview: Plan | None = Field(None, description="The interview, if one is fixed: the invitation says so")


@move(Progress, *OFFICERS)
def progress(moving: Moving, given: Progress) -> None:
    """Take a registration on. Raise CannotDo with every reason it is outside the scheme."""
    moving.refuse_if(*obstacles_to_progress(moving.facts(), moving.scheme))
    moving.append(Progressed(), given.model_dump(mode="json"))


class NoProgress(Given):
    """The registration goes no further under the scheme; the risk is assessed all the same."""

    reason: Literal[
        "outside_scheme", "anonymous", "unverified", "vetting_request", "applicant_is_subject",
        "no_specific_child", "no_specific_person", "malicious", "other_route",
    ]  # fmt: skip
    reasons: str = Field(min_length=3, max_length=4000)
    risk_assessment: str = Field(min_length=3, max_length=4000)


@move(NoProgress, *OFFICERS)
def not_progress(moving: Moving, given: NoProgress) -> None:
    """Record that a registration is not progressed, with the assessment of risk that is kept."""
    if not moving.dossier.has_applicant:
        raise CannotDo("Only a registration can be not progressed; propose “not tell” instead.")
    moving.append(
        NotProgressed(reason=given.reason),
        {"reasons": given.reasons, "risk_assessment": given.risk_assessment},
    )


class Withdrawal(Given):
    """The applicant withdraws."""

    reasons: str = Field(min_length=3, max_length=4000)


@move(Withdrawal, *REGISTRARS)
def withdraw(moving: Moving, given: Withdrawal) -> None:
    """Record a withdrawal. The assessment of risk goes on (domain.md 9, 28)."""
    if not moving.dossier.has_applicant:
        raise CannotDo("Nobody applied here, so nobody withdraws; propose “not tell” instead.")
    moving.append(Withdrawn(), {"reasons": given.reasons})


class Interview(Given):
    """What the in-depth interview showed, and which proofs were seen by whom."""

    identity_seen: bool | None = Field(None, description="Left out: as it stands")
    address_seen: bool | None = None
    relationship_seen: bool | None = None
    documents: dict[Proof, str] = Field({}, description="What was seen, by proof; docs/registrations.md")
    agreed_to_letter: bool | None = None
    notes: str = Field(min_length=3, max_length=8000)
    answers: dict[str, bool | None] = Field({})

    @property
    def seen(self) -> dict[Proof, bool]:
        """What was stated of each proof. What was seen before the interview stands where it says nothing."""
        stated = {
            Proof.IDENTITY: self.identity_seen,
            Proof.ADDRESS: self.address_seen,
            Proof.RELATIONSHIP: self.relationship_seen,
        }
        known = {proof: held for proof, held in stated.items() if held is not None}
        return known | dict.fromkeys(self.documents, True)


@move(Interview, *OFFICERS)
def record_interview(moving: Moving, given: Interview) -> None:
    """Record the interview. No information about the subject is given there (domain.md 4.2)."""
    wrong = [
        f"documents.{proof}: it is one of {', '.join(DOCUMENTS[proof])}."
        for proof, document in given.documents.items()
        if document not in DOCUMENTS[proof]
    ]
    moving.refuse_if(*obstacles_to_answering(Facts, given.answers), *wrong)
    seen = given.seen
    answers = dict(given.answers) | {FACT_OF_PROOF[proof]: held for proof, held in seen.items()}
    if given.agreed_to_letter is not None:
        answers["applicant_agreed_to_letter"] = given.agreed_to_letter
    moving.append(Interviewed(), {"answers": answers, "notes": given.notes})
    for proof in (proof for proof, held in seen.items() if held):
        document = given.documents.get(proof, NOT_STATED)
        moving.append(EvidenceSeen(proof=str(proof), document=document, seen_on=moving.today))
