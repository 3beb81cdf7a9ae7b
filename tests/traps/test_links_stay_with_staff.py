"""Does a link between two registrations ever show in what an applicant gets? Never: not by a byte."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import flows.rehearsal
from flows.registering.likeness import Registered
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import as_written
from models import checkpoints
from models.consideration import IssuedLetter

EntriesOf = Callable[..., list[Any]]
LettersOf = Callable[[Rehearsal], list[IssuedLetter]]
STORIES = Path(flows.rehearsal.__file__).parent / "stories"


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(
            "two-parents-unknown",
            id="trap-06 both parents' letters are the same bytes with the link and without it",
        )
    ],
)
def test_a_link_is_in_no_letter(
    story: str,
    carry_on: Callable[..., Rehearsal],
    letters_of: LettersOf,
    entries_of: EntriesOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A footer holds the record's root, which salts make another one each time a story is played.
    monkeypatch.setattr(checkpoints, "footer", lambda _: "12:0123456789abcdef")
    whole = as_written((STORIES / f"{story}.yaml").read_text(encoding="utf-8"))["moves"]
    moves = [step for step in whole if step.get("does") and not step.get("refused")]
    linked = carry_on(story, "register_interest", moves)
    assert entries_of(linked, "RegistrationLinked", "his")
    assert entries_of(linked, "LinkSettled")
    # The same again, but the machine finds nothing alike, so that there is no link to settle.
    monkeypatch.setattr(Registered, "alike", lambda *_: [])
    without = carry_on(story, "register_interest", [step for step in moves if step["does"] != "settle_link"])
    assert entries_of(without, "RegistrationLinked", "his") == []
    kinds = [(one.reference, one.kind, one.pdf) for one in letters_of(linked)]
    assert kinds == [(one.reference, one.kind, one.pdf) for one in letters_of(without)]
    assert {kind for _, kind, _ in kinds} == {
        "registration_acknowledgement", "interview_invitation", "outcome_appointment"
    }  # fmt: skip
