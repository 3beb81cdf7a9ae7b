"""What happens when the data folder's disk fills up? Refused in plain words; nothing acknowledged is lost."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import embedded, ledger
from models.database import Settings, database_url, engine, prepare, transaction
from models.entries import Progressed
from models.errors import DatabaseUnavailable, DiskFull
from models.verification import verify_record


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 200 MB of its own, where the machine lets us mount one."""
    place = Path(tempfile.mkdtemp(prefix="df-", dir="/tmp"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=200m,mode=711", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        place.rmdir()
        pytest.skip("not run: no small file system can be mounted here")
    yield place
    embedded.stop(place / "data")
    subprocess.run(["umount", str(place)], check=True)
    place.rmdir()


def fill(place: Path) -> Path:
    """Leave no room."""
    filler = place / "filler"
    with filler.open("wb") as file:
        try:
            while True:
                file.write(bytes(1024 * 1024))
                file.flush()
        except OSError:
            pass
    return filler


def test_a_full_disk_refuses_and_loses_nothing(small_disk: Path) -> None:
    settings = Settings(data=small_disk / "data")
    url = database_url(settings)
    prepare(url)
    made = engine(url)
    filler = fill(small_disk)
    acknowledged, refusal = 1, None
    for _ in range(2000):
        try:
            with transaction(made) as session:
                ledger.append(session, Progressed(), {"reasons": os.urandom(30_000).hex()}, by="PC-1")
        except DatabaseUnavailable as error:
            refusal = error
            break
        acknowledged += 1
    assert isinstance(refusal, DiskFull), refusal
    assert "Free some space" in str(refusal)
    filler.unlink()
    made.dispose()
    made = engine(database_url(settings))
    with transaction(made) as session:
        assert ledger.append(session, Progressed(), by="PC-1").seq == acknowledged + 1
    with transaction(made) as session:
        assert verify_record(session).good
    made.dispose()


def test_no_server_is_started_on_a_full_disk(small_disk: Path) -> None:
    fill(small_disk)
    with pytest.raises(DiskFull):
        embedded.start(small_disk / "data")
