"""At which stage does a dossier stand? Derived from the lines; never stored beside the ledger as truth."""

from models.dossier import NOBODY, Dossier, Phase
from models.facts_on_record import candidates_of
from policy.identification import doubts
from policy.registration import Standing
from policy.stages import Stage

DECIDED = frozenset({Phase.TOLD, Phase.NOT_TOLD})


def decided(dossier: Dossier) -> bool:
    """Tell whether somebody decided something, and no line is left open."""
    lines = [line for line in dossier.lines.values() if line.kind or line.phase != Phase.NAMED]
    again = dossier.reopened_at or dossier.another_wanted
    return bool(lines) and not again and all(line.phase in DECIDED for line in lines)


def after_decision(dossier: Dossier) -> list[str]:
    """Name what is still to do once everything is decided: ratification, and telling the applicant."""
    left = []
    if any(line.ratified is False for line in dossier.lines.values()):
        left.append("ratify")
    to_hear = dossier.has_applicant and not dossier.is_anonymous
    if to_hear and not dossier.outcome_given and not _applicant_was_told(dossier):
        left.append("give_outcome")
    return left


def stage_of(dossier: Dossier) -> Stage:
    """Work out the stage: what needs a decider's thought first, then what is nearest to telling."""
    if dossier.closed:
        return Stage.CLOSED
    if dossier.not_progressed:
        return Stage.OUTCOME if after_decision(dossier) else Stage.CLOSED
    phases = {line.phase for line in dossier.lines.values()}
    if phases & {Phase.UNDERTAKING_REFUSED, Phase.STOPPED}:
        return Stage.THINKING_AGAIN
    if phases & {Phase.PROPOSED, Phase.LAID}:
        return Stage.SIGNING
    if Phase.TO_BE_TOLD in phases:
        return Stage.TELLING
    if decided(dossier):
        return Stage.OUTCOME if after_decision(dossier) else Stage.CLOSED
    return _before_decision(dossier)


def _before_decision(dossier: Dossier) -> Stage:
    if dossier.has_applicant and not dossier.past_interview:
        if not dossier.progressed:
            return Stage.INITIAL_CHECKS
        if not dossier.interviewed and not dossier.withdrawn:
            return Stage.INTERVIEW
    return Stage.ASSESSMENT


def _applicant_was_told(dossier: Dossier) -> bool:
    return any(
        line.phase == Phase.TOLD and line.details.get("is_applicant") for line in dossier.lines.values()
    )


def outcome_of(dossier: Dossier) -> str:
    """Sum a finished dossier up: told where anybody was told."""
    if any(line.phase == Phase.TOLD for line in dossier.lines.values()):
        return "tell"
    return "not_progressed" if dossier.not_progressed else "not_tell"


def standing_of(dossier: Dossier) -> Standing:
    """How one individual's part of a registration stands."""
    if dossier.is_anonymous:
        return Standing.INTELLIGENCE_ONLY
    if dossier.not_progressed:
        return Standing.NOT_PROGRESSED
    return Standing.WITHDRAWN if dossier.withdrawn else Standing.LIVE


def is_one_person(dossier: Dossier) -> bool:
    """Tell whether the subject is one person on the register, confirmed, and nobody else may be meant."""
    return dossier.identity == "unique" and not doubts(candidates_of(dossier))


def title_of(key: str) -> str:
    """Say whom a line is about without a name."""
    return "nobody in particular" if key == NOBODY else key.replace("-", " ")
