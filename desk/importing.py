"""How does a register extract come in? Uploaded by one person, read back to them, applied by a second."""

from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlmodel import Session, select

from desk.record import live_record
from flows.refreshing import take_in
from flows.register.applying import apply, lift_stop
from flows.register.uploading import Uploaded, upload
from flows.sample_area import SampleArea, load_people, write
from models.database import transaction
from models.errors import CannotDo
from models.register_import import ImportState, RegisterImport

MOST_SHOWN = 40


def run(out: Console, file: Path | None, who: str, confirm: str, lift: str, reasons: str) -> None:
    """Upload an extract, confirm one that somebody else uploaded, or lift the stop of one."""
    if not who:
        raise CannotDo("Say who you are: --as HANDLE.")
    if sum((file is not None, bool(confirm), bool(lift))) != 1:
        raise CannotDo("Give one of: an extract to upload, --confirm NUMBER, or --lift-stop NUMBER.")
    with live_record() as record:
        if file is not None:
            with transaction(record.engine) as session:
                found = upload(session, file, who)
            _report(out, found)
            return
        if lift:
            with transaction(record.engine) as session:
                lift_stop(session, _numbered(session, lift).id, who, reasons)
            out.print("The stop is lifted; somebody else confirms it now.")
            return
        with transaction(record.engine) as session:
            done = apply(session, _numbered(session, confirm).id, who, on_change=take_in)
    out.print(
        f"Applied: {done.new} new, {done.changed} changed, {done.missing} gone, {done.unchanged} as before."
    )


def _numbered(session: Session, number: str) -> RegisterImport:
    found = None
    if number.isdigit():
        found = session.exec(select(RegisterImport).where(RegisterImport.number == int(number))).one_or_none()
    if found is None:
        raise CannotDo("No upload has that number; the upload said which it is.")
    return found


def _report(out: Console, found: Uploaded) -> None:
    """The difference report, or every fault with line and column."""
    if found.faults:
        table = Table("Line", "Column", "Found", "Allowed", title=f"{found.fault_count} faults")
        for fault in found.faults[:MOST_SHOWN]:
            table.add_row(str(fault.line), fault.column, fault.found, fault.allowed)
        out.print(table)
        raise CannotDo(f"Upload {found.number} is refused; nothing of it was applied. Mend it, upload again.")
    out.print(f"Upload {found.number}: {found.rows} people read.")
    out.print(_difference(found))
    if found.state == ImportState.STOPPED:
        raise CannotDo(
            f"It would change {found.percent} % of the register, so it is stopped; a senior manager lifts it."
        )
    out.print("Nothing is applied until somebody else confirms:")
    out.print(f"  disclosure import-register --confirm {found.number} --as HANDLE")


def _difference(found: Uploaded) -> Table:
    """How many are new, changed, missing, unchanged; and which, by reference."""
    changes = found.difference
    table = Table("Against the register", "How many", "Which", title=f"{found.percent} % would change")
    changed = [f"{reference} ({', '.join(columns)})" for reference, columns in changes.changed.items()]
    for words, which in (
        ("new", list(changes.new)), ("changed", changed), ("back again", list(changes.returned)),
        ("missing", list(changes.missing)),
    ):  # fmt: skip
        more = f" … and {len(which) - MOST_SHOWN} more" if len(which) > MOST_SHOWN else ""
        table.add_row(words, str(len(which)), ", ".join(which[:MOST_SHOWN]) + more)
    table.add_row("unchanged", str(changes.unchanged), "")
    return table


def write_sample_area(out: Console, folder: Path, *, load: bool) -> None:
    """Write the sample area; with `load`, put its people and agencies into the live record."""
    if folder.exists() and any(folder.iterdir()):
        raise CannotDo(f"{folder} is not empty; name a new folder.")
    area: SampleArea = write(folder)
    for name in sorted(path.name for path in folder.iterdir()):
        out.print(f"  {folder / name}")
    if load:
        with live_record() as record, transaction(record.engine) as session:
            load_people(session, area.folder)
        out.print("Its agencies and officers are in the record now.")
    out.print(f"Its settings: export DISCLOSURE_FORCE_FILE={area.schemes} DISCLOSURE_FORCE={area.force}")
