"""What does an administrator change of an account? Each with reasons, an entry, and never their own."""

from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from desk.access import ADMINISTRATION
from desk.drafting import key
from desk.own_form import Own, ask, take_once
from desk.pages.people import officer_called
from desk.people_forms import adding, changing, restoring, revoking
from desk.routes import get, post
from desk.visiting import Visit
from flows.steps.administering import add_officer, change_officer, restore_officer, revoke_officer
from models.database import transaction
from models.officer import Officer

POST = ("name", "date_of_birth", "agency", "rank", "unit", "roles")


@get("/people/new", ADMINISTRATION)
def show_new(visit: Visit) -> Response:
    return ask(visit, _new(visit))


@post("/people/new", ADMINISTRATION)
def add(visit: Visit) -> Response:
    def do(session: Session, given: dict[str, Any]) -> None:
        # The form offers units there are: one without anybody in it is no slip.
        add_officer(session, visit.actor, given | {"new_unit": True}, key=key(visit))

    return take_once(visit, _new(visit), do)


@get("/people/{handle}/change", ADMINISTRATION)
def show_change(visit: Visit, handle: str) -> Response:
    return ask(visit, _change(visit, officer_called(visit, handle)))


@post("/people/{handle}/change", ADMINISTRATION)
def change(visit: Visit, handle: str) -> Response:
    def do(session: Session, given: dict[str, Any]) -> None:
        change_officer(session, visit.actor, handle, given | {"new_unit": True}, key=key(visit))

    return take_once(visit, _change(visit, officer_called(visit, handle)), do)


@get("/people/{handle}/revoke", ADMINISTRATION)
def show_revoke(visit: Visit, handle: str) -> Response:
    return ask(visit, _revoke(officer_called(visit, handle)))


@post("/people/{handle}/revoke", ADMINISTRATION)
def revoke(visit: Visit, handle: str) -> Response:
    def do(session: Session, given: dict[str, Any]) -> None:
        revoke_officer(session, visit.actor, handle, given, key=key(visit))

    return take_once(visit, _revoke(officer_called(visit, handle)), do)


@get("/people/{handle}/restore", ADMINISTRATION)
def show_restore(visit: Visit, handle: str) -> Response:
    return ask(visit, _restore(officer_called(visit, handle)))


@post("/people/{handle}/restore", ADMINISTRATION)
def restore(visit: Visit, handle: str) -> Response:
    def do(session: Session, given: dict[str, Any]) -> None:
        restore_officer(session, visit.actor, handle, given, key=key(visit))

    return take_once(visit, _restore(officer_called(visit, handle)), do)


def _new(visit: Visit) -> Own:
    with transaction(visit.engine) as session:
        return Own(adding(session), "/people", "/people?done=added")


def _change(visit: Visit, officer: Officer) -> Own:
    held = {name: getattr(officer, name) for name in POST}
    with transaction(visit.engine) as session:
        form = changing(session, officer)
    return Own(form, f"/people/{officer.handle}", f"/people/{officer.handle}?done=changed", held)


def _revoke(officer: Officer) -> Own:
    return Own(revoking(officer), f"/people/{officer.handle}", f"/people/{officer.handle}?done=revoked")


def _restore(officer: Officer) -> Own:
    return Own(restoring(officer), f"/people/{officer.handle}", f"/people/{officer.handle}?done=restored")
