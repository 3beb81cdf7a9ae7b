"""What does a meeting have before it, how far has it come, and how is “considered, not disclosed” recorded?

A monthly meeting may look at a hundred people in one sitting. Each is recorded by itself, with reasons of
their own: the same words for two people are refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, and_, func
from sqlmodel import Session, col, select

from flows.showing import shown
from flows.steps.actor import Actor
from flows.steps.pipeline import Taken, take
from flows.team import Scope
from flows.walls import not_named_in
from flows.whose import waits_on, whose
from models import clock, ledger
from models.consideration import Consideration, Meeting, Wait
from models.database import transaction
from models.entries import DecisionStood, ProposalWithdrawn, Proposed
from models.errors import CannotDo
from models.subject import Subject
from policy.stages import MOVES, Stage

FEWEST_WORDS = 6
PURPOSE = "a meeting's list"


@dataclass(frozen=True)
class WaitHere:
    """What one consideration on the list waits for. `mine`: for the person looking."""

    what: str
    whose: str
    about: str | None
    due_at: datetime | None
    how: str
    mine: bool


@dataclass(frozen=True)
class Listed:
    """One consideration on the list, and where it stands.

    `recorded`: what this meeting proposed for it, tell or not_tell. `may_record`: nothing stands in the way
    of “considered, not disclosed” now; `why_not` says what does.
    """

    reference: str
    unit: str
    level: int | None
    stage: str
    officer: str | None
    lead_agency: str
    subject: UUID | None
    recorded: str | None
    decided: bool
    waits: tuple[WaitHere, ...]
    why_not: str | None

    @property
    def may_record(self) -> bool:
        return self.why_not is None

    @property
    def to_sign(self) -> str | None:
        """The pack that waits for a signature of the person looking."""
        return next((wait.about for wait in self.waits if wait.mine and wait.what == "sign_off"), None)


@dataclass(frozen=True)
class MeetingList:
    """A meeting and its list, in the order in which it was drawn up."""

    meeting: Meeting
    lines: tuple[Listed, ...]
    at: datetime

    @property
    def recorded(self) -> int:
        return sum(line.recorded is not None for line in self.lines)

    @property
    def decided(self) -> int:
        return sum(line.decided for line in self.lines)


def listed(session: Session, actor: Actor, meeting: str, *, with_waits: bool = True) -> MeetingList:
    """A meeting's list as one person may see it: codes and clocks only; what names them is not on it.

    `with_waits` False: without what each waits for. Raise CannotDo where there is no such meeting.
    """
    on_the_list = col(Consideration.reference) == func.any(func.string_to_array(col(Meeting.listed), ","))
    found = session.execute(
        select(Meeting, Consideration, clock.MOMENT)
        .outerjoin(Consideration, and_(on_the_list, not_named_in(actor.person)))
        .where(col(Meeting.reference) == meeting)
    ).all()
    if not found:
        raise CannotDo("No meeting has that reference.")
    held, now = found[0][0], found[0][2]
    rows = {row.reference: row for _, row, _ in found if row}
    ids = [row.id for row in rows.values()]
    waits = _waits(session, actor, ids) if with_waits else {}
    said = ledger.entries_of(session, ids, [Proposed.kind, ProposalWithdrawn.kind, DecisionStood.kind])
    lines = [
        _line(held, rows[reference], waits.get(rows[reference].id, []), said)
        for reference in _references(held)
        if reference in rows
    ]
    return MeetingList(held, tuple(lines), now)


def _references(meeting: Meeting) -> list[str]:
    return [each for each in meeting.listed.split(",") if each]


def _waits(session: Session, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, list[WaitHere]]:
    found = session.execute(
        select(Wait, waits_on(session, actor))
        .join(Consideration, col(Consideration.id) == col(Wait.consideration_id))
        .where(col(Wait.consideration_id).in_(ids), col(Wait.owner_kind) != "machine")
        .order_by(col(Wait.due_at).nulls_last(), col(Wait.what))
    )
    waits: dict[UUID, list[WaitHere]] = {}
    for wait, mine in found:
        words = whose(wait.owner_kind, wait.owner, actor.handle)
        about = None if wait.what == "note_joined" else wait.subject_of
        here = WaitHere(wait.what, words, about, wait.due_at, wait.how, bool(mine))
        waits.setdefault(wait.consideration_id, []).append(here)
    return waits


def _line(
    meeting: Meeting, row: Consideration, waits: list[WaitHere], said: dict[UUID, list[ledger.Recorded]]
) -> Listed:
    entries = said.get(row.id, [])
    withdrawn = {e.body["proposal"] for e in entries if e.kind == ProposalWithdrawn.kind}
    proposed = [e for e in entries if e.kind == Proposed.kind and e.body["proposal"] not in withdrawn]
    here = [e for e in proposed if e.body["meeting"] == meeting.reference]
    stood = bool(here) and any(e.kind == DecisionStood.kind and e.seq > here[-1].seq for e in entries)
    return Listed(
        reference=row.reference, unit=row.unit, level=row.level, stage=row.stage, officer=row.officer,
        lead_agency=row.lead_agency, subject=row.subject_id,
        recorded=here[-1].body["outcome"] if here else None, decided=stood,
        waits=tuple(waits), why_not=_why_not(meeting, row, bool(here)),
    )  # fmt: skip


def _why_not(meeting: Meeting, row: Consideration, recorded: bool) -> str | None:
    """Why “considered, not disclosed” can't be recorded now; the move itself says the rest."""
    if recorded:
        return "This meeting has considered it."
    if not meeting.held:
        return "Record the meeting as held first: who attended."
    if (row.level or 1) > meeting.level:
        return f"It is at Level {row.level}; a Level {meeting.level} meeting can't decide it."
    if "propose" not in MOVES[Stage(row.stage)]:
        return f"It is at the stage “{row.stage.replace('_', ' ')}”; open it to see what comes next."
    return None


