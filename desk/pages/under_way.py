"""How far is what I began? A page for what takes longer than one, which asks again by itself."""

from starlette.responses import Response

from desk.access import SIGNED_IN
from desk.loading import NotThere
from desk.rendering import render
from desk.routes import get, seen_other
from desk.under_way import UnderWay, under_way
from desk.visiting import Visit
from models.errors import CannotDo

ASKS_AGAIN_AFTER_S = 5


def follow(work: UnderWay, until: str = "") -> Response:
    """Lead on to the result, or to where it is awaited: `until`, or a page of its own. Raise CannotDo."""
    if work.obstacles:
        raise CannotDo(*work.obstacles)
    return seen_other(work.leads_to or until or f"/under-way/{work.key}")


@get("/under-way/{key}", SIGNED_IN)
def show(visit: Visit, key: str) -> Response:
    """How far it is; once it is done, its result; if it could not be done, why."""
    work = under_way(key, visit.actor.handle)
    if work is None:
        raise NotThere
    if work.leads_to:
        return seen_other(work.leads_to)
    if work.obstacles:
        raise CannotDo(*work.obstacles)
    return asking_again(render(visit, "under_way.html", work=work), visit)


def asking_again(response: Response, visit: Visit) -> Response:
    """Have the browser ask again in a few seconds, by a header: no script is needed."""
    response.headers["Refresh"] = f"{ASKS_AGAIN_AFTER_S}; url={visit.path}"
    return response
