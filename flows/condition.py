"""How does the system do? Guides, daily runs, letters, the record's size: counts and times, no content."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, select

from flows.register.uploading import last_applied
from models import clock, ledger
from models.consideration import GuideState, IssuedLetter, ScheduledRun, SealedFailure, Wait
from models.ledger_rows import EntryRow
from models.register_import import RegisterImport

SILENT_AFTER = timedelta(seconds=60)
DAILY = ("considering", "chase")


@dataclass(frozen=True)
class GuideSeen:
    """One guide: whether it is alive, and whether Prefect shows what it does."""

    guide: str
    started_at: datetime
    seen_at: datetime
    silent: bool
    prefect: str
    prefect_since: datetime
    carried: int


@dataclass(frozen=True)
class Condition:
    """How the system does, at one moment."""

    at: datetime
    guides: tuple[GuideSeen, ...]
    daily: dict[str, ScheduledRun | None]
    letters: dict[str, int]
    waits_on_machine: int
    sealed: int
    entries: int
    last_entry_at: datetime | None
    root: str
    register: RegisterImport | None
    checkpoint_at: datetime | None
    database_bytes: int
    disk_free: int
    disk_size: int

    @property
    def to_see_to(self) -> list[str]:
        """What somebody should see to now, in words."""
        alive = [each for each in self.guides if not each.silent]
        unknown = self.letters.get("unknown", 0)
        found = [
            None if alive else "No guide is running: nothing is carried on by itself. Start one.",
            *(f"Guide {g.guide} goes on without Prefect." for g in alive if g.prefect == "away"),
            f"Nobody knows whether letters went: {unknown}. Supervisors settle them." if unknown else None,
            *(f"The daily run “{name}” has never ended." for name, run in self.daily.items() if run is None),
            "Less than a tenth of the disk is free." if self.disk_free * 10 < self.disk_size else None,
        ]
        return [each for each in found if each]


def condition(session: Session, folder: Path) -> Condition:
    """Look at everything that runs, and at the disk under a folder."""
    now, head = clock.wall(session), ledger.head(session)
    latest = select(GuideState).order_by(col(GuideState.seen_at).desc()).limit(8)
    letters = select(IssuedLetter.state, func.count()).group_by(col(IssuedLetter.state))
    on_machine, sealed, last_entry_at, size = _counted(session, head.size)
    disk = shutil.disk_usage(folder if folder.exists() else Path("/"))
    return Condition(
        at=now,
        guides=tuple(_seen(each, now) for each in session.exec(latest)),
        daily={name: _last(session, name) for name in DAILY},
        letters=dict(session.exec(letters).all()),
        waits_on_machine=on_machine,
        sealed=sealed,
        entries=head.size,
        last_entry_at=last_entry_at,
        root=head.root.hex()[:16],
        register=last_applied(session),
        checkpoint_at=_written_last(folder / "checkpoints"),
        database_bytes=size,
        disk_free=disk.free,
        disk_size=disk.total,
    )


def _seen(state: GuideState, now: datetime) -> GuideSeen:
    return GuideSeen(
        state.guide[:8], state.started_at, state.seen_at, now - state.seen_at > SILENT_AFTER,
        state.prefect, state.prefect_since, state.carried,
    )  # fmt: skip


def _counted(session: Session, last: int) -> tuple[int, int, datetime | None, int]:
    """In one query: waits on the machine, sealed failures, when the last entry was written, bytes held."""
    on_machine = select(func.count()).select_from(Wait).where(Wait.owner_kind == "machine")
    sealed = select(func.count()).select_from(SealedFailure)
    written = select(EntryRow.at).where(EntryRow.seq == last)
    size = func.pg_database_size(func.current_database())
    each = (on_machine.scalar_subquery(), sealed.scalar_subquery(), written.scalar_subquery(), size)
    waiting, sealed_now, at, held = session.execute(sa_select(*each)).one()
    return waiting, sealed_now, at, held


def _last(session: Session, flow: str) -> ScheduledRun | None:
    done = select(ScheduledRun).where(ScheduledRun.flow == flow, ScheduledRun.state == "done")
    return session.exec(done.order_by(col(ScheduledRun.day).desc()).limit(1)).one_or_none()


def _written_last(checkpoints: Path) -> datetime | None:
    """When a checkpoint was last written down outside the database."""
    times = [each.stat().st_mtime for each in checkpoints.glob("*.txt")]
    return datetime.fromtimestamp(max(times), UTC) if times else None
