"""Does a letter that may not speak of an offence speak of one all the same? The last check on free text.

The schemas leave hardly any room; what is left (a place, a role, a unit's name on the letterhead) is read
for words that would tell whoever opens the envelope what it is about.
"""

import re
from collections.abc import Iterator
from typing import Any

_TELLING = re.compile(
    r"\b(convict\w*|offen[cs]e\w*|offend\w*|sex|sexual\w*|rap(e|es|ed|ist|ists)|indecen\w*|assault\w*"
    r"|abus(e|ed|er|ers|ive|ing)|p(a)?edophil\w*|molest\w*|victim\w*|mappa|mosovo|visor|sh?po|sopo)\b",
    re.IGNORECASE,
)
# Where somebody lives and what they are called is not ours to choose: a lane may be called anything.
_NOT_READ = frozenset({"address", "recipient", "reference", "email", "safe_to_post_attested_by"})


def spoken_of(fields: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Name each field that holds a telling word. The words themselves are not repeated."""
    if isinstance(fields, dict):
        for key, value in fields.items():
            if key not in _NOT_READ:
                yield from spoken_of(value, (*path, str(key)))
    elif isinstance(fields, list | tuple):
        for value in fields:
            yield from spoken_of(value, path)
    elif isinstance(fields, str) and _TELLING.search(fields):
        yield ".".join(path)
