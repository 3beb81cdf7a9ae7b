"""What does a guide know of the runs it has under way? Which began, which ended, and what they left undone.

A flow's body reports here, in this process, so that the guide need not believe Prefect. A run that
nobody watches was started by a worker, and looks after itself.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from prefect.context import FlowRunContext


@dataclass
class Watch:
    """One run under way. `left` shrinks as its body does things; what stays in it is still to be done."""

    left: set[str]
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    run: UUID | None = None


watched: dict[str, Watch] = {}


def watch(name: str, about: list[str]) -> Watch:
    """Watch the run of this name, which is also its tag: no two of one name are under way together."""
    watched[name] = Watch(set(about))
    return watched[name]


def carried(name: str, reference: str) -> None:
    """Take what has been done off what is left of a run, if it is watched."""
    if kept := watched.get(name):
        kept.left.discard(reference)


def forget(name: str) -> None:
    watched.pop(name, None)


@contextmanager
def reporting(name: str) -> Iterator[Watch | None]:
    """Report a body's beginning and end; yields None where nobody watches."""
    kept = watched.get(name)
    if kept is None:
        yield None
        return
    context = FlowRunContext.get()
    kept.run = context.flow_run.id if context and context.flow_run else None
    kept.begun.set()
    try:
        yield kept
    finally:
        kept.ended.set()
