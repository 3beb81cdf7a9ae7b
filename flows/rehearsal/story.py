"""How is a story written? YAML that an officer or a trainer can write; docs/stories.md shows each line.

A story that can't be played is refused before anything is played, with every fault and its line.
"""

import re
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.steps import every  # noqa: F401 - registers the moves
from flows.steps.moving import MADE
from models.errors import CannotDo

LONDON = ZoneInfo("Europe/London")
BEGINNINGS = ("open", "register_interest")
MEETINGS = ("arrange_meeting", "hold_meeting")


class _Words(yaml.SafeLoader):
    """YAML in which only true and false are yes and no: `on` and `no` are words people write."""


_Words.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in kept if tag != "tag:yaml.org,2002:bool"]
    for first, kept in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Words.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


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
    deadlines: dict[str, str] = Field({}, description="What is waited for: due day, YYYY-MM-DD")
    entries: list[str] = Field([], description="Kinds of entry that must have been written")
    no_entries: list[str] = []
    outcome: str | None = None


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
    root = _composed(path, text)
    faults: list[str] = []
    try:
        story = Story.model_validate(as_written(text))
    except ValidationError as error:
        faults = [
            f"{path.name} line {_line(root, e['loc'])}: {'.'.join(str(p) for p in e['loc'])}: {e['msg']}"
            for e in error.errors()
        ]
    if faults:
        raise CannotDo(*faults)
    if wrong := [
        f"{path.name} line {_line(root, ('moves', number))}: {fault}"
        for number, step in enumerate(story.moves)
        if (fault := _fault(step))
    ]:
        raise CannotDo(*wrong)
    return story


def as_written(text: str) -> Any:
    """Read YAML in the way stories are written, checking nothing: what stands under `moves:`, say."""
    return yaml.load(text, Loader=_Words)


def _composed(path: Path, text: str) -> Any:
    where = None
    try:
        root = yaml.compose(text, Loader=_Words)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path.name} line {mark.line + 1 if mark else '?'}: {error.problem}"
    if where:
        raise CannotDo(where)
    if root is None:
        raise CannotDo(f"{path.name} is empty.")
    return root


def _line(node: Any, loc: tuple[Any, ...]) -> int:
    """The line a pydantic location stands on: as deep as the text goes."""
    for part in loc:
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


def _fault(step: Step) -> str | None:
    known = {*BEGINNINGS, *MEETINGS, *(name for name, made in MADE.items() if made.roles)}
    if step.does and step.does not in known:
        return f"no move is called “{step.does}”; there are: {', '.join(sorted(known))}"
    if step.does and not step.who:
        return "say who does it"
    if not (step.does or step.expect or step.agencies or step.note or step.at or step.rights):
        return "this step does nothing: give does, expect, agencies, rights, at or note"
    return None
