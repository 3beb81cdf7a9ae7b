"""May it be registered already? Compared before it is sent; with many registrations that takes a while.

What was found is held until it is shown, once: each showing is a comparison, with an entry of its own.
"""

from starlette.responses import Response

from desk.access import REGISTERING
from desk.entering.being_entered import Entering, being_entered
from desk.entering.reading import readable
from desk.pages.under_way import asking_again
from desk.rendering import render
from desk.routes import get, seen_other
from desk.under_way import Tell, UnderWay, begin, under_way
from desk.visiting import Visit
from flows.registering.form import Registration
from flows.registering.likely import Compared, compare
from models.errors import CannotDo

MOST_HELD = 100
_found: dict[str, Compared] = {}  # references and grounds by the key of the work; never a name


@get("/registrations/new/{id}/likely", REGISTERING)
@being_entered
def ask(visit: Visit, entered: Entering) -> Response:
    """Compare what was entered with every registration, and show which may belong together with it."""
    form = readable(entered.journey, entered.held.typed)
    if form is None:
        return render(visit, "registering/likely.html", entered=entered, compared=None)
    work = _begun(visit, form)
    return _shown(visit, entered, work) if work.ended.is_set() else seen_other(f"{visit.path}/{work.key}")


@get("/registrations/new/{id}/likely/{work}", REGISTERING)
@being_entered
def wait(visit: Visit, entered: Entering, work: str) -> Response:
    """Show how far it is; then, once, what was found."""
    found = under_way(work, visit.actor.handle)
    if found is None or (found.ended.is_set() and not found.obstacles and work not in _found):
        return seen_other(entered.ask("likely"))
    if not found.ended.is_set():
        return asking_again(render(visit, "under_way.html", work=found), visit)
    return _shown(visit, entered, found)


def _begun(visit: Visit, form: Registration) -> UnderWay:
    key, engine, actor = visit.once, visit.engine, visit.actor

    def do(_: Tell) -> str:
        while len(_found) >= MOST_HELD:  # whoever began them went elsewhere
            _found.pop(next(iter(_found)))
        _found[key] = compare(engine, actor, form)
        return visit.path

    return begin(key, actor.handle, "Comparing with the registrations there are", do)


def _shown(visit: Visit, entered: Entering, work: UnderWay) -> Response:
    if work.obstacles:
        raise CannotDo(*work.obstacles)
    return render(visit, "registering/likely.html", entered=entered, compared=_found.pop(work.key))
