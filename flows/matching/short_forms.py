"""Which forenames are one name? Read from short_forms.yaml: Bill and William, Muhammad in its spellings."""

from functools import lru_cache
from pathlib import Path

from flows.matching.names import plain
from models.errors import CannotDo
from models.yaml_lines import read

FILE = Path(__file__).with_name("short_forms.yaml")


@lru_cache(maxsize=1)
def _lines_by_name() -> dict[str, tuple[str, ...]]:
    return by_name(FILE.read_text(encoding="utf-8"))


def lines_of(plain_forename: str) -> tuple[str, ...]:
    """The lines a forename stands in, each named by its first word; () for a name that has none."""
    return _lines_by_name().get(plain_forename, ())


def by_name(text: str) -> dict[str, tuple[str, ...]]:
    """Each forename's lines. Raise CannotDo with every line that can't be used."""
    located = read(text)
    problems = list(located.problems)
    lines = located.data if isinstance(located.data, list) else []
    found: dict[str, dict[str, None]] = {}
    for number, line in enumerate(lines):
        words = line.split() if isinstance(line, str) else []
        if len(words) < 2 or any(plain(word) != word for word in words):
            problems.append(located.say((number,), "must be two forenames or more, plain, parted by spaces"))
            continue
        for word in words:
            found.setdefault(word, {})[f"{words[0]} {number}"] = None
    if problems or not found:
        raise CannotDo(*(f"{FILE.name}: {problem}" for problem in problems or ["line 1: file: no names"]))
    return {name: tuple(groups) for name, groups in found.items()}
