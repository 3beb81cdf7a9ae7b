"""Which scheme, in which edition, with which of the force's own values? Read from YAML, checked, frozen.

Scheme files stand in policy/schemes/. A force's own file (DISCLOSURE_FORCE_FILE) may set values tagged
`[D]` or `[m]`, says which editions are live, and gives its closures. A wrong file is refused with every
error and its line. `python -m models.schemes sources` prints docs/sources.md.
"""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import policy
from models.errors import CannotDo
from models.yaml_lines import Located, problems_of, read
from policy.facts import Route
from policy.scheme import OWN_TO_SET, Scheme
from policy.sources import FORCE

SCHEME_FOLDER = Path(policy.__file__).parent / "schemes"
SAMPLE_FORCE = SCHEME_FOLDER / "sample-area.force.yaml"
FORCE_FILE = "DISCLOSURE_FORCE_FILE"
LIVE_BY_DEFAULT = {
    Route.MAPPA_S327A: "mappa/2025",
    Route.RIGHT_TO_ASK: "csods-2023/2023",
    Route.RIGHT_TO_KNOW: "csods-2023/2023",
}


class Closure(BaseModel):
    """A day on which the force's offices are closed, besides bank holidays."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    on: date
    why: str = Field(min_length=1)


class ForceFile(BaseModel):
    """A force's own settings. `schemes` holds only what differs, by scheme and edition."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    force: str
    live_editions: dict[Route, str] = {}
    closures: tuple[Closure, ...] = ()
    schemes: dict[str, dict[str, Any]] = {}


class Schemes(BaseModel):
    """Every edition known, which are live, and the force's closures."""

    model_config = ConfigDict(frozen=True)
    force: str
    editions: dict[str, Scheme]
    live: dict[Route, str]
    closures: dict[date, str]

    def get(self, key: str, edition: str) -> Scheme:
        """The edition a record names. CannotDo where no such file is installed."""
        if found := self.editions.get(f"{key}/{edition}"):
            return found
        known = ", ".join(sorted(self.editions))
        raise CannotDo(f"No scheme {key}/{edition} is installed; installed are: {known}.")

    def in_force(self, route: Route, on: date) -> Scheme:
        """The live edition for a route on a day. CannotDo where the force has set none, or not that day."""
        name = self.live.get(route)
        if name is None:
            raise CannotDo(f"No edition is live for the route {route}; set one under live_editions.")
        scheme = self.editions[name]
        if not scheme.in_force_on(on):
            raise CannotDo(f"{name} is not in force on {on:%-d %B %Y}; set another under live_editions.")
        return scheme


def schemes() -> Schemes:
    """The schemes as this installation has set them; read once for each settings file."""
    return _load(os.environ.get(FORCE_FILE) or None)


@lru_cache(maxsize=8)
def _load(path: str | None) -> Schemes:
    return load(path)


