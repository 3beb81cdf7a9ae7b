"""How does somebody come by a password and codes, and change them? Invited, then their own.

An administrator knows a password for one use and never the secret of the codes: the person is shown that
once, after choosing a password, and confirms it with a first code.
"""

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.accounts import WebSession, end_all
from flows.codes import new_secret
from flows.passwords import hashed, matches, obstacles_to_password, one_time_password
from flows.proving import CODE_REFUSED, check_code, fail, locked
from flows.steps.actor import Actor
from models import clock, ledger
from models.account import Account
from models.database import transaction
from models.entries import AccessMadeAnew, AccountInvited, AuthenticatorConfirmed, PasswordChanged
from models.errors import CannotDo
from models.officer import Officer

WRONG_PASSWORD = "Your present password is wrong, or was tried too often: wait a minute, then try again."
CHANGED_MEANWHILE = "Your password was changed meanwhile: sign in again."


@dataclass(frozen=True)
class Invitation:
    """What an administrator hands over, once; it is kept nowhere."""

    handle: str
    password: str


def invite(session: Session, actor: Actor, handle: str) -> Invitation:
    """Give somebody a password for one use, good for seven days; older ones, codes and sessions end.

    Also for whoever lost their phone; then they and their supervisors are told (flows/made_anew.py).
    Raise CannotDo. Appends: call it last in a transaction.
    """
    officer = session.get(Officer, handle)
    if obstacles := _obstacles_to_inviting(actor, handle, officer):
        raise CannotDo(*obstacles)
    return _given(session, handle, actor.handle)


def invite_first(session: Session, handle: str) -> Invitation:
    """Give a record's first administrator a password for one use. Raise CannotDo once any of them has one.

    For whoever may run commands on the server: nobody can invite the first.
    """
    officer = session.get(Officer, handle)
    if officer is None or "administrator" not in officer.roles or officer.revoked_at is not None:
        raise CannotDo("The first person to be invited is an administrator, as the officers' list has them.")
    invited = select(Officer.roles).join(Account, col(Account.handle) == Officer.handle)
    if any("administrator" in roles for roles in session.exec(invited)):
        raise CannotDo("An administrator has a password already: they invite the others (--as HANDLE).")
    return _given(session, handle, ledger.MACHINE)


def _given(session: Session, handle: str, by: str) -> Invitation:
    password = one_time_password()
    kept = hashed(password)
    held = locked(session, handle)
    account = held or Account(handle=handle, password_hash="", totp_secret="", changed_at=clock.wall(session))
    account.password_hash, account.totp_secret = kept, new_secret()
    account.last_counter, account.failures, account.not_before = 0, 0, None
    account.must_change, account.totp_confirmed = True, False
    account.changed_at = clock.wall(session)
    session.add(account)
    end_all(session, handle, "invited_again")
    entry = AccessMadeAnew(handle=handle) if held else AccountInvited(handle=handle)
    ledger.append(session, entry, by=by)
    return Invitation(handle, password)


def _obstacles_to_inviting(actor: Actor, handle: str, officer: Officer | None) -> list[str]:
    found = []
    if not actor.active or "administrator" not in actor.roles:
        found.append("Only an administrator gives people a password for their first sign-in.")
    if officer is None:
        found.append("Nobody is known by that handle: add the person first.")
    elif officer.revoked_at is not None:
        found.append("That person's rights were withdrawn: give them back first.")
    if actor.handle == handle:
        found.append("You can't invite yourself: ask another administrator.")
    return found


def set_password(engine: Engine, web: WebSession, present: str, new: str) -> None:
    """Change one's own password and end one's other sessions. Raise CannotDo with every obstacle, or Busy.

    `present` is not asked for right after the first sign-in, which was made with it.
    """
    with transaction(engine) as session:
        account = _own(session, web)
        held, first = account.password_hash, account.must_change
        too_soon = bool(account.not_before and clock.wall(session) < account.not_before)
    obstacles = obstacles_to_password(new, web.handle)
    if not first and (too_soon or not matches(present, held)):
        if not too_soon:
            _count_failure(engine, web)
        raise CannotDo(WRONG_PASSWORD, *obstacles)
    if not obstacles and matches(new, held):
        obstacles = ["The new password is the present one: choose another."]
    if obstacles:
        raise CannotDo(*obstacles)
    kept = hashed(new)
    with transaction(engine) as session:
        account = _own(session, web)
        if account.password_hash != held:
            raise CannotDo(CHANGED_MEANWHILE)
        account.password_hash, account.must_change = kept, False
        account.changed_at, account.failures, account.not_before = clock.wall(session), 0, None
        session.add(account)
        end_all(session, web.handle, "password_changed", but=web.id)
        ledger.append(session, PasswordChanged(), by=web.handle)


def secret_to_confirm(session: Session, web: WebSession) -> str:
    """Give the secret of one's codes, until a first code was given. Raise CannotDo afterwards."""
    account = _own(session, web)
    if account.totp_confirmed:
        raise CannotDo("Your codes are set up. If you lost your phone, ask your administrator.")
    return account.totp_secret


def confirm_codes(engine: Engine, web: WebSession, code: str) -> None:
    """Take the first code made with the secret just shown. Raise CannotDo."""
    with transaction(engine) as session:
        account = _own(session, web)
        taken = account.totp_confirmed or check_code(session, account, code)
        if taken and not account.totp_confirmed:
            account.totp_confirmed = True
            session.add(account)
            ledger.append(session, AuthenticatorConfirmed(), by=web.handle)
    if not taken:
        raise CannotDo(CODE_REFUSED)


def _own(session: Session, web: WebSession) -> Account:
    account = locked(session, web.handle)
    if account is None:
        raise CannotDo("Your account is gone: ask your administrator.")
    return account


def _count_failure(engine: Engine, web: WebSession) -> None:
    with transaction(engine) as session:
        fail(session, _own(session, web), clock.wall(session))
