"""Who may the person named be? Each candidate with the match explained, and how each was settled."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.responses import Response

from desk.access import CONSIDERATION
from desk.loading import Opened
from desk.offering import offered
from desk.pages.considering import done
from desk.rendering import render
from desk.routes import get
from desk.visiting import Visit
from flows.candidates import Shown, explained
from flows.matching.picture import drawn

if TYPE_CHECKING:
    from flows.matching.nearest import Candidate
    from models.candidates import CandidateState

OFFERED = ("nobody_matches", "confirm_identity")


@dataclass(frozen=True)
class Row:
    """One candidate. `picture`: the weights, drawn without a name; "" where the machine did not list them."""

    state: "CandidateState"
    says: tuple[str, ...]
    scored: "Candidate | None"
    picture: Markup
    path: str


def candidates_in(opened: Opened) -> list[str]:
    return sorted(opened.dossier.candidates)


@get("/considerations/{reference}/candidates", CONSIDERATION, besides=candidates_in)
def show(visit: Visit, opened: Opened) -> Response:
    """Show them, nearest first: those to be settled before the rest. The entry names whom it shows."""
    d = opened.dossier
    may = bool(offered(opened, visit.actor, ["settle_candidate"]))
    rows = [_row(opened, each, may_settle=may) for each in explained(visit.engine, d)]
    offers = offered(opened, visit.actor, () if d.identity == "unique" else OFFERED)
    return render(
        visit, "considering/candidates.html", opened=opened, done=done(visit),
        to_settle=[row for row in rows if row.state.to_look_at],
        settled=[row for row in rows if row.state.settled and not row.state.to_look_at],
        others=[row for row in rows if not row.state.settled and not row.state.to_look_at],
        offers=offers,
    )  # fmt: skip


def _row(opened: Opened, each: Shown, *, may_settle: bool) -> Row:
    path = f"/considerations/{opened.reference}/do/settle_candidate?subject={each.state.reference}"
    scored = each.scored
    # Drawn by ourselves, of our own words and numbers, each escaped there.
    picture = Markup(drawn(scored)) if scored else Markup()
    return Row(each.state, each.register_says, scored, picture, path if may_settle else "")
