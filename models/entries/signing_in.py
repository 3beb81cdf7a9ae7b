"""What happens at the door: who signed in and out, who was refused, whose proof of themselves changed."""

from datetime import datetime
from typing import Literal

from models.entries.entry import Entry


class SignedIn(Entry, frozen=True):
    """Somebody proved who they are. `session`: the first 16 hex digits of the web session's id."""

    session: str
    how: str


class SignedOut(Entry, frozen=True):
    """A web session ended. One that only ran out, and was not used again, leaves no entry."""

    session: str
    because: Literal["asked", "idle", "too_long", "rights_withdrawn", "password_changed", "invited_again"]


class SteppedUp(Entry, frozen=True):
    """A fresh code was given in the middle of a session, to sign."""

    session: str


class SignInRefused(Entry, frozen=True):
    """The wrong password or code for a handle (written by the machine: nobody proved to be that person).

    `handle` None: so many attempts since `since` under handles nobody has, or before a delay was over;
    counted, not named, because what was typed there may be anything.
    """

    handle: str | None
    step_up: bool = False
    count: int = 1
    since: datetime | None = None


class AccountInvited(Entry, frozen=True):
    """An administrator gave somebody a password for one use, so that they can sign in the first time."""

    handle: str


class AccessMadeAnew(Entry, frozen=True):
    """An administrator gave somebody a new password for one use; the one they had and their codes ended."""

    handle: str


class PasswordChanged(Entry, frozen=True):
    """Somebody chose a new password."""


class AuthenticatorConfirmed(Entry, frozen=True):
    """Somebody gave a first code made with the secret they were shown."""
