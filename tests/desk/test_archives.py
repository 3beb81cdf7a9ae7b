"""What is an uploaded zip that is broken inside? The uploader's mistake, said in words; never our failure."""

import io
import zipfile
from pathlib import Path

import pytest

from desk.archives import unpack_record
from models.errors import CannotDo


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA], ids=["deflated", "lzma"])
def test_a_zip_broken_inside_is_refused_in_words(how: int, tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", how) as archive:
        archive.writestr("record.jsonl", b"".join(b"%d\n" % number for number in range(5_000)))
    broken = bytearray(held.getvalue())
    broken[60:400] = bytes(340)
    with pytest.raises(CannotDo, match="read as a zip file"):
        unpack_record(bytes(broken), tmp_path)
