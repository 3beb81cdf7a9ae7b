"""Which addresses does the desk answer, and who may ask each? There is no way to a route without a policy.

A handler takes a visit, and, where its policy is about one consideration, what was opened: by then the person
is known, the policy has been applied, the form is theirs, and the entry of the consultation is written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from desk.access import Policy

Handler = Callable[..., Response]
Besides = Callable[[Any], Sequence[str]]  # from what was opened, the references its entry is to list too


@dataclass(frozen=True)
class Route:
    """One address. `uploads`: it takes files, so a larger body.

    `besides`: whom of the register it shows besides, so that the entry of the consultation lists them.
    """

    method: str
    path: str
    policy: Policy
    handler: Handler
    uploads: bool = False
    besides: Besides | None = None

    @property
    def is_about_one(self) -> bool:
        return "{reference}" in self.path and self.policy.part is not None


ROUTES: list[Route] = []


def get(path: str, policy: Policy, *, besides: Besides | None = None) -> Callable[[Handler], Handler]:
    """Answer GET: shows, and changes nothing but the record of who was shown what."""
    return _route("GET", path, policy, besides=besides)


def post(path: str, policy: Policy, *, uploads: bool = False) -> Callable[[Handler], Handler]:
    """Answer POST: changes something, then leads on to a page that shows it."""
    return _route("POST", path, policy, uploads)


def _route(
    method: str, path: str, policy: Policy, uploads: bool = False, besides: Besides | None = None
) -> Callable[[Handler], Handler]:
    def keep(handler: Handler) -> Handler:
        if any((each.method, each.path) == (method, path) for each in ROUTES):
            raise ValueError(f"{method} {path} is answered twice")
        ROUTES.append(Route(method, path, policy, handler, uploads, besides))
        return handler

    return keep


def seen_other(path: str) -> Response:
    """Lead the browser on after a POST, so that going back or reloading sends nothing again."""
    return Response(status_code=303, headers={"Location": path})


def answered(content: Any, media_type: str, *, name: str = "", status: int = 200) -> Response:
    """A file or picture as an answer; `name` offers it for saving under a name without personal data."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    return Response(content, status_code=status, media_type=media_type, headers=headers)
