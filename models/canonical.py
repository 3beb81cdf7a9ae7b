"""Which bytes does the ledger hash? RFC 8785 JSON of NFC text, without floats. Pure."""

import json
import re
from typing import Any

import rfc8785

from models.errors import RecordError
from models.fields import nfc

LARGEST = 2**53 - 1
# The standard library's encoder, in C, gives RFC 8785's bytes of what _plain lets through, and many times as
# fast as the pure Python of rfc8785, but for the order of keys: by code point, not by UTF-16 code unit.
ENCODE = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
BEYOND = re.compile("[\ue000-\U0010ffff]")


def canonical(value: dict[str, Any]) -> bytes:
    """Give the one byte form of a value.

    Raise RecordError for what has no single form: a float, a NUL, a lone surrogate, a whole number
    beyond 2**53, a key that is not text. Scores and amounts go in as decimal strings.
    """
    plain = _plain(value)
    try:
        text = ENCODE(plain)
        # Keys stand in another order only where one of their characters is beyond the surrogates.
        return rfc8785.dumps(plain) if BEYOND.search(text) else text.encode()
    except (rfc8785.CanonicalizationError, UnicodeError):
        failure = RecordError(
            "A value has no canonical form (number too large, or text that is not Unicode)."
        )
    raise failure


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise RecordError("The ledger takes no whole number beyond 2**53: write it as text.")
        return int(value)
    if isinstance(value, str):
        if "\x00" in value:
            raise RecordError("The ledger takes no NUL character.")
        return nfc(value)
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise RecordError("The ledger's keys are text.")
        plain = {_plain(key): _plain(held) for key, held in value.items()}
        if len(plain) != len(value):
            raise RecordError("Two keys are the same text.")
        return plain
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    raise RecordError(f"The ledger takes no {type(value).__name__}: write it as text.")
