"""The desk, served for real on loopback over a record of the test's own, and people at it.

`serve(engine)` serves the desk and gives its address. `desk` is the desk on `area`. `visitor(handle)` is
somebody signed in at it: it reads pages, and sends forms with the hidden fields the page had.
`browsing(url, record, handle)` is the same person with a real browser. `asking(engine)` asks routes in this
process, for tests that ask thousands.
"""

import hashlib
import os
import re
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from desk.answering import answer
from desk.app import create_app
from desk.csrf import csrf_masked
from desk.routes import Route
from desk.sessions import COOKIE
from desk.visiting import DeskSettings
from flows.accounts import id_of
from flows.people import actor
from flows.steps.opening import open_consideration
from models.account import DeskSession
from models.database import transaction
from models.subject import Subject

SECRET = "cd" * 32
NAMES = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass
class Asker:
    """Asks routes by the very function that answers a browser: no guard before it, no body to read."""

    engine: Engine
    settings: DeskSettings
    app: Any = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(self.engine, self.settings)

    def come(self, handle: str, session: Session | None = None) -> str:
        """Sign somebody in; give the token of their session."""
        token, now = f"token-of-{handle}", datetime.now(UTC)
        row = DeskSession(id=id_of(token), handle=handle, csrf=SECRET, started_at=now, seen_at=now)
        if session is not None:
            session.add(row)
            return token
        with transaction(self.engine) as own:
            own.add(row)
        return token

    def ask(
        self, route: Route, token: str, params: dict[str, Any], *,
        query: dict[str, str] | None = None, fields: Any = (), csrf: str | None = None,
    ) -> Response:  # fmt: skip
        """Ask a route as whoever has a token. `params`: for its address; `csrf`: in place of their own."""
        wanted = {name: params.get(name, "none") for name in NAMES.findall(route.path)}
        scope = {
            "type": "http", "method": route.method, "app": self.app, "path_params": wanted, "state": {},
            "path": NAMES.sub(lambda m: str(wanted[m.group(1)]), route.path),
            "query_string": urlencode(query or {}).encode(), "scheme": "http",
            "server": ("127.0.0.1", 8327), "headers": [(b"cookie", f"{COOKIE}={token}".encode())],
        }  # fmt: skip
        own = [("_csrf", csrf_masked(SECRET) if csrf is None else csrf)]
        posted = FormData([*own, *fields]) if route.method == "POST" else FormData()
        return answer(route, Request(scope), posted, self.settings)


@pytest.fixture
def asking(tmp_path: Path) -> Callable[[Engine], Asker]:
    """A way to ask routes over any record."""
    return lambda opened: Asker(opened, DeskSettings(data=tmp_path))


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
DIGEST = 'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{}" t'
WRITTEN_BY_READING = {"entry", "content", "head", "desksession"}


@pytest.fixture(scope="session")
def standing() -> Callable[[Engine], dict[str, str]]:
    """A digest of each table's rows, but for those that reading alone writes."""

    def look(opened: Engine) -> dict[str, str]:
        with transaction(opened) as session:
            run = session.connection().exec_driver_sql
            names = [name for (name,) in run(TABLES) if name not in WRITTEN_BY_READING]
            return {name: str(run(DIGEST.format(name)).scalar()) for name in names}

    return look


class _Forms(HTMLParser):
    """Reads the forms of a page: where each goes, and what it would send untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        if tag == "input" and self.forms and given.get("type") == "hidden" and given.get("name"):
            self.forms[-1][1].setdefault(given["name"], []).append(given.get("value", ""))


@dataclass
class Visitor:
    """Somebody at the desk with one browser."""

    url: str
    token: str
    http: httpx.Client = field(init=False)
    last: httpx.Response = field(init=False)

    def __post_init__(self) -> None:
        # A hook, because httpx takes a cookie header of ours off a request it is redirected to.
        hooks = {"request": [self._with_cookie]}
        own = {"Origin": self.url}
        self.http = httpx.Client(base_url=self.url, headers=own, timeout=30, event_hooks=hooks)

    def get(self, path: str, *, follow: bool = True) -> httpx.Response:
        self.last = self.http.get(path, follow_redirects=follow)
        return self.last

    def post(
        self, path: str, fields: dict[str, Any] | None = None, *, follow: bool = True, **more: Any
    ) -> httpx.Response:
        """Send the last page's form that goes to `path` (or its first form), filled in with `fields`."""
        sent = dict(self.hidden(path)) | (fields or {})
        self.last = self.http.post(path, data=sent, follow_redirects=follow, **more)
        return self.last

    def hidden(self, path: str) -> dict[str, list[str]]:
        """The hidden fields of the last page's form that goes to a path."""
        found = _Forms()
        found.feed(self.last.text)
        plain = path.split("?")[0]
        matching = [fields for action, fields in found.forms if action.split("?")[0] == plain]
        return (matching or [fields for _, fields in found.forms if "_csrf" in fields] or [{}])[-1]

    def _with_cookie(self, request: httpx.Request) -> None:
        request.headers["Cookie"] = f"{COOKIE}={self.token}"


