"""What stays of an import: the original by its hash, entries without names, answers as they were?"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from flows.register.applying import Applied, apply
from flows.register.people import Nominal
from flows.register.uploading import Uploaded, upload
from models import ledger
from models.conviction import Conviction
from models.entries import Act
from models.errors import CannotDo, RecordError
from models.register_import import RegisterImport
from models.subject import Subject

Person = Callable[..., Nominal]
Upload = Callable[..., Uploaded]
Confirm = Callable[..., Applied]


def test_the_original_is_kept_by_its_hash_and_an_altered_one_is_found(
    ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session, originals: Path
) -> None:
    uploaded = send(ten)
    row = staffed.get(RegisterImport, uploaded.import_id)
    assert row is not None
    kept = originals / row.sha256
    assert kept.stat().st_mode & 0o077 == 0
    assert originals.stat().st_mode & 0o077 == 0
    kept.write_bytes(kept.read_bytes().replace(b"Testerby", b"Tasterby"))
    with pytest.raises(RecordError, match="altered"):
        confirm(uploaded)
    kept.unlink()
    with pytest.raises(RecordError, match="gone"):
        confirm(uploaded)
    assert staffed.exec(select(func.count()).select_from(Subject)).one() == 0


@pytest.mark.parametrize("name", ["extract.txt", "absent.csv", "folder.csv"])
def test_what_is_no_file_of_ours_is_refused_in_words(name: str, staffed: Session, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "extract.txt").write_text("x")
    with pytest.raises(CannotDo):
        upload(staffed, tmp_path / name, "registration.northern.1", originals=tmp_path / "o")
    assert len(ledger.entries(staffed)) == 1  # that the record was created


def test_the_entries_say_how_many_and_no_name(
    ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    confirm(send(ten))
    uploaded, applied = ledger.entries(staffed)[1:]
    assert (uploaded.body["act"], applied.body["act"]) == (Act.COLLECTION, Act.ALTERATION)
    assert (uploaded.body["new"], applied.body["new"], applied.body["uploaded_by"]) == (
        10,
        10,
        "registration.northern.1",
    )
    assert applied.by == "ds.western.1"
    assert uploaded.content is None
    assert applied.content is None
    assert "Testerby" not in str([uploaded.body, applied.body])
    assert "S-9001" not in str([uploaded.body, applied.body])


def test_progress_is_told_to_the_end(ten: list[Nominal], send: Upload, confirm: Confirm) -> None:
    told: list[tuple[int, int]] = []
    confirm(send(ten), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (10, 10)


def test_a_missing_import_is_said_so(staffed: Session, originals: Path) -> None:
    from uuid import uuid4

    with pytest.raises(CannotDo, match="No extract has that id"):
        apply(staffed, uuid4(), "ds.western.1", originals=originals)


def test_convictions_keep_three_answers(
    person: Person, send: Upload, confirm: Confirm, staffed: Session
) -> None:
    base = person(1).convictions[0]
    items = tuple(
        replace(base, item=str(number), schedule_34a=answer, spent=answer)
        for number, answer in enumerate((True, False, None), 1)
    )
    confirm(send([person(1, convictions=items)]))
    rows = staffed.exec(select(Conviction).order_by(col(Conviction.item))).all()
    assert [(row.schedule_34a, row.spent) for row in rows] == [(True, True), (False, False), (None, None)]
