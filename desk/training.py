"""What does `make desk` serve? A training record: the sample area, some considerations under way, sign-ins.

Nobody in it is real, its clock stands still, and every page says so. It is kept between runs; `--anew` begins
again. Sign-in works as everywhere else, but that its codes are shown here instead of on a telephone.
"""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table
from sqlalchemy import Engine
from sqlmodel import col, select

from desk.children import await_health, desk_child, guide, running, stand_in
from desk.rehearsing import settle, telling, use_sample_settings
from desk.up import wait_for_interrupt
from flows.codes import STEP_S, code_at
from flows.practice_accounts import code_for, set_up
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import Expectation, Story, read
from flows.sample_area import fill
from models import clock, embedded
from models.account import Account
from models.database import (
    Settings,
    create_database,
    database_url,
    drop_database,
    engine,
    prepare,
    settings,
    transaction,
)
from models.errors import CannotDo
from models.officer import Officer

STORIES = Path(__file__).parent.parent / "flows" / "rehearsal" / "stories"
# How far each story has come: up to, and without, the first move of that name.
UNDER_WAY = (
    ("pilot-mother-signs", "settle_candidate"),
    ("agency-never-answers", "record_check"),
    ("head-teacher-at-level-2", "sign_off"),
    ("employer-representations-heard", "record_undertaking"),
)
PASSWORD = "training-only-2026"
PEOPLE = (
    "registration.northern.1", "ppo.northern.1", "ppo.western.1", "ppo.eastern.1", "ds.northern.1",
    "di.northern.1", "supt.1", "spo.northern.1", "team_manager.northern.1", "social_worker.northern.1",
    "education.1", "mappa.1", "auditor.1", "administrator.1",
)  # fmt: skip
DATABASE = "training"


def run(out: Console, folder: Path, *, port: int, anew: bool) -> None:
    """Load what is not loaded yet, serve it, show the sign-ins, and stop cleanly when interrupted."""
    use_sample_settings()
    kept = Settings(data=folder.absolute() / "data", url=settings().url)
    stop = wait_for_interrupt()
    with ExitStack() as stack:
        agencies = stack.enter_context(stand_in(folder / "logs" / "stand-in.log"))
        url, opened = stack.enter_context(_record(kept, agencies, out, anew=anew))
        stack.enter_context(guide(url, folder / "letters", folder / "logs" / "guide.log", None))
        child = desk_child(url, folder / "logs" / "desk.log", port=port, data=kept.data)
        stack.enter_context(running(child))
        await_health(child, f"http://127.0.0.1:{port}/health", 60)
        out.print(f"\nThe desk: [bold]http://127.0.0.1:{port}[/]   (interrupt, Ctrl-C, to stop)")
        _show_sign_ins(opened, out, stop)
    out.print("Stopped. The training record is kept; --anew begins again.")


@contextmanager
def _record(kept: Settings, agencies: str, out: Console, *, anew: bool) -> Iterator[tuple[str, Engine]]:
    server_url = database_url(kept, "postgres" if kept.url is None else DATABASE)
    if anew:
        drop_database(server_url, DATABASE)
        shutil.rmtree(kept.data.parent / "letters", ignore_errors=True)
    url = create_database(server_url, DATABASE)
    prepare(url, scratch=True, at=None)
    opened = engine(url)
    try:
        with transaction(opened) as session:
            loaded = session.exec(select(Account)).first() is not None
        if not loaded:
            _load(url, opened, kept, agencies, out)
        yield url, opened
    finally:
        opened.dispose()
        if kept.url is None:
            embedded.stop(kept.data)


def _load(url: str, opened: Engine, kept: Settings, agencies: str, out: Console) -> None:
    """The sample area, then each story as far as it goes, then the accounts: last, so that all is there."""
    stories = [beginning(name, before) for name, before in UNDER_WAY]
    with transaction(opened) as session:
        clock.set_clock(session, stories[0].begins)
    with out.status("Loading the sample area …"):
        fill(opened, agencies, originals=kept.data / "originals")
    log = kept.data.parent / "logs" / "guide.log"
    with guide(url, kept.data.parent / "letters", log, None, schedule=False):
        for story in stories:
            with out.status(f"Under way: {story.story} …"):
                for played in Rehearsal(opened, story, lambda: settle(opened), telling(agencies)).play():
                    if played.failures:
                        raise CannotDo(f"{story.story}: {'; '.join(played.failures)}")
    with transaction(opened) as session:
        set_up(session, PEOPLE, PASSWORD)


def beginning(name: str, before: str) -> Story:
    """A shipped story up to, and without, its first move of one name."""
    story = read(STORIES / f"{name}.yaml")
    first = next(
        number for number, step in enumerate(story.moves) if step.does == before and not step.refused
    )
    return story.model_copy(update={"moves": story.moves[:first], "expect": Expectation()})


def _show_sign_ins(opened: Engine, out: Console, stop: threading.Event) -> None:
    """The people and their codes, kept up to date where the terminal can show it."""
    people = _people(opened)
    if not out.is_terminal:
        out.print(_table(people))
        out.print("For the code of the moment: disclosure training-code HANDLE")
        stop.wait()
        return
    with Live(_table(people), console=out, auto_refresh=False) as live:
        while not stop.wait(1):
            live.update(_table(people), refresh=True)


def _people(opened: Engine) -> list[tuple[Officer, str]]:
    with transaction(opened) as session:
        return [
            (officer, secret)
            for officer, secret in session.exec(
                select(Officer, Account.totp_secret)
                .join(Account, col(Account.handle) == Officer.handle)
                .order_by(col(Officer.handle))
            )
        ]


def _table(people: list[tuple[Officer, str]]) -> Table:
    left = STEP_S - int(time.time()) % STEP_S
    table = Table(
        box=None, title_justify="left",
        title=f"Password of everybody: {PASSWORD}    codes change in {left} s",
    )  # fmt: skip
    for heading in ("Handle", "Code now", "Agency, rank", "Roles"):
        table.add_column(heading, no_wrap=heading != "Roles")
    for officer, secret in people:
        roles = ", ".join(role.replace("_", " ") for role in officer.roles)
        table.add_row(officer.handle, _code_now(secret), f"{officer.agency}, {officer.rank}", roles)
    return table


def _code_now(secret: str) -> str:
    return code_at(secret, int(time.time()) // STEP_S)


def training_code(out: Console, folder: Path, handle: str) -> None:
    """Print a code of somebody's that was not used yet, on a training record that is being served."""
    kept = Settings(data=folder.absolute() / "data", url=settings().url)
    if kept.url is None and not embedded.running(kept.data):
        raise CannotDo("The training record is not being served; start it with `make desk`.")
    opened = engine(database_url(kept, DATABASE))
    try:
        with transaction(opened) as session:
            code = code_for(session, handle)
    finally:
        opened.dispose()
    out.print(code)
