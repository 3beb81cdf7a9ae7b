"""What does `make demo` show? The whole job once, on a scratch record, and where to look at each thing."""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import Engine
from sqlmodel import col, func, select

from desk.children import await_health, guide, prefect_child, running, stand_in
from desk.rehearsing import print_step, settle, telling, use_sample_settings, waiting_on_machine
from desk.showing import coverage_bar, stages_table
from flows.every_case import coverage
from flows.exporting import export
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import Story, read
from flows.sample_area import fill, write
from models import embedded, ledger
from models.consideration import Consideration, IssuedLetter
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
from models.subject import Subject
from models.verification import verify_record

STORIES = Path(__file__).parent.parent / "flows" / "rehearsal" / "stories"
SHOWN = ("level-1-not-disclosed", "head-teacher-at-level-2", "pilot-mother-signs", "urgent-then-ratified")
CARRY_WITHIN_S = 240.0
WHERE = {"hand": "handed over in person", "police-held": "held by police"}


def run(folder: Path, out: Console, *, without_prefect: bool) -> None:
    """Do it all, and leave the letters and one export in `folder`."""
    began = time.monotonic()
    use_sample_settings()
    folder = folder.absolute()
    kept = Settings(data=folder / "data", url=settings().url)
    _clear(folder)
    with _scratch(kept) as (url, opened), ExitStack() as stack:
        agencies = stack.enter_context(stand_in(folder / "logs" / "stand-in.log"))
        server, child = None, None
        if not without_prefect:
            out.print("Prefect's server is starting …")
            child, server = prefect_child(folder / "prefect")
            stack.enter_context(running(child))
        _import(opened, folder, agencies, out)
        if child and server:
            await_health(child, server.health, 180)
        stack.enter_context(guide(url, folder / "letters", folder / "logs" / "guide.log", server))
        _watch_the_sweep(opened, out)
        good = _rehearse(opened, agencies, out)
        exported = _export(opened, kept, folder)
        _summary(opened, folder, exported, out)
        good = _verified(opened, out) and good
    out.print(f"Done in {time.monotonic() - began:.0f} s. All of it is in {folder}.")
    if not good:
        raise SystemExit(1)


def _clear(folder: Path) -> None:
    """Make room for this run; the database and Prefect's home are made anew elsewhere."""
    for name in ("letters", "export", "area"):
        shutil.rmtree(folder / name, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def _scratch(kept: Settings) -> Iterator[tuple[str, Engine]]:
    """A scratch record of this run's own; the embedded server is stopped again afterwards."""
    name = "demo"
    server_url = database_url(kept, "postgres" if kept.url is None else name)
    drop_database(server_url, name)
    url = create_database(server_url, name)
    prepare(url, scratch=True, at=_story(SHOWN[0]).begins)
    opened = engine(url)
    try:
        yield url, opened
    finally:
        opened.dispose()
        if kept.url is None:
            embedded.stop(kept.data)


def _import(opened: Engine, folder: Path, agencies: str, out: Console) -> None:
    """Write the sample area, upload its extract as one person, and apply it as another."""
    write(folder / "area")
    fill(opened, agencies, originals=folder / "data" / "originals")
    with transaction(opened) as session:
        people = session.exec(select(func.count()).select_from(Subject)).one()
    out.print(f"Register: {people} people read, quarantined, confirmed by a second person, applied.")


def _watch_the_sweep(opened: Engine, out: Console) -> None:
    """Show the guide opening a consideration on everybody due, and asking the agencies."""
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=out
    )
    with bar:
        with transaction(opened) as session:
            managed = coverage(session).managed
        opening = bar.add_task("Every-case considerations opened", total=managed)
        carrying = bar.add_task("Carried as far as machines can", total=managed)
        until = time.monotonic() + CARRY_WITHIN_S
        while time.monotonic() < until:
            with transaction(opened) as session:
                count = session.exec(select(func.count()).select_from(Consideration)).one()
            waiting = len({line.split()[0] for line in waiting_on_machine(opened)})
            bar.update(opening, completed=count)
            bar.update(carrying, completed=count - waiting)
            if count >= managed and not waiting:
                break
            time.sleep(0.5)


def _story(name: str) -> Story:
    return read(STORIES / f"{name}.yaml")


def _rehearse(opened: Engine, agencies: str, out: Console) -> bool:
    good = True
    for name in SHOWN:
        story = _story(name)
        out.print(f"\n[bold]{story.story}[/]")
        rehearsal = Rehearsal(opened, story, lambda: settle(opened), telling(agencies))
        for played in rehearsal.play():
            good = good and not played.failures
            print_step(out, played)
    return good


def _export(opened: Engine, kept: Settings, folder: Path) -> tuple[str, str]:
    """Export the first consideration in which somebody was told."""
    with transaction(opened) as session:
        reference = session.exec(
            select(Consideration.reference)
            .where(Consideration.outcome == "tell")
            .order_by(col(Consideration.number))
        ).first()
        acting = actor(session, "auditor.1")
    if reference is None:
        return "", "nobody was told, so nothing was exported"
    made = export(opened, kept, acting, reference, folder / "export", "shown at the end of the demonstration")
    return reference, made.verdict


def _summary(opened: Engine, folder: Path, exported: tuple[str, str], out: Console) -> None:
    """One screen: stages, letters with their paths, coverage, size of the ledger."""
    with transaction(opened) as session:
        stages, found = stages_table(session), coverage(session)
        size = ledger.head(session).size
        letters = session.exec(select(IssuedLetter).order_by(col(IssuedLetter.reference))).all()
    table = Table(
        title=f"Letters (posted ones in {_shown(folder / 'letters')})", title_justify="left", box=None
    )
    for column in ("Reference", "Kind", "State", "Where"):
        table.add_column(column, no_wrap=True)
    for letter in letters:
        sent = folder / "letters" / f"{letter.reference}.pdf"
        where = sent.name if sent.exists() else WHERE.get(letter.delivery, "in the record")
        table.add_row(letter.reference, letter.kind.replace("_", " "), letter.state, where)
    out.print()
    out.print(stages)
    out.print(table)
    out.print(Panel(coverage_bar(found), title="Coverage of the duty to consider", expand=False))
    out.print(
        f"Ledger: {size} entries. Export of {exported[0]}: {_shown(folder / 'export')}", highlight=False
    )
    out.print(f"Export verified: {' '.join(exported[1].splitlines())}", highlight=False)


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _verified(opened: Engine, out: Console) -> bool:
    with transaction(opened) as session:
        verdict = verify_record(session)
    out.print(f"Whole record verified: {' '.join(verdict.lines)}", highlight=False)
    return verdict.good
