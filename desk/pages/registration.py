"""What was registered, what is still open, what can be added? For staff: no more than what was said."""

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from desk.access import ADDING, REGISTRATION
from desk.entering.journey import of_record
from desk.entering.said import Said, said, shown
from desk.entering.step import Step
from desk.loading import NotThere, Opened
from desk.moves.registered import PROOFS
from desk.pages import moving
from desk.rendering import render
from desk.routes import get, post
from desk.visiting import Visit
from flows.registering.taken import FOR_STAFF
from flows.registering.wording import obstacle_in_words
from models.errors import CannotDo

MOVES = ("add_to_registration", "record_evidence", "withdraw")
# What staff may see of what came between: what was done to the registration, not what officers do about it.
OF_REGISTRATIONS = ("InterestRegistered", "RegistrationAdded", "EvidenceSeen", "Withdrawn")
DRAWN = moving.Drawn("registering/move.html", "registering/before.html")


@get("/registrations/{reference}", REGISTRATION)
def show(visit: Visit, opened: Opened) -> Response:
    """What the applicant said, proofs seen, what is open, and who has what to do by when."""
    held = _held(opened)
    parts: dict[str, list[tuple[Step, list[Said]]]] = {}
    for step in of_record(held).steps:
        lines = said(step, shown(step, held), opened.scheme.form.asks)
        if any(line.state != "open" for line in lines) or not step.slug.startswith("child-"):
            parts.setdefault(step.part, []).append((step, lines))
    seen = {proof: [e for e in opened.dossier.evidence if e["proof"] == proof] for proof in PROOFS}
    waits = [wait for wait in opened.waits if wait.what in FOR_STAFF]
    left_out = [obstacle_in_words(each) for each in held.get("left_out") or ()]
    return render(
        visit, "registering/one.html", opened=opened, parts=parts, proofs=PROOFS, seen=seen, waits=waits,
        left_out=left_out, done=DONE.get(visit.query.get("done", "")),
    )  # fmt: skip


DONE = {
    "add_to_registration": "It is added.",
    "record_evidence": "The proof is recorded.",
    "withdraw": "The withdrawal is recorded. The risk is still assessed.",
}


@get("/registrations/{reference}/do/{move}", ADDING)
def show_form(visit: Visit, opened: Opened, move: str) -> Response:
    """Show the form of one of the moves that staff make."""
    return moving.show(visit, _for_staff(opened, move), move, DRAWN)


@post("/registrations/{reference}/do/{move}", ADDING)
def make(visit: Visit, opened: Opened, move: str) -> Response:
    """Make one of the moves that staff make."""
    return moving.make(visit, _for_staff(opened, move), move, DRAWN)


def _for_staff(opened: Opened, move: str) -> Opened:
    if move not in MOVES:
        raise NotThere
    _held(opened)
    return replace(opened, entries=[entry for entry in opened.entries if entry.kind in OF_REGISTRATIONS])


def _held(opened: Opened) -> dict[str, Any]:
    """What the applicant said. Raise CannotDo where there is none; it is open to this person all the same."""
    if opened.dossier.registration is None:
        raise CannotDo("Nobody registered or asked here: this consideration began otherwise.")
    return opened.dossier.registration
