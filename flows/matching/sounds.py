"""What does a name sound like? A short code, the same for names said alike in Britain."""

import re
from functools import lru_cache

# Read in order. Made for names as they are said in Britain: Welsh, Irish and South Asian spellings too.
_RULES = [
    (re.compile(pattern), said)
    for pattern, said in (
        (r"[^a-z]", ""),
        (r"(.)\1+", r"\1"),
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr|rh", "r"),
        (r"^ps", "s"),
        (r"^x", "s"),
        (r"^si(?=[aeo])|^sea(?=[nm])", "S"),
        (r"sch|sh|sz|cz|tch|ch(?=[ei])|tio", "S"),
        (r"ph|w(?=h)|bh|mh|v|ff", "f"),
        (r"th|dd|dh", "t"),
        (r"g(?=h[^aeiouy]|ht|h$)|(?<=[aeiou])gh", ""),
        (r"dg|j|g(?=[ei])", "J"),
        (r"c(?=[eiy])|z", "s"),
        (r"ck|kh|ch|q|c|g", "k"),
        (r"x", "ks"),
        (r"d(?=[ts])", ""),
        (r"^[aeiouy]+", "A"),
        (r"^h", "H"),
        (r"[aeiouyhw]", ""),
        (r"b$", ""),
        (r"d", "t"),
        (r"(.)\1+", r"\1"),
    )
]


@lru_cache(maxsize=200_000)
def sound(plain_name: str) -> str | None:
    """The code of a plain name; None where fewer than two sounds are left, which would say nothing."""
    said = plain_name
    for pattern, by in _RULES:
        said = pattern.sub(by, said)
    return said if len(said) > 1 else None
