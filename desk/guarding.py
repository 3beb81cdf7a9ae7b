"""What stands around the desk? Where a request may come from, how large it may be, what no answer lacks.

One ASGI layer around everything, so that even an answer nobody foresaw has the headers, and no failure's
words reach a browser or a log. A line for each request: method, route, status, time; never an address.
"""

import logging
import secrets
import time
from re import Pattern

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.failing import note
from desk.routes import ROUTES
from desk.sessions import COOKIE
from desk.visiting import DeskSettings

MOST_FIELDS, MOST_FILES = 400, 5
FORM_BYTES, UPLOAD_BYTES = 256 * 1024, 25 * 1024 * 1024
SAFE = {"GET", "HEAD", "OPTIONS"}
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TOO_LARGE = (
    f"A page takes {FORM_BYTES // 1024} KB and {MOST_FIELDS} fields at once, and no more; a page for "
    f"files takes {UPLOAD_BYTES // 1024 // 1024} MB from whoever is signed in. "
    "What you sent was beyond that or could not be read, and nothing of it was taken or kept. "
    "Go back: your browser may still show what you typed, and whatever its page said it saved is kept. "
    "Shorten it, or send it in parts."
)
FROM_ELSEWHERE = "This was sent from another site, so it was not taken. Nothing was changed."

log = logging.getLogger("desk")


def guarded(app: FastAPI, settings: DeskSettings) -> None:
    """Put the guard, and compression within it, around the desk."""
    uploads = [compile_path(route.path)[0] for route in ROUTES if route.uploads]
    app.add_middleware(GZipMiddleware, minimum_size=600, compresslevel=5)
    app.add_middleware(Guard, origin=settings.origin, uploads=uploads)


class Guard:
    """The layer itself. `uploads`: the addresses that take files."""

    def __init__(self, app: ASGIApp, origin: str, uploads: list[Pattern[str]]) -> None:
        self._app, self._origin, self._uploads = app, origin, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        answering = _Answering(send, self._origin)
        scope.setdefault("state", {})["nonce"] = answering.nonce
        limit = self._limit(scope)
        refused = self._refusal(scope)
        try:
            if refused is None and _is_giant(scope, limit):
                refused = await _too_large(scope)
            if refused:
                await refused(scope, receive, answering.send)
            else:
                await self._app(scope, _counted(receive, limit), answering.send)
        except Exception as error:
            await _failed(error, answering, scope, receive)
        finally:
            answering.write_down(scope)

    def _limit(self, scope: Scope) -> int:
        """Give room for a file where one is taken, to a browser with a session; app.py asks whose."""
        takes_files = any(each.match(scope["path"]) for each in self._uploads)
        signed_in = f"{COOKIE}=" in Headers(scope=scope).get("cookie", "")
        return UPLOAD_BYTES if takes_files and signed_in else FORM_BYTES

    def _refusal(self, scope: Scope) -> Response | None:
        """Refuse before anything is read: another site's form, another name of this machine."""
        headers = Headers(scope=scope)
        if scope["path"] != "/health" and headers.get("host") != self._origin.split("//")[1]:
            return PlainTextResponse(f"The desk is at {self._origin}", 421)
        if scope["method"] not in SAFE and not _is_from_here(headers, self._origin):
            return PlainTextResponse(FROM_ELSEWHERE, 403)
        return None


def _is_giant(scope: Scope, limit: int) -> bool:
    """Tell by what it says of itself; _counted() counts what arrives."""
    length = Headers(scope=scope).get("content-length", "0")
    return not length.isdecimal() or len(length) > 12 or int(length) > limit


async def _too_large(scope: Scope) -> Response:
    """The page the desk has for it: whoever typed too much is told what they can do."""
    error = HTTPException(413, TOO_LARGE)
    if "app" not in scope:
        return PlainTextResponse(TOO_LARGE, 413)
    page: Response = await scope["app"].exception_handlers[HTTPException](Request(scope), error)
    return page


def _is_from_here(headers: Headers, origin: str) -> bool:
    """Tell whether our own page sent it.

    Under no-referrer a browser says `Origin: null` even of our own forms, so that what it says of the site
    counts first; a browser too old to say so is refused unless it names our origin.
    """
    site = headers.get("sec-fetch-site")
    return site in ("same-origin", "none") if site else headers.get("origin") == origin


def _counted(receive: Receive, limit: int) -> Receive:
    """Count what arrives: a length may be left out or be a lie."""
    arrived = 0

    async def counting() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > limit:
            raise HTTPException(413, TOO_LARGE)
        return message

    return counting


class _Answering:
    """One answer on its way out: its headers, its nonce, and what is written down of it."""

    def __init__(self, send: Send, origin: str) -> None:
        self._send, self._https = send, origin.startswith("https:")
        self.nonce = secrets.token_urlsafe(16)
        self.status, self._began = 0, time.monotonic()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = POLICY.format(nonce=self.nonce)
            headers.update(HEADERS)
            headers.setdefault("Cache-Control", "no-store")
            if self._https:
                headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        await self._send(message)

    def write_down(self, scope: Scope) -> None:
        route = getattr(scope.get("route"), "path", "(no route)")
        took_ms = (time.monotonic() - self._began) * 1000
        log.info("%s %s %d %.0f ms", scope["method"], route, self.status, took_ms)


async def _failed(error: Exception, answering: _Answering, scope: Scope, receive: Receive) -> None:
    """Our fault, outside any page."""
    number = note(error)
    if not answering.status:
        words = f"Something went wrong here, and was noted under the number {number}. Nothing was changed."
        await PlainTextResponse(words, 500)(scope, receive, answering.send)
