"""How is a letter issued? Rendered once; the bytes are kept, and their hash is what gets signed."""

from typing import Any, Literal
from uuid import uuid4

from pydantic import Field

from flows.letter_fields import fields_for, kinds_for_pack
from flows.steps.moving import TRIALS, Given, Moving, move
from flows.steps.opening import next_number
from flows.steps.posting import AUTOMATIC_KINDS
from flows.work import letters_due, machine_work
from letters.catalogue import CATALOGUE
from letters.render import render
from models import checkpoints
from models.consideration import IssuedLetter
from models.dossier import Line, Phase
from models.entries import LetterIssued, LetterReleased, MachineStopped
from models.errors import CannotDo
from policy.stages import Stage


class Issuing(Given):
    """Which kind of letter outside a pack."""

    kind: str = Field(max_length=60)


@move(Issuing)
def issue_letter(moving: Moving, given: Issuing) -> None:
    """Render a letter that an event outside a pack calls for, once."""
    held = moving.dossier.letters.values()
    if any(letter.kind == given.kind and not letter.about_another for letter in held):
        return
    letter = _issue(moving, given.kind, None, None)
    if given.kind in AUTOMATIC_KINDS:
        moving.append(LetterReleased(letter=letter["letter"], release="automatic"))


class Stop(Given):
    """Which piece of machine work could not be done, and why, in words without names."""

    step: Literal["lay_pack", "issue_letter"]
    about: str = Field(max_length=60)
    words: str = Field(max_length=4000)


@move(Stop)
def note_stopped(moving: Moving, given: Stop) -> None:
    """Record, once, that the machine could not do its part: from here on it waits on a person."""
    stage = Stage(moving.row.stage)
    work = machine_work(moving.dossier, moving.scheme, moving.now, stage)
    if any((piece.step, piece.about) == (given.step, given.about) for piece in work):
        moving.append(MachineStopped(step=given.step, about=given.about), {"words": given.words})


def issue_for_pack(moving: Moving, line: Line, pack: str) -> list[dict[str, str]]:
    """Render every letter a line's pack holds, and say what the signature will cover of each."""
    return [_issue(moving, kind, line, pack) for kind in _kinds(moving, line)]


def _kinds(moving: Moving, line: Line) -> list[str]:
    return [kind for kind in kinds_for_pack(moving.dossier, line) if kind in moving.scheme.letters.kinds]


def try_letters(moving: Moving) -> None:
    """Render what this move calls for, and throw it away: refuse now what could not be printed later."""
    obstacles: list[str] = []
    wanted: list[tuple[str, Line | None]] = [
        (kind, None) for kind in letters_due(moving.dossier, moving.scheme)
    ]
    for line in moving.dossier.lines.values():
        if line.phase is Phase.PROPOSED:
            wanted += [(kind, line) for kind in _kinds(moving, line)]
    for kind, about in wanted:
        try:
            render(kind, fields_for(kind, moving, about, "L-0000-00000"), on=moving.today, footer="0:0")
        except CannotDo as refused:
            obstacles += [f"The letter “{CATALOGUE[kind].title}”: {each}" for each in refused.obstacles]
    moving.refuse_if(*dict.fromkeys(obstacles))


TRIALS.append(try_letters)


def _issue(moving: Moving, kind: str, line: Line | None, pack: str | None) -> dict[str, str]:
    reference = f"L-{moving.today.year}-{next_number(moving.session, 'letter'):05d}"
    fields: dict[str, Any] = fields_for(kind, moving, line, reference)
    made = render(kind, fields, on=moving.today, footer=checkpoints.footer(moving.session))
    about = CATALOGUE[kind]
    moving.session.add(
        IssuedLetter(
            id=uuid4(), reference=reference, consideration_id=moving.row.id, pack_id=pack,
            recipient=line.key if line else "applicant", kind=kind, release=str(about.release),
            delivery=str(about.delivery), sha256=made.sha256, pages=made.pages, pdf=made.pdf, state="laid",
            made_at=moving.now,
        )
    )  # fmt: skip
    moving.append(
        LetterIssued(
            letter=reference, letter_kind=kind, recipient=line.key if line else None, sha256=made.sha256,
            release=str(about.release), delivery=str(about.delivery),
        ),
        {"fields": made.data.decode(), "engine": made.engine},
    )  # fmt: skip
    return {"letter": reference, "kind": kind, "sha256": made.sha256}