def load(path: str | Path | None = None) -> Schemes:
    """Read every scheme, and a force's file over them. CannotDo with every error and its line."""
    if path is None:
        return build(None)
    try:
        return build(read(Path(path).read_text("utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotDo(
            "The force's settings file can't be read; check its path and that it is text."
        ) from error


def build(force: Located | None) -> Schemes:
    """Put scheme files and a force's file together; force None: none."""
    base = _base()
    settings, problems = _settings(force, base)
    editions: dict[str, Scheme] = {}
    for name, data in base.items():
        own = settings.schemes.get(name, {})
        merged = _merge(data, own)
        if own and force:
            problems += _forbidden(data, own, force, ("schemes", name))
        try:
            editions[name] = Scheme.model_validate(merged | {"own_values": _plain(own)})
        except ValidationError as error:
            problems += problems_of(error, force or Located(), ("schemes", name))
    if force:
        problems += _wrong_editions(settings, editions, force)
    if problems:
        raise CannotDo(*sorted(dict.fromkeys(problems), key=_line))
    return Schemes(
        force=settings.force,
        editions=editions,
        live=LIVE_BY_DEFAULT | settings.live_editions,
        closures={closure.on: closure.why for closure in settings.closures},
    )


def _plain(own: dict[str, Any]) -> dict[str, Any]:
    """The force's values as the record can keep them; dates as YAML read them are words again."""
    plain: dict[str, Any] = json.loads(json.dumps(own, default=str))
    return plain


def _line(problem: str) -> int:
    return int(problem.split(":")[0].removeprefix("line "))


def _settings(force: Located | None, base: Mapping[str, Any]) -> tuple[ForceFile, list[str]]:
    """Read the settings; where some are wrong, go on with the rest, so that every error is found."""
    if force is None:
        return ForceFile(force="not set"), []
    problems = list(force.problems)
    if problems and force.data is None:
        return ForceFile(force="not set"), problems  # nothing could be read, so nothing more to say
    try:
        return ForceFile.model_validate(force.data), problems + _unknown_schemes(force, base)
    except ValidationError as error:
        problems += problems_of(error, force) + _unknown_schemes(force, base)
    return _what_is_sound(force), problems


def _what_is_sound(force: Located) -> ForceFile:
    sound = ForceFile(force="not set")
    for name, value in force.data.items() if isinstance(force.data, dict) else ():
        try:
            sound = ForceFile.model_validate({**dict(sound), name: value})
        except ValidationError:
            continue
    return sound


def _own_values(force: Located) -> dict[str, Any]:
    found = force.data.get("schemes") if isinstance(force.data, dict) else None
    return found if isinstance(found, dict) else {}


def _unknown_schemes(force: Located, base: Mapping[str, Any]) -> list[str]:
    allowed = ", ".join(base)
    return [
        force.say(("schemes", name), f"no such scheme; allowed: {allowed}")
        for name in _own_values(force)
        if name not in base
    ]


def _wrong_editions(settings: ForceFile, editions: Mapping[str, Scheme], force: Located) -> Iterator[str]:
    for route, name in settings.live_editions.items():
        fits = [known for known, scheme in editions.items() if route in scheme.routes]
        if name not in fits:
            words = f"found {name!r}; allowed: {', '.join(fits)}"
            yield force.say(("live_editions", str(route)), words)


def _forbidden(
    base: Any, own: Mapping[str, Any], force: Located, at: tuple[str | int, ...], tag: str | None = None
) -> Iterator[str]:
    """Say which values are not the force's to set: unknown ones, and what is law or published practice."""
    for key, value in own.items():
        path = (*at, key)
        if isinstance(base, dict) and "tag" in base:
            tag = base["tag"]
        if key in ("source", "tag"):
            yield force.say(path, "the source of a value is not the force's to set")
        elif isinstance(value, dict) and isinstance(base.get(key), dict):
            yield from _forbidden(base[key], value, force, path, tag)
        elif tag is None:
            known = [str(name) for name in base if isinstance(base[name], dict)]
            yield force.say(path, f"can't be set; what can: {', '.join(known) or 'nothing here'}")
        elif tag not in OWN_TO_SET:
            yield force.say(path, f"rests on a source tagged [{tag}], so a force can't set it otherwise")


def _merge(base: Any, own: Mapping[str, Any]) -> Any:
    """Lay the force's values over the scheme's; what they change is marked as the force's own policy."""
    if not own:
        return base
    merged = dict(base)
    for key, value in own.items():
        held = base.get(key)
        if held is None and isinstance(value, dict):
            continue  # an unknown row is refused elsewhere; here it would only add noise
        merged[key] = _merge(held, value) if isinstance(held, dict) and isinstance(value, dict) else value
    return merged | {"source": FORCE.key, "tag": "D"} if "tag" in base else merged


@lru_cache(maxsize=1)
def _base() -> dict[str, dict[str, Any]]:
    """The scheme files as they ship, each by key and edition. CannotDo where one has been spoilt."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(SCHEME_FOLDER.glob("*.yaml")):
        if path.name.endswith(".force.yaml"):
            continue
        located = read(path.read_text("utf-8"))
        problems = located.problems
        try:
            scheme = Scheme.model_validate(located.data)
        except ValidationError as error:
            problems = problems + problems_of(error, located)
        if problems:
            raise CannotDo(*(f"{path.name}: {problem}" for problem in problems))
        found[scheme.name] = located.data
    return found


if __name__ == "__main__":  # pragma: no cover
    from models.sources_page import main

    main()
