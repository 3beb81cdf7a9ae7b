"""Who is signed in, and for how long? Web sessions, each step of which is asked again at every request.

The cookie holds a random token of 256 bits; we keep its SHA-256 only, so that nobody who reads the database
can take a session over. Times are real ones (models.clock.wall): a rehearsal's clock may jump by weeks.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy import Engine
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, select

from flows.people import actor_as_of
from flows.proving import CODE_REFUSED, Proved, check_code, locked, prove
from flows.steps.actor import Actor
from models import clock, ledger
from models.account import Account, DeskSession
from models.database import transaction
from models.entries import SignedIn, SignedOut, SteppedUp
from models.errors import CannotDo
from models.ledger_rows import ClockRow
from models.officer import Officer

IDLE, LONGEST, TOUCHED_EVERY = timedelta(minutes=20), timedelta(hours=12), timedelta(minutes=1)
KEPT_AFTER_END = timedelta(days=30)
# models.clock.now() as a column, so that a request asks the database once.
RECORD_TIME = func.coalesce(sa_select(col(ClockRow.at)).scalar_subquery(), func.clock_timestamp())

Because = Literal["asked", "idle", "too_long", "rights_withdrawn", "password_changed", "invited_again"]


@dataclass(frozen=True)
class WebSession:
    """One sign-in at one browser, as it stands at this request, and who acts by it, with their rights now."""

    id: str
    actor: Actor
    csrf: str
    started_at: datetime
    seen_at: datetime
    stepped_up_at: datetime | None
    now: datetime
    must_change: bool
    totp_confirmed: bool

    @property
    def handle(self) -> str:
        return self.actor.handle

    @property
    def ready(self) -> bool:
        """Nothing but the first steps (own password, own codes) is open to a session that isn't."""
        return self.totp_confirmed and not self.must_change

    @property
    def lasts_s(self) -> int:
        """Seconds until it ends if nothing more is asked."""
        ends_at = min(self.seen_at + IDLE, self.started_at + LONGEST)
        return int((ends_at - self.now).total_seconds())


def sign_in(engine: Engine, handle: str, password: str, code: str, address: str = "") -> str:
    """Give the token of a new session. Raise CannotDo, the same for every failure, or Busy."""
    return begin(engine, prove(engine, handle.strip(), password, code, address))


def begin(engine: Engine, proved: Proved) -> str:
    """Begin a session for somebody who has proved who they are; give its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    with transaction(engine) as session:
        now = clock.wall(session)
        row = DeskSession(
            id=id_of(token), handle=proved.handle, csrf=secrets.token_hex(32), started_at=now, seen_at=now
        )
        session.add(row)
        ledger.append(session, SignedIn(session=short(row.id), how=proved.how), by=proved.handle)
    return token


def id_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def short(id_: str) -> str:
    """How the ledger names a session."""
    return id_[:16]


def session_of(session: Session, token: str) -> WebSession | None:
    """Find the session a cookie belongs to, and note that it was used; None where it has ended.

    It ends here after 20 minutes without a request or 12 hours in all, and where the person's rights were
    withdrawn.
    """
    found = session.execute(
        sa_select(DeskSession, Account, Officer, func.clock_timestamp(), RECORD_TIME)
        .outerjoin(Account, col(Account.handle) == DeskSession.handle)
        .join(Officer, col(Officer.handle) == DeskSession.handle)
        .where(col(DeskSession.id) == id_of(token), col(DeskSession.ended_at).is_(None))
    ).one_or_none()
    if found is None:
        return None
    row, account, officer, now, record_time = found
    actor = actor_as_of(officer, record_time)
    if over := _over(row, actor, now):
        end(session, row, now, over)
        return None
    if now - row.seen_at >= TOUCHED_EVERY:
        row.seen_at = now
        session.add(row)
    return WebSession(
        id=row.id,
        actor=actor,
        csrf=row.csrf,
        started_at=row.started_at,
        seen_at=row.seen_at,
        stepped_up_at=row.stepped_up_at,
        now=now,
        # Without an account of ours somebody else's sign-in vouches for them (OIDC, when it is there).
        must_change=account is not None and account.must_change,
        totp_confirmed=account is None or account.totp_confirmed,
    )


def _over(row: DeskSession, actor: Actor, now: datetime) -> Because | None:
    if not actor.active:
        return "rights_withdrawn"
    if now - row.started_at >= LONGEST:
        return "too_long"
    return "idle" if now - row.seen_at >= IDLE else None


def end(session: Session, row: DeskSession, now: datetime, because: Because) -> None:
    """End one session, on record."""
    row.ended_at = now
    session.add(row)
    ledger.append(session, SignedOut(session=short(row.id), because=because), by=row.handle)


def ended(session: Session, token: str) -> str | None:
    """Tell whose session it was that a cookie still names, where their rights have not been withdrawn."""
    row = session.get(DeskSession, id_of(token))
    if row is None or row.ended_at is None:
        return None
    officer = session.get(Officer, row.handle)
    return None if officer is None or officer.revoked_at is not None else row.handle


def whose_form(session: Session, secret: str) -> str | None:
    """Tell whose form carries a secret, for a browser whose cookie is gone; nobody's whose rights are."""
    lately = clock.wall(session) - KEPT_AFTER_END
    held = select(DeskSession.handle).where(DeskSession.csrf == secret, DeskSession.started_at > lately)
    handle = session.exec(held).first()
    officer = session.get(Officer, handle) if handle else None
    return None if officer is None or officer.revoked_at is not None else handle


