"""The register has changed, and guide after guide dies while it compares: is anybody lost, or told twice?"""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from flows.people import actor
from flows.rehearsal.changing import change_register
from flows.steps.registering import register_interest
from models import ledger
from models.consideration import Wait
from models.database import transaction

pytestmark = pytest.mark.kill
LIVE = 6
# Between two considerations, in the middle of one, before the one entry for the whole, and after it.
POINTS = (("take", "after", 1), ("take", "before", 2), ("take", "after", 2), ("_wrote", "before", 1),
          ("_wrote", "after", 1))  # fmt: skip
MEANT = {"name": "Zebedee Quixworth", "date_of_birth": "2001-07-30"}
NEW = {"forenames": "Zebedee", "surname": "Quixworth", "date_of_birth": "2001-07-30"}


def kinds(engine: Engine) -> Counter[str]:
    with transaction(engine) as session:
        return Counter(entry.kind for entry in ledger.entries(session))


def test_guides_killed_while_they_compare_leave_each_task_once(
    quiet_area: Engine, tmp_path: Path, zygote: Any, interest: Callable[[int], Any], settle: Any
) -> None:
    url, folder = quiet_area.url.render_as_string(hide_password=False), tmp_path / "print"
    with transaction(quiet_area) as session:
        who = actor(session, "registration.northern.1")
        for number in range(LIVE):
            register_interest(session, who, interest(number) | {"individual": MEANT})
    begun = [zygote.fork(url, folder)]
    settle()
    assert kinds(quiet_area)["Screened"] == LIVE
    zygote.end(begun)
    change_register(quiet_area, {"S-0040": NEW})
    try:
        for function, when, call in POINTS:
            point = {"module": "flows.rescreening", "function": function, "when": when, "call": call}
            begun.append(zygote.fork(url, folder, point))
            assert zygote.gone(begun[-1], 60), f"no guide came to {function}"
        begun.append(zygote.fork(url, folder))
        settle()
        until = time.monotonic() + 30
        while time.monotonic() < until and kinds(quiet_area)["RegisterScreened"] == 0:
            time.sleep(0.1)
    finally:
        zygote.end(begun)
    found = kinds(quiet_area)
    assert (found["CandidatesChanged"], found["RegisterScreened"], found["Screened"]) == (LIVE, 1, LIVE)
    with transaction(quiet_area) as session:
        tasks = session.exec(select(Wait.consideration_id).where(Wait.what == "settle_candidate")).all()
        changed = ledger.entries(session, kinds=("CandidatesChanged",))
        (run,) = ledger.entries(session, kinds=("RegisterScreened",))
    assert len(tasks) == len(set(tasks)) == LIVE
    assert {entry.consideration for entry in changed} == {str(task) for task in tasks}
    assert (run.body["count"], run.body["changed"]) == (LIVE, LIVE)