@contextmanager
def served(opened: Engine, data: Path) -> Iterator[str]:
    """Serve the desk over a record, in a thread of this process."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(opened, DeskSettings(data=data, origin=url))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield url
        server.should_exit = True
        thread.join(10)


def session_for(opened: Engine, handle: str) -> str:
    """A session of somebody's who has signed in; its token."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    with transaction(opened) as session:
        row = DeskSession(
            id=hashlib.sha256(token.encode()).hexdigest(), handle=handle, csrf=secrets.token_hex(32),
            started_at=now, seen_at=now,
        )  # fmt: skip
        session.add(row)
    return token


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Engine], str]]:
    """Serve the desk over any record for the rest of the test."""
    with ExitStack() as stack:
        yield lambda opened: stack.enter_context(served(opened, tmp_path))


@pytest.fixture(scope="session")
def serve_all_along(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Engine], str]]:
    """Serve the desk over any record for the rest of the session, for many tests to read."""
    with ExitStack() as stack:
        yield lambda opened: stack.enter_context(served(opened, tmp_path_factory.mktemp("desk")))


@pytest.fixture
def desk(area: Engine, serve: Callable[[Engine], str]) -> str:
    """The address of the desk over `area`."""
    return serve(area)


def _visitors() -> Iterator[Callable[[str, Engine, str], Visitor]]:
    """Somebody at a desk: its address, its record, their handle; "" for whoever has not signed in."""
    made: list[Visitor] = []

    def come(url: str, opened: Engine, handle: str) -> Visitor:
        made.append(Visitor(url, session_for(opened, handle) if handle else ""))
        return made[-1]

    yield come
    for each in made:
        each.http.close()


visit_as = pytest.fixture(_visitors, name="visit_as")
visit_all_along = pytest.fixture(_visitors, name="visit_all_along", scope="session")


@pytest.fixture
def visitor(
    desk: str, area: Engine, visit_as: Callable[[str, Engine, str], Visitor]
) -> Callable[[str], Visitor]:
    """Somebody signed in at the desk over `area`, by handle."""
    return lambda handle: visit_as(desk, area, handle)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. A module's: Playwright's own event loop must end before another test's begins."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI") or os.environ.get("DISCLOSURE_MUST_BROWSE"):
            pytest.fail("Chromium is not here: install Debian's package chromium")
        pytest.skip("Chromium is not here: nothing was tried in a browser")
    with sync_playwright() as playwright:
        # Root, as in CI's container, has no sandbox; it only ever opens our own pages on loopback.
        yield playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])


@pytest.fixture
def browsing(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of somebody's own browser, signed in; `javascript=False`: without script."""
    with ExitStack() as stack:

        def come(url: str, opened: Engine, handle: str, **more: Any) -> Page:
            context = stack.enter_context(
                browser.new_context(java_script_enabled=more.pop("javascript", True), base_url=url, **more)
            )
            token = session_for(opened, handle) if handle else ""
            # A __Host- cookie is set only for https; Chromium sends it to http on loopback all the same.
            place = url.replace("http:", "https:")
            context.add_cookies([{"name": COOKIE, "value": token or "none", "url": place, "secure": True}])
            return context.new_page()

        yield come


@pytest.fixture
def text() -> Callable[[str], str]:
    """The words of a page, without its markup."""

    def words(page: str) -> str:
        return re.sub(r"\s+", " ", re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", page))

    return words


@pytest.fixture
def level_two() -> Callable[[Engine, str, int], list[str]]:
    """Open considerations about people of northern whom the police manage at Level 2; their references."""

    def opened(record: Engine, officer: str, how_many: int) -> list[str]:
        wanted, made = col(Subject.register_reference), []
        theirs = (Subject.unit == "northern", Subject.level == 2, Subject.lead_agency == "police")
        with transaction(record) as session:
            subjects = session.exec(select(wanted).where(*theirs).order_by(wanted)).all()[-how_many:]
        for subject in subjects:
            with transaction(record) as session:
                given = {"subject": subject, "officer": officer}
                made.append(open_consideration(session, actor(session, officer), given).reference)
        return made

    return opened
