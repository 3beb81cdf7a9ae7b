"""Who read what, changed what, told whom, broke the glass, signed in? For auditors, and on the record.

A search writes its own entry before anything is shown. It shows codes, references and moments, and why
somebody read, in their words; never what they read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows.clocks import start_of
from flows.showing import entitled
from flows.steps.actor import Actor
from flows.steps.entering import checked_as
from flows.steps.moving import Code, Given
from flows.walls import not_named_in
from models import ledger
from models.consideration import Consideration
from models.database import transaction
from models.entries import (
    AccessMadeAnew,
    AccountInvited,
    AuthenticatorConfirmed,
    Consulted,
    Disclosed,
    Exported,
    GlassBroken,
    InformationShared,
    LetterSent,
    OutcomeGiven,
    PasswordChanged,
    SignedIn,
    SignedOut,
    SignInRefused,
    SteppedUp,
)

AUDITORS = ("auditor",)
READS = (Consulted.kind, Exported.kind, GlassBroken.kind)
TELLINGS = (Disclosed.kind, OutcomeGiven.kind, LetterSent.kind, InformationShared.kind)
SIGN_INS = (
    SignedIn.kind, SignedOut.kind, SteppedUp.kind, SignInRefused.kind, AccountInvited.kind,
    AccessMadeAnew.kind, PasswordChanged.kind, AuthenticatorConfirmed.kind,
)  # fmt: skip
What = Literal["reads", "changes", "tellings", "break_glass", "sign_ins"]
MOST_ON_A_PAGE = 200
# Whose content says why, and what of it may be shown: not, say, whom somebody searched for.
WHY = {Consulted.kind: "purpose", Exported.kind: "purpose", GlassBroken.kind: "reason"}


class Asked(Given):
    """What an auditor looks for. What is left out limits nothing."""

    what: What = "reads"
    by: Code | None = Field(None, description="Handle of whoever did it")
    reference: Code | None = Field(None, description="What it was about, e.g. C-2026-00012 or S-0001")
    first: date | None = None
    last: date | None = None
    with_machine: bool = Field(False, description="What the machine did by itself, too")
    after: int | None = Field(None, ge=1, description="Go on after this entry, latest first")
    limit: int = Field(50, ge=1, le=MOST_ON_A_PAGE)


@dataclass(frozen=True)
class Line:
    """One entry as an auditor sees it."""

    seq: int
    at: datetime
    kind: str
    words: str
    by: str
    references: tuple[str, ...]
    purpose: str
    why: str


@dataclass(frozen=True)
class Page:
    """What was found, latest first; `after` is where the next page begins, None at the end."""

    lines: tuple[Line, ...]
    after: int | None


def search(
    engine: Engine, actor: Actor, asked: Asked | dict[str, Any], purpose: str = "audit of the record"
) -> Page:
    """Look through the record. The entry that says what is shown commits before its words are read."""
    question = checked_as(Asked, asked)
    entitled(actor, AUDITORS, purpose)
    with transaction(engine) as session:
        found = found_entries(session, actor, question, question.limit + 1)
        shown, more = found[: question.limit], len(found) > question.limit
        about = references_of(session, shown)
    entry = Consulted(
        purpose="audited",
        references=tuple(sorted({each for references in about.values() for each in references})),
        count=len(shown),
        digest=sha256("\n".join(str(each.seq) for each in shown).encode()).hexdigest(),
    )
    why = {"purpose": purpose.strip(), "question": question.model_dump(mode="json", exclude_none=True)}
    with transaction(engine) as session:
        ledger.append(session, entry, why, by=actor.handle)
    with transaction(engine) as session:
        lines = lines_of(session, [each.seq for each in shown], about)
    return Page(lines, shown[-1].seq if more else None)


def in_words(kind: str) -> str:
    """An entry's kind as people say it: LetterSent, letter sent."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class FoundEntry:
    seq: int
    consideration: UUID | None


