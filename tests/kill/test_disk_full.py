"""What happens when the disk of the print folder, or of the data folder, is full?

Nothing acknowledged is lost, and it is said plainly. A small file system is mounted for it, which needs
root; where that can't be done the tests are not run.
"""

import asyncio
import os
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from desk.children import guide
from flows.carrying import carry
from flows.people import actor
from flows.sample_area import load_people, write
from flows.steps.pipeline import take
from flows.steps.registering import register_interest
from flows.workplace import Workplace, working_in
from models import embedded, ledger
from models.consideration import IssuedLetter
from models.database import create_database, engine, prepare, transaction
from models.errors import DatabaseUnavailable, DiskFull, RecordError
from models.verification import verify_record

Mount = Callable[[int], Path]


@pytest.fixture
def mount() -> Iterator[Mount]:
    """Mount an empty file system of so many bytes on a folder with a short path."""
    mounted: list[Path] = []

    def small(size: int) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="df-", dir="/tmp"))
        command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0711", "tmpfs", str(folder)]
        if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
            folder.rmdir()
            pytest.skip("not run: a small file system can't be mounted here (it needs root)")
        mounted.append(folder)
        return folder

    yield small
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Fill the file system to its last byte while inside."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for piece in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * piece)
            except OSError:
                continue
    yield
    ballast.unlink()


def letters(opened: Engine) -> list[str]:
    with transaction(opened) as session:
        return list(session.exec(select(IssuedLetter.state)))


def test_a_full_print_folder_leaves_the_letter_released_and_nobody_in_doubt(
    quiet_area: Engine, mount: Mount, interest: Callable[[int], Any], tmp_path: Path
) -> None:
    folder = mount(1 << 20)
    with transaction(quiet_area) as session:
        who = actor(session, "registration.northern.1")
        reference = register_interest(session, who, interest(1)).reference
    with working_in(Workplace(quiet_area, folder)):
        with full(folder):
            with pytest.raises(RecordError, match="No space left on device; it has not been claimed"):
                asyncio.run(carry(reference))
            assert letters(quiet_area) == ["released"]
            assert [path.name for path in folder.iterdir()] == ["ballast"]
            told = said_by_a_guide(quiet_area, folder, tmp_path / "guide.log")
            assert f"{reference} could not be carried: RecordError: the print folder could not take" in told
        asyncio.run(carry(reference))
    assert letters(quiet_area) == ["sent"]
    assert len(list(folder.glob("*.pdf"))) == 1


def said_by_a_guide(opened: Engine, folder: Path, log: Path) -> str:
    """What a guide without Prefect writes into its log of a full print folder."""
    with guide(opened.url.render_as_string(hide_password=False), folder, log, None):
        until = time.monotonic() + 60
        while time.monotonic() < until and "could not be carried" not in log.read_text():
            time.sleep(0.1)
    return log.read_text()


def test_a_full_data_folder_refuses_and_loses_nothing_acknowledged(
    sample_force: None, mount: Mount, interest: Callable[[int], Any], tmp_path: Path
) -> None:
    data = mount(256 << 20)
    url = create_database(embedded.start(data), "filled")
    prepare(url)
    opened = engine(url)
    with transaction(opened) as session:
        load_people(session, write(tmp_path / "area").folder)
    try:
        acknowledged, refusal = write_until_refused(opened, data, interest)
        print(f"{len(acknowledged)} moves acknowledged, then: {refusal}")
        if not embedded.running(data):
            embedded.start(data)
        opened.dispose()
        with transaction(opened) as session:
            held = {entry.seq: entry.hash for entry in ledger.entries(session)}
            verdict = verify_record(session)
        assert verdict.good, str(verdict)
        assert {seq: held.get(seq) for seq in acknowledged} == acknowledged
        with transaction(opened) as session:
            assert register_interest(session, actor(session, "registration.northern.1"), interest(2)).entries
    finally:
        opened.dispose()
        embedded.stop(data)


def write_until_refused(
    opened: Engine, data: Path, interest: Callable[[int], Any]
) -> tuple[dict[int, bytes], DatabaseUnavailable]:
    """Make moves, fill the disk, make more until one is refused; give what was acknowledged until then."""
    acknowledged: dict[int, bytes] = {}
    with transaction(opened) as session:
        who = actor(session, "registration.northern.1")
        reference = register_interest(session, who, interest(1)).reference
        officer = actor(session, "ppo.northern.1")

    def attach(number: int) -> None:
        noise = os.urandom(9_000).hex()  # what compresses would hardly fill anything
        with transaction(opened) as session:
            made = take(session, reference, "attach", officer, {"words": f"{number} {noise}"})
            seqs = made.entries
            hashes = {entry.seq: entry.hash for entry in ledger.entries(session, after=seqs[0] - 1)}
        acknowledged.update({seq: hashes[seq] for seq in seqs})

    for number in range(5):
        attach(number)
    with full(data):
        with pytest.raises(DatabaseUnavailable) as refused:
            deque(map(attach, range(5, 5_000)), maxlen=0)
        embedded.stop(data)
        with pytest.raises(DiskFull, match="disk that holds the data folder is full"):
            embedded.start(data)
    return acknowledged, refused.value
