"""Does a consideration's task list say what is so, at every stage of every story?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

import flows.rehearsal
from desk.access import Relation
from desk.happened import HAPPENED
from desk.loading import Everybody, Opened
from desk.moves.catalogue import CATALOGUE
from desk.offering import PAGES, does, where
from desk.standing import HERE, steps
from desk.tasks.every import tasks
from desk.tasks.task import Standing, Task
from flows.rehearsal.playing import Rehearsal
from flows.steps.moving import MADE
from models import clock, ledger
from models.consideration import Consideration, Wait
from models.database import transaction
from models.entries import KINDS
from models.folding import fold
from models.schemes import schemes
from policy.stages import Stage

STORIES = sorted(path.stem for path in Path(flows.rehearsal.__file__).parent.glob("stories/*.yaml"))
STORY = "grandparent-asks-mother-told"
CarryOn = Callable[..., Rehearsal]
# Modules of entries about the record, accounts, agencies or meetings: in no consideration's timeline.
ELSEWHERE = ("record", "signing_in", "administering", "register_entries")
NOT_IN_ONE = {"RegisterScreened", "EnquiryRecorded", "RegistrationsUploaded", "RegistrationsApplied"}


def opened(record: Engine, reference: str) -> Opened:
    """One consideration as the desk's loader opens it for its officer."""
    with transaction(record) as session:
        row = session.exec(select(Consideration).where(Consideration.reference == reference)).one()
        entries = ledger.entries(session, row.id)
        waits = list(session.exec(select(Wait).where(Wait.consideration_id == row.id)))
        now = clock.now(session)
        session.expunge_all()
    scheme = schemes().get(row.scheme, row.edition)
    relation, everybody = Relation.ASSIGNED, Everybody(now)
    return Opened(
        row, fold(entries), entries, scheme, waits, relation, "to test it", now, False, record, everybody
    )


def all_of(it: Opened) -> dict[str, Task]:
    return {task.title: task for _, group in tasks(it) for task in group}


PROGRESS, SEE, IDENTIFY = (
    "Progress the registration, or not",
    "See the applicant, and their proofs",
    "Say who the person named is",
)
CHECK, RISK, NAME, HEAR = (
    "Check with the agencies",
    "Assess the risk to children",
    "Name who may be told, and weigh telling each",
    "Hear the subject",
)
ITEMS, READ, PROPOSE = (
    "Settle what might be told",
    "Read what the rules make of it",
    "Propose to tell, or not",
)
DECIDE, TELL = "Decision and signatures", "Tell, in person"
FOLLOW_UP = "Follow up: outcome, ratification, review"
NOT_YET, DONE, CANNOT = "Not yet started", "Completed", "Cannot start yet"
AS_IT_GOES: list[tuple[str | None, dict[str, str]]] = [
    ("settle_candidate", {PROGRESS: NOT_YET, SEE: CANNOT, IDENTIFY: NOT_YET, CHECK: "Waiting for health"}),
    ("confirm_identity", {IDENTIFY: "Waiting for a second person to confirm it", READ: CANNOT}),
    ("record_interview", {PROGRESS: DONE, SEE: NOT_YET, HEAR: NOT_YET, "Letters": "In progress"}),
    ("name_recipient", {RISK: DONE, ITEMS: CANNOT, NAME: NOT_YET, PROPOSE: NOT_YET, DECIDE: CANNOT}),
    (
        "sign_off",
        {NAME: DONE, HEAR: DONE, ITEMS: DONE, DECIDE: "Waiting for DI or above, police", TELL: CANNOT},
    ),
    ("record_undertaking", {DECIDE: DONE, TELL: NOT_YET}),
    ("tell", {TELL: "In progress"}),
    ("give_outcome", {TELL: DONE, PROPOSE: DONE, FOLLOW_UP: NOT_YET}),
    (None, {FOLLOW_UP: DONE}),
]


@pytest.mark.parametrize(("before", "expected"), AS_IT_GOES)
def test_a_task_stands_as_the_story_has_come(
    carry_on: CarryOn, before: str | None, expected: dict[str, str]
) -> None:
    rehearsal = carry_on(STORY, before, [])
    found = all_of(opened(rehearsal.engine, rehearsal.names["it"]))
    assert {title: found[title].words for title in expected} == expected


@pytest.mark.parametrize("story", STORIES)
def test_however_a_story_ends_nothing_is_left_unexplained(
    played: Callable[[str], Rehearsal], story: str
) -> None:
    rehearsal = played(story)
    for reference in {name for name in rehearsal.names.values() if name.startswith("C-")}:
        it = opened(rehearsal.engine, reference)
        found = all_of(it)
        assert sum(step.state == HERE for step in steps(it)) == 1
        for task in found.values():
            explained = (
                task.why or task.wait or task.standing not in (Standing.CANNOT_START, Standing.WAITING)
            )
            assert explained, task.title
            assert (task.standing is Standing.WAITING) is bool(task.waiting_for), task.title
        if it.stage is Stage.CLOSED:
            ended = {Standing.COMPLETED, Standing.NOT_NEEDED}
            left = {title: each.words for title, each in found.items() if each.standing not in ended}
            waited_for = {wait.what for wait in it.waits}
            assert left.keys() <= {"Letters", "Say who the person named is"}, left
            assert not left or waited_for & {
                "release_letter",
                "hand_letter",
                "settle_letter",
                "settle_candidate",
            }


def test_every_kind_of_entry_is_said_in_words() -> None:
    missing = KINDS.keys() - HAPPENED.keys() - NOT_IN_ONE
    assert not {kind for kind in missing if KINDS[kind].__module__.split(".")[-1] not in ELSEWHERE}


def test_every_move_people_wait_for_leads_to_a_page() -> None:
    people = {name for name, move in MADE.items() if move.roles}
    for move in people & (CATALOGUE.keys() | PAGES.keys()):
        assert where("C-2026-00001", move, "x").startswith("/considerations/C-2026-00001/")
        assert does(move)
    assert where("C-2026-00001", "sign_off", "abc") == "/considerations/C-2026-00001/packs/abc"
    assert (
        where("C-2026-00001", "record_check", "health", "C-2026-00001.health")
        == "/requests/C-2026-00001.health"
    )
