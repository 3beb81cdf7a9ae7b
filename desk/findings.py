"""What do the rules make of the facts, recipient by recipient? As recorded, with sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.loading import Opened
from flows.rationale_parts import words
from models.dossier import NOBODY, Line
from models.schemes import schemes
from policy.findings import Answer, Finding
from policy.recommendation import GATES, Change, Recommendation, obstacles_to_proposing

IN_THE_WAY = frozenset({Answer.NOT_MET, Answer.NOT_KNOWN})


@dataclass(frozen=True)
class Advice:
    """The recommendation on one line as it was recorded. `given` None: its content has been erased.

    `in_the_way`: the findings a gate is shut by; `others`: the rest, those not met first.
    """

    title: str
    key: str
    recommends: str
    at: datetime
    edition: str
    given: Recommendation | None = None
    in_the_way: tuple[Finding, ...] = ()
    others: tuple[Finding, ...] = ()
    obstacles: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def advice_of(opened: Opened) -> list[Advice]:
    """The last recommendation on each recipient; on nobody in particular where nobody is named."""
    return list(_advice(opened))


def _advice(opened: Opened) -> Iterator[Advice]:
    d = opened.dossier
    named = [line for line in d.lines.values() if line.kind]
    for key in [line.key for line in named] or [NOBODY]:
        if last := d.recommended.get(key):
            line = d.lines.get(key)
            yield _one(last, line)


def _one(last: dict[str, Any], line: Line | None) -> Advice:
    key = line.key if line else NOBODY
    title = words(key.replace("-", " ")).capitalize() if line and line.kind else "Nobody in particular"
    head = {"title": title, "key": key, "recommends": words(last["recommends"]), "at": last["at"]}
    edition = f"{schemes().get(last['scheme'], last['edition']).title}, edition {last['edition']}"
    held = (last["content"] or {}).get("recommendation")
    if held is None:
        return Advice(**head, edition=edition)
    given = Recommendation.model_validate(held)
    shut = [f for f in given.findings if _shuts(f)]
    rest = sorted((f for f in given.findings if f not in shut), key=lambda f: f.answer is Answer.MET)
    return Advice(
        **head, edition=edition, given=given, in_the_way=tuple(shut), others=tuple(rest),
        obstacles=tuple(obstacles_to_proposing(given)) if given.findings else (),
        changes=given.would_change,
    )  # fmt: skip


def _shuts(finding: Finding) -> bool:
    return any((finding.rule, finding.answer) in gate.shutting for gate in GATES)
