"""Can a stranger verify an export with no database, and does any change in it show?"""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from models import checkpoints, ledger, verification
from models.chain import Verdict
from models.database import Role, Settings, engine, transaction
from models.entries import Exported
from models.erasure import erase
from models.errors import CannotDo
from models.export import export_lines, fingerprint
from models.export_check import SCRATCH
from models.ledger import Recorded
from models.verification import UNCHECKED, verify_export

Write = Callable[..., list[Recorded]]
Export = Callable[..., Path]


@pytest.fixture
def export(application: Engine, tmp_path: Path) -> Export:
    """Write record.jsonl of one consideration or of the whole record."""

    def write_folder(consideration: UUID | None = None, **options: Any) -> Path:
        folder = tmp_path / "export"
        folder.mkdir(exist_ok=True)
        with transaction(application) as session, (folder / "record.jsonl").open("wb") as file:
            file.writelines(export_lines(session, consideration, **options))
        return folder

    return write_folder


def altered(folder: Path, change: Callable[[list[dict[str, Any]]], object]) -> Verdict:
    """Verify a copy of the export with some lines changed."""
    lines = [json.loads(line) for line in (folder / "record.jsonl").read_text().splitlines()]
    change(lines)
    other = folder.with_name("altered")
    other.mkdir(exist_ok=True)
    (other / "record.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return verify_export(other)


@pytest.fixture
def told(write: Write) -> UUID:
    """A consideration whose entries stand among those of others."""
    mine, other = uuid4(), uuid4()
    for consideration in (mine, other, mine, None, other, mine):
        write(1, consideration)
    return mine


@pytest.mark.parametrize("whole", [True, False])
def test_an_export_is_good_and_holds_exact_bytes(
    told: UUID, export: Export, application: Engine, whole: bool
) -> None:
    folder = export(None if whole else told)
    verdict = verify_export(folder)
    assert verdict.good, verdict.words
    assert verdict.entries == (7 if whole else 4)
    assert set(verdict.lines[2:]) == {SCRATCH, UNCHECKED}
    with transaction(application) as session:
        entries = {entry.seq: entry for entry in ledger.entries(session)}
    for line in (folder / "record.jsonl").read_text().splitlines()[1:]:
        told_line = json.loads(line)
        assert json.loads(base64.b64decode(told_line["body"])) == entries[told_line["seq"]].body


def test_one_considerations_export_holds_nothing_of_another(
    told: UUID, export: Export, application: Engine
) -> None:
    text = (export(told) / "record.jsonl").read_text()
    with transaction(application) as session:
        others = [entry for entry in ledger.entries(session, after=1) if entry.consideration != str(told)]
    for entry in others:
        for held in (json.dumps(entry.content), entry.consideration or "none", entry.body["content"]):
            assert base64.b64encode(held.encode()).decode().rstrip("=")[:-1] not in text
            assert held not in text


CHANGES: list[Callable[[list[dict[str, Any]]], object]] = [
    lambda lines: lines.pop(1),
    lambda lines: lines.insert(3, lines[2]),
    lambda lines: lines.reverse(),
    lambda lines: lines.__setitem__(slice(2, 4), lines[3:1:-1]),
    lambda lines: lines[3].update(content=None),
    lambda lines: lines[3]["content"].update(bytes=base64.b64encode(b'{"reasons":"other"}').decode()),
    lambda lines: lines[3]["content"].update(salt="00" * 16),
    lambda lines: lines[3].update(body=base64.b64encode(b"{}").decode()),
    lambda lines: lines[3].update(body="no base64!"),
    lambda lines: lines[3].update(previous="00" * 32),
    lambda lines: lines[3].update(hash="00" * 32),
    lambda lines: lines[3].update(seq=99),
    lambda lines: lines[0].update(root="00" * 32),
    lambda lines: lines[0].update(size=3),
    lambda lines: lines[0].update(format="other"),
    lambda lines: lines[0].update(root=5),
    lambda lines: lines.pop(0),
    lambda lines: lines[2].pop("body"),
    lambda lines: lines[2].update(seq="two"),
    lambda lines: lines.__setitem__(2, {}),
    lambda lines: lines.clear(),
]


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_a_changed_export_is_found(told: UUID, export: Export, whole: bool, number: int) -> None:
    verdict = altered(export(None if whole else told), CHANGES[number])
    assert not verdict.good
    assert verdict.lines[0].startswith("NOT AS IT WAS")


def test_an_entry_left_out_or_cut_off_a_whole_export_is_named(told: UUID, export: Export) -> None:
    assert altered(export(), lambda lines: lines.pop(4)).bad_entry == 4
    assert altered(export(), lambda lines: lines.pop()).bad_entry == 7


def test_an_exported_entry_shows_what_was_left_out_before_it(
    told: UUID, export: Export, application: Engine
) -> None:
    with transaction(application) as session:
        entries, digest = fingerprint(session, told)
        exported = Exported(references=("R1",), entries=entries, digest=digest)
        ledger.append(session, exported, by="PC-1", consideration=told)
    folder = export(told)
    assert verify_export(folder).good
    for left_out in (2, 3, 4):
        verdict = altered(folder, lambda lines, place=left_out: lines.pop(place))  # type: ignore[misc]
        assert (verdict.good, verdict.bad_entry) == (False, 8)
        assert "left out" in verdict.words


def test_an_entry_of_another_consideration_has_no_place_in_one(
    told: UUID, export: Export, write: Write
) -> None:
    other = uuid4()
    write(1, other)
    foreign = json.loads((export(other) / "record.jsonl").read_text().splitlines()[2])
    verdict = altered(export(told), lambda lines: lines.append(foreign))
    assert (verdict.bad_entry, "belongs to another consideration" in verdict.words) == (8, True)


def test_erased_content_is_counted_and_still_verifies(write: Write, export: Export, record: str) -> None:
    mine = uuid4()
    gone = write(3, mine)[1]
    assert gone.content_id is not None
    retention = engine(record, Role.RETENTION)
    with transaction(retention) as session:
        erase(session, [gone.content_id], "retention/1", "PO-1")
    retention.dispose()
    for scope in (None, mine):
        verdict = verify_export(export(scope))
        assert verdict.good, verdict.words
        assert (verdict.contents, verdict.erased) == (2, 1)
    unsaid = altered(export(mine), lambda lines: lines.pop())
    assert (unsaid.good, unsaid.bad_entry) == (False, gone.seq)


@pytest.mark.parametrize("whole", [True, False])
def test_an_outside_checkpoint_is_compared(
    told: UUID, export: Export, application: Engine, data: Settings, write: Write, whole: bool
) -> None:
    key = checkpoints.public_key(data)
    with transaction(application) as session:
        earlier = checkpoints.checkpoint(session, data)
        footer = checkpoints.footer(session)
    write(4)
    with transaction(application) as session:
        latest = checkpoints.checkpoint(session, data)
    folder = export(None if whole else told, checkpoint_sizes=[7])
    for outside in (earlier, footer, latest, earlier + latest):
        verdict = verify_export(folder, outside, key)
        assert verdict.good, verdict.words
        assert UNCHECKED not in verdict.lines
    stranger = Settings(data=data.data / "stranger")
    other_root = checkpoints.sign(checkpoints.Checkpoint(7, bytes(32), "o"), checkpoints.signing_key(data))
    assert "not what the checkpoint saw" in verify_export(folder, other_root, key).words
    with pytest.raises(CannotDo, match="not signed with this key"):
        verify_export(folder, latest, checkpoints.public_key(stranger))


def test_a_checkpoint_the_export_does_not_reach_is_no_agreement(
    told: UUID, export: Export, application: Engine, data: Settings, write: Write
) -> None:
    whole, one = export().rename(data.data.with_name("whole")), export(told)
    write(2)
    with transaction(application) as session:
        later = checkpoints.checkpoint(session, data)
    assert verify_export(whole, later).bad_entry == 8
    assert "can't be compared with a checkpoint at size 9" in verify_export(one, later).words


def test_a_proof_takes_less_than_a_kilobyte(told: UUID, export: Export) -> None:
    for line in (export(told) / "record.jsonl").read_text().splitlines()[1:]:
        assert len(json.dumps(json.loads(line)["proof"])) < 1024


def test_what_is_no_export_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match=r"no record\.jsonl"):
        verify_export(tmp_path)
    (tmp_path / "record.jsonl").write_text("not json\n")
    assert "line 1 of record.jsonl is not JSON" in verify_export(tmp_path).words


