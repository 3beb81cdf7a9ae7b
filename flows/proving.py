"""Who is this, and how was it proved? A force's own sign-in (OIDC) will stand beside it.

Whatever is wrong, handle, password or code, or too soon after the last failure: the same words, after the
same work. Nothing is hashed while a transaction is open.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.attempts import ADDRESSES, UNNAMED, delay_after
from flows.codes import counter_of
from flows.passwords import matches
from flows.people import actor
from models import clock, ledger
from models.account import Account
from models.database import transaction
from models.entries import SignInRefused
from models.errors import CannotDo
from models.fields import is_reference

REFUSED = (
    "The handle, the password or the code is wrong, or too many attempts were made: wait for the next "
    "code, then try again. If it goes on, ask your administrator."
)
CODE_REFUSED = (
    "The code is wrong, was used already, or too many were tried: wait for the next one on your phone."
)
# A refusal writes for an account and not for a handle nobody has; neither answers sooner than this.
ANSWERS_AFTER_S = 0.2
INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Proved:
    """Somebody, and how they proved to be who they say: all that the rest of the desk learns of it."""

    handle: str
    how: Literal["password and code", "password for one use"]


def prove(engine: Engine, handle: str, password: str, code: str, address: str) -> Proved:
    """Look at one attempt to sign in. Raise CannotDo, or Busy where there are too many at once.

    The code is not asked for until the person has been shown the secret that makes it.
    """
    ADDRESSES.admit(address)
    held = _password_of(engine, handle)
    right = matches(password, held)
    worked_until = time.monotonic() + ANSWERS_AFTER_S
    proved = _look(engine, handle, held if right else None, code)
    if proved is None:
        ADDRESSES.failed(address)
        time.sleep(max(0.0, worked_until - time.monotonic()))
        raise CannotDo(REFUSED)
    ADDRESSES.succeeded(address)
    return proved


def check_code(session: Session, account: Account, code: str) -> bool:
    """Take a code once, counting a failure where it is wrong; False before a delay is over.

    `account` is locked by the caller, who also commits where this is False.
    """
    now = clock.wall(session)
    if account.not_before and now < account.not_before:
        return False
    counter = counter_of(account.totp_secret, code, account.last_counter, now)
    if counter is None:
        fail(session, account, now, step_up=True)
        return False
    account.last_counter, account.failures, account.not_before = counter, 0, None
    session.add(account)
    return True


def fail(session: Session, account: Account, now: datetime, *, step_up: bool = False) -> None:
    """Count a refused attempt against an account, with a longer delay each time, and put it on record."""
    account.failures += 1
    account.not_before = now + delay_after(account.failures)
    session.add(account)
    entry = SignInRefused(handle=account.handle, step_up=step_up)
    ledger.append(session, entry, by=ledger.MACHINE)


def locked(session: Session, handle: str) -> Account | None:
    """Find an account, and keep others from changing it until the transaction ends."""
    known = handle if is_reference(handle) else ""
    return session.exec(select(Account).where(col(Account.handle) == known).with_for_update()).one_or_none()


def _password_of(engine: Engine, handle: str) -> str | None:
    known = handle if is_reference(handle) else ""
    with transaction(engine) as session:
        return session.exec(select(Account.password_hash).where(Account.handle == known)).one_or_none()


def _look(engine: Engine, handle: str, matched: str | None, code: str) -> Proved | None:
    """Decide with the account locked; the password may have changed since it was compared (`matched`)."""
    with transaction(engine) as session:
        now = clock.wall(session)
        account = locked(session, handle)
        proved = None
        if account is None or (account.not_before and now < account.not_before):
            UNNAMED.count(now)
        elif (proved := _proved(session, account, matched, code, now)) is None:
            fail(session, account, now)
        if told := UNNAMED.to_tell(now):
            entry = SignInRefused(handle=None, count=told[0], since=told[1])
            ledger.append(session, entry, by=ledger.MACHINE)
        return proved


def _proved(
    session: Session, account: Account, matched: str | None, code: str, now: datetime
) -> Proved | None:
    if matched != account.password_hash or not actor(session, account.handle).active:
        return None
    if account.totp_confirmed:
        counter = counter_of(account.totp_secret, code, account.last_counter, now)
        if counter is None:
            return None
        account.last_counter = counter
    elif now - account.changed_at > INVITATION_LASTS:
        return None
    account.failures, account.not_before = 0, None
    session.add(account)
    return Proved(account.handle, "password and code" if account.totp_confirmed else "password for one use")
