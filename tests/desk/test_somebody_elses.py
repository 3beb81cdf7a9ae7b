"""Does an id of somebody else's open anything? Every parameter of every route, asked with one.

By people whom the route admits, and up to the end of its handler. What there is of another consideration,
unit, agency or person must be answered like what there is not, and change nothing. A new parameter fails
here until it is named, with what of it is somebody else's or why nobody owns it.
"""

import ast
import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

import desk
import flows.rehearsal
from desk import under_way
from desk.access import ASKING_TO_READ, AUDIT, Access, Relation
from desk.moves.catalogue import CATALOGUE
from desk.pages import registering_likely, verifying
from desk.routes import ROUTES, Route
from flows.auditing import What
from flows.looking import look
from flows.registering.begun import begin
from flows.registering.uploading import receive
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import Expectation, read
from flows.steps.actor import names_of, people_in
from flows.workplace import Workplace, working_in
from models import ledger
from models.consideration import Consideration, IssuedLetter, Meeting
from models.database import transaction
from models.entries import KINDS, Act
from models.officer import Officer

STORIES = Path(flows.rehearsal.__file__).parent / "stories"
NAMES = re.compile(r"{(\w+)(?::\w+)?}")
SHOWN = re.compile(rb"<title>.*</title>|<main.*</main>", re.DOTALL)
VARIES = re.compile(rb'(value|for|id)="[^"]*"|[0-9a-f]{32}')
PEOPLE = (
    "ppo.northern.1", "di.northern.1", "auditor.1", "administrator.1", "registration.northern.1", "nurse.1",
    "social_worker.northern.1", "spo.northern.1",
)  # fmt: skip
ABSENT = {
    "reference": "C-2026-99999", "consideration": "C-2026-99999", "pack": "P-2026-99999",
    "letter": "L-2026-99999",
    "part": "L-2026-99999", "meeting": "M-2026-99999", "request": "C-2026-99999.childrens_services",
    "number": "999", "export_key": "0" * 32, "verdict_key": "0" * 32, "key": "0" * 32, "work": "0" * 32,
    "id": "0" * 32, "subject": "S-9999", "other": "C-2026-99999", "link": "K-99", "item": "item-99",
    "item_id": "item-99", "hold": "hold-99", "proposal": "R-99",
}  # fmt: skip
# In an address: nobody's own. Whoever the route admits may ask for each there is; others are not there.
OF_NOBODY = {
    "number": "a page of a letter; an extract, which is the whole register's",
    "handle": "administrators see every account", "code": "and every agency", "closed_on": "and every day",
    "slug": "a page of one's own form", "move": "a kind of act; each has roles",
    "recipient": "counted within one consideration",
}  # fmt: skip
# In a query or a form: no id, or one that is looked for among one's own only, by whom is said.
NO_ID = {
    "_csrf", "_digest", "_held", "_seen", "_version", "_was", "_then", "_back", "_from",  # of a form itself
    "_asked",  # which questions a form put
    "find",  # words that narrow a list of references that are offered anyway
    "_page",  # names one's own draft: tests/flows/signing_in/test_drafts.py
    "back", "next", "done", "go_on", "signed_out", "what", "page", "day", "month", "level", "kind", "outcome",
    "password", "new_password", "repeat_password", "export", "extract", "file",
    "unit",  # desk/pages/overlooking.py: from headquarters only
    "officer", "stage", "late", "role", "rights",  # choose among what stands on the page anyhow
    "group", "check", "part", "proof", "recipient", "number",  # codes and numbers within one consideration
    "after",  # where a list goes on
}  # fmt: skip
BY_QUERY = {"reference": "/registrations", "subject": "/considerations/new"}
Answer = tuple[int, str, bytes]


@dataclass
class Scene:
    """Ours, which the people here may open, and theirs, of another unit: what each has, by name."""

    asker: Any
    ours: dict[str, str]
    theirs: dict[str, str]

    def admitted(self, route: Route) -> list[Officer]:
        """Who comes to a route at all; auditors, whom a reason opens every unit's, but to their own pages."""
        with transaction(self.asker.engine) as session:
            found = session.exec(select(Officer).where(col(Officer.handle).in_(PEOPLE))).all()
            session.expunge_all()
        own = [each for each in found if route.policy.admits(frozenset(each.roles))]
        return [each for each in own if each.handle != "auditor.1" or route.policy is AUDIT]

    def answered(self, route: Route, handle: str, name: str, value: str, **more: Any) -> Answer:
        """What comes of asking with this value, without the value itself and the keys of its form."""
        response = self.asker.ask(route, f"token-of-{handle}", self.ours | {name: value}, **more)
        assert response.status_code < 500, f"{route.path} {handle} {name}"
        shown = b"".join(SHOWN.findall(bytes(response.body)))
        shown = shown.replace(value.encode(), b"") if len(value) > 3 else shown
        led = response.headers.get("Location", "").replace(value, "")
        return response.status_code, re.sub("[0-9a-f]{32}", "", led), VARIES.sub(b"", shown)


