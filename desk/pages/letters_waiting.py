"""Which letters wait on a person? Those whose fate nobody knows, to be released, or to be handed over."""

from starlette.responses import Response

from desk.access import TEAM
from desk.pages.overlooking import looked_over, units_to_choose
from desk.rendering import render
from desk.routes import get
from desk.visiting import Visit
from flows.team import letters_waiting
from models import clock
from models.database import transaction

# By the move awaited: the heading, and what it means.
KINDS = (
    ("settle_letter", "Fate unknown", "The machine died with these in hand: find out whether each one went."),
    ("release_letter", "To be released", "An officer reads each and lets it go; nothing is posted before."),
    ("hand_letter", "To be handed over", "These are never posted: an officer hands them over in person."),
)


@get("/letters/unknown", TEAM)
def show(visit: Visit) -> Response:
    scope = looked_over(visit)
    with transaction(visit.engine) as session:
        found, now = letters_waiting(session, scope), clock.now(session)
    lists = [(words, means, [each for each in found if each.what == what]) for what, words, means in KINDS]
    return render(visit, "team/letters.html", scope=scope, units=units_to_choose(visit), lists=lists, now=now)
