"""What do `status`, `coverage`, `export` and `verify` show? References, clocks and counts; never names."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlmodel import Session, col, func, select

from desk.record import live_record
from flows.every_case import Coverage
from flows.every_case import coverage as counted
from flows.people import actor
from models import clock
from models.consideration import Consideration, GuideState, Wait
from models.database import transaction
from models.errors import CannotDo
from models.verification import verify_export, verify_record

LONDON = ZoneInfo("Europe/London")
SILENT_AFTER_S = 60


def coverage(out: Console) -> None:
    """Print coverage of the duty to consider."""
    with live_record() as record, transaction(record.engine) as session:
        out.print(coverage_bar(counted(session)))


def coverage_bar(found: Coverage, width: int = 48) -> str:
    """Draw coverage as one bar: considered, due, overdue."""
    total = max(found.managed, 1)
    parts = ((found.considered, "green"), (found.due, "yellow"), (found.overdue, "red"))
    drawn = "".join(f"[{colour}]{'█' * round(width * count / total)}[/]" for count, colour in parts)
    return f"{drawn}\n{found.words}"


def status(out: Console, reference: str) -> None:
    """Print what waits on whom; with a reference, one consideration's waits."""
    with live_record() as record, transaction(record.engine) as session:
        out.print(guides_table(session))
        if reference:
            out.print(waits_table(session, reference))
            return
        out.print(stages_table(session))
        out.print(worklist_table(session))


def guides_table(session: Session) -> Table:
    """The guides, whether each is seen, and whether it has Prefect."""
    table = Table(title="Guides", title_justify="left")
    for column in ("Guide", "Last seen", "Prefect", "Since", "Carried"):
        table.add_column(column)
    found = session.exec(select(GuideState).order_by(col(GuideState.started_at))).all()
    for state in found:
        silent = (datetime.now(UTC) - state.seen_at).total_seconds() > SILENT_AFTER_S
        table.add_row(
            state.guide[:8], _when(state.seen_at) + (" (silent)" if silent else ""),
            "away: work goes on without it" if state.prefect == "away" else state.prefect,
            _when(state.prefect_since), str(state.carried),
        )  # fmt: skip
    if not found:
        table.add_row("none", "start one with “disclosure up”", "", "", "")
    return table


def stages_table(session: Session) -> Table:
    """How many considerations stand at each stage."""
    table = Table(title="Considerations by stage", title_justify="left")
    table.add_column("Stage")
    table.add_column("How many", justify="right")
    for stage, count in session.exec(
        select(Consideration.stage, func.count()).group_by(col(Consideration.stage))
    ):
        table.add_row(stage.replace("_", " "), str(count))
    return table


def worklist_table(session: Session, most: int = 15) -> Table:
    """What waits, soonest deadline first."""
    table = Table(title=f"Soonest {most} waits on people, agencies and dates", title_justify="left")
    for column in ("Reference", "Waits on", "For", "Due"):
        table.add_column(column)
    now = clock.now(session)
    found = session.exec(
        select(Consideration.reference, Wait.owner, Wait.what, Wait.due_at)
        .join(Wait, col(Wait.consideration_id) == Consideration.id)
        .where(Wait.owner_kind != "machine")
        .order_by(col(Wait.due_at).nulls_last(), col(Consideration.number))
        .limit(most)
    ).all()
    for reference, owner, what, due in found:
        late = " (missed)" if due and due < now else ""
        table.add_row(reference, owner, what.replace("_", " "), (_when(due) if due else "no clock") + late)
    return table


def waits_table(session: Session, reference: str) -> Table:
    """Everything one consideration waits on, and why."""
    row = session.exec(select(Consideration).where(Consideration.reference == reference)).one_or_none()
    if row is None:
        raise CannotDo("No consideration has that reference.")
    table = Table(title=f"{reference}, at {row.stage.replace('_', ' ')}", title_justify="left")
    for column in ("Waits on", "For", "Why", "Due", "How the date was worked out"):
        table.add_column(column)
    for wait in session.exec(select(Wait).where(Wait.consideration_id == row.id)).all():
        due = _when(wait.due_at) if wait.due_at else "no clock"
        whom = f"{wait.owner_kind}: {wait.owner}"
        # Which consideration is about the same person is for whoever may read this one.
        about = f" ({wait.subject_of})" if wait.subject_of and wait.what != "note_joined" else ""
        table.add_row(whom, wait.what.replace("_", " ") + about, wait.why, due, wait.how)
    return table


def export(out: Console, reference: str, folder: Path, who: str, purpose: str) -> None:
    """Export one consideration and say what is in the folder."""
    from flows.exporting import export as make

    with live_record() as record:
        with transaction(record.engine) as session:
            acting = actor(session, who)
        made = make(record.engine, record.settings, acting, reference, folder, purpose)
    out.print(f"{made.folder}:")
    for name in made.files:
        out.print(f"  {name}")
    out.print(made.verdict)


def verify(out: Console, folder: Path | None, checkpoint: Path | None, key: Path | None) -> bool:
    """Verify an export, or the whole record, and print the verdict."""
    note, public = _text(checkpoint), _text(key)
    if folder is not None:
        verdict = verify_export(folder, checkpoint=note, public_key=public)
    else:
        with live_record() as record, Progress(console=out, transient=True) as bar:
            task = bar.add_task("Verifying the record", total=None)
            with transaction(record.engine) as session:
                verdict = verify_record(
                    session, checkpoint=note, public_key=public,
                    progress=lambda done, total: bar.update(task, completed=done, total=total),
                )  # fmt: skip
    for line in verdict.lines:
        out.print(line, highlight=False)
    return verdict.good


def _text(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise CannotDo(f"{path} can't be read as a text file.") from None


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%-d %b %Y %H:%M}"
