"""Does looking change anything, and does a part open under an address that is not its own?

Every GET of the desk, asked by people who may, over a record with a pack laid and letters made. Afterwards no
table has changed but for the entries that say what was shown, and when each session was last used.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from desk.routes import ROUTES
from flows.looking import look
from flows.rehearsal.playing import Rehearsal
from models.consideration import Consideration, IssuedLetter
from models.database import transaction

KINDS_OF_READING = {"Consulted", "PartOpened", "Exported"}
PEOPLE = (
    "ppo.northern.1", "di.northern.1", "acc.1", "auditor.1", "administrator.1", "registration.northern.1",
)  # fmt: skip
Served = tuple[str, Engine]


@pytest.fixture
def played(carry_on: Callable[..., Rehearsal], serve: Callable[[Engine], str]) -> Served:
    opened = carry_on("mother-refuses-undertaking", "sign_off", []).engine
    return serve(opened), opened


def kinds(opened: Engine) -> list[str]:
    with transaction(opened) as session:
        return [row[0] for row in session.connection().exec_driver_sql("SELECT kind FROM entry ORDER BY seq")]


def parts(opened: Engine) -> dict[str, Any]:
    with transaction(opened) as session:
        row = session.exec(select(Consideration)).one()
        _, dossier = look(session, row.reference)
        letter = session.exec(select(IssuedLetter.reference)).first()
    packs = [line.pack.pack for line in dossier.lines.values() if line.pack]
    return {
        "reference": row.reference, "consideration": row.reference, "pack": packs[0], "letter": letter,
        "recipient": next(iter(dossier.lines)), "part": "words", "move": "attach", "number": 1,
        "handle": PEOPLE[0], "code": "probation",
    }  # fmt: skip


def address(path: str, wanted: dict[str, Any]) -> str:
    for name in [each.split("}")[0] for each in path.split("{")[1:]]:
        path = path.replace("{" + name + "}", str(wanted.get(name.split(":")[0], "none")))
    return path


def test_no_page_changes_anything_by_being_shown(
    played: Served, visit_as: Callable[[str, Engine, str], Any], standing: Callable[[Engine], dict[str, str]]
) -> None:
    url, opened = played
    wanted, before, began = parts(opened), standing(opened), len(kinds(opened))
    shown = set()
    for handle in PEOPLE:
        visitor = visit_as(url, opened, handle)
        for route in ROUTES:
            if route.method == "GET":
                answer = visitor.get(address(route.path, wanted), follow=False)
                assert answer.status_code < 500, f"{route.path} {handle}"
                shown |= {route.path} if answer.status_code == 200 else set()
    after = standing(opened)
    assert {name for name in after if after[name] != before[name]} == set()
    assert set(kinds(opened)[began:]) <= KINDS_OF_READING
    assert len(shown) > 40, sorted({r.path for r in ROUTES if r.method == "GET"} - shown)


def test_nothing_opens_under_anothers_address(
    played: Served, visit_as: Callable[[str, Engine, str], Any]
) -> None:
    """Every id of a path, changed for one that is nobody's or another's: not there."""
    url, opened = played
    wanted = parts(opened)
    visitors = [visit_as(url, opened, handle) for handle in PEOPLE]
    others = {
        "pack": "P-2026-99999", "letter": "L-2026-99999", "recipient": "nobody", "handle": "nobody",
        "code": "nobody", "reference": "C-2026-99999", "consideration": "C-2026-99999",
    }  # fmt: skip
    found = [
        f"{route.path} {name}"
        for route in ROUTES
        if route.method == "GET"
        for name in others
        if "{" + name + "}" in route.path
        for visitor in visitors
        if visitor.get(address(route.path, wanted | {name: others[name]}), follow=False).status_code == 200
    ]
    assert found == []
