"""What have I typed and not sent? One's own drafts, word for word, whether or not their pages still open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from desk.access import SIGNED_IN
from desk.forms import plainly
from desk.keeping import as_read
from desk.rendering import render
from desk.routes import get
from desk.visiting import Visit
from flows.drafts import all_kept
from flows.registering.begun import PLACE
from models.account import Draft
from models.database import transaction

OF_A_MOVE = re.compile(r"(/(?:considerations|registrations)/C-[0-9-]+/do/([a-z_]+))(/.*)?")
REFERENCE = re.compile(r"[A-Z]-[0-9]{4}-[0-9]+(?:\.[a-z_]+)?")


@dataclass(frozen=True)
class Unsent:
    """One draft: where it was typed, and what."""

    draft: Draft
    words: str
    path: str
    typed: list[tuple[str, Sequence[str]]]


@get("/unsent", SIGNED_IN)
def show(visit: Visit) -> Response:
    with transaction(visit.engine) as session:
        drafts = all_kept(session, visit.actor.handle)
    shown = [_read(draft) for draft in drafts if draft.page != PLACE + draft.tab]
    return render(visit, "unsent.html", unsent=shown, begun=len(drafts) - len(shown))


def _read(draft: Draft) -> Unsent:
    """A move's draft is named by what it is about too, which is no part of its page's address."""
    move, reference = OF_A_MOVE.fullmatch(draft.page), REFERENCE.search(draft.page)
    path = move.group(1) if move else draft.page
    title = draft.asked.get("") or (plainly(move.group(2)) if move else draft.page)
    words = f"{title}, {reference.group()}" if reference and title != draft.page else title
    return Unsent(draft, words, path, as_read(draft.fields, draft.asked))
