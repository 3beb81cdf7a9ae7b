"""What must a machine do next? Derived from the dossier each time, never queued beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.packs import facts_digest, is_stale
from flows.standing import is_one_person
from models.candidates import question_of
from models.dossier import NOBODY, CheckState, Dossier, Line, Phase, StoppedWork
from models.facts_on_record import as_facts
from policy.facts import Check
from policy.risk_checks import checks_needed
from policy.scheme import Scheme
from policy.stages import Stage

TRIES = 4
PAUSES = (timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1))


@dataclass(frozen=True)
class Work:
    """One thing a machine does: the move, what it is about, and the moment before which it does not."""

    step: str
    about: str
    not_before: datetime | None = None


def machine_work(dossier: Dossier, scheme: Scheme, now: datetime, stage: Stage) -> list[Work]:
    """List the machine's work on one consideration, in the order it is done.

    What it could not do is left out until a person has moved the consideration.
    """
    work = _all_work(dossier, scheme, now, stage)
    return [piece for piece in work if (piece.step, piece.about) not in dossier.stopped_work]


def stopped_work(dossier: Dossier, scheme: Scheme) -> list[StoppedWork]:
    """List what the machine could not do, as far as it is still to be done."""
    wanted = {(piece.step, piece.about) for piece in [*_packs(dossier), *_letters(dossier, scheme)]}
    return [stopped for key, stopped in dossier.stopped_work.items() if key in wanted]


def _all_work(dossier: Dossier, scheme: Scheme, now: datetime, stage: Stage) -> list[Work]:
    letters = _letters(dossier, scheme)
    if stage is Stage.CLOSED:
        return [*_links(dossier), *letters]
    asks = _asks(dossier, scheme, now)
    screens = _screens(dossier)
    work = [*_links(dossier), *asks, *_packs(dossier), *letters, *screens]
    if not screens and not [ask for ask in asks if ask.not_before is None]:
        work += _recommendations(dossier, scheme, now, stage)
    return work


def retry_at(state: CheckState) -> datetime | None:
    """When a failed check is asked again; None where it has been tried often enough."""
    if state.refused or state.failures >= TRIES or state.failures == 0:
        return None
    return state.asked_at + PAUSES[state.failures - 1]


def checks_wanted(dossier: Dossier, scheme: Scheme, now: datetime) -> list[Check]:
    """The checks needed with any possible recipient in view, or with none."""
    views = [None, *(line for line in dossier.lines.values() if line.kind)]
    needed = {check for line in views for check in checks_needed(as_facts(dossier, now.date(), line), scheme)}
    return [check for check in Check if check in needed]


def _asks(dossier: Dossier, scheme: Scheme, now: datetime) -> list[Work]:
    asks = []
    for check in checks_wanted(dossier, scheme, now):
        state = dossier.checks.get(str(check))
        if state is None or (state.result == "asked" and not state.by_hand):
            # Asked and not answered: whoever asked died before the answer was written. Ask again, as before.
            asks.append(Work("ask_agency", str(check)))
        elif state.result == "no_answer" and (at := retry_at(state)):
            asks.append(Work("ask_agency", str(check), None if at <= now else at))
    return asks


def _screens(dossier: Dossier) -> list[Work]:
    """The person named is compared with the register; again when more is known of them, or it is reopened.

    A changed register is another matter: see flows/rescreening.py.
    """
    asked = dossier.comparison.question if dossier.comparison else None
    again = dossier.compare_again or (dossier.individual and question_of(dossier.individual) != asked)
    wanted = dossier.individual and again
    return [Work("screen", dossier.reference)] if wanted else []


def _recommendations(dossier: Dossier, scheme: Scheme, now: datetime, stage: Stage) -> list[Work]:
    if stage in (Stage.INITIAL_CHECKS, Stage.INTERVIEW, Stage.OUTCOME):
        return []
    lines: list[Line | None] = [line for line in dossier.lines.values() if line.kind]
    open_lines = [line for line in lines if line and line.phase not in (Phase.TOLD, Phase.NOT_TOLD)]
    wanted: list[Line | None] = list(open_lines) if lines else [None]
    return [
        Work("recommend_now", line.key if line else NOBODY)
        for line in wanted
        if is_stale(dossier, line, facts_digest(dossier, line, scheme, now.date()))
    ]


def _links(dossier: Dossier) -> list[Work]:
    """A registration is compared with the live ones once, for all its individuals, from the first one's."""
    due = dossier.has_applicant and dossier.individual_number == 1 and not dossier.links_looked
    return [Work("look_for_links", dossier.registered_as)] if due else []


def _packs(dossier: Dossier) -> list[Work]:
    return [Work("lay_pack", key) for key, line in dossier.lines.items() if line.phase is Phase.PROPOSED]


def _letters(dossier: Dossier, scheme: Scheme) -> list[Work]:
    due = [Work("issue_letter", kind) for kind in letters_due(dossier, scheme)]
    return due + [
        Work("dispatch_letter", letter.letter)
        for letter in dossier.letters.values()
        if letter.state == "released" and letter.delivery == "post"
    ]


def letters_due(dossier: Dossier, scheme: Scheme) -> list[str]:
    """Name the kinds of letter that events outside a pack call for, and that have not been issued."""
    issued = {letter.kind for letter in dossier.letters.values() if not letter.about_another}
    applicant = (dossier.registration or {}).get("applicant") or {}
    may_post = bool(applicant.get("safe_to_post") and applicant.get("address")) and not dossier.is_anonymous
    wanted = []
    if may_post and dossier.registration:
        wanted.append("registration_acknowledgement")
        if dossier.interview_plan and not dossier.interviewed and not dossier.withdrawn:
            wanted.append("interview_invitation")
        if dossier.not_progressed and not dossier.withdrawn:
            wanted.append("not_progressed")
    if dossier.representations == "invited" and dossier.snapshot and is_one_person(dossier):
        wanted.append("representations_invitation")
    return [kind for kind in wanted if kind not in issued and kind in scheme.letters.kinds]