def names_listed(engine: Engine, actor: Actor, lines: Sequence[Listed]) -> dict[str, str]:
    """The registered name of each person on the list, by reference; the entry that they are shown goes first.

    Nobody who is not identified yet has one. Who may see the list was settled before.
    """
    about = {line.reference: line.subject for line in lines if line.subject}
    if not about:
        return {}
    shown(engine, actor, sorted(about), PURPOSE, code="meeting")
    with transaction(engine) as session:
        found = session.exec(
            select(Subject.id, Subject.forenames, Subject.surname).where(col(Subject.id).in_(about.values()))
        )
        names = {subject: f"{forenames} {surname}".strip() for subject, forenames, surname in found}
    return {reference: names[subject] for reference, subject in about.items() if subject in names}


def considered(
    session: Session, actor: Actor, meeting: str, reference: str, reasons: str, *,
    key: str | None = None, **more: Any,
) -> Taken:  # fmt: skip
    """Record “considered, not disclosed” for one person at a meeting: the move `propose`, signed as ever.

    `more`: other fields of the proposal, such as who_is_left_open. Raise CannotDo with every obstacle: too
    few words, or word for word those of another person at this meeting.
    """
    given = {"outcome": "not_tell", "meeting": meeting, "reasons": reasons} | more
    if not (key and ledger.find(session, key)):
        _own_reasons(session, actor, meeting, reference, reasons)
    return take(session, reference, "propose", actor, given, key=key)


def _own_reasons(session: Session, actor: Actor, meeting: str, reference: str, reasons: str) -> None:
    """Refuse reasons that say nothing of this person. The meeting is locked: of two recorders one waits."""
    held = session.exec(select(Meeting).where(Meeting.reference == meeting).with_for_update()).one_or_none()
    if held is None or reference not in _references(held):
        raise CannotDo("This is not on that meeting's list.")
    words = _plain(reasons)
    found = [] if len(words) >= FEWEST_WORDS else [f"reasons: say why in {FEWEST_WORDS} words or more."]
    alike = _given_before(session, actor, held, reference).get(words)
    if alike:
        found.append(f"reasons: word for word those for {alike}. Say what holds for this person.")
    if found:
        raise CannotDo(*found)


def _given_before(
    session: Session, actor: Actor, meeting: Meeting, reference: str
) -> dict[tuple[str, ...], str]:
    """For whom reasons were given at this meeting before, by their words; who names the actor is not said."""
    others = [each for each in _references(meeting) if each != reference]
    found = session.exec(
        select(Consideration.id, Consideration.reference, not_named_in(actor.person)).where(
            col(Consideration.reference).in_(others)
        )
    )
    rows = {row: other if may_know else "somebody else" for row, other, may_know in found}
    said = ledger.entries_of(session, list(rows), [Proposed.kind])
    return {
        _plain(str((entry.content or {}).get("reasons") or "")): rows[row]
        for row, entries in said.items()
        for entry in entries
        if entry.body["meeting"] == meeting.reference
    }


def _plain(reasons: str) -> tuple[str, ...]:
    """The words alone: neither case nor punctuation nor spacing makes reasons another's."""
    return tuple("".join(c if c.isalnum() else " " for c in reasons.casefold()).split())


def to_be_listed(session: Session, scope: Scope, level: int) -> list[str]:
    """What is open at a level and on no list of a meeting to come: what the next one might consider."""
    coming = session.exec(select(Meeting.listed).where(col(Meeting.held).is_(False))).all()
    on_a_list = {reference for each in coming for reference in each.split(",")}
    found = session.exec(
        select(Consideration.reference)
        .where(col(Consideration.level) == level, col(Consideration.stage) != str(Stage.CLOSED), *scope.where)
        .order_by(col(Consideration.number))
    )
    return [reference for reference in found if reference not in on_a_list]


def meetings(session: Session, scope: Scope, first: date) -> list[Meeting]:
    """The meetings from a day on, in order: of a unit and of headquarters, or (unit None) all."""
    where = [col(Meeting.unit).in_((scope.unit, "headquarters"))] if scope.unit else []
    found = select(Meeting).where(col(Meeting.held_on) >= first, *where)
    return list(session.exec(found.order_by(col(Meeting.held_on), col(Meeting.reference))))
