"""The desk's door: a browser that has not signed in yet, before a record whose people have accounts."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from desk.sessions import COOKIE
from flows.practice_accounts import code_for, set_up
from models.account import DeskSession
from models.database import transaction

PPO, SUPT = "ppo.northern.1", "supt.1"
WORD = "correct horse battery"


class Door(httpx.Client):
    """A browser as far as cookies and origins go. It keeps a Secure cookie on loopback, as Chromium does."""

    def __init__(self, url: str, record: Engine) -> None:
        super().__init__(base_url=url, headers={"Origin": url}, timeout=30)
        self.record = record

    def sign_in(self, whom: str = PPO, **fields: Any) -> httpx.Response:
        with transaction(self.record) as session:
            code = code_for(session, whom)
        answer = self.post("/sign-in", data={"handle": whom, "password": WORD, "code": code} | fields)
        if "set-cookie" in answer.headers:
            self.headers["Cookie"] = f"{COOKIE}={self.token_in(answer)}"
        return answer

    def age(self, **by: float) -> None:
        """Make every session that much older."""
        with transaction(self.record) as session:
            for row in session.exec(select(DeskSession).where(col(DeskSession.ended_at).is_(None))):
                row.started_at, row.seen_at = row.started_at - timedelta(**by), row.seen_at - timedelta(**by)

    @staticmethod
    def token_in(answer: httpx.Response) -> str:
        return answer.headers["set-cookie"].partition("=")[2].partition(";")[0]

    @staticmethod
    def hidden(page: str, name: str) -> str:
        """The value of a page's first hidden field of a name."""
        return page.partition(f'name="{name}" value="')[2].partition('"')[0]


@pytest.fixture
def accounts(area: Engine, quiet_door: None) -> Engine:
    """The record of `area`, where three people have accounts."""
    with transaction(area) as session:
        set_up(session, [PPO, SUPT, "administrator.1"], WORD)
    return area


@pytest.fixture
def door(desk: str, accounts: Engine) -> Iterator[Door]:
    with Door(desk, accounts) as opened:
        yield opened
