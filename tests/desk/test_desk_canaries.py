"""Does a name stand anywhere but on a page itself? Words are planted, and the whole desk is walked by many.

A story is lived in which everything typed holds a word; then people of every role follow every link there is.
No address, title, header or log line may hold a word; no page anything inline or from elsewhere.
"""

import logging
import re
import runpy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session, select

import flows.rehearsal
from desk.rehearsing import telling
from desk.routes import ROUTES
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import read
from models.consideration import Consideration

STORY = "pilot-mother-signs"
PLANTING = Path(__file__).parent.parent / "canary" / "planting.py"
OF_THE_REGISTER = ("figmentham", "pretendham")  # whom the story is about, and who asked
NAMES_OF_STAFF = {"pretendham"}  # two of the sample's officers are called so too
WALKERS = (
    "ppo.western.1", "di.western.1", "spo.western.1", "registration.western.1", "ds.western.1",
    "education.1", "auditor.1", "administrator.1",
)  # fmt: skip
MOST_OF_A_KIND = 2  # pages of one kind that one person opens
ADDRESSES = re.compile(r"""\b(?:href|src|action|formaction|poster|data-[a-z-]+)=["']([^"']*)""")
TITLE = re.compile(r"(?s)<title>(.*?)</title>")
# A link may lead to the law's own words; nothing else on a page may be inline, or come from elsewhere.
FOREIGN = re.compile(
    r"""<style\b|<[^>]+\s(?:style|on[a-z]+)=|<script(?![^>]*\bsrc=)|["']javascript:|<base\b|<iframe\b"""
    r"""|\b(?:src|action|srcset)=["'](?:https?:|//)[^"']*|<link[^>]*href=["'](?:https?:|//)[^"']*"""
)
NUMBERED = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]-[0-9A-Z-]+|[0-9a-f]{32}|\d+")


@dataclass
class Walk:
    """One person's way through the desk, and what was found on it that must not be there."""

    visitor: Any
    needles: tuple[str, ...]
    seen: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    shown: int = 0  # pages on which a planted word was seen, as it should be

    def from_(self, *starts: str) -> None:
        """Follow every link, a few of each kind."""
        ahead = list(starts)
        while ahead:
            path = ahead.pop(0).split("#")[0]
            kind = NUMBERED.sub("*", path)
            if not path.startswith("/") or path in self.seen or self.kinds[kind] >= MOST_OF_A_KIND:
                continue
            self.seen.add(path)
            self.kinds[kind] += 1
            page = self.visitor.get(path)
            if "/reason" in page.text and page.status_code == 403:
                fields = {"reason": "Walks through all of it"}
                page = self.visitor.post(f"{path.split('?')[0]}/reason", fields)
            ahead += self.look(page)

    def look(self, page: httpx.Response) -> list[str]:
        """Look at one answer; give the addresses it leads to."""
        where = page.request.url.path
        if page.status_code >= 500:
            self.wrong.append(f"{where}: {page.status_code}")
        for answer in (*page.history, page):
            self.not_in(f"an address or header of {where}", f"{answer.request.url} {answer.headers}")
            if answer.headers["cache-control"] != "no-store" and "/static/" not in where:
                self.wrong.append(f"{where}: {answer.headers['cache-control']}")
        if "text/html" not in page.headers.get("content-type", ""):
            return []
        self.shown += any(needle in page.text.casefold() for needle in self.needles)
        self.not_in(f"the title of {where}", "".join(TITLE.findall(page.text)))
        found = [unescape(each) for each in ADDRESSES.findall(page.text)]
        for each in found:
            self.not_in(f"an address on {where}", each)
        self.wrong += [f"{where}: inline or from elsewhere: {each}" for each in FOREIGN.findall(page.text)]
        return [each for each in found if each.startswith("/") and "sign-out" not in each]

    def not_in(self, what: str, held: str) -> None:
        plain = unquote(held).casefold()
        self.wrong += [f"{what} holds {needle}" for needle in self.needles if needle in plain]


