"""How do registrations and enquiries come in at the desk? A form, a file of forms, a count of enquiries."""

import sys
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from desk.record import live_record
from flows.people import actor
from flows.registering.applying import apply
from flows.registering.uploading import Uploaded, upload
from flows.showing import read
from flows.steps.enquiring import Month, enquiries_by_month, record_enquiry
from flows.steps.registering import TakenIn, register_interest, siblings_of
from models.database import transaction
from models.dossier import LinkState
from models.errors import CannotDo
from models.registration import UploadState
from policy.registration import PILOT_APPLICATIONS, PILOT_ENQUIRIES, share_gone_no_further

MOST_SHOWN = 40


def register(out: Console, form: Path, who: str) -> None:
    """Register one form, written as YAML or JSON; `-` reads it from the standard input."""
    given = _form(form)
    with live_record() as record, transaction(record.engine) as session:
        taken = register_interest(session, actor(session, who), given)
    out.print(_taken_words(taken))
    if taken.left_out:
        raise CannotDo(
            "A child may be at risk now, so a duty officer has it. To be asked again:",
            *taken.left_out,
        )


def _form(form: Path) -> dict[str, Any]:
    try:
        written = sys.stdin.read() if str(form) == "-" else form.read_text(encoding="utf-8")
        given = yaml.safe_load(written)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise CannotDo(
            "The form can't be read; it is a YAML or JSON text, see docs/registrations.md."
        ) from None
    if not isinstance(given, dict):
        raise CannotDo("The form is a list of fields with their values; see docs/registrations.md.")
    return given


def _taken_words(taken: TakenIn) -> str:
    return f"{taken.registration} is registered: {', '.join(taken.considerations)}."


def import_registrations(out: Console, file: Path | None, who: str, confirm: int | None) -> None:
    """Upload a file of registrations to quarantine, or confirm one that somebody else uploaded."""
    if (file is None) == (confirm is None):
        raise CannotDo("Give one of: a file to upload, or --confirm NUMBER.")
    with live_record() as record, Progress(console=out, transient=True) as bar:
        task = bar.add_task("Comparing" if file else "Registering", total=None)

        def progress(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        if file is not None:
            found = upload(record.engine, file, who, progress=progress)
            bar.stop()
            _report(out, found)
            return
        assert confirm is not None
        done = apply(record.engine, confirm, who, progress=progress)
    now, before = len(done.registrations) - done.before, done.before
    out.print(f"Registered: {now} now" + (f", {before} had been already." if before else "."))
    if done.failed:
        raise CannotDo(
            *(f"Line {line}: {' '.join(why)}" for line, why in done.failed.items()),
            f"{len(done.failed)} not registered. Mend that, then confirm upload {confirm} again.",
        )


def _report(out: Console, found: Uploaded) -> None:
    for line, registration in sorted(found.at_once.items(), key=lambda each: int(each[0])):
        out.print(f"[bold red]Line {line}: a child may be at risk now. A duty officer has {registration}.[/]")
    if found.faults:
        table = Table("Line", "Field", "Found", "Allowed", title=f"{found.fault_count} faults")
        for fault in found.faults[:MOST_SHOWN]:
            table.add_row(str(fault.line), fault.column, fault.found, fault.allowed)
        out.print(table)
        raise CannotDo(
            f"Upload {found.number} is refused; nothing else was registered. Mend it, upload again."
        )
    out.print(f"Upload {found.number}: {found.rows} registrations read.")
    if found.likely:
        out.print(
            f"{len(found.likely)} may belong together with another; once registered, officers settle it."
        )
    if found.state is UploadState.QUARANTINED:
        out.print("Nothing is registered until somebody else confirms:")
        out.print(f"  disclosure import-registrations --confirm {found.number} --as HANDLE")
    else:
        out.print("It has been confirmed, and is registered.")


def enquiry(out: Console, who: str, unit: str, reason: str, on: str, earlier: str) -> None:
    """Record an enquiry that goes no further, or may not."""
    given = {
        "unit": unit, "reason": reason or None, "enquiry": earlier or None, "received_on": on or None,
    }  # fmt: skip
    with live_record() as record, transaction(record.engine) as session:
        reference = record_enquiry(session, actor(session, who), given)
    out.print(f"{reference} is recorded.")


def enquiries(out: Console) -> None:
    """Show enquiries by month, unit and reason, with the share that never became a registration."""
    with live_record() as record, transaction(record.engine) as session:
        months = enquiries_by_month(session)
    out.print(enquiries_table(months))
    pilots = share_gone_no_further(PILOT_ENQUIRIES, PILOT_APPLICATIONS)
    out.print(f"In the pilots of 2008-09, {pilots} % of {PILOT_ENQUIRIES} enquiries went no further.")


def enquiries_table(months: list[Month]) -> Table:
    table = Table(
        "Month", "Unit", "Registered", "No further", "Share", "Why",
        title="Enquiries, and what became of them", title_justify="left",
    )  # fmt: skip
    for month in months:
        why = ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in sorted(month.reasons.items()))
        share = "" if month.share is None else f"{month.share} %"
        table.add_row(
            month.month, month.unit, str(month.registrations), str(month.gone_no_further), share, why
        )
    return table


def links(out: Console, reference: str, who: str, purpose: str) -> None:
    """Show which registrations may belong together with one: to staff, after the consultation entry."""
    with live_record() as record:
        with transaction(record.engine) as session:
            person = actor(session, who)
            lead = siblings_of(session, reference)[1][0]
        _, dossier, _ = read(record.engine, person, reference, purpose)
        if lead != reference:
            _, dossier, _ = read(record.engine, person, lead, purpose)
    out.print(links_table(dossier.registered_as, list(dossier.links.values())))


def links_table(registration: str, found: list[LinkState]) -> Table:
    table = Table("Link", "With", "How", "Because", "Settled", title=f"{registration}: for staff only")
    for link in found:
        settled = link.verdict or "not yet"
        table.add_row(link.link, link.other, link.kind.replace("_", " "), ", ".join(link.because), settled)
    return table
