"""How is one request answered? Who asks, may they, is the form theirs; then the page, or what went wrong.

Runs in a worker thread: everything below it is plain, synchronous code.
"""

from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from desk.failing import note
from desk.keeping import keep_unsent, not_taken
from desk.loading import AskForReason, AskUnit, NotThere, load
from desk.rendering import render
from desk.routes import Route, seen_other
from desk.sessions import HOME, csrf_matches, our_place, recognise
from desk.visiting import DeskSettings, Visit
from models.errors import Busy, CannotDo, DatabaseUnavailable, DisclosureError, RecordError

STOPPED = "Nothing was changed. Go back, load the page again and send it once more."


def answer(route: Route, request: Request, form: FormData, settings: DeskSettings) -> Response:
    """Answer one request with a page, whatever happens; no error leaves with a name in it."""
    visit = Visit(
        request, request.app.state.engine, settings, form, nonce=getattr(request.state, "nonce", "")
    )
    try:
        return _answer(route, visit)
    except NotThere:
        return _refused(visit, "not_there", 404)
    except AskForReason:
        return _refused(visit, "ask_for_reason", 403, reference=_reference(visit))
    except AskUnit as asked:
        return _refused(visit, "ask_unit", 403, reference=asked.reference, unit=asked.unit)
    except CannotDo as error:
        return _refused(visit, "cannot_do", 422, obstacles=error.obstacles)
    except DatabaseUnavailable as error:
        return _refused(visit, "away", 503, reachable=False, words=str(error))
    except Busy as error:
        return _refused(visit, "away", 503, words=str(error))
    except RecordError as error:
        return _refused(visit, "failed", 500, number=note(error), words=[str(error)])
    except DisclosureError as error:
        return _refused(visit, "cannot_do", 422, obstacles=str(error).splitlines())
    except Exception as error:
        return _refused(visit, "failed", 500, number=note(error), words=[])


def _refused(visit: Visit, page: str, status: int, *, reachable: bool = True, **said: Any) -> Response:
    """Draw the page of what went wrong. What was sent is kept, or else stands on that page."""
    unsent = not_taken(visit, reachable=reachable)
    return render(visit, f"errors/{page}.html", status=status, unsent=unsent, **said)


def _answer(route: Route, visit: Visit) -> Response:
    recognise(visit)
    if any("\0" in str(given) for given in (*visit.request.path_params.values(), *visit.query.values())):
        raise NotThere  # no record keeps one, and the database refuses to look
    if route.policy.signed_in:
        if visit.web is None:
            return _to_sign_in(visit)
        if not visit.web.ready and not route.policy.before_ready:
            keep_unsent(visit)
            return seen_other("/first-sign-in")
        if not route.policy.admits(visit.actor.roles):
            raise NotThere
    if visit.is_post and route.policy.signed_in and not csrf_matches(visit):
        if keep_unsent(visit):  # the form of an earlier session of theirs: sent again from its page
            return seen_other(our_place(visit.text("_from"), HOME))
        raise CannotDo(f"This form was not made for your session, so it was not taken. {STOPPED}")
    given: dict[str, Any] = dict(visit.request.path_params)
    if route.is_about_one:
        given["opened"] = load(visit, given.pop("reference"), route.policy, route.besides)
    return route.handler(visit, **given)


def _to_sign_in(visit: Visit) -> Response:
    """Where to sign in, and come back to; what was being sent is kept for whoever's session it was."""
    keep_unsent(visit)
    back = our_place(visit.text("_from") if visit.is_post else visit.here, HOME)
    return seen_other(f"/sign-in?next={quote(back, safe='/')}")


def _reference(visit: Visit) -> str:
    return str(visit.request.path_params.get("reference", ""))