def test_the_small_program_needs_no_database(
    told: UUID, export: Export, application: Engine, data: Settings
) -> None:
    with transaction(application) as session:
        note = checkpoints.checkpoint(session, data)
    folder = export(told)
    (folder / "outside.txt").write_text(note)
    (folder / "key.txt").write_text(checkpoints.public_key(data))
    program = (
        "import sys, runpy; sys.argv[0] = 'verify'\n"
        "try: runpy.run_module('models.verification', run_name='__main__')\n"
        "finally: print([name for name in ('sqlalchemy', 'psycopg', 'prefect') if name in sys.modules])"
    )
    arguments = [
        str(folder),
        "--checkpoint",
        str(folder / "outside.txt"),
        "--public-key",
        str(folder / "key.txt"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Nothing was altered." in done.stdout
    assert done.stdout.rstrip().endswith("[]")
    (folder / "record.jsonl").write_text((folder / "record.jsonl").read_text().replace("0", "1", 40))
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "NOT AS IT WAS" in done.stdout


def test_progress_is_told_and_an_empty_folder_is_exit_1(
    told: UUID,
    export: Export,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(verification, "EVERY", 2)
    seen: list[tuple[int, int]] = []
    assert verify_export(export(), progress=lambda done, total: seen.append((done, total))).good
    assert seen == [(2, 7), (4, 7), (6, 7)]
    monkeypatch.setattr(sys, "argv", ["verify", str(tmp_path / "nowhere")])
    assert verification.main() == 1
    assert "no record.jsonl" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["verify", str(export(told))])
    assert verification.main() == 0
    assert "Nothing was altered." in capsys.readouterr().out


def test_a_consideration_may_be_written_to_while_it_is_exported(
    write: Write, export: Export, application: Engine
) -> None:
    """An entry between counting and Exported is not counted, and no alarm."""
    mine = uuid4()
    write(2, mine)
    with transaction(application) as session:
        entries, digest = fingerprint(session, mine)
    write(1, mine)
    with transaction(application) as session:
        exported = Exported(references=("R1",), entries=entries, digest=digest)
        ledger.append(session, exported, by="PC-1", consideration=mine)
    assert verify_export(export(mine)).good
