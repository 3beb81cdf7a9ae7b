"""Where does one consideration stand? Its task list, timeline and parts."""

from starlette.responses import Response

from desk.access import CONSIDERATION
from desk.loading import Opened
from desk.rendering import render
from desk.routes import get
from desk.timeline import timeline
from desk.visiting import Visit


@get("/considerations/{reference}", CONSIDERATION)
def show(visit: Visit, opened: Opened) -> Response:
    return render(visit, "considering/show.html", opened=opened)


@get("/considerations/{reference}/timeline", CONSIDERATION)
def show_timeline(visit: Visit, opened: Opened) -> Response:
    return render(visit, "considering/timeline.html", opened=opened, lines=timeline(opened))
