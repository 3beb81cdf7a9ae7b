"""Is a planted word anywhere in these bytes, in whatever form a program may have put it?

Run by tests through the fixture `scanner`; kept apart so that it can be tested by itself. It looks for
each form of the word, and looks again inside whatever can be unpacked: base64, hex, zlib, gzip, zip.
"""

import base64
import binascii
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, quote_plus

DEPTH = 4
MOST_UNPACKED = 64 * 1024 * 1024
BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
HEX_RUN = re.compile(rb"(?:[0-9a-fA-F]{2}){12,}")
# What a zlib stream (RFC 1950), a gzip member (RFC 1952) and a zip archive begin with.
ZLIB_START = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
GZIP_START = re.compile(rb"\x1f\x8b\x08")
ZIP_START = re.compile(rb"PK\x03\x04")


@dataclass(frozen=True)
class Scanner:
    """Looks for some words. The words must be such as nobody writes by chance."""

    words: tuple[str, ...]

    @cached_property
    def needles(self) -> dict[bytes, str]:
        """Every form of every word, and what that form is."""
        return {needle: f"{form} of {word}" for word in self.words for form, needle in forms(word)}

    def of_bytes(self, held: bytes, where: str, depth: int = DEPTH) -> list[str]:
        """Say where and in which form a word stands in these bytes; empty where it does not."""
        found = [f"{where}: {form}" for needle, form in self.needles.items() if needle in held]
        if depth and not found:
            for how, inner in unpacked(held):
                found += self.of_bytes(inner, f"{where} > {how}", depth - 1)
        return found

    def of_folder(self, folder: Path, without: tuple[str, ...] = ()) -> list[str]:
        """Look at every file's name and bytes, but for some subfolders."""
        found = []
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            if not any(name == left or name.startswith(f"{left}/") for left in without):
                found += self.of_bytes(name.encode(), f"the name {path}")
                found += self.of_bytes(path.read_bytes(), str(path)) if path.is_file() else []
        return found


def forms(word: str) -> Iterator[tuple[str, bytes]]:
    """Give every form that is looked for as it stands."""
    spelt = {"plain": word, "lower case": word.lower(), "upper case": word.upper(),
             "decomposed": unicodedata.normalize("NFD", word)}  # fmt: skip
    for spelling, text in spelt.items():
        escaped = json.dumps(text)[1:-1]
        yield spelling, text.encode()
        yield f"{spelling}, JSON", escaped.encode()
        yield f"{spelling}, JSON in JSON", json.dumps(escaped)[1:-1].encode()
        yield f"{spelling}, URL", quote(text).encode()
        yield f"{spelling}, URL lower", quote_plus(text).lower().encode()
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
            raw = text.encode(encoding, "replace")
            if raw.decode(encoding) != text:
                continue
            yield f"{spelling}, {encoding}", raw
            yield f"{spelling}, {encoding}, hex", raw.hex().encode()
            yield f"{spelling}, {encoding}, HEX", raw.hex().upper().encode()
            for offset, needle in enumerate(in_base64(raw)):
                yield f"{spelling}, {encoding}, base64 at {offset}", needle
                yield f"{spelling}, {encoding}, URL-safe base64 at {offset}", needle.translate(URL_SAFE)


URL_SAFE = bytes.maketrans(b"+/", b"-_")


def in_base64(raw: bytes) -> Iterator[bytes]:
    """The base64 characters that these bytes alone decide, wherever in a group of three they begin."""
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + raw)
        first = (0, 2, 3)[offset]  # characters that the bytes before take part in
        last = (offset + len(raw)) * 8 // 6  # and those after
        yield whole[first:last]


def unpacked(held: bytes) -> Iterator[tuple[str, bytes]]:
    """Give what can be unpacked from these bytes, wherever in them it begins."""
    for run in BASE64_RUN.finditer(held):
        text = run.group().translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        for offset in range(4):
            cut = text[offset:]
            cut = cut[: len(cut) - (len(cut) % 4 == 1)]
            with_padding = cut + b"=" * (-len(cut) % 4)
            try:
                yield "base64", base64.b64decode(with_padding)
            except binascii.Error:
                continue
    for run in HEX_RUN.finditer(held):
        yield "hex", bytes.fromhex(run.group().decode())
    for start in ZLIB_START.finditer(held):
        if inner := inflated(held[start.start() :], zlib.MAX_WBITS):
            yield "zlib", inner
    for start in GZIP_START.finditer(held):
        if inner := inflated(held[start.start() :], zlib.MAX_WBITS | 16):
            yield "gzip", inner
    if ZIP_START.search(held):
        yield from in_zip(held)


def inflated(held: bytes, window: int) -> bytes:
    """Unpack as far as it can be unpacked; a stream cut short still shows its beginning."""
    try:
        return zlib.decompressobj(window).decompress(held, MOST_UNPACKED)
    except zlib.error:
        return b""


def in_zip(held: bytes) -> Iterator[tuple[str, bytes]]:
    start = held.index(b"PK\x03\x04")
    try:
        with zipfile.ZipFile(io.BytesIO(held[start:])) as archive:
            for each in archive.infolist():
                yield "the name in a zip", each.filename.encode()
                yield f"zip {each.filename}", archive.read(each)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error):
        return
