"""How does `disclosure rehearse` play stories? Each on a scratch record of its own, with real children."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from rich.console import Console
from rich.markup import escape
from sqlalchemy import Engine
from sqlmodel import col, select

from desk.children import Server, guide, prefect_server, stand_in
from flows.force import SAMPLE
from flows.rehearsal.playing import Played, Rehearsal
from flows.rehearsal.story import LONDON, Story, read
from flows.sample_area import fill
from models import clock
from models.consideration import Consideration, IssuedLetter, Wait
from models.database import (
    create_database,
    database_url,
    drop_database,
    engine,
    prepare,
    settings,
    transaction,
)
from models.errors import CannotDo
from models.schemes import SAMPLE_FORCE

SETTLE_WITHIN_S = 90.0


@dataclass(frozen=True)
class Scene:
    """A record to play on, and the processes beside it."""

    url: str
    engine: Engine
    agencies_url: str
    print_folder: Path


def run(out: Console, paths: list[Path], *, without_prefect: bool) -> bool:
    """Play every story; True where all went as they say."""
    use_sample_settings()
    stories = [(path, read(path)) for path in paths]
    kept = settings()
    server_url = database_url(kept)
    good = True
    with ExitStack() as stack:
        server = None
        if not without_prefect:
            out.print("Prefect's server is starting …")
            server = stack.enter_context(prefect_server(kept.data / "rehearsals" / "prefect"))
        for _, story in stories:
            with scene(server_url, kept.data / "rehearsals", server, story) as place:
                good = show(out, story, place) and good
    return good


def use_sample_settings() -> None:
    """Rehearse under the sample area's settings, here and in children, unless others are named."""
    os.environ.setdefault("DISCLOSURE_FORCE_FILE", str(SAMPLE_FORCE))
    os.environ.setdefault("DISCLOSURE_FORCE", str(SAMPLE))


@contextmanager
def scene(server_url: str, folder: Path, server: Server | None, story: Story) -> Iterator[Scene]:
    """A scratch record with the sample area in it, a stand-in for agencies, and a guide."""
    name = f"scratch_{uuid4().hex[:12]}"
    url = create_database(server_url, name)
    try:
        prepare(url, scratch=True, at=story.begins)
        opened = engine(url)
        with ExitStack() as stack:
            agencies = stack.enter_context(stand_in(folder / "stand-in.log"))
            fill(opened, agencies)
            letters = folder / "print" / name
            # The story alone is played: nobody sweeps the rest of the area meanwhile.
            stack.enter_context(guide(url, letters, folder / "guide.log", server, schedule=False))
            yield Scene(url, opened, agencies, letters)
        opened.dispose()
    finally:
        drop_database(server_url, name)


def show(out: Console, story: Story, place: Scene) -> bool:
    """Play one story on a scene, printing its timeline as it goes."""
    out.print(f"\n[bold]{escape(story.story)}[/]")
    rehearsal = Rehearsal(
        engine=place.engine,
        story=story,
        settle=lambda: settle(place.engine),
        tell_agencies=telling(place.agencies_url),
    )
    failed = 0
    for played in rehearsal.play():
        failed += len(played.failures)
        print_step(out, played)
    out.print("[green]as written[/]" if not failed else f"[bold red]{failed} not as written[/]")
    return failed == 0


def print_step(out: Console, played: Played) -> None:
    """One line of the timeline, and a line for each thing that is not as written."""
    mark = "[red]✗[/]" if played.failures else "[green]✓[/]"
    when = f"{played.at.astimezone(LONDON):%d %b %H:%M}"
    stage = played.stage.replace("_", " ")
    what = escape(played.what[:33])
    out.print(f" {mark} {when} {played.who:<22} {what:<34} {stage}", highlight=False, soft_wrap=True)
    for failure in played.failures:
        out.print(f"      [red]{escape(failure)}[/]", highlight=False)


def telling(agencies_url: str) -> Callable[[dict[str, dict[str, Any]]], None]:
    """Tell the stand-in how each check's agency behaves from now on."""

    def tell(behaviours: dict[str, dict[str, Any]]) -> None:
        for check, behaviour in behaviours.items():
            answer = httpx.put(f"{agencies_url}/control/{check}", json=behaviour, timeout=10)
            if answer.status_code >= 400:
                raise CannotDo(f"The stand-in can't be told that of the check “{check}”.")

    return tell


def settle(opened: Engine, within_s: float = SETTLE_WITHIN_S) -> None:
    """Wait until no machine work is left that could be done now."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        left = waiting_on_machine(opened)
        if not left:
            return
        time.sleep(0.05)
    raise CannotDo(f"The machine did not finish within {within_s:.0f} s: {', '.join(left[:5])}.")


def waiting_on_machine(opened: Engine) -> list[str]:
    """References and steps that wait on the machine now, letters in its hand included."""
    with transaction(opened) as session:
        now = clock.now(session)
        found = session.exec(
            select(Consideration.reference, Wait.what)
            .join(Wait, col(Wait.consideration_id) == Consideration.id)
            .where(Wait.owner_kind == "machine", (col(Wait.due_at).is_(None)) | (col(Wait.due_at) <= now))
        ).all()
        in_hand = session.exec(
            select(Consideration.reference)
            .join(IssuedLetter, col(IssuedLetter.consideration_id) == Consideration.id)
            .where(IssuedLetter.state == "in_flight")
        ).all()
    return [f"{reference} {what}" for reference, what in found] + [f"{each} letter_sent" for each in in_hand]