@pytest.fixture
def planted(area: Engine, settle: Callable[[], None], agencies: str) -> tuple[str, tuple[str, ...]]:
    """A consideration in which everything that anybody typed holds a word; and the words."""
    planting = runpy.run_path(str(PLANTING))
    told = planting["Planter"]().into_story(
        read(Path(flows.rehearsal.__file__).parent / f"stories/{STORY}.yaml")
    )
    failures = [
        failure
        for step in Rehearsal(area, told, settle, telling(agencies)).play()
        for failure in step.failures
    ]
    assert not failures
    with Session(area) as session:
        row = session.exec(select(Consideration)).one()
    return row.reference, (*(stem.casefold() for stem in planting["STEMS"]), *OF_THE_REGISTER)


def test_no_name_stands_in_an_address_a_title_a_header_or_a_log(
    planted: tuple[str, tuple[str, ...]],
    area: Engine,
    server: str,
    visitor: Callable[[str], Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    reference, needles = planted
    walks: dict[str, Walk] = {}
    with caplog.at_level(logging.INFO):
        for handle in WALKERS:
            walks[handle] = Walk(visitor(handle), needles)
            if handle == "administrator.1":
                walks[handle].needles = tuple(each for each in needles if each not in NAMES_OF_STAFF)
            walks[handle].from_(
                "/", f"/considerations/{reference}", f"/registrations/{reference}", "/nowhere"
            )
        looks_for_somebody(walks["ppo.western.1"])
        types_it_wrongly(walks["ppo.western.1"], reference)
    wrong = [f"{handle}: {each}" for handle, walk in walks.items() for each in walk.wrong]
    assert not wrong, "\n".join(sorted(set(wrong))[:40])
    assert walks["ppo.western.1"].shown > 10, "the words must stand on the pages themselves"
    assert sum(len(walk.seen) for walk in walks.values()) > 100
    assert not walks["administrator.1"].shown, "an administrator sees no content"
    # Uvicorn's own lines hold addresses; `desk.serve` writes none (test_lost_work.py looks).
    own = [record for record in caplog.records if record.name != "uvicorn.access"]
    logged = "\n".join(record.getMessage() for record in own).casefold()
    assert "/considerations/{reference}" in logged
    assert not [needle for needle in needles if needle in logged]
    kept = postgresql_log(server).casefold()
    assert not [needle for needle in needles if needle in kept]


def looks_for_somebody(walk: Walk) -> None:
    walk.visitor.get("/search")
    page = walk.visitor.post("/search", {"name": "Martin Figmentham", "purpose": "Seen near the school"})
    assert page.status_code == 200
    walk.look(page)


def types_it_wrongly(walk: Walk, reference: str) -> None:
    """Names where no name belongs: in a reference, in an address, in a form that is refused."""
    for path in (
        "/considerations/Figmentham",
        "/search?name=Figmentham",
        f"/considerations/{reference}/do/Figmentham",
    ):
        page = walk.visitor.get(path)
        walk.not_in(f"the title of {path}", "".join(TITLE.findall(page.text)))
        walk.not_in("a header", str(page.headers))
    walk.visitor.get(f"/considerations/{reference}/do/attach")
    walk.look(walk.visitor.post(f"/considerations/{reference}/do/attach", {"name": "Figmentham"}))


def postgresql_log(server: str) -> str:
    """What PostgreSQL itself wrote down."""
    opened = create_engine(server)
    with opened.connect() as connection:
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    opened.dispose()
    return Path(folder, "server.log").read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("signed_in", [False, True], ids=["nobody", "an officer"])
def test_every_route_s_answer_carries_what_protects_it(
    desk: str, visitor: Callable[[str], Any], signed_in: bool
) -> None:
    """Whatever comes of it: a page, a picture, a file, a refusal."""
    person = visitor("ppo.northern.1")
    client = person.http if signed_in else httpx.Client(base_url=desk, headers={"Origin": desk})
    wrong = []
    for route in ROUTES:
        path = re.sub(r"{(\w+)(?::int)?}", lambda found: "1" if found[1] == "number" else "none", route.path)
        answer = client.request(route.method, path)
        policy = answer.headers["content-security-policy"]
        sound = (
            answer.status_code < 500,
            "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy,
            answer.headers["cache-control"] == "no-store",
            answer.headers["referrer-policy"] == "no-referrer",
            answer.headers["x-content-type-options"] == "nosniff",
        )
        wrong += [f"{route.method} {route.path}: {sound}"] * (not all(sound))
    if not signed_in:
        client.close()
    assert not wrong, "\n".join(wrong)
