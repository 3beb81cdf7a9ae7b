"""Who enquired and went no further? Recorded without a name; counted by month, unit and reason."""

import re

from starlette.responses import Response

from desk.access import REGISTERING
from desk.entering.journey import units
from desk.forms import Entered, Form, Question, named_options, read, wrongs
from desk.prefilling import as_typed
from desk.rendering import render
from desk.routes import get, post, seen_other
from desk.visiting import Visit
from flows.steps.enquiring import enquiries_by_month, record_enquiry
from models.database import transaction
from models.errors import CannotDo
from policy.registration import PILOT_APPLICATIONS, PILOT_ENQUIRIES, EnquiryReason, share_gone_no_further

ENQUIRY = re.compile(r"E-\d{4}-\d{5,7}")
WORDS = {
    "vetting_request": "It was a request to vet staff",
    "no_access": "The person named has no access to a child",
}


@get("/enquiries", REGISTERING)
def show(visit: Visit) -> Response:
    """The count by month, and the form to record one."""
    typed = as_typed(form(), {"unit": visit.actor.unit})
    return _draw(visit, Entered(typed=typed))


@post("/enquiries", REGISTERING)
def record(visit: Visit) -> Response:
    """Record an enquiry, or the reason of one recorded before."""
    entered = read(form(), visit.form)
    if entered.errors:
        return _draw(visit, entered, status=422)
    try:
        with transaction(visit.engine) as session:
            reference = record_enquiry(session, visit.actor, entered.given, key=f"desk:{visit.once}")
    except CannotDo as error:
        return _draw(visit, entered, error.obstacles, status=422)
    return seen_other(f"/enquiries?done={reference}")


def form() -> Form:
    return Form(
        "Record an enquiry",
        (
            Question("unit", "Unit", "choice", options=tuple(units())),
            Question("received_on", "Day it was made", "day", "Leave blank for today.", optional=True),
            Question("reason", "Why it went no further", "choice",
                     "Leave blank if it may still become a registration.",
                     named_options([str(each) for each in EnquiryReason], WORDS), optional=True),
            Question("enquiry", "Reference of an enquiry recorded before",
                     hint="To give its reason now, such as E-2026-00012.", optional=True),
        ),
        intro=("No name is taken: only the unit, the day and the reason.",),
        submit="Record",
    )  # fmt: skip


def _draw(visit: Visit, entered: Entered, obstacles: list[str] | None = None, status: int = 200) -> Response:
    asked = form()
    errors, summary = wrongs(asked, entered.errors, obstacles or [])
    with transaction(visit.engine) as session:
        months = enquiries_by_month(session)
    recorded = visit.query.get("done", "")
    pilots = share_gone_no_further(PILOT_ENQUIRIES, PILOT_APPLICATIONS)
    return render(
        visit, "registering/enquiries.html", status=status, form=asked, typed=entered.typed, errors=errors,
        summary=summary, months=months[::-1], pilots=pilots, pilot_count=PILOT_ENQUIRIES,
        leave="/registrations", done=f"{recorded} is recorded." if ENQUIRY.fullmatch(recorded) else "",
    )  # fmt: skip
