"""How is one consideration carried as far as machines can? Plain functions: no Prefect here.

Work is derived from the record again after every step, so that a step done twice does nothing twice and
a crash anywhere is made good by the next pass.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import select

from flows.agencies.asking import Question, ask_all, keeping_connections, questions_for
from flows.dispatch.print_folder import let_appear, prepare, put_away
from flows.looking import look
from flows.registering.looking_for_links import look_for_links
from flows.screening import screen
from flows.steps import every as _every  # noqa: F401 - registers the moves
from flows.steps.actor import MACHINE
from flows.steps.moving import Moving
from flows.steps.pipeline import Taken, renew_waits, take, take_together
from flows.steps.recommending import recommend_where_stale
from flows.work import Work, machine_work
from flows.workplace import workplace
from models import clock
from models.consideration import IssuedLetter
from models.database import transaction
from models.errors import CannotDo
from models.schemes import schemes
from policy.stages import Stage

MOST_ROUNDS = 40
AT_ONCE = 4
SINGLE_MOVES = {"recommend_now": "line", "lay_pack": "line", "issue_letter": "kind"}
# What may fail for want of something that only a person can put right.
MAY_STOP = frozenset({"lay_pack", "issue_letter"})
# Runs one step; False where a machine has certainly nothing more to do.
Perform = Callable[[str, str, list[str]], Awaitable[bool]]
# Letters this process has claimed and is putting where they go, just now.
in_hand: set[str] = set()


@dataclass(frozen=True)
class Carried:
    """What a pass did: how many steps, and between which entries of the ledger."""

    reference: str
    steps: int


async def carry(reference: str, perform: Perform | None = None) -> Carried:
    """Do all machine work on one consideration that can be done now.

    `perform` runs one step by name (a Prefect task, say); None runs it plainly.
    """
    run = perform or do_step
    for done in range(MOST_ROUNDS):
        step = next_step(reference)
        if step is None:
            if done == 0:
                with transaction(workplace().engine) as session:
                    renew_waits(session, reference)
            return Carried(reference, done)
        if not await run(step[0], reference, step[1]):
            return Carried(reference, done + 1)
    return Carried(reference, MOST_ROUNDS)


async def carry_each(references: list[str], work: Callable[[str], Awaitable[Any]]) -> dict[str, Exception]:
    """Do some work for each, a few at once, so that a slow agency holds up few. Give what failed."""
    slots, failed = asyncio.Semaphore(AT_ONCE), dict[str, Exception]()

    async def one(reference: str) -> None:
        async with slots:
            try:
                await work(reference)
            except Exception as error:  # none harms another
                failed[reference] = error

    async with keeping_connections():
        await asyncio.gather(*(one(reference) for reference in references))
    return failed


def next_step(reference: str) -> tuple[str, list[str]] | None:
    """Name the next step and what it is about; agencies are asked together."""
    with transaction(workplace().engine) as session:
        now = clock.now(session)
        row, dossier = look(session, reference)
        work = machine_work(dossier, schemes().get(row.scheme, row.edition), now, Stage(row.stage))
    ready = [item for item in work if not _waits(item, now)]
    if not ready:
        return None
    first = ready[0]
    if first.step == "ask_agency":
        return first.step, [item.about for item in ready if item.step == first.step]
    return first.step, [first.about]


def _waits(work: Work, now: datetime) -> bool:
    return work.not_before is not None and work.not_before > now


async def do_step(step: str, reference: str, about: list[str]) -> bool:
    """Do one step of machine work, plainly; False where nothing more is left to do."""
    if step == "ask_agency":
        return await ask_agencies(reference, about)
    if step == "screen":
        await asyncio.to_thread(screen, reference)
        return True
    if step == "dispatch_letter":
        await asyncio.to_thread(dispatch, reference, about[0])
        return True
    if step == "look_for_links":
        await asyncio.to_thread(look_for_links, reference)
        return True
    if step in MAY_STOP:
        return make_or_stop(reference, step, about[0])
    return make(reference, step, {SINGLE_MOVES[step]: about[0]}).more


def make(reference: str, step: str, given: dict[str, object]) -> Taken:
    """Make one machine move in a transaction of its own."""
    with transaction(workplace().engine) as session:
        return take(session, reference, step, MACHINE, given)


def make_or_stop(reference: str, step: str, about: str) -> bool:
    """Make a machine move; where it can't be made, say why and leave it to a person."""
    try:
        return make(reference, step, {SINGLE_MOVES[step]: about}).more
    except CannotDo as refused:
        words = " ".join(refused.obstacles)[:4000]
    return make(reference, "note_stopped", {"step": step, "about": about, "words": words}).more


async def ask_agencies(reference: str, checks: list[str]) -> bool:
    """Ask agencies together. The asking commits before, the answers after: no transaction in between."""
    questions: list[Question] = []

    def askings(moving: Moving) -> list[tuple[str, dict[str, object]]]:
        questions.extend(questions_for(moving.session, moving.row.id, moving.dossier, checks))
        return [("ask_agency", question.asking()) for question in questions]

    with transaction(workplace().engine) as session:
        taken = take_together(session, reference, askings)
    answers = await ask_all([question for question in questions if question.system_url])
    if answers:
        moves = [(answer.move, answer.given) for answer in answers]
        with transaction(workplace().engine) as session:
            taken = take_together(session, reference, lambda _: moves, then=recommend_where_stale)
    return taken.more


def dispatch(reference: str, letter: str) -> None:
    """Prepare a letter, claim it, let it appear in the print folder, and say so.

    What can fail for want of room fails before the claim. Only whoever wrote the claim goes on, and
    from there to LetterSent the letter is in hand: found so without a hand, its fate is unknown.
    """
    place = workplace()
    with transaction(place.engine) as session:
        row = session.exec(select(IssuedLetter).where(IssuedLetter.reference == letter)).one()
    if row.state != "released" or row.pdf is None:
        return
    prepare(place.print_folder, letter, place.guide, row.pdf)
    in_hand.add(letter)
    try:
        if _claim(reference, letter):
            let_appear(place.print_folder, letter, place.guide)
            make(reference, "letter_sent", {"letter": letter})
        else:
            put_away(place.print_folder, letter, place.guide)
    finally:
        in_hand.discard(letter)


def _claim(reference: str, letter: str) -> bool:
    """Claim it; where its release no longer holds, withhold it."""
    try:
        return bool(make(reference, "claim_letter", {"letter": letter, "guide": workplace().guide}).entries)
    except CannotDo as refused:
        because = str(refused.obstacles[0])[:300]
    make(reference, "withhold_letter", {"letter": letter, "because": because})
    return False
