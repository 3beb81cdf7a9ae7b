"""How does anybody sign in to a training record? One password for all, and codes on asking.

Never on a live record: whoever may run a command there could be anybody.
"""

from collections.abc import Iterable

from sqlmodel import Session

from flows.codes import STEP_S, code_at, new_secret, steps_near
from flows.passwords import hashed
from models import clock
from models.account import Account
from models.errors import CannotDo, RecordError


def set_up(session: Session, handles: Iterable[str], password: str) -> None:
    """Give each of these officers an account with this password, its codes confirmed. Raise RecordError."""
    _refuse_live(session)
    kept, now = hashed(password), clock.wall(session)
    for handle in handles:
        if session.get(Account, handle) is None:
            session.add(
                Account(
                    handle=handle,
                    password_hash=kept,
                    totp_secret=new_secret(),
                    must_change=False,
                    totp_confirmed=True,
                    changed_at=now,
                )
            )


def code_for(session: Session, handle: str) -> str:
    """Give a code that is taken for half a minute from now, and not used yet. Raise CannotDo, RecordError.

    It is the one the person's phone shows, or, where that was used, the next it will show: the one before is
    taken too, but only to the end of this very step, and who types it may be too late.
    """
    _refuse_live(session)
    account = session.get(Account, handle)
    if account is None:
        raise CannotDo("Nobody with that handle has an account.")
    now = int(clock.wall(session).timestamp()) // STEP_S
    step = max(now, account.last_counter + 1)
    if step not in steps_near(now):
        raise CannotDo("The codes of this moment are used up: try again in half a minute.")
    return code_at(account.totp_secret, step)


def _refuse_live(session: Session) -> None:
    if not clock.is_scratch(session):
        raise RecordError("Accounts for practice are made on a scratch record only.")
