"""What do two officers take to a telling? The signed words, what comes before them, and what follows."""

from starlette.responses import Response

from desk.access import CONSIDERATION
from desk.loading import NotThere, Opened
from desk.moves.choosing import officers
from desk.moves.proposing import CONDITIONS, SHARERS
from desk.rendering import render
from desk.routes import get
from desk.visiting import Visit
from letters.kinds import Condition, Sharer
from models.dossier import Line, Phase
from policy.facts import RecipientKind
from policy.recipients import may_be_told

STANDS = (Phase.TO_BE_TOLD, Phase.TOLD, Phase.UNDERTAKING_REFUSED)


@get("/considerations/{reference}/script/{recipient}", CONSIDERATION)
def show(visit: Visit, opened: Opened, recipient: str) -> Response:
    """The script for one recipient, to be read from or printed. Nothing to read before a decision stands."""
    line = opened.dossier.lines.get(recipient)
    if line is None or not line.kind:
        raise NotThere
    proposal = line.proposal or {}
    items = opened.dossier.information
    return render(
        visit, "letters/script.html", opened=opened, line=line, proposal=proposal,
        stands=line.phase in STANDS, to_be_told=line.phase is Phase.TO_BE_TOLD,
        tellers=_tellers(opened, line), limits=may_be_told(RecipientKind(line.kind), opened.scheme),
        told=[items[key].get("fact") for key in proposal.get("items", ()) if key in items],
        conditions=[CONDITIONS[Condition(each)] for each in proposal.get("conditions", ())],
        sharers=[SHARERS[Sharer(each)] for each in proposal.get("may_share_with", ())],
        papers=[opened.dossier.letters[each] for each in (line.pack.letters if line.pack else ())],
    )  # fmt: skip


def _tellers(opened: Opened, line: Line) -> list[str]:
    known = {each.value: each.label for each in officers(opened)}
    return [known.get(handle, handle) for handle in (line.proposal or {}).get("told_by", ())]
