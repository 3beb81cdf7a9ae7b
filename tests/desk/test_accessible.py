"""Can everybody use every page? Each is held to axe-core's rules, 320 pixels of width, and landmarks.

Every page without a parameter in its address is taken from the routes, and every move's form from the
catalogue, so that a new one is held to this without being named here.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from starlette.routing import compile_path

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


FILES = (".png", "pdf", ".csv")
SHOWN = [route for route in ROUTES if route.method == "GET" and not route.path.endswith(FILES)]
WALKERS = (
    "ppo.northern.1", "di.northern.1", "registration.northern.1", "ds.northern.1", "mappa.1", "supt.1",
    "social_worker.northern.1", "education.1", "auditor.1", "administrator.1",
)  # fmt: skip
NUMBERED = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]-[0-9A-Z-]+|[0-9a-f]{32}|\d+")
# What this story's record has none of (an export, a file of registrations, a closed day, work under way …),
# and what answers with a file: axe does not see these here.
NOT_REACHED = {
    "/audit/exports/{export_key}", "/audit/exports/{export_key}/zip", "/audit/verified/{verdict_key}",
    "/closures/{closed_on}/open", "/considerations/{reference}/meetings/{meeting}",
    "/considerations/{reference}/rationale", "/meetings/{meeting}/held", "/people/{handle}/restore",
    "/registration-files/{number}", "/registrations/new/{id}/likely/{work}",
    "/registrations/{reference}/do/{move}", "/requests/{request}", "/under-way/{key}",
}  # fmt: skip


class Walk:
    """The desk over one story's record, and a browser for whoever may open a page."""

    def __init__(self, url: str, record: Engine, browsing: Callable[..., Page]) -> None:
        self.url, self.record, self._browsing = url, record, browsing
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
            self._pages[handle] = self._browsing(self.url, self.record, handle)
        return self._pages[handle]

    def reading(self, roles: frozenset[str]) -> Page:
        """Somebody of the consideration's unit who has given a reason to read it."""
        for each in self.officers:
            near = each.unit in (self.row.unit, HEADQUARTERS) and each.agency == "police"
            if near and roles & set(each.roles):
                with transaction(self.record) as session:
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


def test_every_page_that_can_be_reached_is_usable_by_all(walk: Walk, visit_as: Callable[..., Any]) -> None:
    """One page of every kind that links lead to, for people of every role; no kind is left out unnoticed."""
    found: list[str] = []
    left = {route.path: compile_path(route.path)[0] for route in SHOWN if "{" in route.path}
    for handle in WALKERS:
        visitor = visit_as(walk.url, walk.record, handle)
        for path in reached(visitor, walk.row.reference):
            kind = next((each for each, pattern in left.items() if pattern.match(path.split("?")[0])), None)
            if kind:
                del left[kind]
                found += faults(walk.browser_of(handle), path)
    assert not found, "\n".join(found)
    unnoticed = sorted(left.keys() - NOT_REACHED)
    assert not unnoticed, "no link led here to:\n" + "\n".join(unnoticed)


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
        if page.status_code == 403 and "/reason" in page.text:
            page = visitor.post(f"{path.split('?')[0]}/reason", {"reason": "Looks at each page"})
        if page.status_code == 200 and "text/html" in page.headers["content-type"]:
            yield path
            ahead += re.findall(r'href="(/[^"]*)"', page.text)
