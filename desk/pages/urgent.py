"""It can't wait for a meeting: what is to be done at once, by whom, and what may be left for later?"""

from starlette.responses import Response

from desk.access import CONSIDERATION
from desk.entering.at_once import duty_officers
from desk.loading import Opened
from desk.moves.choosing import closed_days
from desk.offering import offered
from desk.rendering import render
from desk.routes import get
from desk.visiting import Visit
from flows.clocks import deadline
from models.database import transaction

AT_ONCE = ("take_urgent_route", "answer", "list_child", "name_recipient", "skip_representations")


@get("/considerations/{reference}/at-once", CONSIDERATION)
def show(visit: Visit, opened: Opened) -> Response:
    """Interrupt whoever started one that can't wait, before its task list."""
    with transaction(visit.engine) as session:
        officers = duty_officers(session, opened.row.unit)
    return render(
        visit, "considering/at_once.html", opened=opened, officers=officers,
        ratified=deadline(opened.scheme, "ratification", opened.now, closed_days(opened)),
        offers=offered(opened, visit.actor, AT_ONCE),
    )  # fmt: skip
