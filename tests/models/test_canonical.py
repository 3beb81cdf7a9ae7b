"""Has every value exactly one byte form, and does it come back as it went in?"""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.canonical import canonical
from models.errors import RecordError

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
WHOLE = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(TEXT, VALUES, max_size=5)


def normal(value: Any) -> Any:
    """Do with Python's own means what canonical() promises of text."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [normal(held) for held in value]
        case dict():
            return {normal(key): normal(held) for key, held in value.items()}
        case _:
            return value


def unambiguous(value: Any) -> bool:
    """Say whether no two keys of one object become the same text."""
    match value:
        case list():
            return all(unambiguous(held) for held in value)
        case dict():
            keys = {unicodedata.normalize("NFC", key) for key in value}
            return len(keys) == len(value) and all(unambiguous(held) for held in value.values())
        case _:
            return True


@settings(max_examples=50, deadline=None)
@given(OBJECTS.filter(unambiguous))
def test_what_is_written_is_what_is_read(value: dict[str, Any]) -> None:
    assert json.loads(canonical(value)) == normal(value)


@settings(max_examples=50, deadline=None)
@given(OBJECTS.filter(unambiguous))
def test_the_bytes_do_not_depend_on_the_order_of_keys_or_the_form_of_text(value: dict[str, Any]) -> None:
    decomposed = json.loads(unicodedata.normalize("NFD", json.dumps(value, ensure_ascii=False)))
    backwards = dict(reversed(decomposed.items()))
    assert canonical(backwards) == canonical(value)


@settings(max_examples=50, deadline=None)
@given(OBJECTS.filter(unambiguous))
def test_reading_and_writing_again_changes_no_byte(value: dict[str, Any]) -> None:
    once = canonical(value)
    assert canonical(json.loads(once)) == once


@settings(max_examples=50, deadline=None)
@given(OBJECTS.filter(unambiguous), st.floats())
def test_a_float_is_refused_wherever_it_stands(value: dict[str, Any], fraction: float) -> None:
    with pytest.raises(RecordError):
        canonical({"list": [value, {"inside": fraction}]})


@pytest.mark.parametrize(
    "value",
    [
        {"a": "nul \x00"},
        {"a": "\ud800"},
        {"a": 2**53},
        {"a": -(2**53)},
        {1: "a"},
        {"a": b"bytes"},
        {"a": {1, 2}},
        {"\u00e9": 1, "e\u0301": 2},
    ],
)
def test_what_has_no_single_form_is_refused(value: Any) -> None:
    with pytest.raises(RecordError) as refused:
        canonical(value)
    assert refused.value.__context__ is None


def test_keys_stand_in_utf16_order_and_nothing_is_escaped_that_need_not_be() -> None:
    # RFC 8785, section 3.2.3: the order is by UTF-16 code units, so U+1F600 comes before U+FFE5.
    assert canonical({"\uffe5": 1, "\U0001f600": 2, "a/b": "é\n"}) == (
        '{"a/b":"é\\n","\U0001f600":2,"\uffe5":1}'.encode()
    )
