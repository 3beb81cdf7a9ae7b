"""Does everything run? For an administrator: guides, daily runs, letters, sizes; no content."""

from starlette.responses import Response

from desk.access import ADMINISTRATION
from desk.rendering import render
from desk.routes import get
from desk.visiting import Visit
from flows.condition import condition
from models.database import transaction


@get("/running", ADMINISTRATION)
def show(visit: Visit) -> Response:
    with transaction(visit.engine) as session:
        found = condition(session, visit.settings.data)
    return render(visit, "administration/running.html", found=found)
