"""Does the scanner find a planted word in every form that it promises to find?"""

import base64
import gzip
import io
import json
import pickle
import sqlite3
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

WORDS = ("Qxkanari", "Žqkanářek")
Hide = Callable[[str], bytes]


def zipped(text: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", text)
    return held.getvalue()


def encoded(text: str) -> bytes:
    return text.encode()


FORMS: dict[str, Hide] = {
    "plain": encoded,
    "lower case": lambda text: text.lower().encode(),
    "upper case": lambda text: text.upper().encode(),
    "decomposed accents": lambda text: unicodedata.normalize("NFD", text).encode(),
    "json": lambda text: json.dumps({"name": text}).encode(),
    "json in json": lambda text: json.dumps({"body": json.dumps({"name": text})}).encode(),
    "url": lambda text: quote(text).encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "upper-case hex": lambda text: text.encode().hex().upper().encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 big-endian": lambda text: text.encode("utf-16-be"),
    "base64 at 0": lambda text: base64.b64encode(text.encode()),
    "base64 at 1": lambda text: base64.b64encode(b"x" + text.encode() + b"yz"),
    "base64 at 2": lambda text: base64.b64encode(b"xy" + text.encode() + b"z"),
    "url-safe base64": lambda text: base64.urlsafe_b64encode(b"\xff\xfe" + text.encode()),
    "base64 of utf-16": lambda text: base64.b64encode(b"x" + text.encode("utf-16-le")),
    "pickled in base64": lambda text: base64.b64encode(pickle.dumps({"parameters": [text]})),
    "zlib": lambda text: b"before" + zlib.compress(text.encode()) + b"after",
    "gzip": lambda text: b"before" + gzip.compress(text.encode()),
    "zip": zipped,
    "zlib in base64 in json": lambda text: json.dumps(
        {"data": base64.b64encode(zlib.compress(json.dumps(text).encode())).decode()}
    ).encode(),
    "gzip in hex": lambda text: gzip.compress(text.encode()).hex().encode(),
    "zip in base64": lambda text: base64.b64encode(zipped(text)),
}


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("form", FORMS)
def test_a_word_is_found_in_every_form(scanner: Callable[..., Any], word: str, form: str) -> None:
    hidden = b"\x00 something before " + FORMS[form](f"Mrs {word} of somewhere") + b" and after"
    assert scanner(*WORDS).of_bytes(hidden, "here"), form


@pytest.mark.parametrize("form", FORMS)
def test_another_word_is_not_taken_for_it(scanner: Callable[..., Any], form: str) -> None:
    assert scanner(*WORDS).of_bytes(FORMS[form]("Mrs Somebody Else of somewhere, quite long"), "here") == []


def test_a_word_is_found_in_a_database_file_and_in_a_file_s_name(
    scanner: Callable[..., Any], tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "prefect.db") as connection:
        connection.execute("CREATE TABLE run (parameters TEXT)")
        connection.execute("INSERT INTO run VALUES (?)", [json.dumps({"name": "Qxkanari"})])
    connection.close()
    (tmp_path / "print").mkdir()
    (tmp_path / "print" / "letter-to-Qxkanari").write_text("nothing")
    found = scanner(*WORDS).of_folder(tmp_path)
    assert [hit.split(":")[0].rsplit("/", 1)[1] for hit in found] == ["prefect.db", "letter-to-Qxkanari"]
    assert len(scanner(*WORDS).of_folder(tmp_path, without=("print",))) == 1
