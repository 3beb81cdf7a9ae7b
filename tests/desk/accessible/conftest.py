"""Every kind of page there is, and a browser to see each with: one record, served once for many tests.

`walk` is the desk over a record that has something of everything in it; `walk.kinds()` gives one address of
every kind of page, and who finds it by following links. `faults` says what is wrong with a page, in words.
"""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from starlette.routing import compile_path

from desk.entering.journey import journey
from desk.moves import every as every_move  # noqa: F401 - registers the forms
from desk.moves.catalogue import CATALOGUE
from desk.pages import every as every_page  # noqa: F401 - registers the routes
from desk.rehearsing import telling
from desk.routes import ROUTES
from desk.training import UNDER_WAY, beginning
from desk.under_way import Tell, begin
from flows.credentials import invite
from flows.grants import give_reason
from flows.people import actor
from flows.register.on_register import HEADQUARTERS
from flows.registering.uploading import receive
from flows.rehearsal.playing import Rehearsal
from flows.steps.administering import revoke_officer
from flows.steps.agencies import add_closure
from flows.steps.meetings import arrange_meeting, hold_meeting
from flows.steps.moving import MADE
from flows.steps.opening import open_consideration
from flows.workplace import Workplace, working_in
from models import clock
from models.consideration import Consideration
from models.database import create_database, engine, transaction
from models.officer import Officer
from models.subject import Subject

