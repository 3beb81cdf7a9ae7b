"""What does a note ask?"""

from collections.abc import Mapping

from desk.forms import Form, Question
from desk.loading import Opened
from desk.moves.catalogue import move_form


@move_form("attach")
def note(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Add a note",
        (Question("words", "Note", "words", "Everybody who opens this consideration can read it."),),
        submit="Add note",
    )
