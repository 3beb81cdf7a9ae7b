"""Where is the extract itself? Every upload's bytes, kept under their own SHA-256 in the data folder."""

import errno
import os
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from flows.register.columns import MOST_BYTES
from models.errors import CannotDo, DiskFull, RecordError

SUFFIXES = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}


def format_of(path: Path) -> str:
    """Tell the format by the file's name. Raise CannotDo."""
    try:
        return SUFFIXES[path.suffix.lower()]
    except KeyError:
        raise CannotDo("An extract's name ends in .csv or .jsonl; see docs/register-format.md.") from None


def bytes_of(path: Path) -> bytes:
    """Read a file once. Raise CannotDo where it is no plain file, can't be read, or is too large."""
    try:
        if not path.is_file():
            raise CannotDo("There is no such file. Give the path of the extract.")
        with path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError:
        raise CannotDo("The extract can't be read; check that you may open it.") from None
    if len(content) > MOST_BYTES:
        raise CannotDo(f"The extract is larger than {MOST_BYTES // 1024 // 1024} MB; no register is.")
    return content


def keep(folder: Path, content: bytes) -> str:
    """Keep the bytes, whole and on disk before this returns; give their digest. Twice is once."""
    digest = sha256(content).hexdigest()
    target = folder / digest
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if target.exists() and target.stat().st_size == len(content):
            return digest
        handle, partial = tempfile.mkstemp(dir=folder, prefix=".coming-")
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            os.replace(partial, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(partial)
            raise
        _sync(folder)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                "The data folder has no room for the extract; free space, then try again."
            ) from None
        raise CannotDo(
            "The extract can't be kept in the data folder; check that we may write there."
        ) from None
    return digest


def kept(folder: Path, digest: str) -> bytes:
    """Give an original back. Raise RecordError where it is gone or no longer what was uploaded."""
    try:
        content = (folder / digest).read_bytes()
    except OSError:
        raise RecordError(
            "The original of this extract is gone from the data folder: upload it again."
        ) from None
    if sha256(content).hexdigest() != digest:
        raise RecordError("The original of this extract was altered after its upload: upload it again.")
    return content


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
