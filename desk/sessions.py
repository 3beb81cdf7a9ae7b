"""Whose browser is this? The cookie, the form's token, and where on this desk somebody is led back to.

The cookie is `__Host-` and Secure on plain http to loopback too: browsers hold 127.0.0.1 for trustworthy
(seen with Chromium 156), so that there is one cookie and no exception.
"""

import re
from urllib.parse import urlsplit

from starlette.responses import Response

from desk.csrf import csrf_fits
from desk.visiting import Visit
from flows.accounts import session_of
from models.database import transaction

COOKIE = "__Host-desk"
HOME = "/"
# References only; nothing that a browser could take for another site.
OUR_PLACE = re.compile(r"/(?![/\\])[A-Za-z0-9/_.:=&?%+-]{0,400}")


def recognise(visit: Visit) -> None:
    """Find out who asks: their session and, with it, their rights as they are now."""
    token = visit.request.cookies.get(COOKIE, "")
    if not token:
        return
    with transaction(visit.engine) as session:
        found = session_of(session, token)
    if found:
        visit.web, visit.actor = found, found.actor


def give_cookie(response: Response, token: str) -> None:
    """Let the browser keep a session's token until it is closed."""
    response.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="strict")


def take_cookie(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")


def csrf_matches(visit: Visit) -> bool:
    """Tell whether what was posted carries the token of this very session."""
    return visit.web is not None and csrf_fits(token_of(visit), visit.web.csrf)


def our_place(given: str, otherwise: str) -> str:
    """Give an address on this desk as it is, and anything else not at all."""
    return given if OUR_PLACE.fullmatch(given) and not urlsplit(given).netloc else otherwise


def token_of(visit: Visit) -> str:
    """The token a form carries, or a script sends."""
    return visit.text("_csrf") or visit.request.headers.get("x-csrf", "")
