"""Which agencies take part, and how are they asked? An administrator says."""

from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response

from desk.access import ADMINISTRATION
from desk.drafting import key
from desk.forms import Form, Question, named_options, options
from desk.loading import NotThere
from desk.own_form import Own, ask, take_once
from desk.rendering import render
from desk.routes import get, post
from desk.visiting import Visit
from flows.steps.agencies import KEPT, put_agency
from models.agency import Agency
from models.database import transaction
from models.errors import CannotDo
from policy.facts import Check

CODE = Question("code", "Code", hint="What the record calls it for good, such as childrens_services")
ASKED = (
    Question("name", "Name", hint="What people call it"),
    Question(
        "role", "In what capacity does it take part?", "choice",
        options=options(
            ("RESPONSIBLE_AUTHORITY", "Responsible authority", "CJA 2003 s.325(1)"),
            ("DUTY_TO_COOPERATE", "Duty to co-operate", "CJA 2003 s.325(3)"),
        ),
    ),
    Question(
        "system_url", "Address of its system",
        hint="Where it takes checks: https://…, without credentials. None: its people answer by hand.",
        optional=True,
    ),
    Question(
        "answers", "Checks it answers", "choices", options=named_options([str(each) for each in Check]),
        optional=True,
    ),
    Question("reasons", "Why", "words", "It stays on record.", rows=3),
)  # fmt: skip
NEW = Form("Add an agency", (CODE, *ASKED), submit="Add the agency")
DONE = {"added": "The agency takes part from now on.", "changed": "The change counts from now on."}


@get("/agencies", ADMINISTRATION)
def show_all(visit: Visit) -> Response:
    with transaction(visit.engine) as session:
        found = session.exec(select(Agency).order_by(col(Agency.name))).all()
    said = DONE.get(visit.query.get("done", ""))
    return render(visit, "administration/agencies.html", agencies=found, done=said)


@get("/agencies/new", ADMINISTRATION)
def show_new(visit: Visit) -> Response:
    return ask(visit, _new())


@post("/agencies/new", ADMINISTRATION)
def add(visit: Visit) -> Response:
    def do(session: Session, given: dict[str, Any]) -> None:
        if session.get(Agency, given["code"]):
            raise CannotDo("code: an agency has that code already; change it instead.")
        put_agency(session, visit.actor, given, key=key(visit))

    return take_once(visit, _new(), do)


@get("/agencies/{code}", ADMINISTRATION)
def show_change(visit: Visit, code: str) -> Response:
    return ask(visit, _change(visit, code))


@post("/agencies/{code}", ADMINISTRATION)
def change(visit: Visit, code: str) -> Response:
    def do(session: Session, given: dict[str, Any]) -> None:
        put_agency(session, visit.actor, given | {"code": code}, key=key(visit))

    return take_once(visit, _change(visit, code), do)


def _new() -> Own:
    return Own(NEW, "/agencies", "/agencies?done=added")


def _change(visit: Visit, code: str) -> Own:
    with transaction(visit.engine) as session:
        agency = session.get(Agency, code) if "\0" not in code else None
    if agency is None:
        raise NotThere
    held = {name: getattr(agency, name) for name in KEPT} | {"role": str(agency.role)}
    form = Form(f"Change {agency.name}", ASKED, submit="Save the change")
    return Own(form, "/agencies", "/agencies?done=changed", held)
