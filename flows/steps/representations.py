"""Is the subject heard? Asking is the norm ([2016] EWCA Civ 597, quoting MAPPA Guidance 10.13)."""

from datetime import date
from typing import Literal

from pydantic import Field

from flows.clocks import deadline
from flows.steps.moving import Code, Given, Moving, move
from flows.steps.roles import OFFICERS, SENIORS
from models.entries import RepresentationsHeard, RepresentationsInvited, RepresentationsSkipped
from policy.representations import SKIP_REASONS, obstacles_to_inviting, obstacles_to_skipping


class Invitation(Given):
    """How the subject is asked: by whose hand, where, and until when."""

    answer_by: date | None = Field(None, description="Default: the scheme's time for representations")
    by_hand_of: Code = Field(description="Handle of the offender manager")
    in_general: str = Field(
        "Whether somebody who looks after children should be told something about you.",
        max_length=600,
        description="What is considered, in general: no applicant, no child, no family",
    )


@move(Invitation, *OFFICERS)
def invite_representations(moving: Moving, given: Invitation) -> None:
    """Ask the subject, unless a hold forbids contact. The invitation goes by the offender manager's hand."""
    usual = deadline(moving.scheme, "representations", moving.today, moving.closed)
    answer_by = given.answer_by or (usual.due_on if usual else None)
    late = None if answer_by and answer_by > moving.today else "The date to answer by must lie ahead."
    moving.refuse_if(late, *obstacles_to_inviting(moving.facts()))
    assert answer_by is not None
    moving.append(
        RepresentationsInvited(answer_by=answer_by),
        {"by_hand_of": given.by_hand_of, "in_general": given.in_general},
    )


class Heard(Given):
    """What the subject said, if anything, and the weight given to it."""

    received: bool
    words: str = Field("", max_length=20_000)
    weight: str = Field(min_length=3, max_length=8000, description="What was made of it, or of silence")
    how: Literal["in_person", "in_writing", "through_a_lawyer", "no_answer"] = "in_person"


@move(Heard, *OFFICERS)
def hear_representations(moving: Moving, given: Heard) -> None:
    """Record representations, or that none came by the date given."""
    invited = moving.dossier.representations == "invited"
    early = not given.received and moving.dossier.answer_by and moving.today <= moving.dossier.answer_by
    moving.refuse_if(
        None if invited else "Nobody has asked the subject; invite representations first.",
        f"The subject has until {moving.dossier.answer_by:%-d %B %Y} to answer." if early else None,
    )
    moving.append(
        RepresentationsHeard(received=given.received),
        {"words": given.words, "weight": given.weight, "how": given.how},
    )


class Skipping(Given):
    """Why the subject is not asked: a reason in the closed list, and why it applies here."""

    reason: str
    reasons: str = Field(min_length=10, max_length=8000)


@move(Skipping, *OFFICERS, *SENIORS)
def skip_representations(moving: Moving, given: Skipping) -> None:
    """Record that the subject is not asked. Never silent: the reason is one of a closed list."""
    listed = given.reason in {str(reason) for reason in SKIP_REASONS}
    allowed = ", ".join(sorted(str(reason) for reason in SKIP_REASONS))
    moving.refuse_if(
        None if listed else f"That is not one of the reasons that allow it: {allowed}.",
        *(obstacles_to_skipping(moving.facts(), given.reason, moving.scheme) if listed else ()),
    )
    moving.append(RepresentationsSkipped(reason=given.reason), {"reasons": given.reasons})
