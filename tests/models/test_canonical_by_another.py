"""Are our bytes RFC 8785's, as the reference implementation in Python writes them?"""

import unicodedata
from typing import Any

import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from models.canonical import canonical

# NFC already, and rich in what an encoder may escape or order otherwise.
ODD = st.sampled_from([*map(chr, range(1, 0x20)), *'"\\/ \x7f\x80\u2028\u2029\ud7ff\ue000\uffe5\U0001f600'])
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00") | ODD, max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)
WHOLE = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(TEXT, VALUES, max_size=5))
def test_the_bytes_are_those_of_the_reference_implementation(value: dict[str, Any]) -> None:
    assert canonical(value) == rfc8785.dumps(value)
