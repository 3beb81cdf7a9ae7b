"""What is asked about a letter: may it go, was it handed over, and did it go?"""

from collections.abc import Mapping

from desk.forms import Form, Question, options, plainly
from desk.loading import Opened
from desk.moves.catalogue import move_form
from desk.moves.choosing import which_letter
from models.dossier import LetterState


def _to_release(opened: Opened, letter: LetterState) -> bool:
    return letter.release == "officer" and letter.state == "laid" and letter.delivery == "post"


def _to_hand_over(opened: Opened, letter: LetterState) -> bool:
    """An undertaking is handed over with its answer, and a notice of conditions once somebody was told."""
    if letter.delivery != "hand" or letter.state != "laid" or letter.kind == "confidentiality_undertaking":
        return False
    return letter.kind != "recipient_conditions_notice" or any(
        line.told and line.pack and letter.letter in line.pack.letters
        for line in opened.dossier.lines.values()
    )


def _about(opened: Opened, letter: str) -> tuple[str, ...]:
    held = opened.dossier.letters[letter]
    return (f"{letter}: {plainly(held.kind).lower()}.",)


@move_form(
    "release_letter",
    about=("letter",),
    leads_to="/letters",
    which=which_letter(
        "Which letter may go?",
        "No letter waits for an officer to release it.",
        _to_release,
    ),
)
def release_letter(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Release a letter",
        (),
        intro=(*_about(opened, about["letter"]), "Look at its pages first: what goes is these very bytes."),
        warning="Once released it goes to print by itself, and can't be called back.",
        submit="Release letter",
    )


@move_form(
    "hand_letter",
    about=("letter",),
    leads_to="/letters",
    which=which_letter(
        "Which letter was handed over?",
        "No letter waits to be handed over.",
        _to_hand_over,
    ),
)
def hand_letter(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Record that a letter was handed over",
        (),
        intro=(
            *_about(opened, about["letter"]),
            "You gave it to the person it names, in person, just now or earlier today.",
        ),
        submit="Record as handed over",
    )


@move_form(
    "settle_letter",
    about=("letter",),
    leads_to="/letters",
    which=which_letter(
        "Which letter?", "No letter's fate is in doubt.", lambda _, letter: letter.state == "unknown"
    ),
)
def settle_letter(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Say what became of a letter",
        (
            Question("fate", "Did it go?", "choice", options=options(
                ("sent", "It went"), ("not_sent", "It did not go", "It is then sent again by itself."))),
            Question("reasons", "How you know", "words", "For example: counted at the printer.", rows=3),
        ),
        intro=(
            *_about(opened, about["letter"]),
            "Whatever carried it stopped with it in hand. It is never sent again by itself, since it might "
            "then go twice.",
        ),
        submit="Settle",
    )  # fmt: skip
