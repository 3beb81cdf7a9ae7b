"""How fast is a page at the desk, how much does it ask of the database, and how many bytes does it send?

The desk is served by a process of its own, as `disclosure up` serves it, over 5,000 nominals and 2,000
considerations; every page that shows content writes its entry of the consultation first.
"""

import hashlib
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from random import Random

import httpx
from sqlalchemy import event
from sqlmodel import col, select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.routing import compile_path

from bench.effects import listening
from bench.measuring import Found, at, load, spread
from bench.stage import LOGS, NOW, Stage, people, running_guide, stage, until
from desk.answering import answer
from desk.app import create_app
from desk.children import await_health, desk_child, free_port, running, stand_in
from desk.routes import ROUTES
from desk.sessions import COOKIE
from desk.visiting import DeskSettings
from flows.every_case import consider_every_case
from models.account import DeskSession
from models.consideration import Consideration
from models.database import transaction
from models.register_import import ImportState, RegisterImport

NOMINALS, CONSIDERATIONS = 5_000, 2_000
ALONE, USERS, THINK_S, UNDER_LOAD_S = 40, 20, 5.0, 120.0
GOAL_MS, MOST_QUERIES, FIRST_KB, NEXT_KB = 100, 10, 40, 6
OFFICER, SUPERVISOR, AUDITOR = "ppo.western.1", "ds.western.1", "auditor.1"
# Address, who asks. {reference}: one of the officer's considerations.
PAGES = (
    ("/work", OFFICER),
    ("/considerations/{reference}", OFFICER),
    ("/considerations/{reference}/timeline", OFFICER),
    ("/considerations/{reference}/findings", OFFICER),
    ("/considerations/{reference}/letters", OFFICER),
    ("/considerations/{reference}/do/attach", OFFICER),
    ("/considerations/{reference}/do/propose", OFFICER),
    ("/team", SUPERVISOR),
    ("/calendar", SUPERVISOR),
    ("/coverage", SUPERVISOR),
    ("/account", OFFICER),
)


@dataclass
class Asked:
    """How long each page took, in seconds, by its address."""

    took_s: dict[str, list[float]] = field(default_factory=dict)
    first_s: dict[str, float] = field(default_factory=dict)

    def keep(self, page: str, seconds: float) -> None:
        self.took_s.setdefault(page, []).append(seconds)


def run(server: str) -> Found:
    """Each page alone, then by twenty people at once; queries and bytes beside."""
    columns = ("page", "alone p50 ms", "p95", "20 users p50 ms", "p95", "n", "queries", "KB next")
    found = Found("desk", f"Pages over {NOMINALS:,} nominals and {CONSIDERATIONS:,} considerations", columns)
    with stand_in(LOGS / "stand-in.log") as agencies, stage(server, "bench_desk", agencies) as on:
        references = _filled(on)
        tokens = {handle: _session(on, handle) for handle in {who for _, who in PAGES}}
        queries = {page: _queries(on, page, references[0], tokens[who]) for page, who in PAGES}
        with _served(on) as url:
            with _browser(url) as http:
                sizes = {page: _kilobytes(http, page, references[0], tokens[who]) for page, who in PAGES}
                first = _first_visit(http, tokens[OFFICER])
                alone = _alone(http, references, tokens)
            crowd = _crowd(url, references, tokens)
    _tell(found, alone, crowd, queries, sizes, first)
    return found


def _filled(on: Stage) -> list[str]:
    """Considerations as machines leave them: opened, agencies asked, recommended upon; then more nominals."""
    with transaction(on.engine) as session:
        people(session, CONSIDERATIONS)
    consider_every_case(NOW.date())
    with listening(on.engine) as effects, running_guide(on, None, ready=False):
        until(lambda: effects.count("Recommended") >= CONSIDERATIONS, 600, "everything to be carried")
    with transaction(on.engine) as session:
        people(session, NOMINALS - CONSIDERATIONS)
        session.add(_extract())
        mine = select(Consideration.reference).where(col(Consideration.officer) == OFFICER)
        return list(session.exec(mine.order_by(col(Consideration.number))))


def _extract() -> RegisterImport:
    """A register is what an extract brought: what is worked out of it is kept until the next one, or a move."""
    return RegisterImport(
        number=1, sha256="0" * 64, size=1, format="csv", state=ImportState.APPLIED, uploaded_by=SUPERVISOR,
        uploaded_person="P-1", uploaded_at=NOW, confirmed_at=NOW, announced_at=NOW,
    )  # fmt: skip


def _session(on: Stage, handle: str) -> str:
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    id_ = hashlib.sha256(token.encode()).hexdigest()
    with transaction(on.engine) as session:
        session.add(DeskSession(id=id_, handle=handle, csrf="00" * 32, started_at=now, seen_at=now))
    return token


@contextmanager
def _served(on: Stage) -> Iterator[str]:
    port = free_port()
    child = desk_child(on.url, LOGS / "desk.log", port=port, data=on.folder / "data")
    with running(child):
        await_health(child, f"http://127.0.0.1:{port}/health", 60)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _browser(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, headers={"Accept-Encoding": "gzip"}, timeout=60) as http:
        yield http