def secrets_of(session: Session, handle: str) -> list[str]:
    """What the forms of somebody's sessions of the last 30 days carry, of open and ended ones."""
    lately = clock.wall(session) - KEPT_AFTER_END
    mine = select(DeskSession.csrf).where(DeskSession.handle == handle, DeskSession.started_at > lately)
    return list(session.exec(mine))


def sign_out(session: Session, web: WebSession) -> None:
    """End one's own session."""
    row = session.get(DeskSession, web.id)
    if row and row.ended_at is None:
        end(session, row, clock.wall(session), "asked")


def open_sessions(session: Session, handle: str) -> list[DeskSession]:
    """Where somebody is signed in, latest first; those that merely ran out are left away."""
    now = clock.wall(session)
    kept = select(DeskSession).where(
        DeskSession.handle == handle,
        col(DeskSession.ended_at).is_(None),
        col(DeskSession.seen_at) > now - IDLE,
        col(DeskSession.started_at) > now - LONGEST,
    )
    return list(session.exec(kept.order_by(col(DeskSession.started_at).desc())))


def end_all(session: Session, handle: str, because: Because = "asked", *, but: str | None = None) -> int:
    """End every session somebody has, but for one id; say how many."""
    now = clock.wall(session)
    rows = [row for row in open_sessions(session, handle) if row.id != but]
    for row in rows:
        end(session, row, now, because)
    return len(rows)


def step_up(engine: Engine, web: WebSession, code: str) -> None:
    """Take a fresh code, at a sign-off. Raise CannotDo where it is wrong, used, or tried too often.

    In a transaction of its own: a failure is counted whatever becomes of the act it was for.
    """
    with transaction(engine) as session:
        account = locked(session, web.handle)
        row = session.get(DeskSession, web.id)
        fresh = bool(account and account.totp_confirmed and row and not row.ended_at)
        taken = fresh and account is not None and row is not None and check_code(session, account, code)
        if taken and row is not None:
            row.stepped_up_at = clock.wall(session)
            session.add(row)
            ledger.append(session, SteppedUp(session=short(row.id)), by=web.handle)
    if not taken:
        raise CannotDo(CODE_REFUSED)


def forget_ended(session: Session) -> None:
    """Delete sessions that began 30 days ago or more: they ended long since."""
    long_ago = clock.wall(session) - KEPT_AFTER_END
    for row in session.exec(select(DeskSession).where(col(DeskSession.started_at) < long_ago)):
        session.delete(row)
