"""What is asked about hearing the subject? Asking is the norm; not asking has a reason of a closed list."""

from collections.abc import Mapping
from typing import Any

from desk.forms import Form, Question, options
from desk.loading import Opened
from desk.moves.catalogue import move_form
from desk.moves.choosing import closed_days, officers
from flows.clocks import deadline
from flows.steps.representations import Invitation
from models.clock import LONDON
from policy.representations import SkipReason

SKIP_WORDS: dict[SkipReason, str] = {
    SkipReason.EMERGENCY: "Harm is imminent: “Is harm imminent?” is answered yes",
    SkipReason.WOULD_ENDANGER_CHILD: "Asking would endanger a child",
    SkipReason.WOULD_ENDANGER_APPLICANT_OR_OTHER: "Asking would endanger the applicant or somebody else",
    SkipReason.NOT_POSSIBLE: "It is not possible, for example because they cannot be found",
    SkipReason.ALREADY_MADE_ON_SAME_FACTS: "They have been heard already on these same facts",
    SkipReason.WOULD_PREJUDICE_INVESTIGATION: "It would prejudice an investigation",
}


def _usual(opened: Opened, about: Mapping[str, str]) -> dict[str, Any]:
    today = opened.now.astimezone(LONDON).date()
    usual = deadline(opened.scheme, "representations", today, closed_days(opened))
    manager = opened.dossier.snapshot.get("offender_manager") or opened.row.officer
    return {
        "answer_by": usual.due_on if usual else None,
        "by_hand_of": manager,
        "in_general": Invitation.model_fields["in_general"].default,
    }


@move_form("invite_representations", shows=_usual, leads_to="/representations")
def invite_representations(opened: Opened, about: Mapping[str, str]) -> Form:
    today = opened.now.astimezone(LONDON).date()
    usual = deadline(opened.scheme, "representations", today, closed_days(opened))
    return Form(
        "Ask the subject for representations",
        (
            Question("answer_by", "Answer by", "day", usual.words if usual else "", optional=True,
                     refusals=("The date to answer by",)),
            Question("by_hand_of", "Handed over by", "select", "The offender manager, in person.",
                     officers(opened)),
            Question("in_general", "What is considered, in general", "words",
                     "The letter says only this. No applicant, no child, no family, no source.", rows=3),
        ),
        intro=("The letter is made from this and waits until somebody releases or hands it over.",),
        submit="Make the invitation",
    )  # fmt: skip


HOW = options(
    ("in_person", "In person"),
    ("in_writing", "In writing"),
    ("through_a_lawyer", "Through a lawyer"),
    ("no_answer", "No answer came"),
)


@move_form("hear_representations", leads_to="/representations")
def hear_representations(opened: Opened, about: Mapping[str, str]) -> Form:
    by = opened.dossier.answer_by
    return Form(
        "Record representations",
        (
            Question("received", "Did the subject answer?", "yes_no",
                     f"They have until {by:%-d %B %Y}." if by else "", refusals=("The subject has until",)),
            Question("how", "How did they answer?", "choice", options=HOW),
            Question("words", "What they said", "words", "Their own words, or close to them.", optional=True),
            Question("weight", "What was made of it, or of silence", "words",
                     "Which points bear on telling, and whether anything changes."),
        ),
        submit="Record",
    )  # fmt: skip


@move_form("skip_representations", leads_to="/representations")
def skip_representations(opened: Opened, about: Mapping[str, str]) -> Form:
    allowed = opened.scheme.representations.skip_reasons
    reasons = [(str(each), SKIP_WORDS[each]) for each in SkipReason if each in allowed]
    return Form(
        "Do not ask the subject",
        (
            Question("reason", "Why is the subject not asked?", "choice", "There is no other reason.",
                     options(*reasons), refusals=("An emergency is", "That is not one of the reasons")),
            Question("reasons", "Why it applies here", "words"),
        ),
        intro=("Asking is the norm ([2016] EWCA Civ 597). It is never left out silently.",),
        submit="Record that the subject is not asked",
    )  # fmt: skip
