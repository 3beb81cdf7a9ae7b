"""Which files come with the desk's pages, and under what addresses? A few, each under its own hash.

A browser fetches one again only when it has changed: its address names its content. The force's colour is
added to the stylesheet here, so that a page needs neither a second stylesheet nor one of its own.
"""

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from models.errors import CannotDo

STATIC = Path(__file__).parent / "static"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
FOREVER = "public, max-age=31536000, immutable"
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: white words on the force's bar


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    kind: str
    plain: bytes
    packed: bytes
    version: str


class Assets:
    """The static files, in one force's colour; an ASGI application to be mounted at /static."""

    def __init__(self, colour: str) -> None:
        self._files = {path.name: _asset(path, colour) for path in sorted(STATIC.iterdir())}

    def address(self, name: str) -> str:
        """Where a file stands now. KeyError: there is no such file."""
        return f"/static/{name}?v={self._files[name].version}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].rpartition("/")[2]
        found = self._files.get(name) if scope.get("method") in ("GET", "HEAD") else None
        response = (
            _sent(found, scope) if found else Response("Nothing is there.", 404, media_type="text/plain")
        )
        await response(scope, receive, send)


@cache
def assets(colour: str) -> Assets:
    """Read the static files once a process. Raise CannotDo where the colour can't be used."""
    return Assets(colour)


def _asset(path: Path, colour: str) -> Asset:
    plain = path.read_bytes()
    if path.suffix == ".css":
        plain += f":root{{--govuk-brand-colour:{usable(colour)}}}".encode()
    if path.name == "mark.svg":
        plain = plain.replace(b"currentColor", usable(colour).encode())
    return Asset(KINDS[path.suffix], plain, gzip.compress(plain, 9, mtime=0), sha256(plain).hexdigest()[:12])


def _sent(asset: Asset, scope: Scope) -> Response:
    headers: Mapping[bytes, bytes] = dict(scope["headers"])
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("v", [""])[0]
    packs = b"gzip" in headers.get(b"accept-encoding", b"")
    response = Response(asset.packed if packs else asset.plain, media_type=None)
    response.headers["Content-Type"] = asset.kind
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER if asked == asset.version else "no-cache"
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    return response


def usable(colour: str) -> str:
    """Check a force's colour: six hex digits, dark enough for white words. Raise CannotDo."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise CannotDo("The desk's colour must be # and six hex digits, such as #1d3557.")
    contrast = 1.05 / (_luminance(colour) + 0.05)
    if contrast < LEAST_CONTRAST:
        raise CannotDo(
            f"White words on {colour} have a contrast of {contrast:.1f}; "
            f"the desk's colour needs {LEAST_CONTRAST} at the least. Choose a darker one."
        )
    return colour.lower()


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it: 0 for black, 1 for white."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