@pytest.fixture
def scene(carry_on: Callable[..., Rehearsal], asking: Callable[[Engine], Any], tmp_path: Path) -> Scene:
    """A consideration of northern and one of western, each with a pack laid for signature."""
    first = carry_on("head-teacher-at-level-2", "sign_off", [])
    story = read(STORIES / "pilot-mother-signs.yaml")
    until = next(number for number, step in enumerate(story.moves) if step.does == "sign_off")
    begun = story.model_copy(update={"moves": story.moves[:until], "expect": Expectation()})
    with working_in(Workplace(first.engine, tmp_path / "print")):
        for _ in replace(first, story=begun, names={}).play():
            pass
    asker = asking(first.engine)
    for handle in PEOPLE:
        asker.come(handle)
    with transaction(first.engine) as session:
        ours, theirs = (
            _parts(session, row)
            for row in session.exec(select(Consideration).order_by(col(Consideration.number)))
            if row.officer
        )
        assert {ours["unit"], theirs["unit"]} == {"northern", "western"}
        begin(session, "registration.western.1", "b" * 32)
    number = receive(
        first.engine, b'{"form_id": "W-1"}\n', "registration.western.1", originals=tmp_path
    ).number
    under_way.begin("a" * 32, "registration.western.1", "theirs", lambda _: "/work").ended.wait(10)
    for found in (verifying._found, registering_likely._found):
        found["a" * 32] = None  # type: ignore[assignment]  # shown to somebody else, it would fail
    export = tmp_path / "exports" / "auditor.9" / ("e" * 32) / theirs["reference"]
    export.mkdir(parents=True)
    (export / "verification.txt").write_text("Nothing was altered.")
    theirs |= {"key": "a" * 32, "work": "a" * 32, "verdict_key": "a" * 32, "export_key": "e" * 32}
    return Scene(asker, ours, theirs | {"id": "b" * 32, "number": str(number)})


def _parts(session: Any, row: Consideration) -> dict[str, str]:
    _, dossier = look(session, row.reference)
    packs = [line.pack for line in dossier.lines.values() if line.pack]
    letters = session.exec(
        select(IssuedLetter.reference).where(IssuedLetter.consideration_id == row.id)
    ).all()
    listed = col(Meeting.listed).contains(row.reference)
    return {
        "reference": row.reference, "consideration": row.reference, "other": row.reference, "unit": row.unit,
        "pack": packs[0].pack, "letter": (*packs[0].letters, *letters)[0],
        "part": "words" if row.unit == "northern" else (*packs[0].letters, *letters)[0],
        "meeting": session.exec(select(Meeting.reference).where(listed)).one(),
        "request": f"{row.reference}.childrens_services", "recipient": next(iter(dossier.lines)),
        "subject": next(iter(dossier.candidates), "S-0001"), "move": "attach", "number": "1",
        "proposal": packs[0].pack, "hold": "hold-1", "link": "K-1", "item": "item-9", "item_id": "item-9",
        "code": "probation", "handle": "ppo.northern.2", "slug": "risk",
    }  # fmt: skip


def _written(engine: Engine) -> list[str]:
    """The kinds of entries there are, but for those of reading."""
    with transaction(engine) as session:
        found = [each.kind for each in ledger.entries(session)]
    return [
        kind
        for kind in found
        if KINDS[kind].act is not Act.CONSULTATION and kind not in ("Exported", "PartOpened")
    ]


def test_every_id_in_an_address_is_ones_own(
    scene: Scene, standing: Callable[[Engine], dict[str, str]]
) -> None:
    before, written = standing(scene.asker.engine), _written(scene.asker.engine)
    wrong, tried = [], set()
    for route, name in ((each, name) for each in ROUTES for name in NAMES.findall(each.path)):
        if name in OF_NOBODY and "/registration-files/" not in route.path:
            continue
        for who in scene.admitted(route):
            theirs, absent = (
                scene.answered(route, who.handle, name, values[name]) for values in (scene.theirs, ABSENT)
            )
            tried.add((route.method, route.path, name))
            asked = f"{route.method} {route.path} {name} {who.handle}"
            if theirs != absent and not (name == "reference" and _is_told_of(route, who, theirs)):
                wrong.append(f"{asked}: {theirs[:2]}, {absent[:2]}")
            if absent[0] not in (303, 404):
                wrong.append(f"{asked}: {absent[0]} of what is not there")
    assert not wrong, "\n".join(wrong)
    assert len(tried) > 60
    assert standing(scene.asker.engine) == before
    assert _written(scene.asker.engine) == written


