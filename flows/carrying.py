"""How is one consideration carried as far as machines can? Plain functions: no Prefect here.

Work is derived from the record again after every step, so that a step done twice does nothing twice and
a crash anywhere is made good by the next pass.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select

from flows.agencies.asking import Asked, ask_all, questions_for
from flows.dispatch.print_folder import put
from flows.looking import look
from flows.steps import every as _every  # noqa: F401 - registers the moves
from flows.steps.actor import MACHINE
from flows.steps.pipeline import take
from flows.work import Work, machine_work
from flows.workplace import workplace
from models import clock
from models.consideration import IssuedLetter
from models.database import transaction
from models.errors import CannotDo, RecordError
from models.schemes import schemes
from policy.stages import Stage

MOST_ROUNDS = 40
SINGLE_MOVES = {"recommend_now": "line", "lay_pack": "line", "issue_letter": "kind"}
Perform = Callable[[str, str, list[str]], Awaitable[None]]


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
            return Carried(reference, done)
        await run(step[0], reference, step[1])
    return Carried(reference, MOST_ROUNDS)


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


async def do_step(step: str, reference: str, about: list[str]) -> None:
    """Do one step of machine work, plainly."""
    if step == "ask_agency":
        await ask_agencies(reference, about)
    elif step == "dispatch_letter":
        await asyncio.to_thread(dispatch, reference, about[0])
    else:
        make(reference, step, {SINGLE_MOVES[step]: about[0]})


def make(reference: str, step: str, given: dict[str, object]) -> None:
    """Make one machine move in a transaction of its own."""
    with transaction(workplace().engine) as session:
        take(session, reference, step, MACHINE, given)


async def ask_agencies(reference: str, checks: list[str]) -> None:
    """Ask agencies together. The asking commits before, the answers after: no transaction in between."""
    with transaction(workplace().engine) as session:
        _, dossier = look(session, reference)
        questions = questions_for(session, reference, dossier, checks)
        for question in questions:
            take(session, reference, "ask_agency", MACHINE, question.asking())
    answers = await ask_all([question for question in questions if question.system_url])
    for answer in answers:
        _take_answer(reference, answer)


def _take_answer(reference: str, answer: Asked) -> None:
    make(reference, answer.move, answer.given)


def dispatch(reference: str, letter: str) -> None:
    """Claim a letter, put it in the print folder, and say so: two transactions, one act between."""
    place = workplace()
    try:
        make(reference, "claim_letter", {"letter": letter, "guide": place.guide})
    except CannotDo as refused:
        _withhold(reference, letter, refused)
        return
    with transaction(place.engine) as session:
        row = session.exec(select(IssuedLetter).where(IssuedLetter.reference == letter)).one()
        if row.state != "in_flight" or row.claimed_by != place.guide:
            return
        pdf = row.pdf
    assert pdf is not None
    try:
        put(place.print_folder, letter, pdf)
    except RecordError:
        make(reference, "letter_lost", {"letter": letter})
        raise
    make(reference, "letter_sent", {"letter": letter})


def _withhold(reference: str, letter: str, refused: CannotDo) -> None:
    make(reference, "withhold_letter", {"letter": letter, "because": str(refused.obstacles[0])[:300]})
