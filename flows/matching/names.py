"""How are names made comparable? One plain spelling for accents, apostrophes, scripts and Mac/Mc."""

import re
import unicodedata

# Letters that no decomposition makes plain, and Cyrillic as passports spell it.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ə": "e"}
    | dict(zip("абвгґдезиіїклмнопрстуфцыэєў", "abvggdeziiiklmnoprstufcyeeu", strict=True))
    | {"ё": "e", "й": "y", "ж": "zh", "х": "kh", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": ""}
    | {"ю": "yu", "я": "ya"}
)
_APOSTROPHES = re.compile(r"['’‘`´ʼʻ.]")
_OTHERS = re.compile(r"[\W_]+")
_MAC = re.compile(r"\bmac ?(?=[bcdfghjklmnpqrstvwxyz][a-z]{2})|\bmc ")
_O = re.compile(r"\bo (?=[a-z]{3})")
# Titles and joining words that say nothing about who is meant.
_SAY_NOTHING = frozenset((
    "mr", "mrs", "miss", "ms", "dr", "sir", "rev", "van", "von", "der", "den", "de", "da", "di", "del", "dos",
    "du", "la", "le", "al", "el", "bin", "bint", "ibn", "ap", "ab", "ni", "o", "y", "e",
))  # fmt: skip


def plain(text: str) -> str:
    """Lower case, no accents, Latin letters where the script has a known spelling; words parted by a space.

    O'Neill, O’Neill and O Neill agree, as do Siân and Sian, Арина and Arina. Scripts with no spelling here
    (Arabic, Chinese) are kept as they are: they agree with themselves.
    """
    decomposed = unicodedata.normalize("NFC", text).casefold().translate(_PLAIN)
    decomposed = unicodedata.normalize("NFKD", decomposed)
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(_PLAIN)
    return " ".join(_OTHERS.sub(" ", _APOSTROPHES.sub("", bare)).split())


def forename_words(forenames: str) -> tuple[str, ...]:
    """Each forename, plain, in its order; titles left out unless nothing else is there."""
    words = tuple(plain(forenames).split())
    return tuple(word for word in words if word not in _SAY_NOTHING) or words


def plain_surname(surname: str) -> str:
    """The surname, plain; MacDonald, Mac Donald and McDonald agree."""
    return _O.sub("o", _MAC.sub("mc", plain(surname)))


def surname_parts(plain_name: str) -> tuple[str | None, str | None]:
    """The first and last part of a double-barrelled surname; a plain one is its own first part."""
    words = [word for word in plain_name.split() if word not in _SAY_NOTHING] or plain_name.split()
    if not words:
        return None, None
    return words[0], words[-1] if len(words) > 1 else None
