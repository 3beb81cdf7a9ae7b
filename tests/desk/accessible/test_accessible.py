"""Can everybody use every page? Each is held to axe-core's rules, 320 pixels of width, and landmarks.

Every kind of page is taken from the routes, every move's form from the catalogue, and every question of a
registration from its journey, so that a new one is held to this without being named here.
"""

import re
from collections.abc import Callable
from typing import Any

from sqlmodel import Session, select

from models.officer import Officer
from models.subject import Subject

CODE = re.compile(r"(?<![\w.])[a-z]+(?:_[a-z]+)+\b(?!\.\d)|\b(?:applicant|individuals|children)\.[a-z]+")
NARROW = (320,)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
REFERENCE = re.compile(r"[CRML]-\d{4}-\d+(?:-\d+)?")
OFFICER, COLLEAGUE, STRANGER = "ppo.northern.1", "ppo.eastern.4", "ppo.northern.2"
Faults = Callable[..., Any]


def test_every_kind_of_page_is_usable_by_all(walk: Any, faults: Faults) -> None:
    unseen = sorted(walk.routes - {kind.route for kind in walk.kinds()})
    assert not unseen, "no link led here to:\n" + "\n".join(unseen)
    found = [fault for kind in walk.kinds() for fault in faults(walk.browser_of(kind.handle), kind.path)]
    assert not found, "\n".join(found)


def test_every_move_s_page_is_usable_by_all(walk: Any, faults: Faults) -> None:
    """One template draws them all: in the narrow width, that of any one being seen in both already."""
    found = [
        fault
        for kind in walk.moves()
        for fault in faults(walk.browser_of(kind.handle), kind.path, widths=NARROW)
    ]
    assert not found, "\n".join(found)


def test_every_page_of_a_registration_is_usable_by_all(walk: Any, faults: Faults) -> None:
    found = [
        fault
        for kind in walk.asked_of_applicants()
        for fault in faults(walk.browser_of(kind.handle), kind.path, widths=NARROW)
    ]
    assert not found, "\n".join(found)


def test_every_page_that_says_why_not_is_usable_by_all(walk: Any, faults: Faults) -> None:
    one = "/considerations/C-2026-00002"
    told = [("/nowhere", 404, OFFICER), (one, 403, COLLEAGUE), (one, 403, STRANGER)]
    found = [
        fault
        for path, status, handle in told
        for fault in faults(walk.browser_of(handle), path, status=status)
    ]
    assert not found, "\n".join(found)


def test_no_page_shows_a_code(walk: Any) -> None:
    """A handle may hold one (deputy_governor.1), and so may what is said of agencies' own codes."""
    shown = {
        kind.path: CODE.findall(re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", kind.text, flags=re.DOTALL))
        for kind in [*walk.kinds(), *walk.moves()]
        if not kind.route.startswith("/agencies")
    }
    assert not {path: codes for path, codes in shown.items() if codes}


def test_titles_tell_the_pages_apart_and_name_nobody(walk: Any) -> None:
    titles = {kind.route: TITLE.findall(kind.text)[0] for kind in walk.kinds()}
    with Session(walk.record) as session:
        named = {*session.exec(select(Officer.name)), *session.exec(select(Subject.surname))}
    found: dict[str, list[str]] = {}
    for route, title in titles.items():
        found.setdefault(REFERENCE.sub("…", title), []).append(route)
    alike = {title: routes for title, routes in found.items() if len(routes) > 1}
    assert not alike
    words = {word for title in titles.values() for word in re.findall(r"\w+", title)}
    assert not words & {part for name in named for part in name.split()}
