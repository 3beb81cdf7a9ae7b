"""How does a page with a form of its own keep a move's promises? Drafts, one taking, nothing overwritten."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from desk.drafting import sent, unsent
from desk.forms import Entered, Form, read, wrongs
from desk.prefilling import as_typed
from desk.rendering import render
from desk.routes import seen_other
from desk.visiting import Visit
from flows.drafts import drop
from models.database import transaction
from models.errors import CannotDo

CHANGED = "Somebody changed this while your form was open; it is shown below. Does yours still hold?"


@dataclass(frozen=True)
class Own:
    """A form and its place: `leave` is where Back goes, `leads_to` what is shown once it was taken.

    `held`: what is recorded already, so that nobody writes over what they have not seen.
    """

    form: Form
    leave: str
    leads_to: str
    held: Mapping[str, Any] = field(default_factory=dict)
    template: str = "own_form.html"
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        return sha256(repr(sorted(self.held.items())).encode()).hexdigest()[:16] if self.held else ""


def ask(visit: Visit, own: Own) -> Response:
    """Show the form, with what was typed before, or what is recorded."""
    typed, draft = unsent(visit, own.form)
    return _draw(visit, own, Entered(typed=typed or as_typed(own.form, own.held)), draft=draft)


def take_once(visit: Visit, own: Own, do: Callable[[Session, dict[str, Any]], object]) -> Response:
    """Read what was posted and do it, once however often it is sent; or show what stands in the way."""
    if sent(visit):
        return seen_other(own.leads_to)
    entered = read(own.form, visit.form)
    if entered.errors:
        return _draw(visit, own, entered, status=422)
    if own.mark and visit.text("_held") != own.mark:
        return _draw(visit, own, entered, status=409, obstacles=[CHANGED])
    try:
        with transaction(visit.engine) as session:
            do(session, entered.given)
            drop(session, visit.actor.handle, visit.path, visit.tab)
    except CannotDo as error:
        return _draw(visit, own, entered, status=422, obstacles=error.obstacles)
    return seen_other(own.leads_to)


def _draw(
    visit: Visit, own: Own, entered: Entered, *,
    status: int = 200, obstacles: Sequence[str] = (), draft: Any = None,
) -> Response:  # fmt: skip
    errors, summary = wrongs(own.form, entered.errors, obstacles)
    return render(
        visit, own.template, status=status, form=own.form, typed=entered.typed, errors=errors,
        summary=summary, draft=draft, page=visit.path, leave=own.leave,
        stands=_stands(own) if status == 409 else (),
        mark=visit.text("_held") if status == 422 else own.mark, **own.more,
    )  # fmt: skip


def _stands(own: Own) -> list[tuple[str, str]]:
    """What is recorded now, as a person reads it."""
    questions = (each for each in own.form.questions if own.held.get(each.name) is not None)
    return [(each.label, _words(own.held[each.name])) for each in questions]


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
