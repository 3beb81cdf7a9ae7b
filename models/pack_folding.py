"""How does each kind of entry change a line's proposal, its pack, and what was decided?"""

from models.dossier import NOBODY, Dossier, Line, Pack, Phase, Written
from models.folds import Given, folds


def _drop_pack(d: Dossier, line: Line) -> None:
    """What was laid counts no more: its letters go nowhere, and the undertaking is asked for again."""
    if line.pack is not None:
        d.packs[line.pack.pack].lapsed = True
        for letter in d.letters.values():
            if letter.letter in line.pack.letters and letter.state in ("laid", "released"):
                letter.state = "lapsed"
    line.pack, line.undertaking = None, None


@folds("Proposed")
def _proposed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    line = d.line(body["recipient"])
    _drop_pack(d, line)
    line.proposal = body | content | {"by": e.by}
    line.phase, line.stopped_because, d.another_wanted = Phase.PROPOSED, None, False


@folds("ProposalWithdrawn")
def _proposal_withdrawn(d: Dossier, e: Written, body: Given, content: Given) -> None:
    for line in d.lines.values():
        if line.proposal and line.proposal["proposal"] == body["proposal"]:
            _drop_pack(d, line)
            line.proposal, line.phase = None, Phase.NAMED


@folds("PackLaid")
def _laid(d: Dossier, e: Written, body: Given, content: Given) -> None:
    line = d.line(body["recipient"])
    pack = Pack(
        body["pack"], body["proposal"], body["outcome"], body["digest"], content, list(body["letters"]), e.at
    )
    line.pack, line.phase, d.packs[pack.pack] = pack, Phase.LAID, pack
    line.laid.append(pack)


@folds("PackLapsed")
def _lapsed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    line = d.line_of_pack(body["pack"])
    _drop_pack(d, line)
    line.decided, line.phase = None, Phase.PROPOSED


@folds("PartOpened")
def _opened(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.packs[body["pack"]].opened.setdefault(e.by, set()).add(body["part"])


@folds("SignedOff")
def _signed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.packs[body["pack"]].signatures.append(body | content | {"by": e.by, "at": e.at.isoformat()})


@folds("DecisionStood")
def _stood(d: Dossier, e: Written, body: Given, content: Given) -> None:
    line = d.line_of_pack(body["pack"])
    line.decided = body | content | {"by": e.by, "at": e.at.isoformat()}
    line.phase = Phase.TO_BE_TOLD if body["outcome"] == "tell" else Phase.NOT_TOLD
    line.since = e.at
    line.stopped_because, d.packs[body["pack"]].stood, d.reopened_at = None, True, None
    if line.key == NOBODY:
        for other in d.lines.values():
            if other.phase == Phase.NAMED:
                other.phase, other.decided = Phase.NOT_TOLD, line.decided


@folds("DecisionStopped")
def _stopped(d: Dossier, e: Written, body: Given, content: Given) -> None:
    line = d.line_of_pack(body["pack"])
    line.phase, line.stopped_because, line.since = Phase.STOPPED, body["because"], e.at


@folds("UndertakingAnswered")
def _undertaking(d: Dossier, e: Written, body: Given, content: Given) -> None:
    line = d.line(body["recipient"])
    line.undertaking = body["answer"]
    if body["answer"] == "refused":
        line.phase, line.since = Phase.UNDERTAKING_REFUSED, e.at


@folds("ThoughtAgain")
def _thought_again(d: Dossier, e: Written, body: Given, content: Given) -> None:
    line = d.line(body["recipient"])
    if body["outcome"] == "proceed":
        line.phase, line.undertaking = Phase.TO_BE_TOLD, "refused, to be told all the same"
        return
    _drop_pack(d, line)
    if body["outcome"] == "limit":
        line.phase, line.proposal, line.decided = Phase.NAMED, None, None
    else:
        line.phase, d.another_wanted = Phase.NOT_TOLD, body["outcome"] == "other_recipient"
        line.decided = body | content | {"by": e.by, "at": e.at.isoformat(), "outcome": "not_tell"}
