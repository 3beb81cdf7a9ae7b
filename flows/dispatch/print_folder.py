"""How does a letter reach the printer? A file in a folder that the print room empties."""

import os
from pathlib import Path

from models.errors import RecordError


def put(folder: Path, letter: str, pdf: bytes) -> Path:
    """Write a letter's bytes under its reference, whole or not at all, and force them to the disk.

    Raise RecordError where the folder can't take it. The file's name carries no personal data.
    """
    target, partial = folder / f"{letter}.pdf", folder / f".{letter}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(target)
        _sync(folder)
    except OSError as error:
        reason = error.strerror
    else:
        return target
    raise RecordError(f"the print folder could not take {letter}: {reason}")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
