"""What the trap tests read: a played story's dossier, its letters' words, its ledger."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from flows.chasing import chase
from flows.looking import look
from flows.rehearsal.playing import Rehearsal
from flows.workplace import Workplace, working_in
from models import ledger
from models.consideration import Consideration, IssuedLetter
from models.database import transaction
from models.dossier import Dossier


@pytest.fixture
def dossier_of() -> Callable[..., Dossier]:
    """The folded ledger of what a story calls `it`, or of another by its name."""

    def read(rehearsal: Rehearsal, name: str = "it") -> Dossier:
        with transaction(rehearsal.engine) as session:
            return look(session, rehearsal.names[name])[1]

    return read


@pytest.fixture
def entries_of() -> Callable[..., list[Any]]:
    """Every entry of one kind, oldest first, with its content."""

    def read(rehearsal: Rehearsal, kind: str, name: str = "it") -> list[Any]:
        with transaction(rehearsal.engine) as session:
            row = session.exec(
                select(Consideration).where(Consideration.reference == rehearsal.names[name])
            ).one()
            return [entry for entry in ledger.entries(session, row.id) if entry.kind == kind]

    return read


@pytest.fixture
def letters_of() -> Callable[[Rehearsal], list[IssuedLetter]]:
    """Every letter issued on the record, in the order of issue."""

    def read(rehearsal: Rehearsal) -> list[IssuedLetter]:
        with transaction(rehearsal.engine) as session:
            return list(session.exec(select(IssuedLetter).order_by(col(IssuedLetter.reference))))

    return read


@pytest.fixture
def chase_on(tmp_path: Path) -> Callable[[Rehearsal, date], None]:
    """Run the scheduled chase of a day on a story's record."""

    def run(rehearsal: Rehearsal, day: date) -> None:
        with working_in(Workplace(rehearsal.engine, tmp_path)):
            chase(day)

    return run
