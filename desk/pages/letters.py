"""Which letters are there, what do they say, and which may go? Each is shown as its real PDF pages.

The stored bytes are the record; what a person sees here is what goes out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from starlette.responses import Response

from desk.access import CONSIDERATION
from desk.forms import plainly
from desk.letter_pages import ERASED, Issued, letters_of, page_of, pdf_of
from desk.loading import NotThere, Opened
from desk.moves import every  # noqa: F401 - registers the forms
from desk.moves.catalogue import CATALOGUE as MOVES
from desk.moves.choosing import name_of
from desk.rendering import render
from desk.routes import answered, get
from desk.visiting import Visit
from flows.exporting import taken_away
from flows.rationale import document
from flows.steps.moving import MADE
from letters.catalogue import CATALOGUE
from letters.render import render_rationale
from models import checkpoints, clock
from models.database import transaction
from models.dossier import LetterState
from policy.stages import obstacle_to_move

STATES = {
    "laid": "Made; it has not gone",
    "released": "Released: it goes to print by itself",
    "in_flight": "On its way to print",
    "sent": "Gone",
    "unknown": "Nobody knows whether it went: find out, and settle it",
    "withheld": "Held back: its release no longer holds",
    "lapsed": "Lapsed with its pack: it never goes",
}
LEAVES = {"post": "By post", "hand": "Handed over in person", "police-held": "Never: police keep it"}
RELEASED_BY = {
    "decision": "the decision over its pack",
    "officer": "a named officer",
    "automatic": "itself, at once",
}
OFFERS = {
    "release_letter": "Release it",
    "hand_letter": "Record that it was handed over",
    "settle_letter": "Say whether it went",
}


@dataclass(frozen=True)
class Shown:
    """One letter as a page says it, with what may be done with it now."""

    issued: Issued
    state: LetterState
    title: str
    to: str
    stands: str
    leaves: str
    released_by: str
    since: datetime
    offers: tuple[tuple[str, str], ...]


@get("/considerations/{reference}/letters", CONSIDERATION)
def show_letters(visit: Visit, opened: Opened) -> Response:
    with transaction(visit.engine) as session:
        issued = letters_of(session, opened.row.id)
    letters = [_shown(visit, opened, each) for each in reversed(issued)]
    done = visit.query.get("done", "")
    return render(
        visit, "letters/list.html", opened=opened, letters=letters,
        done=f"{plainly(done)}: recorded." if done in MADE else "",
        scripts=[line for line in opened.dossier.lines.values() if line.pack and line.proposal],
    )  # fmt: skip


@get("/considerations/{reference}/letters/{letter}", CONSIDERATION)
def show_letter(visit: Visit, opened: Opened, letter: str) -> Response:
    with transaction(visit.engine) as session:
        issued = _one(letters_of(session, opened.row.id), letter)
        pages = [] if issued.erased else [page_of(session, issued, number) for number in issued.numbers]
    return render(
        visit, "letters/show.html", opened=opened, letter=_shown(visit, opened, issued),
        pages=[page.words for page in pages], erased=ERASED if issued.erased else "",
    )  # fmt: skip


@get("/considerations/{reference}/letters/{letter}/pages/{number:int}.png", CONSIDERATION)
def show_page(visit: Visit, opened: Opened, letter: str, number: int) -> Response:
    with transaction(visit.engine) as session:
        issued = _one(letters_of(session, opened.row.id), letter)
        if number not in issued.numbers:
            raise NotThere
        return answered(page_of(session, issued, number).png, "image/png")


@get("/considerations/{reference}/letters/{letter}/pdf", CONSIDERATION)
def show_pdf(visit: Visit, opened: Opened, letter: str) -> Response:
    with transaction(visit.engine) as session:
        issued = _one(letters_of(session, opened.row.id), letter)
        return answered(pdf_of(session, issued), "application/pdf", name=f"{issued.reference}.pdf")


@get("/considerations/{reference}/rationale", CONSIDERATION)
def show_rationale(visit: Visit, opened: Opened) -> Response:
    """The whole record of reasons as a court would read it, made now; an export, on record."""
    taken_away(visit.engine, visit.actor, opened.row, f"the rationale as a PDF: {opened.purpose}")
    with transaction(visit.engine) as session:
        today, footer = clock.today(session), checkpoints.footer(session)
    made = render_rationale(document(opened.row, opened.dossier, opened.entries), on=today, footer=footer)
    return answered(made.pdf, "application/pdf", name=f"{opened.reference}-rationale.pdf")


def _one(issued: list[Issued], letter: str) -> Issued:
    for each in issued:
        if each.reference == letter:
            return each
    raise NotThere


def _shown(visit: Visit, opened: Opened, issued: Issued) -> Shown:
    state = opened.dossier.letters[issued.reference]
    return Shown(
        issued,
        state,
        CATALOGUE[issued.kind].title if issued.kind in CATALOGUE else plainly(issued.kind),
        _to(opened, state),
        "Made for the visit"
        if (state.state, state.delivery) == ("laid", "police-held")
        else STATES.get(state.state, plainly(state.state)),
        LEAVES.get(state.delivery, plainly(state.delivery)),
        RELEASED_BY.get(state.release, state.release),
        state.since,
        tuple(_offers(visit, opened, issued.reference)),
    )


def _to(opened: Opened, state: LetterState) -> str:
    line = opened.dossier.lines.get(state.recipient or "")
    if state.kind == "representations_invitation":
        return "The subject"
    if state.kind == "disclosure_script":
        return "Nobody: it is read aloud"
    to_applicant = state.kind in ("outcome_appointment", "no_information_outcome", "third_party_outcome")
    return name_of(line) if line and line.kind and not to_applicant else "The applicant"


def _offers(visit: Visit, opened: Opened, letter: str) -> Iterator[tuple[str, str]]:
    """What this person may do with a letter now: the words, and the address of the form."""
    for move, words in OFFERS.items():
        which = MOVES[move].which
        if which is None or opened.by_break_glass or not visit.actor.roles & MADE[move].roles:
            continue
        if obstacle_to_move(opened.stage, move):
            continue
        for thing in which(opened).things:
            if thing.address["letter"] == letter:
                here = f"/considerations/{opened.reference}/do/{move}?{urlencode(thing.address)}"
                yield words, here
