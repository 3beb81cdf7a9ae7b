"""How is a story written? YAML that an officer or a trainer can write; docs/stories.md shows each line.

A story that can't be played is refused before anything is played, with every fault and its line.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.rehearsal.slips import Slip, slips_in, slips_in_agencies, slips_in_steps, unknown_move
from models.errors import CannotDo

LONDON = ZoneInfo("Europe/London")


class _Words(yaml.SafeLoader):
    """YAML in which only true and false are yes and no: `on` and `no` are words people write."""


_Words.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in kept if tag != "tag:yaml.org,2002:bool"]
    for first, kept in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Words.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def _moment(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise yaml.constructor.ConstructorError(
            None, None, f"no such day or time: {error}", node.start_mark
        ) from None


_Words.add_constructor("tag:yaml.org,2002:timestamp", _moment)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Expectation(_Part):
    """What must be true now. Only what is written is checked."""

    stage: str | None = None
    recommends: str | dict[str, str] | None = Field(None, description="On nobody, or by recipient")
    findings: dict[str, str] = Field({}, description="rule: met, not met or not known")
    on: str | None = Field(None, description="The recipient whose findings are meant")
    presumption: list[str] | None = Field(None, description="Items the presumption is engaged for")
    letters: dict[str, str] = Field({}, description="kind: state")
    no_letters: list[str] = Field([], description="Kinds that must not have been issued")
    waits: list[str] = Field([], description="what, or what/owner")
    no_waits: list[str] = []
    deadlines: dict[str, date] = Field({}, description="What is waited for: due day, YYYY-MM-DD")
    entries: list[str] = Field([], description="Kinds of entry that must have been written")
    no_entries: list[str] = []
    outcome: str | None = None
    enquiries: dict[str, int] = Field({}, description="Reason, or `registered`: how many in the record")


class Step(_Part):
    """One thing in a story: a move, a change of what agencies answer, or an expectation."""

    at: datetime | None = Field(None, description="The clock is set to this first, London time")
    who: str | None = Field(None, description="Handle of the acting person")
    does: str | None = Field(None, description="The move")
    given: dict[str, Any] = Field({}, alias="with")
    to: str = Field("it", description="Which consideration, by the story's own name for it")
    called: str | None = Field(None, description="The story's own name for what is begun")
    refused: str | None = Field(None, description="Words the refusal must hold")
    agencies: dict[str, dict[str, Any]] | None = Field(None, description="check: what its agency does now")
    register_changes: dict[str, dict[str, Any] | None] | None = Field(
        None,
        alias="register",
        description="reference: columns that change; null: gone",
    )
    rights: dict[str, Literal["withdrawn"]] | None = Field(None, description="handle: withdrawn")
    note: str | None = None
    expect: Expectation | None = None


class Story(_Part):
    """A whole story."""

    story: str = Field(min_length=3, max_length=200)
    about: str = Field("", max_length=4000)
    starts: datetime
    agencies: dict[str, dict[str, Any]] = Field({}, description="What each check is answered with")
    moves: list[Step] = Field(min_length=1)
    expect: Expectation = Expectation()

    @property
    def begins(self) -> datetime:
        """The moment it starts, London time where the story names no zone."""
        return in_london(self.starts)


def in_london(moment: datetime) -> datetime:
    """A story's times are London times unless they say otherwise."""
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


def read(path: Path) -> Story:
    """Read and check a story. Raise CannotDo with every fault and the line it stands on."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise CannotDo(f"{path.name} can't be read as a UTF-8 text file.") from None
    root, written = _loaded(path, text)
    story, slips = _checked(written)
    faults = [*_twice(root), *((_line(root, where), words) for where, words in slips)]
    if faults or story is None:
        raise CannotDo(*(f"{path.name} line {line}: {words}" for line, words in sorted(faults)))
    return story


def _checked(written: Any) -> tuple[Story | None, list[Slip]]:
    """The story, if its shape is right, and every slip; steps of the right shape are looked at either way."""
    try:
        story = Story.model_validate(written)
    except ValidationError as error:
        said = [(e["loc"], f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}") for e in error.errors()]
        return None, [*said, *_unknown_moves(written)]
    slips = [*slips_in_steps(story.moves), *slips_in_agencies(story.agencies, ())]
    return story, [*slips, *slips_in(story.expect, ("expect",))]


def _unknown_moves(written: Any) -> Iterator[Slip]:
    """Where the shape is wrong somewhere, the moves that nobody can make are named all the same."""
    steps = written.get("moves") if isinstance(written, dict) else None
    for number, step in enumerate(steps if isinstance(steps, list) else []):
        does = step.get("does") if isinstance(step, dict) else None
        if isinstance(does, str) and (slip := unknown_move(does)):
            yield ("moves", number), slip


def as_written(text: str) -> Any:
    """Read YAML in the way stories are written, checking nothing: what stands under `moves:`, say."""
    return yaml.load(text, Loader=_Words)


def _loaded(path: Path, text: str) -> tuple[Any, Any]:
    """The text's nodes, which know their lines, and what they hold."""
    where = None
    try:
        root, written = yaml.compose(text, Loader=_Words), as_written(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path.name} line {mark.line + 1 if mark else '?'}: {error.problem}"
    except yaml.YAMLError:
        where = f"{path.name} holds characters that a text has not."
    if where:
        raise CannotDo(where)
    if root is None:
        raise CannotDo(f"{path.name} is empty.")
    return root, written


def _twice(node: Any) -> Iterator[tuple[int, str]]:
    """Keys that stand twice in one place: YAML would keep the last and lose the first."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, f"“{key.value}” stands here twice"
            seen.add(key.value)
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _twice(value)


def _line(node: Any, where: tuple[str | int, ...]) -> int:
    """The line a place in the story stands on: as deep as the text goes."""
    for part in where:
        if isinstance(node, yaml.MappingNode):
            found = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node.value[part]
        else:
            found = None
        if found is None:
            break
        node = found
    return int(node.start_mark.line) + 1
