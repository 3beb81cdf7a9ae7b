"""Who asks, and with what? One visit: a request, the person behind it as they are now, what was posted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import Engine
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from desk.csrf import csrf_masked
from flows.drafts import NEVER
from flows.steps.actor import MACHINE, Actor

if TYPE_CHECKING:
    from flows.accounts import WebSession


@dataclass(frozen=True)
class DeskSettings:
    """Where the desk is reached, where exports and originals are kept, and how the force looks."""

    data: Path
    origin: str = "http://127.0.0.1:8327"
    colour: str = "#1d3557"
    name: str = "Disclosure desk"
    scratch: bool = False


@dataclass
class Visit:
    """One request on its way through the desk. `actor` is MACHINE, without any right, before signing in."""

    request: Request
    engine: Engine
    settings: DeskSettings
    form: FormData = field(default_factory=FormData)
    actor: Actor = MACHINE
    web: "WebSession | None" = None
    nonce: str = ""

    @property
    def csrf(self) -> str:
        """The token that this session's forms carry, masked anew each time; "" where nobody is signed in."""
        return csrf_masked(self.web.csrf) if self.web else ""

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def here(self) -> str:
        """The address asked for, with its query: references and codes, never a name."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def query(self) -> Mapping[str, str]:
        """What the address asks for; a link from elsewhere can't have a page say that something was done."""
        asked, site = self.request.query_params, self.request.headers.get("sec-fetch-site", "same-origin")
        return asked if site == "same-origin" else {k: v for k, v in asked.items() if k != "done"}

    @property
    def is_post(self) -> bool:
        return self.request.method == "POST"

    @property
    def once(self) -> str:
        """The key a form is taken under once, however often it is sent as it is; a new one for a new form.

        Gone back to and sent with other words, it is another act: a double click costs nobody their words.
        """
        return _digest(self.form_key) + self.typed_key

    @property
    def typed_key(self) -> str:
        """What was typed into this page's form goes by, whichever showing of the form it was typed into."""
        typed = {name: self.texts(name) for name in self.form if not NEVER.fullmatch(name)}
        return _digest(f"{self.path}{sorted(typed.items())}")

    @property
    def form_key(self) -> str:
        """What one form goes by from when it is first shown, whatever is typed into it and however often."""
        given = self.text("_once")
        return given if given.isalnum() and 16 <= len(given) <= 40 else uuid4().hex

    @property
    def tab(self) -> str:
        """Which showing of a form this is: two tabs never write over each other's draft."""
        given = self.text("_tab")
        return given if given.isalnum() and 16 <= len(given) <= 40 else uuid4().hex

    def text(self, name: str) -> str:
        """A posted field as text; "" where there is none."""
        found: Any = self.form.get(name)
        return found.strip() if isinstance(found, str) else ""

    def secret(self, name: str) -> str:
        """A posted password: as typed, with whatever spaces it begins or ends with."""
        found: Any = self.form.get(name)
        return found if isinstance(found, str) else ""

    def texts(self, name: str) -> list[str]:
        return [each.strip() for each in self.form.getlist(name) if isinstance(each, str)]

    def file(self, name: str) -> UploadFile | None:
        found: Any = self.form.get(name)
        return found if isinstance(found, UploadFile) and found.filename else None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
