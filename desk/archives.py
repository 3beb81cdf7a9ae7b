"""How does an export leave and come back as one file? A zip, made once, and read with distrust."""

import io
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import IO

from models.errors import CannotDo

RECORD = "record.jsonl"
MOST_UNPACKED = 300 * 1024 * 1024
AT_ONCE = 1024 * 1024


UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError,
    OSError, ValueError,
)  # fmt: skip


def packed(folder: Path) -> bytes:
    """Every file of a folder as a zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
    return held.getvalue()


def unpack_record(content: bytes, into: Path, most: int = MOST_UNPACKED) -> None:
    """Write the one record.jsonl of an uploaded zip into a folder, and nothing else of it. Raise CannotDo.

    What a zip says of its sizes and paths may be a lie: the bytes that come out are counted, and none of its
    names becomes a path.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = [each for each in archive.infolist() if each.filename.rsplit("/", 1)[-1] == RECORD]
            if len(found) != 1:
                raise CannotDo("It holds no record.jsonl, or several: upload one export.")
            with archive.open(found[0]) as reading, (into / RECORD).open("wb") as writing:
                _copied(reading, writing, most)
    except UNREADABLE:
        # Encrypted, cut off, or packed in a way we don't read.
        raise CannotDo("It can't be read as a zip file: upload the export as it was downloaded.") from None


def _copied(reading: IO[bytes], writing: IO[bytes], most: int) -> None:
    left = most
    while piece := reading.read(AT_ONCE):
        left -= len(piece)
        if left < 0:
            raise CannotDo(f"It unpacks to more than {most // (1024 * 1024)} MB, so it was not read further.")
        writing.write(piece)
