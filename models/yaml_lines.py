"""Where in a YAML file does each value stand? Data and line numbers, so that an error can name its line."""

from dataclasses import dataclass, field
from typing import Any

import yaml
from pydantic import ValidationError

Path = tuple[str | int, ...]
# The C reader is ten times quicker where libyaml is there; both give the same nodes and lines.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LARGEST = 1_000_000  # characters; a settings file is a few kilobytes


@dataclass
class Located:
    """What a file holds, the line of each value by its path, and what is wrong with its shape."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    spoilt: set[Path] = field(default_factory=set)

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest one that holds it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def say(self, path: Path, words: str) -> str:
        return f"line {self.line(path)}: {'.'.join(str(part) for part in path) or 'file'}: {words}"


def read(text: str) -> Located:
    """Read YAML safely: plain values only, no aliases, no key twice. Problems are listed, not raised."""
    located = Located()
    if len(text) > LARGEST:
        located.problems.append(f"line 1: file: longer than {LARGEST:,} characters")
        return located
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        located.data = _value(loader, node, (), located, set()) if node else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "can't be read"
        line = min(mark.line + 1, text.count("\n") + 1) if mark else 1
        located.problems.append(f"line {line}: file: not YAML: {problem}")
    finally:
        loader.dispose()
    return located


def _value(loader: yaml.SafeLoader, node: yaml.Node, path: Path, to: Located, seen: set[int]) -> Any:
    to.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return _scalar(loader, node, path, to)
    if id(node) in seen:
        to.problems.append(to.say(path, "an alias; write the value out"))
        return None
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, child, (*path, i), to, seen) for i, child in enumerate(node.value)]
    assert isinstance(node, yaml.MappingNode)
    return _mapping(loader, node, path, to, seen)


def _scalar(loader: yaml.SafeLoader, node: yaml.ScalarNode, path: Path, to: Located) -> Any:
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError):
        to.problems.append(to.say(path, f"found {node.value[:40]!r}; not a value of that kind"))
        to.spoilt.add(path)
        return None


def _mapping(
    loader: yaml.SafeLoader, node: yaml.MappingNode, path: Path, to: Located, seen: set[int]
) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key_node, child in node.value:
        key = _scalar(loader, key_node, path, to) if isinstance(key_node, yaml.ScalarNode) else None
        if isinstance(key, bool):  # YAML 1.1 reads the words on, off, yes and no so
            key = str(key_node.value)
        if not isinstance(key, str | int):
            to.problems.append(f"line {key_node.start_mark.line + 1}: a key must be a plain word")
            continue
        if key in found:
            to.problems.append(f"line {key_node.start_mark.line + 1}: {key}: stands here twice")
        found[key] = _value(loader, child, (*path, key), to, seen)
        to.lines[(*path, key)] = key_node.start_mark.line + 1
    return found


def problems_of(error: ValidationError, located: Located, under: Path = ()) -> list[str]:
    """Say each thing that validation found wrong, with its line: what was found, and what is allowed."""
    said = []
    for wrong in error.errors(include_url=False):
        path = (*under, *(part for part in wrong["loc"] if part != "[key]"))
        if path in located.spoilt:
            continue  # said already, when it was read
        said.append(located.say(path, _words(wrong["type"], wrong["msg"], wrong["input"], wrong.get("ctx"))))
    return list(dict.fromkeys(said))


def _words(kind: str, message: str, found: Any, context: dict[str, Any] | None) -> str:
    if kind == "missing":
        return "missing"
    if kind == "extra_forbidden":
        return "not a setting known here"
    shown = repr(found) if isinstance(found, str | int | float | bool | None) else type(found).__name__
    if kind in ("enum", "literal_error") and context:
        return f"found {shown[:60]}; allowed: {context['expected']}"
    return f"found {shown[:60]}; {message.removeprefix('Value error, ')}"
