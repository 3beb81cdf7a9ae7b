"""Whose browser is this? The cookie, and what was being sent when a session had ended.

The cookie is `__Host-` and Secure on plain http to loopback too: browsers hold 127.0.0.1 for trustworthy
(seen with Chromium 156), so that there is one cookie and no exception.
"""

import re
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.responses import Response

from desk.csrf import csrf_fits
from desk.visiting import Visit
from flows.accounts import ended, session_of
from flows.drafts import Clash, keep
from models.database import transaction
from models.errors import CannotDo

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
    return visit.web is not None and csrf_fits(_token(visit), visit.web.csrf)


def keep_unsent(visit: Visit) -> str:
    """Keep what was being sent as a draft of whoever's session it was; give the page to come back to.

    The session has ended, but its cookie and its form's token still say whose the words are.
    """
    with transaction(visit.engine) as session:
        whose = ended(session, visit.request.cookies.get(COOKIE, ""))
    if whose and csrf_fits(_token(visit), whose.csrf):
        with suppress(CannotDo):  # too many drafts, or no draft's page: nothing can be kept
            keep_form(visit, whose.handle)
    return our_place(visit.text("_from"), HOME)


def our_place(given: str, otherwise: str) -> str:
    """Give an address on this desk as it is, and anything else not at all."""
    return given if OUR_PLACE.fullmatch(given) and not urlsplit(given).netloc else otherwise


def keep_form(visit: Visit, handle: str) -> None:
    """Keep what was posted under its own tab, or, where another window of it saved since, under a new one."""
    page, version = visit.text("_page"), visit.text("_version")
    fields = {name: visit.texts(name) for name in visit.form}
    said = int(version) if version.isdecimal() and len(version) < 9 else 0
    with transaction(visit.engine) as session:
        if isinstance(keep(session, handle, page, visit.tab, fields, said), Clash):
            keep(session, handle, page, uuid4().hex, fields, 0)


def _token(visit: Visit) -> str:
    return visit.text("_csrf") or visit.request.headers.get("x-csrf", "")
