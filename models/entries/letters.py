"""What becomes of a letter."""

from typing import ClassVar

from models.entries.entry import Act, Entry


class LetterIssued(Entry, frozen=True):
    """A letter was rendered; its bytes are kept. Content: its fields and engine."""

    letter: str
    letter_kind: str
    recipient: str | None
    sha256: str
    release: str
    delivery: str


class LetterReleased(Entry, frozen=True):
    """A letter may go: by the decision, by a named officer, or of itself (acknowledgement only)."""

    letter: str
    release: str


class LetterClaimed(Entry, frozen=True):
    """A dispatcher took the letter; from here on its fate may be unknown."""

    letter: str
    sha256: str


class LetterSent(Entry, frozen=True):
    """The letter was put where it goes to print, or handed over by a named officer."""

    act: ClassVar[Act] = Act.DISCLOSURE
    letter: str
    sha256: str
    channel: str


class LetterWithheld(Entry, frozen=True):
    """A letter that was to go was kept back: its release no longer holds."""

    letter: str
    because: str


class LetterUnknown(Entry, frozen=True):
    """A dispatcher died with the letter in its hand: a person must settle whether it went."""

    letter: str


class LetterSettled(Entry, frozen=True):
    """A person settled a letter's fate: sent, or not sent (then it goes again). Content: how they know."""

    letter: str
    fate: str


class MachineStopped(Entry, frozen=True):
    """The machine could not lay a pack or make a letter, and waits for a person. Content: why."""

    step: str
    about: str
