"""How can somebody outside hold us to what the record says today? Signed notes of its size and root.

Whoever owns both the database and the signing key can rewrite history so that every internal check
passes. A checkpoint held outside (an auditor, a partner agency, a letter's footer) defeats that. The form is
C2SP's checkpoint in a signed note, so that other people's tools read it too:

    public-disclosure/record-0123456789abcdef
    1234
    <root, base64>

    — public-disclosure <key hash and Ed25519 signature, base64>

Reading needs only this file, `cryptography` and `models.tree`: no database.
"""

import base64
import binascii
import os
import re
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from models.errors import CannotDo, RecordError

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.database import Settings

KEY_NAME = "public-disclosure"
ED25519 = b"\x01"
NOTE = re.compile(
    r"^(?P<text>(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]*)\n(?P<root>[A-Za-z0-9+/]{43}=)\n)\n"
    r"— (?P<name>[^ +\n]+) (?P<signature>[A-Za-z0-9+/=]+)$",
    re.MULTILINE,
)
FOOTER = re.compile(r"(?P<size>[1-9][0-9]*):(?P<root>[0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was said of the record: at this size, its root was (or began with) this."""

    size: int
    root: bytes
    origin: str | None = None

    def matches(self, root: bytes) -> bool:
        """Compare; a letter's footer holds only the first eight bytes."""
        return root.startswith(self.root)


def checkpoint(session: "Session", settings: "Settings") -> str:
    """Sign the record as committed, append the note to the month's file in `checkpoints`, and give it.

    Raise RecordError in a transaction that has itself appended: were it rolled back, the note would
    stand against the true record for ever.
    """
    from models import clock, ledger

    written = (
        session.connection().exec_driver_sql("SELECT current_setting('disclosure.written', true)").scalar()
    )
    if written:
        raise RecordError("A checkpoint covers only what is committed: take it in a transaction of its own.")
    head = ledger.head(session)
    first = session.connection().exec_driver_sql("SELECT hash FROM entry WHERE seq = 1").scalar()
    if first is None:
        raise RecordError("An empty record has nothing to sign.")
    origin = f"{KEY_NAME}/record-{first.hex()[:16]}"
    note = sign(Checkpoint(head.size, head.root, origin), signing_key(settings))
    folder = settings.data / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{clock.now(session):%Y-%m}.txt").open("a", encoding="utf-8") as file:
        file.write(note + "\n")
        file.flush()
        os.fsync(file.fileno())
    return note


def footer(session: "Session") -> str:
    """Give the record's size and the first 16 hex digits of its root, such as "1234:0123456789abcdef"."""
    from models import ledger

    head = ledger.head(session)
    return f"{head.size}:{head.root.hex()[:16]}"


def sign(made: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Write the signed note."""
    text = f"{made.origin}\n{made.size}\n{base64.b64encode(made.root).decode()}\n"
    raw = _raw(key.public_key())
    signature = base64.b64encode(_key_hash(raw) + key.sign(text.encode())).decode()
    return f"{text}\n— {KEY_NAME} {signature}\n"


def read(text: str, public_key: str | None = None) -> list[Checkpoint]:
    """Read every checkpoint in a text: signed notes, or letters' footers, one a line.

    A note's signature is checked against `public_key` (the line in checkpoint.pub). Without one, whoever
    gave the text vouches for it. Raise CannotDo where there is none, or where one is not rightly signed.
    """
    key = None if public_key is None else _public_key(public_key)
    found = []
    for note in NOTE.finditer(text):
        if key is not None and not _signed(note, key):
            raise CannotDo(f"The checkpoint at size {note['size']} is not signed with this key.")
        found.append(Checkpoint(int(note["size"]), base64.b64decode(note["root"]), note["origin"]))
    for line in text.splitlines():
        if short := FOOTER.fullmatch(line.strip()):
            found.append(Checkpoint(int(short["size"]), bytes.fromhex(short["root"])))
    if not found:
        raise CannotDo(
            "There is no checkpoint in what was given: neither a signed note nor a letter's footer."
        )
    return found


def signing_key(settings: "Settings") -> Ed25519PrivateKey:
    """Read the signing key from the data folder, made on first use, readable by its owner only."""
    folder = settings.data / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "checkpoint.pem"
    if not path.exists():
        _write_new_key(path)
    held = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(held, Ed25519PrivateKey):
        raise RecordError("The checkpoint key file holds no Ed25519 key.")
    return held


def public_key(settings: "Settings") -> str:
    """Give the line that checks our notes (C2SP verifier key); hand it out together with checkpoints."""
    raw = _raw(signing_key(settings).public_key())
    return f"{KEY_NAME}+{_key_hash(raw).hex()}+{base64.b64encode(ED25519 + raw).decode()}"


def _write_new_key(path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # mkstemp makes the file readable by its owner only.
    handle, new = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link, not a rename: of two processes that start together, the first one's key stays.
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(new)


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _key_hash(raw: bytes) -> bytes:
    return sha256(KEY_NAME.encode() + b"\n" + ED25519 + raw).digest()[:4]


def _public_key(line: str) -> Ed25519PublicKey:
    try:
        held = base64.b64decode(line.strip().split("+", 2)[2], validate=True)
        if held[:1] == ED25519:
            return Ed25519PublicKey.from_public_bytes(held[1:])
    except (IndexError, ValueError, binascii.Error):
        pass
    raise CannotDo("That is not a public key of ours (public-disclosure+xxxxxxxx+…).")


def _signed(note: re.Match[str], key: Ed25519PublicKey) -> bool:
    try:
        held = base64.b64decode(note["signature"], validate=True)
        key.verify(held[4:], note["text"].encode())
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return note["name"] == KEY_NAME and held[:4] == _key_hash(_raw(key))
