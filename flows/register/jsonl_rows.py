"""How is a JSON-lines extract cut into people? One object a line; unknown and repeated keys are refused."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from flows.register.columns import GROUPS, MOST_ROWS, SUBJECT, Group
from flows.register.faults import Faults, Unfit, near, shape
from flows.register.raw import Raw

MOST_IN_LINE = 1_000_000
KEYS = [column.name for column in SUBJECT] + [group.plural for group in GROUPS]
ONE_OBJECT = "one JSON object on each line, each key once"


def read_jsonl(text: str, faults: Faults) -> Iterator[Raw]:
    """Give each person's values; what is not an object with known keys goes to `faults`."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, 1):
        if number > MOST_ROWS:
            faults.add(number, "file", f"more than {MOST_ROWS} people", f"up to {MOST_ROWS} people")
            return
        before = faults.count
        try:
            held = one_object(line.removesuffix("\r"))
        except Unfit as unfit:
            faults.add(number, "line", unfit.found, unfit.allowed)
            continue
        raw = _person(number, held, faults)
        if faults.count == before:
            yield raw


def one_object(line: str) -> dict[str, Any]:
    """Read a line that must be one JSON object, each key once. Raise Unfit."""
    if not line.strip():
        raise Unfit("an empty line", ONE_OBJECT)
    if len(line) > MOST_IN_LINE:
        raise Unfit(f"a line of {len(line)} characters", f"lines of up to {MOST_IN_LINE} characters")
    try:
        held = json.loads(line, object_pairs_hook=_once, parse_constant=_no_constant)
    except Unfit:
        raise
    except (ValueError, RecursionError):
        raise Unfit("something that is not JSON", ONE_OBJECT) from None
    if not isinstance(held, dict):
        raise Unfit(shape(held), ONE_OBJECT)
    return held


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        raise Unfit("the same key twice", ONE_OBJECT)
    return held


def _no_constant(name: str) -> NoReturn:
    raise Unfit(f"{name}, which is not JSON", ONE_OBJECT)


def _person(line: int, held: dict[str, Any], faults: Faults) -> Raw:
    raw = Raw(line, typed=True)
    raw.values = {column.name: held.get(column.name) for column in SUBJECT}
    _unknown(line, "key", held, KEYS, faults)
    for group in GROUPS:
        raw.groups[group.plural] = _group(raw, group, held.get(group.plural), faults)
    return raw


def _group(raw: Raw, group: Group, held: object, faults: Faults) -> list[dict[str, object]]:
    if held is None:
        return []
    if not isinstance(held, list) or len(held) > group.most:
        faults.add(raw.line, group.plural, shape(held), f"a list of up to {group.most} objects")
        return []
    names = [column.name for column in group.columns]
    for number, each in enumerate(held, 1):
        if isinstance(each, dict):
            _unknown(raw.line, f"{group.plural}[{number}]", each, names, faults)
        else:
            faults.add(raw.line, f"{group.plural}[{number}]", shape(each), "an object")
    return [each for each in held if isinstance(each, dict)]


def _unknown(line: int, where: str, held: dict[str, Any], known: list[str], faults: Faults) -> None:
    for name in held:
        if name not in known:
            found = f"an unknown key{near(name, known)}"
            faults.add(line, where, found, "keys named in docs/register-format.md")
