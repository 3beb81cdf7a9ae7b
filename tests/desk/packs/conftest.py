"""A story carried on until its pack waits to be signed, the desk over it, and people at it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from flows.codes import code_at, new_secret
from flows.rehearsal.playing import Rehearsal
from models import clock, ledger
from models.account import Account
from models.consideration import Consideration
from models.database import transaction
from models.folding import fold
from models.ledger import Recorded

STORY = "mother-refuses-undertaking"
REASONS = "Presumed, necessary, and no wider than it need be."
Desk = Callable[..., Any]


class Signing:
    """A record with a pack laid on it, the desk over it, and people at it."""

    def __init__(self, rehearsal: Rehearsal, url: str, visit_as: Desk) -> None:
        self.engine, self.rehearsal = rehearsal.engine, rehearsal
        self.url, self.visit_as = url, visit_as
        with transaction(self.engine) as session:
            self.row = session.exec(select(Consideration)).first()
        assert self.row is not None
        self.reference = self.row.reference

    def come(self, handle: str) -> Any:
        """Somebody signed in, with a phone that makes their codes."""
        with transaction(self.engine) as session:
            if session.get(Account, handle) is None:
                session.add(
                    Account(
                        handle=handle, password_hash="-", totp_secret=new_secret(), must_change=False,
                        totp_confirmed=True, changed_at=clock.wall(session),
                    )
                )  # fmt: skip
        return self.visit_as(self.url, self.engine, handle)

    @property
    def entries(self) -> list[Recorded]:
        with transaction(self.engine) as session:
            assert self.row is not None
            return ledger.entries(session, self.row.id)

    @property
    def pack(self) -> Any:
        return list(fold(self.entries).packs.values())[-1]

    @property
    def path(self) -> str:
        return f"/considerations/{self.reference}/packs/{self.pack.pack}"

    def kinds(self, by: str) -> list[str]:
        return [entry.kind for entry in self.entries if entry.by == by]

    def code_of(self, handle: str, back: int = 0) -> str:
        """The code on somebody's phone."""
        with transaction(self.engine) as session:
            account = session.get(Account, handle)
            assert account is not None
            return code_at(account.totp_secret, int(clock.wall(session).timestamp()) // 30 - back)

    def later(self, **more: int) -> None:
        with transaction(self.engine) as session:
            clock.set_clock(session, clock.now(session) + timedelta(**more))

    def answer(self, visitor: Any, outcome: str = "agree", reasons: str = REASONS, **more: str) -> Any:
        return visitor.post(self.path, {"outcome": outcome, "reasons": reasons, **more})

    def read_all(self, visitor: Any) -> None:
        for part in ("findings", "known", "words", "representations", "views", *self.pack.letters):
            visitor.get(f"{self.path}/parts/{part}")


@pytest.fixture
def at_desk(carry_on: Desk, serve: Desk, visit_as: Desk) -> Callable[..., Signing]:
    def begin(name: str = STORY, before: str | None = "sign_off", **more: Any) -> Signing:
        rehearsal = carry_on(name, before, [], **more)
        return Signing(rehearsal, serve(rehearsal.engine), visit_as)

    return begin