def found_entries(session: Session, actor: Actor, asked: Asked, limit: int) -> list[FoundEntry]:
    """The entries that fit, latest first, but for those about what the auditor is named in."""
    where, values = _conditions(session, asked)
    walled = session.exec(
        select(Consideration.id, Consideration.reference).where(~not_named_in(actor.person))
    ).all()
    if walled:
        where += [
            "(e.consideration IS NULL OR e.consideration <> ALL(%(walled)s))",
            "NOT entry_references(e.body) && %(unnamed)s::text[]",
        ]
        values |= {"walled": [row for row, _ in walled], "unnamed": [reference for _, reference in walled]}
    rows = session.connection().exec_driver_sql(
        f"SELECT e.seq, e.consideration FROM entry e WHERE {' AND '.join(where)} "
        "ORDER BY e.seq DESC LIMIT %(limit)s",
        values | {"limit": limit},
    )
    return [FoundEntry(*row) for row in rows]


def _conditions(session: Session, asked: Asked) -> tuple[list[str], dict[str, Any]]:
    where = [_kinds(asked.what)]
    values: dict[str, Any] = {
        "kinds": [*_KINDS.get(asked.what, ())],
        "others": [*READS, *TELLINGS, *SIGN_INS],
    }
    if asked.by:
        where.append("e.by = %(by)s")
    elif not asked.with_machine and asked.what != "sign_ins":
        where.append("e.by <> 'machine'")
    if asked.first:
        where.append("e.at >= %(first)s")
    if asked.last:
        where.append("e.at < %(until)s")
    if asked.after:
        where.append("e.seq < %(after)s")
    if asked.reference:
        known = select(Consideration.id).where(Consideration.reference == asked.reference)
        where.append(
            "(e.consideration = %(row)s OR (e.kind = ANY (ARRAY['Consulted'::text, 'Exported'::text]) "
            "AND entry_references(e.body) @> ARRAY[%(reference)s::text]))"
        )
        values |= {"row": session.exec(known).one_or_none(), "reference": asked.reference}
    days = {
        "first": start_of(asked.first) if asked.first else None,
        "until": start_of(asked.last + timedelta(days=1)) if asked.last else None,
    }
    return where, values | days | {"by": asked.by, "after": asked.after}


_KINDS: dict[str, tuple[str, ...]] = {
    "reads": READS, "tellings": TELLINGS, "break_glass": (GlassBroken.kind,), "sign_ins": SIGN_INS,
}  # fmt: skip


def _kinds(what: What) -> str:
    return "e.kind <> ALL(%(others)s)" if what == "changes" else "e.kind = ANY(%(kinds)s)"


def references_of(session: Session, found: Sequence[FoundEntry]) -> dict[int, tuple[str, ...]]:
    """What each entry is about: its consideration, or whatever it lists."""
    rows = {each.consideration for each in found if each.consideration}
    known = dict(
        session.exec(
            select(Consideration.id, Consideration.reference).where(col(Consideration.id).in_(rows))
        ).all()
    )
    listed = session.connection().exec_driver_sql(
        "SELECT seq, entry_references(body) FROM entry WHERE seq = ANY(%(seqs)s)",
        {"seqs": [each.seq for each in found]},
    )
    said = {seq: tuple(references) for seq, references in listed}
    return {each.seq: said[each.seq] or _one(known, each.consideration) for each in found}


def _one(known: dict[UUID, str], consideration: UUID | None) -> tuple[str, ...]:
    return (known[consideration],) if consideration in known else ()


def lines_of(session: Session, seqs: Sequence[int], about: dict[int, tuple[str, ...]]) -> tuple[Line, ...]:
    entries = ledger.entries_at(session, seqs)
    return tuple(
        Line(
            seq=each.seq, at=each.at, kind=each.kind, words=in_words(each.kind), by=each.by,
            references=about[each.seq], purpose=str(each.body.get("purpose") or ""), why=_why(each),
        )
        for each in reversed(entries)
    )  # fmt: skip


def _why(entry: ledger.Recorded) -> str:
    if entry.erased:
        return "(erased)"
    return str((entry.content or {}).get(WHY.get(entry.kind, ""), ""))
