"""How is one request answered? Who asks, may they, is the form theirs; then the page, or what went wrong.

Runs in a worker thread: everything below it is plain, synchronous code.
"""

from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from desk.failing import note
from desk.loading import AskForReason, AskUnit, NotThere, load
from desk.rendering import render
from desk.routes import Route, seen_other
from desk.sessions import HOME, csrf_matches, keep_unsent, our_place, recognise
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
        return render(visit, "errors/not_there.html", status=404)
    except AskForReason:
        return render(visit, "errors/ask_for_reason.html", status=403, reference=_reference(visit))
    except AskUnit as asked:
        return render(visit, "errors/ask_unit.html", status=403, reference=asked.reference, unit=asked.unit)
    except CannotDo as error:
        return render(visit, "errors/cannot_do.html", status=422, obstacles=error.obstacles)
    except (DatabaseUnavailable, Busy) as error:
        return render(visit, "errors/away.html", status=503, words=str(error))
    except RecordError as error:
        return _failed(visit, error, [str(error)])
    except DisclosureError as error:
        return render(visit, "errors/cannot_do.html", status=422, obstacles=str(error).splitlines())
    except Exception as error:
        return _failed(visit, error, [])


def _answer(route: Route, visit: Visit) -> Response:
    recognise(visit)
    if route.policy.signed_in:
        if visit.web is None:
            return _to_sign_in(visit)
        if not visit.web.ready and not route.policy.before_ready:
            return seen_other("/first-sign-in")
        if not route.policy.admits(visit.actor.roles):
            raise NotThere
    if visit.is_post and route.policy.signed_in and not csrf_matches(visit):
        raise CannotDo(f"This form was not made for your session, so it was not taken. {STOPPED}")
    given: dict[str, Any] = dict(visit.request.path_params)
    if route.is_about_one:
        given["opened"] = load(visit, given.pop("reference"), route.policy, route.besides)
    return route.handler(visit, **given)


def _to_sign_in(visit: Visit) -> Response:
    """Where to sign in, and come back to; what was being sent is kept for whoever's session it was."""
    back = keep_unsent(visit) if visit.is_post else our_place(visit.here, HOME)
    return seen_other(f"/sign-in?next={quote(back, safe='/')}")


def _reference(visit: Visit) -> str:
    return str(visit.request.path_params.get("reference", ""))


def _failed(visit: Visit, error: Exception, words: list[str]) -> Response:
    return render(visit, "errors/failed.html", status=500, number=note(error), words=words)
