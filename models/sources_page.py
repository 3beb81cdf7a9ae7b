"""What does every rule and value rest on? docs/sources.md, written from policy/sources.py and the schemes.

`python -m models.schemes sources` prints it; CI compares it with what is committed.
"""

import sys
from collections.abc import Iterator

from models.schemes import load
from policy.scheme import Scheme, Sourced
from policy.sources import SOURCES, Source

_HEAD = """# Sources

Written by `python -m models.schemes sources` from `policy/sources.py` and `policy/schemes/`; don't edit it.

Tags: **S** confirmed in a published source; **M** well established, wording not checked; **m** uncertain;
**D** our own design inference. A force may set values tagged **m** or **D** in its settings file.
A source without a date was not read by us: we rely on the domain reference's report of it.

| key | source | tag | read on |
|---|---|---|---|"""


def page() -> str:
    """The whole page, ending in a newline."""
    lines = [_HEAD, *(_row(source) for source in SOURCES.values())]
    for scheme in load().editions.values():
        lines += ["", *_of_scheme(scheme)]
    return "\n".join(lines) + "\n"


def _row(source: Source) -> str:
    title = f"[{source.title}]({source.url})" if source.url else source.title
    return f"| {source.key} | {title} | {source.tag} | {source.read_on or ''} |"


def _of_scheme(scheme: Scheme) -> Iterator[str]:
    until = f" until {scheme.in_force_to}" if scheme.in_force_to else ""
    yield f"## {scheme.title} ({scheme.name}), in force from {scheme.in_force_from}{until}"
    yield ""
    yield "| value | rests on | tag | a force may set it |"
    yield "|---|---|---|---|"
    for path, value in _values(scheme):
        own = "yes" if value.tag in ("m", "D") else "no"
        yield f"| {path} | {value.source} | {value.tag} | {own} |"


def _values(scheme: Scheme) -> Iterator[tuple[str, Sourced]]:
    for name in type(scheme).model_fields:
        value = getattr(scheme, name)
        if isinstance(value, Sourced):
            yield name, value
        elif isinstance(value, dict):
            yield from ((f"{name}.{key}", held) for key, held in value.items())


def main() -> None:
    """Print the page; anything but `sources` is refused."""
    if sys.argv[1:] != ["sources"]:
        sys.exit("usage: python -m models.schemes sources")
    sys.stdout.write(page())
