"""How does a letter leave? Released, claimed, sent; or unknown, and then a person settles it.

Claim and sending are two transactions (security.md, outbox design E): the print folder does not
de-duplicate, so a letter in a dead dispatcher's hand is never sent again by itself.
"""

from typing import Literal

from pydantic import Field
from sqlmodel import select

from flows.packs import digest_now
from flows.signing import signers_without_rights
from flows.standing import is_one_person
from flows.steps.moving import Given, Moving, move
from flows.steps.roles import OFFICERS, SUPERVISORS
from models.consideration import IssuedLetter
from models.dossier import LetterState
from models.entries import (
    LetterClaimed,
    LetterReleased,
    LetterSent,
    LetterSettled,
    LetterUnknown,
    LetterWithheld,
    PackLapsed,
)
from models.errors import CannotDo

AUTOMATIC_KINDS = frozenset({"registration_acknowledgement"})


class OneLetter(Given):
    """Which letter."""

    letter: str


class Claim(OneLetter):
    """Which letter, and which guide takes it."""

    guide: str


class Settlement(OneLetter):
    """What a person found out about a letter."""

    fate: Literal["sent", "not_sent"]
    reasons: str = Field(min_length=3, max_length=2000, description="How they know")


@move(OneLetter, *OFFICERS, *SUPERVISORS)
def release_letter(moving: Moving, given: OneLetter) -> None:
    """Let a letter go that one named officer may release. What a decision releases, only a decision does."""
    letter = _letter(moving, given.letter)
    moving.refuse_if(
        None if letter.release == "officer" else "Only the decision over its pack releases this letter.",
        None if letter.state == "laid" else f"This letter is {letter.state} already.",
        None if letter.delivery == "post" else "This kind is handed over, never posted.",
    )
    moving.append(LetterReleased(letter=given.letter, release="officer"))


@move(OneLetter, *OFFICERS, *SUPERVISORS)
def hand_letter(moving: Moving, given: OneLetter) -> None:
    """Record that a letter was handed over in person."""
    letter = _letter(moving, given.letter)
    moving.refuse_if(
        None if letter.delivery == "hand" else "This kind is not handed over.",
        None if letter.state == "laid" else f"This letter is {letter.state} already.",
        *_release_obstacles(moving, letter, handing=True),
        _too_early_to_hand(moving, letter),
    )
    moving.append(LetterSent(letter=given.letter, sha256=letter.sha256, channel="handed over"))


def _too_early_to_hand(moving: Moving, letter: LetterState) -> str | None:
    """A notice follows the telling; an undertaking is handed over when its answer is recorded."""
    if letter.kind == "confidentiality_undertaking":
        return "Record the recipient's answer to the undertaking; it is handed over with that."
    told = any(
        line.told and line.pack and letter.letter in line.pack.letters
        for line in moving.dossier.lines.values()
    )
    if letter.kind == "recipient_conditions_notice" and not told:
        return "The notice is handed over once the recipient has been told."
    return None


@move(Claim)
def claim_letter(moving: Moving, given: Claim) -> None:
    """Take a released letter in hand, after reading its release again from our own record.

    Raise CannotDo where the release, a signer's rights, or the digest no longer holds.
    """
    letter = _letter(moving, given.letter)
    row = _row(moving, given.letter)
    if letter.state != "released":
        return
    moving.refuse_if(
        None if letter.delivery == "post" else "This kind is never posted.",
        None if row.sha256 == letter.sha256 else "The bytes are not the bytes that were issued.",
        *_release_obstacles(moving, letter),
    )
    row.claimed_by = given.guide
    moving.append(LetterClaimed(letter=given.letter, sha256=letter.sha256))


class Withholding(OneLetter):
    """Why a letter that was to go does not."""

    because: str = Field(max_length=300)


@move(Withholding)
def withhold_letter(moving: Moving, given: Withholding) -> None:
    """Keep back a letter whose release no longer holds. A pack it was signed in lapses and is laid anew."""
    if _letter(moving, given.letter).state != "released":
        return
    moving.append(LetterWithheld(letter=given.letter, because=given.because))
    for line in moving.dossier.lines.values():
        over = line.told or moving.dossier.closed  # what is over is not decided again for a letter's sake
        if line.pack and given.letter in line.pack.letters and not over:
            moving.append(PackLapsed(pack=line.pack.pack, because=given.because))


@move(OneLetter)
def letter_sent(moving: Moving, given: OneLetter) -> None:
    """Record that a claimed letter was put where it goes to print."""
    letter = _letter(moving, given.letter)
    if letter.state != "in_flight":
        return
    moving.append(LetterSent(letter=given.letter, sha256=letter.sha256, channel="print folder"))


@move(OneLetter)
def letter_lost(moving: Moving, given: OneLetter) -> None:
    """Record that a dispatcher died with the letter in hand: nobody knows whether it went."""
    if _letter(moving, given.letter).state != "in_flight":
        return
    moving.append(LetterUnknown(letter=given.letter))


@move(Settlement, *OFFICERS, *SUPERVISORS)
def settle_letter(moving: Moving, given: Settlement) -> None:
    """Settle an unknown letter: it went, or it did not and goes again."""
    letter = _letter(moving, given.letter)
    moving.refuse_if(None if letter.state == "unknown" else "That letter's fate is not in doubt.")
    moving.append(LetterSettled(letter=given.letter, fate=given.fate), {"reasons": given.reasons})


def _letter(moving: Moving, letter: str) -> LetterState:
    if letter not in moving.dossier.letters:
        raise CannotDo("No letter has that reference here.")
    return moving.dossier.letters[letter]


def _row(moving: Moving, letter: str) -> IssuedLetter:
    row = moving.session.exec(select(IssuedLetter).where(IssuedLetter.reference == letter)).one()
    moving.session.add(row)
    return row


def _release_obstacles(moving: Moving, letter: LetterState, *, handing: bool = False) -> list[str]:
    if letter.release == "decision":
        return _decision_obstacles(moving, letter)
    if letter.kind == "representations_invitation" and not is_one_person(moving.dossier):
        return ["It names the subject, and who that is stands open. Settle and confirm it first."]
    if letter.release == "officer":
        releaser = moving.actor.handle if handing else letter.released_by
        account = moving.known.get(releaser) if releaser else None
        rights = account is not None and account.active
        return [] if rights else ["No officer who has rights now released it."]
    return [] if letter.kind in AUTOMATIC_KINDS else ["This kind never goes of itself."]


def _decision_obstacles(moving: Moving, letter: LetterState) -> list[str]:
    for line in moving.dossier.lines.values():
        pack = line.pack
        if pack and letter.letter in pack.letters:
            same = digest_now(moving.dossier, line, moving.scheme) == pack.digest or line.told is not None
            stands = line.decided is not None and pack.stood and not pack.lapsed
            return [
                *([] if stands else ["The decision over its pack does not stand."]),
                *([] if same else ["Something the signatures cover has changed."]),
                *signers_without_rights(pack, moving.known),
            ]
    return ["The pack it was signed in has lapsed."]
