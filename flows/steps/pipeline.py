"""How is any move made? One pipeline for every write: person, stage, policy, ledger, waits, one transaction.

A move is a small function that appends entries to a `Moving`. The pipeline around it locks the
consideration, refuses with every obstacle at once, lapses what a change made stale, derives stage and
waits again, and writes the ledger last, so that its head is locked for as short a time as can be.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from flows.showing import named_in
from flows.standing import outcome_of, stage_of, standing_of
from flows.steps.actor import MACHINE, Actor
from flows.steps.entering import checked_as
from flows.steps.moving import MADE, TRIALS, Given, Move, Moving
from flows.waits import waits_of
from flows.walls import keep_wall
from models import clock, ledger
from models.consideration import Consideration, IssuedLetter, Wait
from models.dossier import Phase
from models.entries import Closed, DecisionStood, PackLapsed
from models.errors import CannotDo, RecordError
from models.folding import fold
from models.registration import RegisteredIndividual
from models.schemes import schemes
from policy.stages import MOVES, Stage, obstacle_to_move


@dataclass(frozen=True)
class Taken:
    """What came of a move: the entries written (none if it had been made already) and the stage.

    `more`: a machine may have work to do on it at once; False only where it has none.
    """

    reference: str
    stage: Stage
    entries: tuple[int, ...]
    more: bool = True


def take(
    session: Session,
    reference: str,
    name: str,
    actor: Actor,
    given: Given | dict[str, Any],
    *,
    key: str | None = None,
) -> Taken:
    """Make one move. With `key`, the same move made twice is made once.

    Raise CannotDo with every obstacle; nothing is written then.
    """
    made = MADE[name]
    entered = checked_as(made.given, given)
    moving = _lock(session, reference, actor)
    if key and ledger.find(session, key):
        return Taken(reference, Stage(moving.row.stage), ())
    before = Stage(moving.row.stage)
    moving.refuse_if(*_obstacles(moving, made, before))
    made.make(moving, entered)
    return settle(moving, name, before, key)


def take_together(
    session: Session,
    reference: str,
    plan: Callable[[Moving], Sequence[tuple[str, dict[str, Any]]]],
    then: Callable[[Moving], None] | None = None,
) -> Taken:
    """Make the machine moves planned on one consideration in one transaction, and what follows from them."""
    moving = _lock(session, reference, MACHINE)
    before = Stage(moving.row.stage)
    moves = plan(moving)
    for name, given in moves:
        moving.refuse_if(*_obstacles(moving, MADE[name], before))
        MADE[name].make(moving, checked_as(MADE[name].given, given))
    if then:
        then(moving)
    return settle(moving, moves[0][0] if moves else "nothing", before, None)


def lock_together(session: Session, references: Iterable[str]) -> None:
    """Lock several considerations before the first of several moves.

    In the order of their references, so that no two wait on each other; and before the ledger's head, which
    the first move locks.
    """
    session.exec(
        select(Consideration.id)
        .where(col(Consideration.reference).in_(sorted(references)))
        .order_by(col(Consideration.reference))
        .with_for_update()
    ).all()


def renew_waits(session: Session, reference: str) -> None:
    """Derive the waits again, where nothing was left to do but a wait on the machine still stands."""
    _renew_waits(_lock(session, reference, MACHINE))


def _lock(session: Session, reference: str, actor: Actor) -> Moving:
    row = session.exec(
        select(Consideration).where(Consideration.reference == reference).with_for_update()
    ).one_or_none()
    if row is None:
        raise CannotDo("No consideration has that reference. Look it up under “status”, or open one.")
    dossier = fold(ledger.entries(session, row.id))
    scheme = schemes().get(row.scheme, row.edition)
    now = clock.now(session)
    return Moving(session, row, dossier, scheme, actor, now, now.astimezone(clock.LONDON).date())


def _obstacles(moving: Moving, made: Move, stage: Stage) -> list[str | None]:
    actor = moving.actor
    if actor is MACHINE or actor.handle == MACHINE.handle:
        return [obstacle_to_move(stage, made.name)]
    return [
        None if actor.active else "Your rights have been withdrawn; ask your administrator.",
        None
        if actor.roles & made.roles
        else f"This needs one of the roles: {', '.join(sorted(made.roles)) or 'the machine only'}.",
        "You are named in this consideration, so you can't act in it; tell your supervisor."
        if named_in(moving.session, actor, moving.dossier)
        else None,
        obstacle_to_move(stage, made.name),
    ]


def settle(moving: Moving, name: str, before: Stage | None, key: str | None) -> Taken:
    """Finish a move: lapse, close, derive stage and waits, then write the ledger."""
    if not moving.drafts and before is not None:
        return Taken(moving.row.reference, before, ())
    if moving.actor.handle != MACHINE.handle:
        for trial in TRIALS:
            trial(moving)
    was_erased = _lapse(moving)
    stage = _close_when_finished(moving)
    # Whatever move comes first after an erasure finds that there is nothing left to sign or to tell by.
    erased = was_erased and stage is Stage.SIGNING
    if before is not None and stage not in MOVES[before][name] and not erased:
        raise RecordError(f"{name} led from {before} to {stage}, which the table of stages does not allow")
    _update_row(moving, stage)
    _update_letters(moving)
    _update_standing(moving)
    keep_wall(moving)
    more = _machine_may_go_on(_renew_waits(moving), moving.now)
    moving.session.flush()
    return Taken(moving.row.reference, stage, _write(moving, key), more)


def _lapse(moving: Moving) -> bool:
    """Lapse each pack whose digest no longer covers what it covered when it was signed.

    Tell whether one did because what was laid has been erased.
    """
    from flows.packs import digest_now

    erased = False
    for line in list(moving.dossier.lines.values()):
        pack = line.pack
        if pack and line.phase in (Phase.LAID, Phase.TO_BE_TOLD, Phase.STOPPED, Phase.UNDERTAKING_REFUSED):
            changed = digest_now(moving.dossier, line, moving.scheme) != pack.digest
            if changed:
                moving.append(PackLapsed(pack=pack.pack, because="what it covers has changed"))
                erased = erased or not pack.manifest
    return erased


def _close_when_finished(moving: Moving) -> Stage:
    from flows.waits import review_date

    stage = stage_of(moving.dossier)
    if stage is Stage.CLOSED and not moving.dossier.closed:
        review_on = review_date(moving.dossier, moving.scheme, moving.today, moving.closed)
        moving.append(Closed(outcome=outcome_of(moving.dossier), review_on=review_on))
    return stage


def _update_row(moving: Moving, stage: Stage) -> None:
    row, dossier = moving.row, moving.dossier
    row.stage, row.version = str(stage), row.version + 1
    row.subject_id = _uuid(dossier.subject) if dossier.subject else None
    row.identity, row.officer = dossier.identity, dossier.officer
    row.level, row.lead_agency = dossier.snapshot.get("level"), dossier.lead_agency
    row.review_on = dossier.review_on
    row.outcome = outcome_of(dossier) if stage in (Stage.CLOSED, Stage.OUTCOME) else None
    if any(isinstance(draft.entry, DecisionStood) for draft in moving.drafts):
        row.decided_on = moving.today
    moving.session.add(row)


def _update_letters(moving: Moving) -> None:
    """Keep the letters' rows in step with what the ledger is about to say of them."""
    if not moving.dossier.letters:
        return
    for letter in moving.session.exec(
        select(IssuedLetter).where(IssuedLetter.consideration_id == moving.row.id)
    ):
        letter.state = moving.dossier.letters[letter.reference].state
        moving.session.add(letter)