WIDTHS = (1280, 320)
# What answers with a file, or with words for a machine, and what only leads on to another page.
NO_PAGE = re.compile(r"(\.png|pdf|/zip|/rationale|/health|^/|/parts/{part})$")
SHOWN = sorted(
    (route for route in ROUTES if route.method == "GET" and not NO_PAGE.search(route.path)),
    key=lambda route: route.path.count("{"),
)
WALKERS = (
    "ppo.northern.1", "di.northern.1", "registration.western.1", "ppo.western.1", "ppo.eastern.1",
    "ds.northern.1", "mappa.1", "supt.1", "nurse.1", "auditor.1", "administrator.1",
)  # fmt: skip
NOBODY, NEWCOMER = "", "ppo.northern.4"
MOVE = "/considerations/{reference}/do/{move}"
NUMBERED = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]-[0-9A-Z-]+|[0-9a-f]{32}|\d+")
FOLLOWED = 2  # links of each kind, so that a walk has an end
OFFICER, CHAIR = "ppo.northern.1", "di.northern.1"
WHY = "Looks at each page"
FORM = {
    "form_id": "W-1", "immediate_risk": False, "unit": "western", "relationship": "parent",
    "route": "right_to_ask", "received_at": "2026-11-20T10:00:00+00:00",
    "applicant": {"name": "Rosamund Inventively"}, "individual": {"name": "Leopold Unlikely"},
    "children": [{"name": "Poppy Inventively", "age": 8}],
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of page: the route's path, an address of it, whoever finds it by following links."""

    route: str
    path: str
    handle: str
    text: str = field(repr=False)


class Walk:
    """The desk over that record, and a browser for whoever may open a page."""

    def __init__(self, url: str, record: Engine, visit: Callable[..., Any], held_up: threading.Event) -> None:
        self.url, self.record, self._visit, self._held_up = url, record, visit, held_up
        self._kinds: dict[str, Kind] = {}
        self._moves: dict[str, Kind] = {}
        self._forms = Counter[str]()
        self.pages: dict[str, Page] = {}
        self.browsing: Callable[..., Page]
        with Session(record) as session:
            self.officers = list(session.exec(select(Officer).order_by(col(Officer.handle))))
            self.row = session.exec(select(Consideration).order_by(col(Consideration.number))).all()[0]

    def browser_of(self, handle: str) -> Page:
        """Somebody's browser, signed in; NOBODY's is not."""
        if handle not in self.pages:
            self.pages[handle] = self.browsing(self.url, self.record, handle)
        return self.pages[handle]

    def kinds(self) -> list[Kind]:
        """One page of every kind that links lead to, for people of every role."""
        self._walk_round()
        return list(self._kinds.values())

    def moves(self) -> list[Kind]:
        """Each move's page: with its form, where a link leads to one; else why it can't be made."""
        self._walk_round()
        return [self._moves.get(move) or self._by_address(move) for move in CATALOGUE]

    def _by_address(self, move: str) -> Kind:
        """Opened by whoever of its unit may make it."""
        wanted = MADE[move].roles
        near = (each for each in self.officers if each.unit in (self.row.unit, HEADQUARTERS))
        maker = next(each.handle for each in near if each.agency == "police" and wanted & set(each.roles))
        with transaction(self.record) as session:
            give_reason(session, actor(session, maker), self.row.reference, WHY)
        path = f"/considerations/{self.row.reference}/do/{move}"
        return Kind(MOVE, path, maker, self._visit(self.url, self.record, maker).get(path).text)

    def asked_of_applicants(self) -> list[Kind]:
        """Every page of entering a registration, as they stand before anything is known."""
        first = next(kind for kind in self.kinds() if kind.route.endswith("/ask/{slug}"))
        place = first.path.rpartition("/")[0]
        with transaction(self.record) as session:
            today = clock.today(session)
        return [replace(first, path=f"{place}/{step.slug}") for step in journey({}, today).steps]

    @property
    def routes(self) -> set[str]:
        """The path of every page there is."""
        return {route.path for route in SHOWN}

    def _walk_round(self) -> None:
        """Follow every link once, as each person."""
        if self._kinds:
            return
        patterns = {route.path: compile_path(route.path)[0] for route in SHOWN}
        for handle in (NOBODY, NEWCOMER, *WALKERS):
            for path, text in self._reached(self._visit(self.url, self.record, handle), handle):
                plain = path.split("?")[0]
                route = next((each for each, pattern in patterns.items() if pattern.match(plain)), None)
                if route is None:
                    continue
                kind = Kind(route, path, handle, text)
                self._kinds.setdefault(route, kind)
                if route == MOVE and (move := plain.rpartition("/")[2]):
                    better = "data-keep" in text and "data-keep" not in self._moves.get(move, kind).text
                    self._moves[move] = kind if better else self._moves.get(move, kind)

    def _reached(self, visitor: Any, handle: str) -> Iterator[tuple[str, str]]:
        """Every address that links lead one person to, a few of each kind; and what stands there."""
        roles = {role for each in self.officers for role in each.roles if each.handle == handle}
        ahead = [
            route.path for route in SHOWN if "{" not in route.path and route.policy.admits(frozenset(roles))
        ]
        ahead += self._begun(visitor, handle)
        seen, kinds = set[str](), Counter[str]()
        while ahead:
            path = unescape(ahead.pop(0)).split("#")[0]
            kind = NUMBERED.sub("*", path)
            # A form, or a list asked otherwise, leads to nothing new: what one person saw will do for all.
            counted = self._forms if "/do/" in kind or "?" in kind else kinds
            if path in seen or counted[kind] >= FOLLOWED or path.startswith(("/static", "/session")):
                continue
            seen.add(path)
            counted[kind] += 1
            page = visitor.get(path)
            if page.status_code == 403 and "/reason" in page.text:
                page = visitor.post(f"{path.split('?')[0]}/reason", {"reason": WHY})
            is_page = page.status_code == 200 and "text/html" in page.headers["content-type"]
            if is_page and (page.url.path == path.split("?")[0] or "/reason" in str(page.history)):
                yield path, page.text
                ahead += re.findall(r'href="(/[^"]*)"', page.text)

    def _begun(self, visitor: Any, handle: str) -> Iterator[str]:
        """What is there only once somebody has begun it: a registration, an export, work that takes long."""
        if handle in (NOBODY, NEWCOMER):
            return
        key, other = uuid4().hex, uuid4().hex
        begin(key, handle, "Reading the file", self._slowly)
        begin(other, handle, "Comparing with the registrations there are", self._slowly)
        yield f"/under-way/{key}"
        visitor.get("/registrations")
        if visitor.last.status_code == 200:
            yield from (f"/registrations/{self.row.reference}{part}" for part in ("", "/registered"))
            entering = visitor.post("/registrations/new").url.path.removesuffix("/ask/risk")
            yield from (f"{entering}{part}" for part in ("/at-once", "/check", "/likely", f"/likely/{other}"))
        if handle == "auditor.1":
            visitor.get("/audit/verify")
            yield visitor.post("/audit/verify").url.path
            visitor.get("/audit/exports")
            asked = {"reference": self.row.reference, "purpose": WHY}
            yield visitor.post("/audit/exports", asked).url.path

    def _slowly(self, tell: Tell) -> str:
        tell(3, 7)
        self._held_up.wait(600)
        return "/"


@pytest.fixture(scope="session")
def something_of_everything(
    server: str,
    area_template: str,
    agencies: str,
    settling_on: Callable[[Engine], Any],
    tmp_path_factory: Any,
) -> Iterator[Engine]:
    """The training record, and what it has none of: a meeting not held yet, a request, a closed day …"""
    opened = engine(create_database(server, "something_of_everything", area_template))
    with working_in(Workplace(opened, tmp_path_factory.mktemp("print"))):
        for name, before in UNDER_WAY:
            story = beginning(name, before)
            for played in Rehearsal(opened, story, settling_on(opened), telling(agencies)).play():
                assert not played.failures, played
        _open(opened, Subject.level == 3)
        listed = [_open(opened, Subject.level == 2, Subject.unit == "northern") for _ in range(2)]
        settling_on(opened)()
        with transaction(opened) as session:
            chair, administrator = actor(session, CHAIR), actor(session, "administrator.1")
            meeting = {"level": 2, "unit": "northern", "chair": CHAIR, "co_chair": "spo.northern.1"}
            today = clock.today(session)
            for held in (True, False):
                arranged = arrange_meeting(session, chair, meeting | {"held_on": today, "listed": listed})
                if held:
                    hold_meeting(session, chair, arranged, {"attendance": ["police", "probation"]})
            closed = {"closed_on": "2026-12-31", "why": "Founders’ Day", "reasons": WHY}
            add_closure(session, administrator, closed)
            revoke_officer(session, administrator, "nurse.2", {"reasons": WHY})
            invite(session, administrator, NEWCOMER)
        receive(opened, (json.dumps(FORM) + "\n").encode(), "registration.western.2")
    yield opened
    opened.dispose()


def _open(opened: Engine, *which: Any) -> str:
    """Open a consideration on somebody of the register who has none."""
    with transaction(opened) as session:
        had = select(Consideration.subject_id).where(col(Consideration.subject_id).is_not(None))
        wanted = select(Subject.register_reference).where(
            *which, Subject.lead_agency == "police", col(Subject.id).not_in(had)
        )
        subject = session.exec(wanted.order_by(col(Subject.register_reference))).first()
        given = {"subject": subject, "officer": OFFICER, "reasons": "Seen at the swimming pool."}
        return open_consideration(session, actor(session, "dci.1"), given).reference


@pytest.fixture(scope="session")
def walked(
    something_of_everything: Engine,
    serve_all_along: Callable[[Engine], str],
    visit_all_along: Callable[..., Any],
) -> Iterator[Walk]:
    held_up = threading.Event()
    yield Walk(serve_all_along(something_of_everything), something_of_everything, visit_all_along, held_up)
    held_up.set()


@pytest.fixture
def walk(walked: Walk, browsing: Callable[..., Page]) -> Walk:
    """The same walk, with browsers of this test's own."""
    walked.browsing, walked.pages = browsing, {}
    return walked


@pytest.fixture(scope="session")
def faults() -> Callable[..., Iterator[str]]:
    return _faults


def _faults(
    page: Page, path: str = "", *, status: int = 200, widths: tuple[int, ...] = WIDTHS
) -> Iterator[str]:
    """What is wrong with a page, each fault in words; of the page that stands there already for no path."""
    if path:
        answer = page.goto(path)
        if answer is None or answer.status != status:
            yield f"{path}: answered {answer.status if answer else 'nothing'}"
            return
    path = path or f"{page.url} as refused"
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
    if page.locator("html").get_attribute("lang") != "en":
        yield f"{path}: does not say that it is in English"
