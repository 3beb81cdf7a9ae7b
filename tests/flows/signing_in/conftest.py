"""Somebody with an account, on a record of their own."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from flows.practice_accounts import code_for, set_up
from models.account import Account, DeskSession
from models.agency import Agency, AgencyRole
from models.database import transaction
from models.officer import Officer

PASSWORD = "correct horse battery"


@pytest.fixture
def staffed(application: Engine, quiet_door: None) -> Engine:
    """An agency, two officers with accounts, an administrator, and an officer without an account."""
    with transaction(application) as session:
        session.add(
            Agency(code="police", name="Exampleshire Constabulary", role=AgencyRole.RESPONSIBLE_AUTHORITY)
        )
        session.flush()
        for number, (handle, post) in enumerate(
            [
                ("ppo.northern.1", "public_protection_officer"),
                ("ds.northern.1", "supervisor"),
                ("administrator.1", "administrator"),
                ("ppo.northern.2", "public_protection_officer"),
            ]
        ):
            session.add(
                Officer(
                    handle=handle,
                    name=f"Officer Testerby{number}",
                    person_key=f"P-{number:04d}",
                    rank="pc",
                    agency="police",
                    unit="northern",
                    roles=[post],
                    active_from=date(2024, 1, 1),
                )
            )
        session.flush()
        set_up(session, ["ppo.northern.1", "ds.northern.1", "administrator.1"], PASSWORD)
    return application


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def code(staffed: Engine) -> Callable[[str], str]:
    """The code on somebody's phone, not used yet."""

    def now(handle: str) -> str:
        with transaction(staffed) as session:
            return code_for(session, handle)

    return now


@pytest.fixture
def later(staffed: Engine) -> Callable[..., None]:
    """Let real time pass for delays, codes and web sessions: move back what was kept of them."""

    def passes(**how_long: float) -> None:
        by = timedelta(**how_long)
        with transaction(staffed) as session:
            for row in session.exec(select(DeskSession)):
                row.started_at, row.seen_at = row.started_at - by, row.seen_at - by
            for account in session.exec(select(Account)):
                account.not_before = account.not_before and account.not_before - by
                account.last_counter -= int(by.total_seconds()) // 30
                account.changed_at -= by

    return passes