def _get(http: httpx.Client, path: str, token: str) -> httpx.Response:
    response = http.get(path, headers={"Cookie": f"{COOKIE}={token}"})
    if response.status_code != 200:
        raise SystemExit(f"the desk answered {response.status_code} for {path}")
    return response


def _timed(http: httpx.Client, asked: Asked, page: str, reference: str, token: str) -> None:
    began = time.perf_counter()
    _get(http, page.format(reference=reference), token)
    asked.keep(page, time.perf_counter() - began)


def _alone(http: httpx.Client, references: list[str], tokens: dict[str, str]) -> Asked:
    asked, which = Asked(), cycle(references)
    for page, who in PAGES:
        began = time.perf_counter()
        _get(http, page.format(reference=references[0]), tokens[who])
        asked.first_s[page] = time.perf_counter() - began
        for _ in range(ALONE):
            _timed(http, asked, page, next(which), tokens[who])
    return asked


def _crowd(url: str, references: list[str], tokens: dict[str, str]) -> Asked:
    """Twenty people, each with a browser of their own, thinking about five seconds between pages."""
    asked, end = Asked(), time.monotonic() + UNDER_LOAD_S

    def somebody(number: int) -> None:
        chance = Random(number)
        with _browser(url) as http:
            time.sleep(chance.uniform(0, THINK_S))
            while time.monotonic() < end:
                page, who = chance.choice(PAGES)
                _timed(http, asked, page, chance.choice(references), tokens[who])
                time.sleep(chance.uniform(0.5, 1.5) * THINK_S)

    threads = [threading.Thread(target=somebody, args=(number,)) for number in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return asked


def _queries(on: Stage, page: str, reference: str, token: str) -> int:
    """How many statements one page sends, counted in this process."""
    app, counted = create_app(on.engine, DeskSettings(data=on.folder)), []
    path = page.format(reference=reference)
    route, found = next(
        (route, found)
        for route in ROUTES
        if route.method == "GET" and (found := compile_path(route.path)[0].match(path))
    )
    scope = {
        "type": "http", "method": "GET", "path": path, "app": app, "path_params": found.groupdict(), "state": {},
        "query_string": b"", "scheme": "http", "server": ("127.0.0.1", 8327),
        "headers": [(b"cookie", f"{COOKIE}={token}".encode())],
    }  # fmt: skip

    def count(*_: object) -> None:
        counted.append(1)

    event.listen(on.engine, "before_cursor_execute", count)
    try:
        answer(route, Request(scope), FormData(), DeskSettings(data=on.folder))
    finally:
        event.remove(on.engine, "before_cursor_execute", count)
    return len(counted)


def _kilobytes(http: httpx.Client, page: str, reference: str, token: str) -> float:
    return _sent(_get(http, page.format(reference=reference), token)) / 1024


def _first_visit(http: httpx.Client, token: str) -> float:
    """The first page somebody sees after signing in, with every file it needs, in KB."""
    return sum(_sent(_get(http, path, token)) for path in ("/work", *_files(http, token))) / 1024


def _files(http: httpx.Client, token: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', _get(http, "/work", token).text)


def _sent(response: httpx.Response) -> int:
    """Bytes of one answer as they crossed the wire: compressed body, and headers."""
    return response.num_bytes_downloaded + sum(len(k) + len(v) + 4 for k, v in response.headers.raw)


def _tell(
    found: Found,
    alone: Asked,
    crowd: Asked,
    queries: dict[str, int],
    sizes: dict[str, float],
    first: float,
) -> None:
    for page, _ in PAGES:
        quiet, busy = alone.took_s[page], crowd.took_s.get(page, [])
        busiest = spread(busy, 50, 95) if busy else ["", ""]
        found.row(page, *spread(quiet, 50, 95), *busiest, len(busy), queries[page], f"{sizes[page]:.1f}")
    everybody = [each for times in crowd.took_s.values() for each in times]
    slowest = max(at(times, 95) for times in alone.took_s.values())
    found.goal("Slowest page alone, p95", 1000 * slowest, GOAL_MS, "ms", at_most=True)
    found.goal(f"{USERS} users, p95 of all pages", 1000 * at(everybody, 95), GOAL_MS, "ms", at_most=True)
    found.goal("Most queries for a page", max(queries.values()), MOST_QUERIES, "", at_most=True)
    found.goal("First visit", first, FIRST_KB, "KB", at_most=True)
    found.goal("Largest next page", max(sizes.values()), NEXT_KB, "KB", at_most=True)
    found.notes.append(
        f"Alone: {ALONE} times each. {USERS} users: {UNDER_LOAD_S:.0f} s, about {THINK_S:.0f} s between pages; "
        f"the asking process shares the machine. Load {load()}."
    )
    page, seconds = max(alone.first_s.items(), key=lambda each: each[1])
    found.notes.append(
        f"The first time a page is asked for is not counted. The slowest was {page}: {1000 * seconds:.0f} ms, "
        "and so each time anything it counts has moved."
    )
