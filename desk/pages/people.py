"""Who works here, and what may they do? An administrator's list, one person's account, an invitation."""

from datetime import datetime

from sqlmodel import Session, col, select
from starlette.responses import Response

from desk.access import ADMINISTRATION
from desk.loading import NotThere
from desk.pages.overlooking import one_page
from desk.people_forms import units
from desk.rendering import render
from desk.routes import get, post
from desk.visiting import Visit
from flows.credentials import Invitation, invite
from flows.people import is_active
from flows.steps.roles import ALL_ROLES
from models import clock
from models.account import Account
from models.database import transaction
from models.errors import CannotDo
from models.officer import Officer

DONE = {
    "added": "The account is there. Invite the person, so that they can sign in.",
    "changed": "The change counts from now on.",
    "revoked": "Their rights are withdrawn.",
    "restored": "They have their rights again.",
}


@get("/people", ADMINISTRATION)
def show_all(visit: Visit) -> Response:
    """Everybody with an account, by unit, role and whether they have rights."""
    asked = {name: visit.query.get(name, "") for name in ("unit", "role", "rights")}
    with transaction(visit.engine) as session:
        now, known = clock.now(session), units(session)
        found = session.exec(select(Officer).order_by(col(Officer.handle))).all()
        states = _states(session)
    chosen = [
        officer
        for officer in found
        if asked["unit"] in ("", officer.unit)
        and (not asked["role"] or asked["role"] in officer.roles)
        and asked["rights"] in ("", "yes" if has_rights(officer, now) else "no")
    ]
    rows, page, pages = one_page(visit, [(each, has_rights(each, now)) for each in chosen])
    return render(
        visit, "administration/people.html", rows=rows, count=len(chosen), page=page, pages=pages,
        asked=asked, units=known, roles=ALL_ROLES, states=states, done=DONE.get(visit.query.get("done", "")),
        kept_query=_query(asked, {*known, *ALL_ROLES, "yes", "no"}),
    )  # fmt: skip


@get("/people/{handle}", ADMINISTRATION)
def show(visit: Visit, handle: str) -> Response:
    return draw(visit, handle)


@post("/people/{handle}/invite", ADMINISTRATION)
def give_password(visit: Visit, handle: str) -> Response:
    """Give somebody a password for one use, shown on this page and never again."""
    officer_called(visit, handle)
    try:
        with transaction(visit.engine) as session:
            invitation = invite(session, visit.actor, handle)
    except CannotDo as error:
        return draw(visit, handle, obstacles=error.obstacles)
    return draw(visit, handle, invitation=invitation)


def draw(
    visit: Visit, handle: str, *, obstacles: list[str] | None = None, invitation: Invitation | None = None
) -> Response:
    officer = officer_called(visit, handle)
    with transaction(visit.engine) as session:
        now, state = clock.now(session), _states(session, handle).get(handle)
        others = session.exec(
            select(Officer.handle).where(
                Officer.person_key == officer.person_key, col(Officer.handle) != handle
            )
        ).all()
    return render(
        visit, "administration/person.html", status=422 if obstacles else 200, officer=officer,
        state=state, others=others, rights=has_rights(officer, now), obstacles=obstacles or [],
        invitation=invitation, own=officer.person_key == visit.actor.person,
        done=DONE.get(visit.query.get("done", "")),
    )  # fmt: skip


def _query(asked: dict[str, str], allowed: set[str]) -> str:
    return "&".join(f"{name}={value}" for name, value in asked.items() if value in allowed)


def officer_called(visit: Visit, handle: str) -> Officer:
    with transaction(visit.engine) as session:
        found = session.get(Officer, handle) if "\0" not in handle else None
    if found is None:
        raise NotThere
    return found


def has_rights(officer: Officer, now: datetime) -> bool:
    return is_active(officer.active_from, officer.revoked_at, now, now.astimezone(clock.LONDON).date())


def _states(session: Session, handle: str = "") -> dict[str, str]:
    """How far each has come with signing in; whoever is not there was never invited."""
    asked = select(Account.handle, Account.must_change, Account.totp_confirmed)
    if handle:
        asked = asked.where(Account.handle == handle)
    return {
        of: "Invited, not signed in yet" if first else "Signs in" if codes else "Has no codes yet"
        for of, first, codes in session.exec(asked)
    }
