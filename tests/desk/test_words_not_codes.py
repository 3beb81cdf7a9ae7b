"""Does a page show people a code where words belong? Fields and paths are ours, not theirs."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from desk.parts import PARTS
from flows.grants import give_reason
from flows.people import actor
from flows.rehearsal.playing import Rehearsal
from models.consideration import Consideration
from models.database import transaction
from models.officer import Officer

CODE = re.compile(r"\S*[a-z][._][a-z]\S*")
PAGES = ("", "/timeline", "/findings", "/candidates", *(f"/{name}" for name in PARTS))


def shown(page: httpx.Response) -> str:
    """What stands on a page, without its markup and whatever stands in its head."""
    assert page.status_code == 200, page.url
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"<[^>]+>", " ", main))


def codes(text: str, handles: set[str]) -> set[str]:
    """What looks like the name of a field, and is not what a colleague goes by."""
    return {each for each in CODE.findall(text) if each.strip("(),.:;“”") not in handles}


@pytest.mark.parametrize(
    ("story", "before"),
    [
        ("pilot-mother-signs", "settle_candidate"),
        ("pilot-mother-signs", "propose"),
        ("head-teacher-at-level-2", "record_undertaking"),
    ],
)
def test_no_page_of_a_consideration_shows_a_code(
    story: str,
    before: str,
    carry_on: Callable[..., Rehearsal],
    serve: Callable[[Engine], str],
    visit_as: Callable[..., Any],
) -> None:
    record = carry_on(story, before, []).engine
    with transaction(record) as session:
        row = session.exec(select(Consideration).order_by(col(Consideration.number))).all()[0]
        handles, handle = set(session.exec(select(Officer.handle))), f"ppo.{row.unit}.1"
        give_reason(session, actor(session, handle), row.reference, "Reads it through today")
    officer, here = visit_as(serve(record), record, handle), f"/considerations/{row.reference}"
    found = {page: codes(shown(officer.get(here + page)), handles) for page in PAGES}
    assert {page: each for page, each in found.items() if each} == {}
