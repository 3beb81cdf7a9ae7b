"""Does the desk let in exactly whom docs/access.md says? Every route, asked as every role in every relation.

Asked in this process, through the very function that answers a browser, up to each route's handler: whoever
comes so far is let in. What handlers then show is tried by test_desk_changes_nothing.py and the pages' own
tests. One officer with one role for each cell of the table. What is hidden must look, byte for byte, like
what does not exist.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Engine, delete, update
from sqlmodel import col, select
from starlette.responses import PlainTextResponse, Response

from desk.access import Access, Relation
from desk.csrf import csrf_masked
from desk.routes import ROUTES, Route
from docs.access import ROLES
from flows.looking import look
from models import clock, ledger
from models.account import DeskSession
from models.consideration import Consideration, Meeting, Wait
from models.database import transaction
from models.dossier import Dossier
from models.entries import Reassigned
from models.officer import Officer

Asking = Callable[[Engine], Any]
NAMES = re.compile(r"{(\w+)(?::\w+)?}")
# Only whoever chairs that meeting records at it: its handler hides it from everybody else.
FOR_ITS_CHAIR = "/considerations/{reference}/meetings/{meeting}"
CHAIRING = {"chair", "senior_manager", "chief_officer"}
NOTHING = next(route for route in ROUTES if route.path == "/considerations/{reference}")
ABOUT_ONE = [route for route in ROUTES if route.is_about_one]
OTHERS = [route for route in ROUTES if not route.is_about_one]
# agency, unit, rank; None: that of the consideration.
Posts = dict[Relation, tuple[str, str, str]]
POSTS: Posts = {
    Relation.NAMED_IN: ("police", "northern", "pc"),
    Relation.ASSIGNED: ("police", "western", "pc"),
    Relation.SIGNER: ("police", "northern", "di"),
    Relation.OUTSIDE_SIGNER: ("childrens_services", "northern", "team_manager"),
    Relation.CHAIRS_IT: ("police", "western", "pc"),
    Relation.SAME_UNIT: ("police", "northern", "pc"),
    Relation.EX_ASSIGNED: ("police", "western", "pc"),
    Relation.OTHER_UNIT: ("police", "western", "pc"),
    Relation.OTHER_AGENCY: ("health", "northern", "nurse"),
    Relation.ASKED: ("police", "northern", "pc"),
}
# Who signed the closed one, which opens to them on the day of it only.
SIGNED = {Relation.SIGNER: "di.northern.1", Relation.OUTSIDE_SIGNER: "spo.northern.1"}
LET_IN = "let in"
NOBODYS = "C-2026-99999"
TITLE_AND_CONTENT = re.compile(rb"<title>.*</title>|<main.*</main>", re.DOTALL)


@dataclass
class Scene:
    """One consideration, its parts by name as routes have them, and a way to ask as anybody."""

    asker: Any
    reference: str
    params: dict[str, str]

    @property
    def engine(self) -> Engine:
        return self.asker.engine  # type: ignore[no-any-return]

    def ask(self, route: Route, token: str, reference: str | None = None, csrf: str | None = None) -> Any:
        params: dict[str, Any] = {**self.params, "reference": reference or self.reference, "number": 1}
        if route.path.startswith("/registrations/"):
            params["move"] = "withdraw"
        query = {"recipient": params.get("recipient", "")}
        return self.asker.ask(replace(route, handler=_let_in), token, params, query=query, csrf=csrf)


def _let_in(visit: Any, **given: Any) -> Response:
    return PlainTextResponse(LET_IN)


@pytest.fixture
def signing(carry_on: Callable[..., Any], asking: Asking) -> Scene:
    """A consideration whose pack waits to be signed, with letters, a meeting and a recipient."""
    return _scene(asking, carry_on("head-teacher-at-level-2", "sign_off", []).engine)


@pytest.fixture
def registered(carry_on: Callable[..., Any], asking: Asking) -> Scene:
    """A consideration from a registration."""
    return _scene(asking, carry_on("pilot-mother-signs", "settle_candidate", []).engine)


@pytest.fixture
def closed(carry_on: Callable[..., Any], asking: Asking) -> Scene:
    """A consideration from a registration, closed after the police and probation had signed."""
    return _scene(asking, carry_on("mother-refuses-undertaking", None, []).engine)


def _scene(asking: Asking, opened: Engine) -> Scene:
    with transaction(opened) as session:
        row = session.exec(select(Consideration).order_by(col(Consideration.number))).first()
        assert row is not None
        _, dossier = look(session, row.reference)
        in_packs = [line.pack.letters[0] for line in dossier.lines.values() if line.pack]
        meeting = session.exec(select(Meeting.reference)).first()
    params = _params(dossier) | {"letter": (in_packs or ["L-0"])[0], "meeting": meeting or "M-0"}
    return Scene(asking(opened), row.reference, params)


def _params(dossier: Dossier) -> dict[str, str]:
    recipients = [key for key, line in dossier.lines.items() if line.kind] or ["nobody"]
    packs = [line.pack.pack for line in dossier.lines.values() if line.pack] or ["none"]
    return {"move": "attach", "part": "words", "recipient": recipients[0], "pack": packs[0]}


def _handle(relation: Relation, role: str) -> str:
    return f"m{list(Relation).index(relation)}.{role}"


def _come_to_work(scene: Scene, posts: Posts) -> None:
    """One officer for each role and relation, signed in; who is assigned or chairs is set as they ask."""
    with transaction(scene.engine) as session:
        row, dossier = look(session, scene.reference)
        named = dossier.snapshot.get("name") or dossier.individual["name"]
        for relation, role in product(posts, ROLES):
            (agency, unit, rank), handle = posts[relation], _handle(relation, role)
            name = named if relation is Relation.NAMED_IN else f"Matrix {relation} {role}"
            session.add(
                Officer(
                    handle=handle, person_key=handle, rank=rank, agency=agency, unit=unit, roles=[role],
                    name=name, active_from=row.opened_on,
                )
            )  # fmt: skip
            session.flush()
            scene.asker.come(handle, session)
        for role in ROLES:
            was = Reassigned(from_officer=_handle(Relation.EX_ASSIGNED, role), to_officer=row.officer or "x")
            ledger.append(session, was, {"reasons": "matrix"}, by="ds.northern.1", consideration=row.id)


@contextmanager
def _standing_so(scene: Scene, relation: Relation, role: str) -> Iterator[str]:
    """The officer of one cell, as the record has them for the moment; their token."""
    handle = _handle(relation, role)
    with transaction(scene.engine) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == scene.reference)).one()
        meeting = session.exec(select(Meeting)).first()
        if relation is Relation.ASSIGNED:
            row.officer = handle
        if relation is Relation.CHAIRS_IT and meeting:
            meeting.chair = handle
            session.add(meeting)
        session.add(row)
        for wait in session.exec(select(Wait).where(Wait.consideration_id == row.id)):
            asked = role if relation is Relation.ASKED else "nobody"
            wait.owner_kind, wait.owner = "person", f"{asked}@{row.unit}"
            session.add(wait)
    yield f"token-of-{handle}"


def _page(response: Response) -> bytes:
    """What a page says, without what every page has: where one is, and how long the session lasts."""
    return b"".join(TITLE_AND_CONTENT.findall(bytes(response.body)))


def _expected(route: Route, relation: Relation, role: str, closed: bool) -> Access:
    if relation is Relation.CHAIRS_IT and role not in CHAIRING:
        relation = Relation.OTHER_UNIT  # whoever else is put down as chair is nothing to it
    return route.policy.opens(frozenset({role}), relation, closed)


def _got(response: Response, nothing: bytes) -> Access:
    page = bytes(response.body)
    if response.status_code == 404:
        assert _page(response) == nothing, "what is hidden looks otherwise than what is not there"
        return Access.HIDDEN
    if response.status_code == 403:
        return Access.ASKS_REASON if b"/reason" in page else Access.ASK_UNIT
    assert page == LET_IN.encode(), f"neither let in nor kept out: {response.status_code}"
    return Access.OPENS


def _differences(scene: Scene, posts: Posts, routes: Sequence[Route], *, closed: bool) -> list[str]:
    _come_to_work(scene, posts)
    wrong = []
    for relation, role in product(posts, ROLES):
        with _standing_so(scene, relation, role) as token:
            wrong += _compared(scene, token, relation, role, routes, closed)
    return wrong


def _as_each_role(
    scene: Scene, handle: str, relation: Relation, routes: Sequence[Route], *, closed: bool
) -> list[str]:
    """The same for somebody whom the record has in this relation for good, as one with each role in turn."""
    token, wrong = scene.asker.come(handle), []
    for role in ROLES:
        with transaction(scene.engine) as session:
            officer = session.get(Officer, handle)
            assert officer is not None
            officer.roles = [role]
            session.add(officer)
        wrong += _compared(scene, token, relation, role, routes, closed)
    return wrong


def _compared(
    scene: Scene, token: str, relation: Relation, role: str, routes: Sequence[Route], closed: bool
) -> list[str]:
    nothing = _page(scene.ask(NOTHING, token, NOBODYS))
    wrong = []
    for route in routes:
        found = _got(scene.ask(route, token), nothing)
        if route.path == FOR_ITS_CHAIR and found is Access.HIDDEN:
            continue
        if found is not (wanted := _expected(route, relation, role, closed)):
            wrong.append(f"{route.method} {route.path} {role} {relation}: {found}, not {wanted}")
    return wrong


def test_every_route_about_one_consideration_opens_as_the_table_says(signing: Scene) -> None:
    wrong = _differences(signing, POSTS, ABOUT_ONE, closed=False)
    assert not wrong, "\n".join(wrong)


def test_who_took_a_registration_opens_it_as_the_table_says(registered: Scene) -> None:
    with transaction(registered.engine) as session:
        _, dossier = look(session, registered.reference)
        session.execute(delete(Wait))  # nobody is asked besides
    of_none = {"letter", "pack", "meeting", "recipient"}  # this one has none yet
    routes = [route for route in ABOUT_ONE if not of_none & {*NAMES.findall(route.path)}]
    wrong = _as_each_role(registered, dossier.opened_by, Relation.ENTERED_IT, routes, closed=False)
    assert not wrong, "\n".join(wrong)


def test_once_it_is_closed_it_opens_as_the_table_says(closed: Scene) -> None:
    """A route of each policy, by either method: it is by the policy alone that all of them let in."""
    routes = [*{(route.policy.name, route.method): route for route in reversed(ABOUT_ONE)}.values()]
    posts = {relation: POSTS[relation] for relation in POSTS if relation not in SIGNED}
    with transaction(closed.engine) as session:
        row, dossier = look(session, closed.reference)
        last = max(each["at"] for pack in dossier.packs.values() for each in pack.signatures)
        assert row.stage == "closed"
        assert clock.today(session) > datetime.fromisoformat(last).date()
    wrong = _differences(closed, posts, routes, closed=True)
    with transaction(closed.engine) as session:
        session.execute(delete(Wait))
        session.execute(update(Meeting).values(chair="nobody", co_chair=None))
    wrong += _as_each_role(closed, dossier.opened_by, Relation.ENTERED_IT, routes, closed=True)
    for handle, relation in zip(SIGNED.values(), (Relation.SAME_UNIT, Relation.OTHER_AGENCY), strict=True):
        wrong += _as_each_role(closed, handle, relation, routes, closed=True)
    with transaction(closed.engine) as session:
        clock.set_clock(session, datetime.fromisoformat(last))
        session.execute(delete(DeskSession))
    for relation, handle in (*SIGNED.items(), (Relation.SAME_UNIT, "di.northern.2")):
        wrong += _as_each_role(closed, handle, relation, routes, closed=True)
    assert not wrong, "\n".join(wrong)


def test_a_role_that_a_route_does_not_admit_finds_nothing_there(signing: Scene) -> None:
    _come_to_work(signing, {Relation.SAME_UNIT: POSTS[Relation.SAME_UNIT]})
    wrong = []
    for role in ROLES:
        token = f"token-of-{_handle(Relation.SAME_UNIT, role)}"
        nothing = _page(signing.ask(NOTHING, token, NOBODYS))
        for route in OTHERS:
            if route.policy.admits(frozenset({role})) or not route.policy.signed_in:
                continue
            response = signing.ask(route, token)
            if response.status_code != 404 or _page(response) != nothing:
                wrong.append(f"{route.method} {route.path} {role}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_nobody_comes_to_anything_but_signing_in_without_a_session(signing: Scene) -> None:
    behind = [route for route in ROUTES if route.policy.signed_in]
    led = {route.path: signing.ask(route, "nobodys").headers.get("Location", "") for route in behind}
    assert [path for path, to in led.items() if not to.startswith("/sign-in")] == []


@pytest.mark.parametrize("csrf", ["", "x", csrf_masked("ab" * 32)], ids=["none", "no token", "another's"])
def test_no_form_is_taken_without_its_own_token(signing: Scene, csrf: str) -> None:
    _come_to_work(signing, {Relation.SAME_UNIT: POSTS[Relation.SAME_UNIT]})
    taken = []
    for route in ROUTES:
        if route.method != "POST" or not route.policy.signed_in:
            continue
        role = next(iter(sorted(route.policy.roles or {"supervisor"})))
        response = signing.ask(route, f"token-of-{_handle(Relation.SAME_UNIT, role)}", csrf=csrf)
        if response.status_code != 422 or b"not made for your session" not in bytes(response.body):
            taken.append(f"{route.path}: {response.status_code}")
    assert taken == []