def _update_standing(moving: Moving) -> None:
    """Keep how this individual's registration stands in step: only a live one is compared again."""
    if not moving.dossier.has_applicant or moving.is_new:
        return
    held = moving.session.get(RegisteredIndividual, moving.row.id)
    if held and held.standing != (now := standing_of(moving.dossier)):
        held.standing = now
        moving.session.add(held)


def _renew_waits(moving: Moving) -> list[Wait]:
    signing = any(line.pack for line in moving.dossier.lines.values())
    known = moving.known if signing else {}
    wanted = waits_of(moving.dossier, moving.scheme, moving.row, moving.now, known, moving.closed)
    if not wanted:
        raise RecordError(f"{moving.row.reference} would be left with nothing and nobody to wait on")
    new = {_which(wait): wait for wait in wanted}
    old = {_which(wait): wait for wait in _held_waits(moving)}
    for gone in old.keys() - new.keys():
        moving.session.delete(old[gone])
    for key, wait in new.items():
        if kept := old.get(key):
            kept.why, kept.due_at, kept.how = wait.why, wait.due_at, wait.how
        else:
            moving.session.add(wait)
    return wanted


def _machine_may_go_on(waits: list[Wait], now: datetime) -> bool:
    return any(wait.owner_kind == "machine" and (wait.due_at is None or wait.due_at <= now) for wait in waits)


def _which(wait: Wait) -> tuple[str, str, str, str | None]:
    return wait.owner_kind, wait.owner, wait.what, wait.subject_of


def _held_waits(moving: Moving) -> Sequence[Wait]:
    if moving.is_new:
        return ()
    return moving.session.exec(select(Wait).where(Wait.consideration_id == moving.row.id)).all()


def _write(moving: Moving, key: str | None) -> tuple[int, ...]:
    written = []
    for number, draft in enumerate(moving.drafts):
        recorded = ledger.append(
            moving.session,
            draft.entry,
            draft.content,
            by=draft.by,
            consideration=moving.row.id,
            key=draft.key or (key if number == 0 else None),
            at=draft.at,
        )
        written.append(recorded.seq)
    return tuple(written)


def _uuid(text: str) -> Any:
    from uuid import UUID

    return UUID(text)
