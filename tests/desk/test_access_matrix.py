"""Does the desk let in exactly whom docs/access.md says? Every route, asked as every role in every relation.

Asked in this process, through the very function that answers a browser, up to each route's handler: whoever
comes so far is let in. What handlers then show is tried by test_desk_changes_nothing.py and the pages' own
tests. One officer with one role for each cell of the table. What is hidden must look, byte for byte, like
what does not exist.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from desk.access import Access, Relation
from desk.answering import answer
from desk.app import create_app
from desk.csrf import csrf_masked
from desk.routes import ROUTES, Route
from desk.sessions import COOKIE
from desk.visiting import DeskSettings
from docs.access import ROLES
from flows.accounts import id_of
from flows.looking import look
from models import clock, ledger
from models.account import DeskSession
from models.consideration import Consideration, Meeting, Wait
from models.database import transaction
from models.dossier import Dossier
from models.entries import Reassigned
from models.officer import Officer

SECRET = "cd" * 32
NAMES = re.compile(r"{(\w+)(?::\w+)?}")
# Only whoever chairs that meeting records at it: its handler hides it from everybody else.
FOR_ITS_CHAIR = "/considerations/{reference}/meetings/{meeting}"
CHAIRING = {"chair", "senior_manager", "chief_officer"}
NOTHING = next(route for route in ROUTES if route.path == "/considerations/{reference}")
ABOUT_ONE = [route for route in ROUTES if route.is_about_one]
OTHERS = [route for route in ROUTES if not route.is_about_one]
# agency, unit, rank; None: that of the consideration.
POSTS: dict[Relation, tuple[str, str, str]] = {
    Relation.NAMED_IN: ("police", "northern", "pc"),
    Relation.ASSIGNED: ("police", "western", "pc"),
    Relation.SIGNER: ("police", "northern", "di"),
    Relation.OUTSIDE_SIGNER: ("childrens_services", "northern", "team_manager"),
    Relation.CHAIRS_IT: ("police", "western", "pc"),
    Relation.SAME_UNIT: ("police", "northern", "pc"),
    Relation.EX_ASSIGNED: ("police", "western", "pc"),
    Relation.OTHER_UNIT: ("police", "western", "pc"),
    Relation.OTHER_AGENCY: ("health", "northern", "nurse"),
}
LET_IN = "let in"
NOBODYS = "C-2026-99999"
TITLE_AND_CONTENT = re.compile(rb"<title>.*</title>|<main.*</main>", re.DOTALL)


@dataclass
class Scene:
    """One consideration, its parts by name as routes have them, and a way to ask as anybody."""

    engine: Engine
    reference: str
    params: dict[str, str]
    app: Any

    def ask(
        self, route: Route, token: str, reference: str | None = None, csrf: str | None = None
    ) -> Response:
        params: dict[str, Any] = {**self.params, "reference": reference or self.reference, "number": 1}
        if route.path.startswith("/registrations/"):
            params["move"] = "withdraw"
        wanted = {name: params.get(name, "none") for name in NAMES.findall(route.path)}
        scope = {
            "type": "http", "method": route.method, "app": self.app, "path_params": wanted, "state": {},
            "path": NAMES.sub(lambda m: str(wanted[m.group(1)]), route.path),
            "query_string": urlencode({"recipient": params.get("recipient", "")}).encode(), "scheme": "http",
            "server": ("127.0.0.1", 8327), "headers": [(b"cookie", f"{COOKIE}={token}".encode())],
        }  # fmt: skip
        posted = (
            FormData([("_csrf", csrf_masked(SECRET) if csrf is None else csrf)])
            if route.method == "POST"
            else FormData()
        )
        reached = replace(route, handler=_let_in)
        return answer(reached, Request(scope), posted, DeskSettings(data=Path("/nonexistent")))


def _let_in(visit: Any, **given: Any) -> Response:
    return PlainTextResponse(LET_IN)


@pytest.fixture
def signing(carry_on: Callable[..., Any]) -> Scene:
    """A consideration whose pack waits to be signed, with letters, a meeting and a recipient."""
    return _scene(carry_on("head-teacher-at-level-2", "sign_off", []).engine)


@pytest.fixture
def registered(carry_on: Callable[..., Any]) -> Scene:
    """A consideration from a registration."""
    return _scene(carry_on("pilot-mother-signs", "settle_candidate", []).engine)


def _scene(opened: Engine) -> Scene:
    with transaction(opened) as session:
        row = session.exec(select(Consideration).order_by(col(Consideration.number))).first()
        assert row is not None
        _, dossier = look(session, row.reference)
        in_a_pack = [line.pack.letters[0] for line in dossier.lines.values() if line.pack]
        meeting = session.exec(select(Meeting.reference)).first()
    params = _params(dossier) | {"letter": (in_a_pack or ["L-0"])[0], "meeting": meeting or "M-0"}
    app = create_app(opened, DeskSettings(data=Path("/nonexistent")))
    return Scene(opened, row.reference, params, app)


def _params(dossier: Dossier) -> dict[str, str]:
    recipients = [key for key, line in dossier.lines.items() if line.kind]
    packs = [line.pack.pack for line in dossier.lines.values() if line.pack]
    candidates = sorted(dossier.candidates)
    return {
        "move": "attach", "part": "words",
        "recipient": recipients[0] if recipients else "nobody", "pack": packs[0] if packs else "none",
        "candidate": candidates[0] if candidates else "none",
    }  # fmt: skip


def _handle(relation: Relation, role: str) -> str:
    return f"m{list(Relation).index(relation)}.{role}"


def _token(handle: str) -> str:
    return f"token-of-{handle}"


def _come_to_work(scene: Scene, posts: dict[Relation, tuple[str, str, str]]) -> None:
    """One officer for each role and relation, signed in; who is assigned or chairs is set as they ask."""
    with transaction(scene.engine) as session:
        row, dossier = look(session, scene.reference)
        named = dossier.snapshot.get("name") or dossier.individual["name"]
        now = clock.wall(session)
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
            held = DeskSession(
                id=id_of(_token(handle)), handle=handle, csrf=SECRET, started_at=now, seen_at=now
            )
            session.add(held)
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
    yield _token(handle)


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


def _differences(scene: Scene, posts: dict[Relation, tuple[str, str, str]]) -> list[str]:
    _come_to_work(scene, posts)
    wrong = []
    for relation, role in product(posts, ROLES):
        with _standing_so(scene, relation, role) as token:
            nothing = _page(scene.ask(NOTHING, token, NOBODYS))
            for route in ABOUT_ONE:
                found = _got(scene.ask(route, token), nothing)
                if route.path == FOR_ITS_CHAIR and found is Access.HIDDEN:
                    continue
                if found is not (wanted := _expected(route, relation, role, False)):
                    wrong.append(f"{route.method} {route.path} {role} {relation}: {found}, not {wanted}")
    return wrong


def test_every_route_about_one_consideration_opens_as_the_table_says(signing: Scene) -> None:
    wrong = _differences(signing, POSTS)
    assert not wrong, "\n".join(wrong)


def test_who_took_a_registration_or_is_asked_opens_it_as_the_table_says(registered: Scene) -> None:
    with transaction(registered.engine) as session:
        row, dossier = look(session, registered.reference)
        waits = session.exec(select(Wait.owner).where(Wait.consideration_id == row.id)).all()
    handle, asked = dossier.opened_by, {owner.partition("@")[0] for owner in waits if "@" in owner}
    assert asked == {"public_protection_officer"}
    wrong = []
    for role in ROLES:
        with transaction(registered.engine) as session:
            taker = session.exec(select(Officer).where(Officer.handle == handle)).one()
            taker.roles, taker.rank = [role], "staff"
            session.merge(taker)
            now = clock.wall(session)
            held = DeskSession(
                id=id_of(_token(role)), handle=handle, csrf=SECRET, started_at=now, seen_at=now
            )
            session.add(held)
        nothing = _page(registered.ask(NOTHING, _token(role), NOBODYS))
        for route in ABOUT_ONE:
            found = _got(registered.ask(route, _token(role)), nothing)
            if role in asked and {"letter", "pack", "meeting", "recipient"} & set(NAMES.findall(route.path)):
                continue  # this one has none yet
            stands = Relation.ASKED if role in asked else Relation.ENTERED_IT
            if found is not (wanted := _expected(route, stands, role, False)):
                wrong.append(f"{route.method} {route.path} {role}: {found}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_a_role_that_a_route_does_not_admit_finds_nothing_there(signing: Scene) -> None:
    _come_to_work(signing, {Relation.SAME_UNIT: POSTS[Relation.SAME_UNIT]})
    wrong = []
    for role in ROLES:
        token = _token(_handle(Relation.SAME_UNIT, role))
        nothing = _page(signing.ask(NOTHING, token, NOBODYS))
        for route in OTHERS:
            if route.policy.admits(frozenset({role})) or not route.policy.signed_in:
                continue
            response = signing.ask(route, token)
            if response.status_code != 404 or _page(response) != nothing:
                wrong.append(f"{route.method} {route.path} {role}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_nobody_comes_to_anything_but_signing_in_without_a_session(signing: Scene) -> None:
    let_in = [
        f"{route.method} {route.path}"
        for route in ROUTES
        if route.policy.signed_in
        and signing.ask(route, "nobodys").headers.get("Location", "")[:8] != "/sign-in"
    ]
    assert let_in == []


@pytest.mark.parametrize("csrf", ["", "x", csrf_masked("ab" * 32)], ids=["none", "no token", "another's"])
def test_no_form_is_taken_without_its_own_token(signing: Scene, csrf: str) -> None:
    _come_to_work(signing, {Relation.SAME_UNIT: POSTS[Relation.SAME_UNIT]})
    taken = []
    for route in ROUTES:
        if route.method != "POST" or not route.policy.signed_in:
            continue
        role = next(iter(sorted(route.policy.roles or {"supervisor"})))
        response = signing.ask(route, _token(_handle(Relation.SAME_UNIT, role)), csrf=csrf)
        if response.status_code != 422 or b"not made for your session" not in bytes(response.body):
            taken.append(f"{route.path}: {response.status_code}")
    assert taken == []
