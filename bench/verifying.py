"""How fast is the whole record checked? In its database, and as an export on anybody's disk."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from sqlmodel import Session

from bench.measuring import Found, load, number
from bench.stage import Stage, stage
from models import ledger
from models.chain import Verdict
from models.database import transaction
from models.entries import Answered
from models.export import export_lines
from models.verification import verify_export, verify_record

ENTRIES, IN_ONE = 20_000, 100
GOAL = 30_000
CONTENT = {
    "answers": {"serious_harm_risk": False, "particular_children": False, "children_of_description": False},
    "reasons": "Complies with every condition; no contact with children found at the last three visits. " * 3,
}


def run(server: str) -> Found:
    """Fill a record with entries that each have content, and check every hash, twice each way."""
    found = Found(
        "verify",
        f"Checking a record of {ENTRIES:,} entries, each with content",
        ("what", "entries a second", "by CPU time", "load"),
    )
    with stage(server, "bench_verify") as on, TemporaryDirectory() as held:
        folder = Path(held)
        _fill(on)
        with transaction(on.engine) as session:
            (folder / "record.jsonl").write_bytes(b"".join(export_lines(session)))
            _tell(found, "verify_record, in the database", session, None)
            _tell(found, "verify_export, from record.jsonl", session, folder)
    return found


def _fill(on: Stage) -> None:
    considerations: list[UUID] = [uuid4() for _ in range(500)]
    for start in range(0, ENTRIES, IN_ONE):
        with transaction(on.engine) as session:
            for number_ in range(start, start + IN_ONE):
                ledger.append(
                    session,
                    Answered(questions=("serious_harm_risk", "particular_children")),
                    CONTENT,
                    by="ppo.western.1",
                    consideration=considerations[number_ % 500],
                )


def _tell(found: Found, what: str, session: Session, folder: Path | None) -> None:
    """The better of two: the first also reads the disk."""
    best: tuple[float, float] | None = None
    for _ in range(2):
        began, cpu = time.perf_counter(), time.process_time()
        verdict: Verdict = verify_record(session) if folder is None else verify_export(folder)
        took = time.perf_counter() - began, time.process_time() - cpu
        if not verdict.good:
            raise SystemExit(verdict.words)
        best = min(best or took, took)
    assert best
    rate = ENTRIES / best[0]
    found.row(what, number(rate), number(ENTRIES / best[1]), load())
    found.goal(what, rate, GOAL, "entries/s", at_most=False)
