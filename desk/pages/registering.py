"""Where does registration staff begin? What they have begun, what they took, and one by its reference."""

from starlette.responses import Response

from desk.access import REGISTERING
from desk.entering.being_entered import Entering, being_entered
from desk.entering.journey import journey, name_of
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.registering.begun import PLACE, all_begun, begin, forget
from flows.registering.taken import consideration_of, taken_by, takes_files
from models import clock
from models.database import transaction


@get("/registrations", REGISTERING)
def show(visit: Visit) -> Response:
    """Show what was begun and not sent, and what was taken; a reference leads to its registration."""
    reference = visit.query.get("reference", "").strip().upper()
    with transaction(visit.engine) as session:
        found = consideration_of(session, visit.actor, reference) if reference else None
        begun = all_begun(session, visit.actor.handle)
        taken = taken_by(session, visit.actor)
        now = clock.now(session)
    if found:
        return seen_other(f"/registrations/{found}")
    waiting = [
        {
            "id": each.id,
            "about": name_of(each.typed.get("individual-1", {})),
            "saved_at": each.saved_at,
            "begun_at": each.begun_at,
            "pages": len(each.typed),
            "of": len(journey(each.typed, now.date()).steps),
            "urgent": each.typed.get("risk", {}).get("immediate_risk") in ("yes", "not_known"),
        }
        for each in begun
    ]
    return render(
        visit,
        "registering/list.html",
        begun=waiting,
        taken=taken,
        now=now,
        not_found=bool(reference),
        takes_files=takes_files(visit.actor),
    )


@post("/registrations/new", REGISTERING)
def start(visit: Visit) -> Response:
    """Begin a registration; sent twice, it is begun once."""
    with transaction(visit.engine) as session:
        begin(session, visit.actor.handle, visit.once)
    return seen_other(f"{PLACE}{visit.once}/ask/risk")


@get("/registrations/new/{id}/discard", REGISTERING)
@being_entered
def ask_to_discard(visit: Visit, entered: Entering) -> Response:
    """Make sure: what is thrown away is gone."""
    return render(visit, "registering/discard.html", entered=entered)


@post("/registrations/new/{id}/discard", REGISTERING)
def discard(visit: Visit, id: str) -> Response:
    """Throw away what was begun, on one's own word."""
    with transaction(visit.engine) as session:
        forget(session, visit.actor.handle, id)
    return seen_other("/registrations")
