"""How often does a page ask the database? Ten times at most, the entry of what it shows among them.

Every page that opens for somebody, over a record with a pack to sign, other considerations, a meeting held
and one to come; those opened by a reason once it is given, as for the rest of that day.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from flows.people import actor
from flows.steps.meetings import arrange_meeting, hold_meeting
from flows.workplace import Workplace, working_in
from models import clock
from models.database import transaction

AT_MOST = 10
OFFICER, CHAIR = "ppo.northern.1", "di.northern.1"
WALKERS = (
    "ppo.northern.1", "ppo.northern.2", "di.northern.1", "spo.northern.1", "registration.northern.1",
    "ds.northern.1", "mappa.1", "supt.1", "acc.1", "social_worker.northern.1", "education.1", "auditor.1",
    "administrator.1",
)  # fmt: skip
NUMBERED = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]-[0-9A-Z-]+|[0-9a-f]{32}|\d+")


@pytest.fixture
def busy(
    carry_on: Callable[..., Any], level_two: Callable[..., list[str]], tmp_path: Path
) -> tuple[Engine, str]:
    """A story's record where northern has five more considerations, on the list of a meeting held today."""
    rehearsal = carry_on("grandparent-asks-mother-told", "sign_off", [])
    record = rehearsal.engine
    listed = level_two(record, OFFICER, 5)
    with working_in(Workplace(record, tmp_path)):
        rehearsal.settle()
    with transaction(record) as session:
        day = f"{clock.today(session):%Y-%m-%d}"
    arranged = {"level": 2, "unit": "northern", "chair": CHAIR, "co_chair": "spo.northern.1", "held_on": day}
    with transaction(record) as session:
        meeting = arrange_meeting(session, actor(session, OFFICER), arranged | {"listed": listed[:4]})
        arrange_meeting(session, actor(session, OFFICER), arranged | {"listed": listed[4:]})
        hold_meeting(session, actor(session, CHAIR), meeting, {"attendance": ["police", "probation"]})
    return record, str(rehearsal.names["it"])


def test_every_page_asks_the_database_ten_times_at_most(
    busy: tuple[Engine, str],
    serve: Callable[[Engine], str],
    visit_as: Callable[..., Any],
) -> None:
    record, reference = busy
    url = serve(record)
    asked: list[str] = []
    event.listen(record, "before_cursor_execute", lambda *said: asked.append(said[2]))
    shown, found = set[str](), list[str]()
    for handle in WALKERS:
        visitor = visit_as(url, record, handle)
        for path in reached(visitor, reference):
            asked.clear()
            visitor.get(path, follow=False)
            shown.add(path)
            if len(asked) > AT_MOST:
                found.append(f"{path} for {handle}: {len(asked)}")
    assert not found, "\n".join(found)
    assert len(shown) > 100, sorted(shown)


def reached(visitor: Any, reference: str) -> Iterator[str]:
    """Every address that links lead one person to, a few of each kind."""
    visitor.get("/registrations")
    visitor.post("/registrations/new")
    ahead = ["/", f"/considerations/{reference}", visitor.last.url.path]
    ahead += [f"/registrations/{reference}", f"/registrations/{reference}/registered"]
    ahead += [f"/considerations/{reference}/people", visitor.last.url.path.replace("/ask/risk", "/at-once")]
    seen, kinds = set[str](), Counter[str]()
    while ahead:
        path = unescape(ahead.pop(0)).split("#")[0]
        kind = NUMBERED.sub("*", path)
        if path in seen or kinds[kind] >= 2 or path.startswith(("/static", "/session")):
            continue
        seen.add(path)
        kinds[kind] += 1
        page = visitor.get(path)
        assert page.status_code < 500, path
        if page.status_code == 403 and "/reason" in page.text:
            page = visitor.post(f"{path.split('?')[0]}/reason", {"reason": "Looks at each page"})
        if page.status_code == 200 and "text/html" in page.headers["content-type"]:
            yield path
            ahead += re.findall(r'href="(/[^"]*)"', page.text)
