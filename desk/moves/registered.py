"""What does it ask to add to a registration, to record proof seen, or to withdraw?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desk.entering.adding import addition
from desk.entering.journey import of_record
from desk.entering.reading import read_step
from desk.entering.said import shown
from desk.entering.step import Step
from desk.forms import Form, Question, named_options
from desk.loading import Opened
from desk.moves.catalogue import About, Which, move_form
from models.errors import CannotDo
from policy.registration import DOCUMENTS, Proof

NO_REGISTRATION = "Nobody registered or asked here; there is nothing to add to."
PROOFS = {
    Proof.IDENTITY: "Who they are",
    Proof.ADDRESS: "Where they live",
    Proof.RELATIONSHIP: "What they are to the child",
}
REASONS = Question("reasons", "Where this comes from", "words", "Such as: she rang on Tuesday.", rows=3)


def _parts(opened: Opened) -> Which:
    held = opened.dossier.registration
    steps = of_record(held).steps if held else ()
    return Which(
        "What do you add, or put right?",
        [About(step.form.title, {"part": step.slug}) for step in steps],
        NO_REGISTRATION,
    )


def _step(opened: Opened, about: Mapping[str, str]) -> Step:
    step = of_record(opened.dossier.registration or {}).step(about["part"])
    if step is None:
        raise CannotDo("The registration has no such part.")
    return step


def _held(opened: Opened, about: Mapping[str, str]) -> dict[str, Any]:
    """What is recorded, by the names of the questions: as a form reads it back."""
    step = _step(opened, about)
    return read_step(step, shown(step, opened.dossier.registration or {})).given


def _added(opened: Opened, given: dict[str, Any], about: Mapping[str, str]) -> dict[str, Any]:
    reasons = given.pop("reasons")
    form = addition(_step(opened, about), given, opened.dossier.registration or {})
    if not form:
        raise CannotDo("Nothing was changed on this page.")
    return {"form": form, "reasons": reasons}


@move_form("add_to_registration", about=("part",), which=_parts, gives=_added, shows=_held)
def add(opened: Opened, about: Mapping[str, str]) -> Form:
    step = _step(opened, about)
    return replace(
        step.blank_allowed,
        questions=(*step.form.questions, REASONS),
        intro=("What was said before stays on record; this is added to it.",),
        submit="Add",
    )


@move_form(
    "record_evidence",
    about=("proof",),
    which=lambda opened: Which(
        "What does the document prove?",
        [About(words, {"proof": str(proof)}) for proof, words in PROOFS.items()]
        if opened.dossier.has_applicant
        else [],
        NO_REGISTRATION,
    ),
)
def evidence(opened: Opened, about: Mapping[str, str]) -> Form:
    proof = Proof(about["proof"])
    return Form(
        f"Proof seen: {PROOFS[proof].lower()}",
        (
            Question("document", "Document", "choice", options=named_options(DOCUMENTS[proof])),
            Question("seen_on", "Day it was seen", "day"),
            Question("remarks", "Remarks", "words", "No numbers of documents.", optional=True, rows=3),
        ),
        intro=("Until all three are seen, nothing is told to the applicant.",),
        submit="Record proof",
    )


@move_form("withdraw")
def withdraw(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Withdraw the registration",
        (Question("reasons", "What the applicant said", "words", rows=4),),
        intro=_others(opened),
        warning="The risk is still assessed: withdrawing ends neither the consideration nor anybody’s duty.",
        submit="Withdraw",
    )


def _others(opened: Opened) -> tuple[str, ...]:
    """Whoever else was named stands in a consideration of their own, and so does its withdrawal."""
    others = ", ".join(opened.dossier.siblings)
    return (
        (f"This is about one individual. Withdraw what was said about the others too: {others}.",)
        if others
        else ()
    )
