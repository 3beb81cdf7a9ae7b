"""Can a stranger hold us to a checkpoint, and is one that we did not sign refused?"""

import base64
import stat
import threading
from collections.abc import Callable
from hashlib import sha256

import pytest
from sqlalchemy import Engine

from models import checkpoints, ledger
from models.database import Settings, transaction
from models.entries import Progressed
from models.errors import CannotDo, RecordError
from models.ledger import Recorded


@pytest.fixture
def note(application: Engine, data: Settings) -> str:
    """One checkpoint of this test's record."""
    with transaction(application) as session:
        return checkpoints.checkpoint(session, data)


def test_a_note_has_the_form_other_peoples_tools_read(note: str, application: Engine, data: Settings) -> None:
    with transaction(application) as session:
        head, first = ledger.head(session), ledger.entries(session)[0]
    origin, size, root, empty, signature, end = note.split("\n")
    assert (origin, size) == (f"public-disclosure/record-{first.hash.hex()[:16]}", "1")
    assert (base64.b64decode(root), empty, end) == (head.root, "", "")
    name, hint, key = checkpoints.public_key(data).split("+", 2)
    dash, signer, signed = signature.split(" ")
    assert (dash, signer, name) == ("—", "public-disclosure", "public-disclosure")
    assert base64.b64decode(signed)[:4].hex() == hint
    assert sha256(b"public-disclosure\n" + base64.b64decode(key)).digest()[:4].hex() == hint


def test_a_note_is_read_back_with_the_key_and_without(note: str, data: Settings) -> None:
    for key in (None, checkpoints.public_key(data)):
        [read] = checkpoints.read(f"As we told you:\n\n{note}\nRegards\n", key)
        assert read.size == 1
        assert len(read.root) == 32


@pytest.mark.parametrize("line", [0, 1, 2, 4])
def test_a_changed_note_is_not_ours(note: str, data: Settings, line: int) -> None:
    lines = note.split("\n")
    swap = {0: "public-disclosure/record-0000000000000000", 1: "2", 2: base64.b64encode(bytes(32)).decode()}
    lines[line] = swap.get(line, lines[line][:-9] + "AAAAAAAA=")
    with pytest.raises(CannotDo, match="not signed with this key"):
        checkpoints.read("\n".join(lines), checkpoints.public_key(data))


def test_another_key_did_not_sign_it(note: str, data: Settings) -> None:
    other = Settings(data=data.data / "other")
    with pytest.raises(CannotDo, match="not signed with this key"):
        checkpoints.read(note, checkpoints.public_key(other))


@pytest.mark.parametrize(
    "line", ["", "rubbish", "a+b", "a+b+c", "a+b+////", "a+b+" + base64.b64encode(b"\x02").decode()]
)
def test_what_is_no_public_key_is_refused(note: str, line: str) -> None:
    with pytest.raises(CannotDo, match="not a public key of ours"):
        checkpoints.read(note, line)


def test_each_note_is_kept_in_the_months_file(note: str, application: Engine, data: Settings) -> None:
    with transaction(application) as session:
        ledger.append(session, Progressed(), by="PC-1")
    with transaction(application) as session:
        second = checkpoints.checkpoint(session, data)
    kept = (data.data / "checkpoints" / "2026-11.txt").read_text()
    assert kept == f"{note}\n{second}\n"
    assert [read.size for read in checkpoints.read(kept, checkpoints.public_key(data))] == [1, 2]


def test_what_is_not_committed_cannot_be_signed(application: Engine, data: Settings) -> None:
    with transaction(application) as session:
        ledger.append(session, Progressed(), by="PC-1")
        with pytest.raises(RecordError, match="only what is committed"):
            checkpoints.checkpoint(session, data)


def test_the_key_is_for_its_owner_only_and_made_once(data: Settings) -> None:
    keys: list[str] = []
    makers = [threading.Thread(target=lambda: keys.append(checkpoints.public_key(data))) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert len(set(keys)) == 1
    [path] = (data.data / "keys").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_footer_names_size_and_root(write: Callable[..., list[Recorded]], application: Engine) -> None:
    write(3)
    with transaction(application) as session:
        root = ledger.head(session).root
        assert checkpoints.footer(session) == f"4:{root.hex()[:16]}"
        [read] = checkpoints.read(f"Reference R\n  {checkpoints.footer(session)}  \n")
    assert read.matches(root)
    assert not read.matches(bytes(32))
