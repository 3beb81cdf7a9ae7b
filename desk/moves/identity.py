"""What is asked when somebody says who the person named is, and what else belongs together with it?"""

from collections.abc import Mapping
from typing import Any

from desk.forms import Form, Option, Question, options, plainly
from desk.loading import Opened
from desk.moves.catalogue import About, Which, move_form
from models.errors import CannotDo

VERDICTS = options(
    ("same", "The same person", "One at a time. A second person then confirms it."),
    ("not_same", "Not the same person"),
    ("cannot_tell", "Cannot tell", "It stays open, and nobody is told while it does."),
)


def _candidates(opened: Opened) -> tuple[Option, ...]:
    """By reference: who each is stands on the candidates' own page, whose entry lists them."""
    found = sorted(opened.dossier.candidates.values(), key=lambda each: (each.rank or 99, each.reference))
    return tuple(Option(each.reference, each.reference, _stands(each)) for each in found)


def _stands(candidate: Any) -> str:
    settled = candidate.settled
    said = f"settled as {plainly(settled.verdict).lower()} by {settled.by}" if settled else "not settled yet"
    return f"{plainly(candidate.band) or 'Not listed'}; {said}."


def _of_the_address(opened: Opened, about: Mapping[str, str]) -> dict[str, Any]:
    return {"subjects": [about["subject"]]} if "subject" in about else {}


def _settled(opened: Opened, given: dict[str, Any], about: Mapping[str, str]) -> dict[str, Any]:
    subjects = [*given.pop("subjects", ()), *filter(None, [given.pop("subjects_other", None)])]
    if not subjects:
        raise CannotDo("subjects: say of whom: choose a candidate, or give a register reference.")
    return given | {"subjects": list(dict.fromkeys(subjects))}


@move_form(
    "settle_candidate",
    about=("subject",),
    shows=_of_the_address,
    gives=_settled,
    leads_to="/candidates",
)
def settle_candidate(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Is this the person named?",
        (
            Question("subjects", "Of whom do you say it?", "choices", options=_candidates(opened),
                     optional=True,
                     refusals=("Only one can be the same", "Nobody on the register has")),
            Question("subjects_other", "Or somebody else on the register",
                     hint="A register reference, such as S-0009.", optional=True),
            Question("verdict", "What do you say?", "choice", options=VERDICTS),
            Question("reasons", "Reasons", "words",
                     "What agrees, what does not, and what you have seen yourself. A score is not a reason."),
        ),
        intro=("Who each of them is, and how they compare, stands on the page of the candidates.",),
        submit="Settle",
    )  # fmt: skip


@move_form("confirm_identity", leads_to="/candidates")
def confirm_identity(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Confirm who the person named is",
        (Question("reasons", "What did you see yourself?", "words"),),
        intro=(
            "A second person confirms: not whoever settled it, whatever account they use. Until then nobody "
            "is told.",
        ),
        submit="Confirm",
    )


@move_form("nobody_matches", leads_to="/candidates")
def nobody_matches(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Nobody on the register is the person named",
        (Question("reasons", "Reasons", "words", "What was compared, and what would make you look again."),),
        intro=(
            "Every candidate is settled as not the same first. That nobody is found is not that there is no "
            "risk.",
        ),
        submit="Record",
    )


def _which_link(opened: Opened) -> Which:
    things = [
        About(
            f"{plainly(link.kind)}: {link.other}",
            {"link": link.link},
            f"Because of: {', '.join(map(str, link.because)).replace('_', ' ')}. "
            f"{plainly(link.verdict or 'not settled yet')}.",
        )
        for link in opened.dossier.links.values()
    ]
    return Which("Which link?", things, "No link to another registration is proposed here.")


@move_form("settle_link", about=("link",), which=_which_link)
def settle_link(opened: Opened, about: Mapping[str, str]) -> Form:
    link = opened.dossier.links[about["link"]]
    return Form(
        "Do these two registrations belong together?",
        (
            Question("verdict", "What do you say?", "choice",
                     options=options(("confirmed", "They belong together"), ("refused", "They do not"))),
            Question("reasons", "Reasons", "words", "They stay here and are not copied to the other side."),
        ),
        intro=(
            f"{plainly(link.kind)}: this registration and {link.other}. Only staff ever see a link; no "
            "applicant learns of the other.",
        ),
        submit="Settle link",
    )  # fmt: skip


def _which_joined(opened: Opened) -> Which:
    things = [About(other, {"other": other}) for other, joined in opened.dossier.joined.items()]
    return Which(
        "Which consideration about the same person?",
        things,
        "No other consideration about the same person has been joined to this.",
    )


@move_form("note_joined", about=("other",), which=_which_joined)
def note_joined(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        f"Look at {about['other']} beside this",
        (Question("notes", "What follows from it here, if anything", "words"),),
        intro=(f"{about['other']} has turned out to be about the same person. Read it, then say so here.",),
        submit="Record",
    )