def _is_told_of(route: Route, who: Officer, theirs: Answer) -> bool:
    """Whether docs/access.md tells somebody of another unit that there is one, to be asked for."""
    if route.policy is ASKING_TO_READ:
        return theirs[0] in (403, 422)
    relation = Relation.OTHER_UNIT if who.agency == "police" else Relation.OTHER_AGENCY
    access = route.policy.opens(frozenset(who.roles), relation, False)
    return theirs[0] == {Access.ASK_UNIT: 403, Access.OPENS: 200 if route.method == "GET" else 422}.get(
        access
    )


def test_every_id_in_a_query_or_a_form_is_ones_own(
    scene: Scene, standing: Callable[[Engine], dict[str, str]]
) -> None:
    """What a move is about, and what a page is asked for by name."""
    before, written = standing(scene.asker.engine), _written(scene.asker.engine)
    routes = {(route.method, route.path): route for route in ROUTES}
    acting = [routes[method, "/considerations/{reference}/do/{move}"] for method in ("GET", "POST")]
    asks = [
        (route, about, {"move": move})
        for move, form in CATALOGUE.items()
        for about in form.about
        if about not in NO_ID
        for route in acting
    ]
    asks += [(routes["GET", path], name, {}) for name, path in BY_QUERY.items()]
    wrong = []
    for route, name, params in asks:
        asked = replace(scene, ours=scene.ours | params)
        for handle in [each.handle for each in scene.admitted(route)]:
            theirs, absent = (
                asked.answered(route, handle, "-", value, query={name: value}, fields=[(name, value)])
                for value in (scene.theirs[name], ABSENT[name])
            )
            if theirs != absent:
                wrong.append(
                    f"{route.method} {route.path} {params} {name} {handle}: {theirs[0]}, {absent[0]}"
                )
    assert not wrong, "\n".join(wrong)
    assert standing(scene.asker.engine) == before
    assert _written(scene.asker.engine) == written


@pytest.mark.parametrize("handle", ["administrator.1", "auditor.1"])
def test_administrators_and_auditors_are_shown_nobodys_name(scene: Scene, handle: str) -> None:
    """On every page that is theirs by their role alone, the auditor's searches included."""
    with transaction(scene.asker.engine) as session:
        dossiers = [look(session, each["reference"])[1] for each in (scene.ours, scene.theirs)]
    people = [each for d in dossiers for each in people_in(d)]
    names = {name for person in people for name in names_of(person) if len(name) > 5}
    assert len(names) > 4
    own = [
        each for each in ROUTES if not each.is_about_one and (each.method, each.path) != ("POST", "/sign-out")
    ]
    own = [each for each in own if handle in {who.handle for who in scene.admitted(each)}]
    searches = [{"what": what, "purpose": "the yearly audit"} for what in get_args(What)]
    shown, said = 0, []
    for route in own:
        for fields in searches if route.path in ("/audit", "/audit/csv") else [{}]:
            response = scene.asker.ask(route, f"token-of-{handle}", scene.ours, fields=[*fields.items()])
            page = html.unescape(bytes(response.body).decode(errors="replace")).casefold()
            shown += response.status_code == 200
            said += [f"{route.method} {route.path}" for name in names if name.casefold() in page]
    assert said == []
    assert shown >= 12


def test_every_parameter_is_named() -> None:
    """In the routes' addresses, in what moves are about, and in what pages read of a query or a form."""
    in_addresses = {name for route in ROUTES for name in NAMES.findall(route.path)}
    assert in_addresses <= {*ABSENT, *OF_NOBODY}
    about = {name for form in CATALOGUE.values() for name in form.about}
    assert about | _read_by_pages() <= {*ABSENT, *NO_ID}
    assert _read_by_pages() >= {"_page", "subject", "unit"}


def _read_by_pages() -> set[str]:
    found = set()
    for path in Path(desk.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = ast.unparse(node.func)
                if re.fullmatch(
                    r"visit\.(query\.get|form\.get\w*|text|texts|secret|file)|source(\.get)?", called
                ):
                    found.add(str(node.args[0].value))
    return found
