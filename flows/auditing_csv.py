"""What does an auditor take away? The lines found, as CSV that no spreadsheet takes for a formula."""

import csv
import io
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine

from flows.auditing import AUDITORS, Asked, Line, found_entries, lines_of, references_of
from flows.showing import entitled
from flows.steps.actor import Actor
from flows.steps.entering import checked_as
from models import ledger
from models.database import transaction
from models.entries import Exported
from models.errors import CannotDo

MOST, AT_ONCE = 50_000, 1000
HEAD = ("Entry", "When (UTC)", "What", "By", "About", "Purpose", "Why")


def as_csv(engine: Engine, actor: Actor, asked: Asked | dict[str, Any], purpose: str) -> bytes:
    """Every line that fits, latest first. The Exported entry commits before any is read.

    Raise CannotDo where there are more than 50,000.
    """
    question = checked_as(Asked, asked)
    entitled(actor, AUDITORS, purpose)
    with transaction(engine) as session:
        found = found_entries(session, actor, question, MOST + 1)
        if len(found) > MOST:
            raise CannotDo(f"More than {MOST:,} lines fit; narrow it down by days, by whom or about what.")
        about = references_of(session, found)
    entry = Exported(
        references=tuple(sorted({each for references in about.values() for each in references})),
        entries=len(found),
        digest=sha256("\n".join(str(each.seq) for each in found).encode()).hexdigest(),
    )
    why = {"purpose": purpose.strip(), "question": question.model_dump(mode="json", exclude_none=True)}
    with transaction(engine) as session:
        ledger.append(session, entry, why, by=actor.handle)
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEAD)
    for start in range(0, len(found), AT_ONCE):
        with transaction(engine) as session:
            for line in lines_of(session, [each.seq for each in found[start : start + AT_ONCE]], about):
                writer.writerow([neutral(cell) for cell in _cells(line)])
    return out.getvalue().encode("utf-8-sig")


def _cells(line: Line) -> tuple[str, ...]:
    when = line.at.strftime("%Y-%m-%d %H:%M:%S")
    return str(line.seq), when, line.words, line.by, " ".join(line.references), line.purpose, line.why


def neutral(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula: its first is a letter, digit or apostrophe.

    What can't be seen, line breaks among it, becomes a space, so that no cell begins anew within itself.
    """
    shown = "".join(c if c.isprintable() else " " for c in cell).strip()
    return shown if not shown or shown[0].isalnum() else f"'{shown}"
