"""What do the rules make of the facts now? Recorded with the facts, so that it replays for ever."""

from flows.packs import facts_digest, is_stale
from flows.standing import stage_of
from flows.steps.moving import Given, Moving, move
from flows.work import machine_work
from models.dossier import NOBODY, Line
from models.entries import Recommended
from models.facts_on_record import as_facts
from policy.recommendation import recommend


class Recommending(Given):
    """Which line to recommend on."""

    line: str = NOBODY


@move(Recommending)
def recommend_now(moving: Moving, given: Recommending) -> None:
    """Record the recommendation on one line, unless the same facts have one already."""
    recommend_line(moving, moving.dossier.lines.get(given.line))


def recommend_where_stale(moving: Moving) -> None:
    """Recommend on each line whose facts have changed, where nothing is left to ask first."""
    stage = stage_of(moving.dossier)
    for work in machine_work(moving.dossier, moving.scheme, moving.now, stage):
        if work.step == "recommend_now":
            recommend_line(moving, moving.dossier.lines.get(work.about))


def recommend_line(moving: Moving, line: Line | None) -> None:
    """Record a recommendation where the facts have changed since the last one. Never decides."""
    digest = facts_digest(moving.dossier, line, moving.scheme, moving.today)
    if not is_stale(moving.dossier, line, digest):
        return
    facts = as_facts(moving.dossier, moving.today, line)
    found = recommend(facts, moving.scheme)
    shown = facts.model_dump(mode="json")
    shown["holds"] = sorted(shown["holds"])
    moving.append(
        Recommended(
            recipient=line.key if line and line.kind else None,
            recommends=str(found.recommends),
            facts_digest=digest,
            scheme=moving.scheme.key,
            edition=moving.scheme.edition,
        ),
        {
            "facts": shown,
            "recommendation": found.model_dump(mode="json"),
            "own_values": moving.scheme.own_values,
        },
    )
