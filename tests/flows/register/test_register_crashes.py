"""What is left when an import is killed, raced, or finds no room?"""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import col, func, select

from flows.register.applying import Applied, apply
from flows.register.giving import as_csv
from flows.register.originals import keep, kept
from flows.register.people import Nominal
from flows.register.uploading import upload
from flows.sample_area import SampleArea, load_people
from models import ledger
from models.database import transaction
from models.errors import CannotDo, DiskFull
from models.subject import Subject

Person = Callable[..., Nominal]
KILLED = """
import os, signal, sys
from pathlib import Path
from uuid import UUID
from flows.register.applying import apply
from models.database import engine, transaction

def dies(done, total):
    os.kill(os.getpid(), signal.SIGKILL)

with transaction(engine(sys.argv[1])) as session:
    apply(session, UUID(sys.argv[2]), "ds.western.1", dies, originals=Path(sys.argv[3]))
"""
Send = Callable[[Iterable[Nominal]], UUID]


@pytest.fixture
def send_committed(application: Engine, sample: SampleArea, tmp_path: Path, originals: Path) -> Send:
    """Upload people and commit."""
    with transaction(application) as session:
        load_people(session, sample.folder)

    def sending(people: Iterable[Nominal]) -> UUID:
        path = tmp_path / "extract.csv"
        path.write_bytes(as_csv(people).encode())
        with transaction(application) as session:
            return upload(session, path, "registration.northern.1", originals=originals).import_id

    return sending


def count(application: Engine) -> int:
    with transaction(application) as session:
        return session.exec(select(func.count()).select_from(Subject)).one()


def test_an_apply_killed_half_way_leaves_nothing_and_goes_through_the_next_time(
    application: Engine, record: str, person: Person, send_committed: Send, originals: Path
) -> None:
    uploaded = send_committed(person(number) for number in range(1, 601))
    arguments = [record, str(uploaded), str(originals)]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert count(application) == 0
    with transaction(application) as session:
        assert apply(session, uploaded, "ds.western.1", originals=originals).new == 600
    assert count(application) == 600
    with transaction(application) as session:
        assert len(ledger.entries(session, kinds=["RegisterApplied"])) == 1


def test_of_two_extracts_applied_at_once_one_wins_and_the_other_is_told(
    application: Engine, person: Person, send_committed: Send, originals: Path
) -> None:
    ten = [person(number) for number in range(1, 11)]
    rival = [replace(each, rosh="Low") for each in ten]
    uploads = [send_committed(ten), send_committed(rival)]

    def applying(uploaded: UUID) -> Applied | CannotDo:
        try:
            with transaction(application) as session:
                return apply(session, uploaded, "ds.western.1", originals=originals)
        except CannotDo as refused:
            return refused

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(applying, uploads))
    assert sorted(type(each).__name__ for each in ended) == ["Applied", "CannotDo"]
    with transaction(application) as session:
        ratings = set(session.exec(select(col(Subject.rosh))).all())
    assert len(ratings) == 1


def test_the_same_extract_applied_twice_at_once_is_applied_once(
    application: Engine, person: Person, send_committed: Send, originals: Path
) -> None:
    uploaded = send_committed([person(1)])

    def applying(_: int) -> Applied:
        with transaction(application) as session:
            return apply(session, uploaded, "ds.western.1", originals=originals)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(applying, range(4)))) == 1
    with transaction(application) as session:
        assert len(ledger.entries(session, kinds=["RegisterApplied"])) == 1


def test_no_room_is_said_so_and_leaves_no_half_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(DiskFull, match="free space, then try again"):
            keep(tmp_path / "originals", b"an extract")
    assert list((tmp_path / "originals").iterdir()) == []
    digest = keep(tmp_path / "originals", b"an extract")
    assert keep(tmp_path / "originals", b"an extract") == digest
    assert kept(tmp_path / "originals", digest) == b"an extract"


def test_a_folder_nobody_may_write_to_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "originals").write_text("a file where the folder should be")
    with pytest.raises(CannotDo, match="can't be kept"):
        keep(tmp_path / "originals", b"an extract")
