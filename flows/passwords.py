"""Is this the password, and may that be one? Argon2id, 64 MiB each, two at a time: no flood drowns us.

Hashing one takes about a quarter of a second and 64 MiB on purpose. Two run at once and a few may wait;
whoever comes on top is sent away at once, so that the desk's other pages keep their threads.
"""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from models.errors import Busy
from models.fields import nfc

SHORTEST, LONGEST = 12, 200
AT_ONCE, MAY_WAIT, LONGEST_WAIT_S = 2, 8, 5.0

_ARGON2ID = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=64 * 1024, parallelism=1),))
# The hash of something random that nobody wrote down: what a password is compared with where no account is.
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=1$IX8bIdZim+hZQpnDmp7LCw$byrHkXXKlkbF3UMDIXQY0aVhKtQid2RB5AvD7vT2axI"
_working = threading.BoundedSemaphore(AT_ONCE)
_admitted = threading.BoundedSemaphore(AT_ONCE + MAY_WAIT)
# No i, l, o, 0 or 1: it is read from a paper or over a telephone, once.
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed(password: str) -> str:
    """Give what to keep of a password. Raise Busy."""
    with _a_turn():
        return _ARGON2ID.hash(nfc(password))


def matches(password: str, kept: str | None) -> bool:
    """Tell whether this is the password; against None (no such account) it takes as long to say no.

    Raise Busy.
    """
    with _a_turn():
        return _ARGON2ID.verify(nfc(password), kept or _NOBODYS) and kept is not None


def obstacles_to_password(password: str, handle: str) -> list[str]:
    """Why this can't be somebody's password: its length and their handle only, no rules of composition."""
    found = []
    if len(password) < SHORTEST:
        found.append(f"The password is too short: use {SHORTEST} characters or more. Three words will do.")
    if len(password) > LONGEST:
        found.append(f"The password is too long: use {LONGEST} characters at most.")
    if handle.casefold() in password.casefold():
        found.append("The password contains your handle: choose one without it.")
    return found


def one_time_password() -> str:
    """Make a password for the first sign-in: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_LEGIBLE) for _ in range(4)) for _ in range(4))


@contextmanager
def _a_turn() -> Iterator[None]:
    """Wait for a turn at hashing; where too many wait already, or it takes too long, raise Busy."""
    if not _admitted.acquire(blocking=False):
        raise Busy("Many people are signing in at this moment: wait a few seconds, then try again.")
    try:
        if not _working.acquire(timeout=LONGEST_WAIT_S):
            raise Busy("Many people are signing in at this moment: wait a few seconds, then try again.")
        try:
            yield
        finally:
            _working.release()
    finally:
        _admitted.release()
