"""Can everybody use every page? Each is held to axe-core's rules, 320 pixels of width, and landmarks.

Every page without a parameter in its address is taken from the routes, and every move's form from the
catalogue, so that a new one is held to this without being named here.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from desk.moves.catalogue import CATALOGUE
from desk.routes import ROUTES
from flows.grants import give_reason
from flows.people import actor
from flows.register.on_register import HEADQUARTERS
from flows.steps.moving import MADE
from flows.steps.roles import OFFICERS
from models.consideration import Consideration
from models.database import transaction
from models.officer import Officer

WIDTHS = (1280, 320)
PARTS = ("", "/timeline", "/letters")
PLAIN = [
    route for route in ROUTES if route.method == "GET" and "{" not in route.path and "." not in route.path
]


class Walk:
    """The desk over one story's record, and a browser for whoever may open a page."""

    def __init__(self, url: str, record: Engine, browsing: Callable[..., Page]) -> None:
        self._url, self._record, self._browsing = url, record, browsing
        self._pages: dict[str, Page] = {}
        with Session(record) as session:
            self.officers = list(session.exec(select(Officer).order_by(col(Officer.handle))))
            self.row = session.exec(select(Consideration).order_by(col(Consideration.number))).all()[0]

    def as_one_of(self, roles: frozenset[str] | None) -> Page:
        """The browser of the first officer with one of these roles; of anybody signed in for None."""
        handle = next(each.handle for each in self.officers if roles is None or roles & set(each.roles))
        return self.browser_of(handle)

    def browser_of(self, handle: str) -> Page:
        if handle not in self._pages:
            self._pages[handle] = self._browsing(self._url, self._record, handle)
        return self._pages[handle]

    def reading(self, roles: frozenset[str]) -> Page:
        """Somebody of the consideration's unit who has given a reason to read it."""
        for each in self.officers:
            near = each.unit in (self.row.unit, HEADQUARTERS) and each.agency == "police"
            if near and roles & set(each.roles):
                with transaction(self._record) as session:
                    give_reason(
                        session, actor(session, each.handle), self.row.reference, "Looks at each page"
                    )
                return self.browser_of(each.handle)
        raise AssertionError(f"nobody of {self.row.unit} has any of {sorted(roles)}")


@pytest.fixture
def walk(carry_on: Callable[..., Any], serve: Callable[[Engine], str], browsing: Callable[..., Page]) -> Walk:
    record = carry_on("grandparent-asks-mother-told", "sign_off", []).engine
    return Walk(serve(record), record, browsing)


def faults(page: Page, path: str, *, status: int = 200, widths: tuple[int, ...] = WIDTHS) -> Iterator[str]:
    """What is wrong with a page, each fault in words."""
    answer = page.goto(path)
    if answer is None or answer.status != status:
        yield f"{path}: answered {answer.status if answer else 'nothing'}"
        return
    if "text/html" not in answer.headers["content-type"]:
        return
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page)
        for each in found.response["violations"]:
            where = [node["html"][:100] for node in each["nodes"][:2]]
            yield f"{path} at {width}: {each['id']}: {each['help']}: {where}"
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{path} at {width}: scrolls sideways"
    counted = {what: page.locator(what).count() for what in ("h1", "main", "header", "footer")}
    for what, count in counted.items():
        if count < 1 or (what in ("h1", "main") and count != 1):
            yield f"{path}: {count} of {what}"


def test_every_page_without_a_reference_is_usable_by_all(walk: Walk) -> None:
    found = [each for route in PLAIN for each in faults(walk.as_one_of(route.policy.roles), route.path)]
    found += faults(walk.as_one_of(None), "/nowhere", status=404)
    assert not found, "\n".join(found)


def test_every_page_of_a_consideration_is_usable_by_all(walk: Walk) -> None:
    page = walk.reading(frozenset(OFFICERS))
    own = f"/considerations/{walk.row.reference}"
    found = [each for part in PARTS for each in faults(page, own + part)]
    assert not found, "\n".join(found)


def test_every_move_s_form_is_usable_by_all(walk: Walk) -> None:
    """One template draws them all: one is looked at in both widths, the rest in the narrow one."""
    found: list[str] = []
    for move in CATALOGUE:
        page = walk.reading(MADE[move].roles & frozenset(OFFICERS) or MADE[move].roles)
        path = f"/considerations/{walk.row.reference}/do/{move}"
        found += faults(page, path, widths=WIDTHS if move == "progress" else WIDTHS[1:])
    assert not found, "\n".join(found)
