"""How does a letter reach the printer? A file in a folder that the print room empties.

Two acts: the bytes are written and forced to the disk under a hidden name, and only then, once the
letter is claimed, does it appear. A full or missing folder shows before anything is in doubt.
"""

import os
from pathlib import Path

from models.errors import RecordError


def prepare(folder: Path, letter: str, hand: str, pdf: bytes) -> None:
    """Write a letter's bytes where no printer looks, under the hand (guide) that prepares it.

    Raise RecordError where there is no room.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _hidden(folder, letter, hand).open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        reason = error.strerror
    else:
        return
    put_away(folder, letter, hand)
    raise RecordError(f"the print folder could not take {letter}: {reason}; it has not been claimed")


def let_appear(folder: Path, letter: str, hand: str) -> Path:
    """Give a prepared letter its name, whole or not at all. The name carries no personal data.

    Raise RecordError where the folder refuses; nobody can be sure then.
    """
    target = folder / f"{letter}.pdf"
    try:
        _hidden(folder, letter, hand).rename(target)
        for left_by_the_dead in folder.glob(f".{letter}.*.part"):
            left_by_the_dead.unlink(missing_ok=True)
        _sync(folder)
    except OSError as error:
        reason = error.strerror
    else:
        return target
    raise RecordError(f"the print folder refused {letter}: {reason}")


def put_away(folder: Path, letter: str, hand: str) -> None:
    """Take back what was prepared and may not go."""
    try:
        _hidden(folder, letter, hand).unlink(missing_ok=True)
    except OSError:
        return


def _hidden(folder: Path, letter: str, hand: str) -> Path:
    return folder / f".{letter}.{hand}.part"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
