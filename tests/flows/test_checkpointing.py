"""Is the record pinned down outside the database when it should be?"""

from datetime import date
from pathlib import Path

from flows.checkpointing import Checkpointing
from models import checkpoints, ledger
from models.database import Settings, engine, transaction
from models.entries import ChaseRun, SignedOff
from models.verification import verify_record


def test_a_sign_off_is_pinned_down_at_once_and_other_work_is_not(live_record: str, tmp_path: Path) -> None:
    opened = engine(live_record)
    kept = Checkpointing(Settings(tmp_path))
    with transaction(opened) as session:
        ledger.append(session, ChaseRun(day=date(2026, 11, 24), coming=0, missed=0, digest=""), by="machine")
    assert kept.keep_up(opened) is None
    signature = SignedOff(pack="p", digest="d", outcome="agree", agency="police", rank="di", person="P-1")
    with transaction(opened) as session:
        ledger.append(session, signature, by="di.1")
    note = kept.keep_up(opened)
    assert note is not None
    assert kept.keep_up(opened) is None
    file = next((tmp_path / "checkpoints").iterdir()).read_text(encoding="utf-8")
    assert [point.size for point in checkpoints.read(file, checkpoints.public_key(Settings(tmp_path)))] == [3]
    with transaction(opened) as session:
        assert verify_record(session, checkpoint=file).good
    opened.dispose()


def test_a_scratch_record_is_never_pinned_down(record: str, tmp_path: Path) -> None:
    opened = engine(record)
    assert Checkpointing(Settings(tmp_path), taken_at=-1e9).keep_up(opened) is None
    assert not (tmp_path / "checkpoints").exists()
    opened.dispose()
