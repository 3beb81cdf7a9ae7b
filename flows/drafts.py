"""What has somebody typed and not sent? Kept for them alone, per page and tab, so that nobody loses work.

A draft is not the record: it goes when the form is sent, and after 30 days. Two tabs never write over each
other; the same tab in two windows is told what the other typed. Beyond 200 the oldest goes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from models import clock
from models.account import Draft
from models.errors import CannotDo

KEPT_FOR = timedelta(days=30)
MOST_DRAFTS, MOST_FIELDS = 200, 400
LONGEST_QUESTION = 300
PAGE = re.compile(r"/(?!/)[A-Za-z0-9/_.:-]{0,199}")
TAB = re.compile(r"[A-Za-z0-9]{16,40}")
# Proofs of who somebody is, and what the desk itself puts into a form (_csrf, _once, _tab).
NEVER = re.compile(r"_.*|code|(.*_)?password")

Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Kept:
    """It is saved, as this version."""

    version: int
    saved_at: datetime


@dataclass(frozen=True)
class Clash:
    """Another window saved this form since; nothing was overwritten."""

    theirs: dict[str, list[str]]
    version: int
    saved_at: datetime


def kept(session: Session, handle: str, page: str) -> list[Draft]:
    """What this person left unsent on a page, latest first."""
    mine = select(Draft).where(Draft.handle == handle, Draft.page == page)
    return list(session.exec(mine.order_by(col(Draft.saved_at).desc())))


def all_kept(session: Session, handle: str) -> list[Draft]:
    """Everything this person has typed and not sent, latest first."""
    return list(
        session.exec(select(Draft).where(Draft.handle == handle).order_by(col(Draft.saved_at).desc()))
    )


def keep(
    session: Session,
    handle: str,
    page: str,
    tab: str,
    fields: Fields,
    version: int,
    asked: Mapping[str, str] | None = None,
) -> Kept | Clash:
    """Save what was typed so far. `version` is the one last heard of, 0 for none yet. Raise CannotDo.

    Saved twice the same, as after a lost answer, it is saved once. `asked`: the words of each field's
    question, so that it can be read where its form no longer opens.
    """
    typed = worth_keeping(fields)
    questions = _of_fields(asked or {}, typed)
    _refuse_odd(page, tab, typed)
    held = session.exec(
        select(Draft).where(Draft.handle == handle, Draft.page == page, Draft.tab == tab).with_for_update()
    ).one_or_none()
    if held is None:
        _make_room(session, handle)
        return _first(session, handle, page, tab, typed, questions)
    if held.fields == typed:
        return Kept(held.version, held.saved_at)
    if held.version != version:
        return Clash(held.fields, held.version, held.saved_at)
    held.fields, held.version, held.saved_at = typed, version + 1, clock.now(session)
    held.asked = questions or held.asked
    session.add(held)
    return Kept(held.version, held.saved_at)


def drop(session: Session, handle: str, page: str, tab: str) -> None:
    """Forget a draft: its form was sent, or its owner does not want it."""
    session.execute(
        delete(Draft).where(col(Draft.handle) == handle, col(Draft.page) == page, col(Draft.tab) == tab)
    )


def forget_old(session: Session) -> None:
    """Delete drafts nobody touched for 30 days."""
    session.execute(delete(Draft).where(col(Draft.saved_at) < clock.now(session) - KEPT_FOR))


def worth_keeping(fields: Fields) -> dict[str, list[str]]:
    """What of a form is kept: never a password, a code, or what the desk itself put there."""
    return {
        _storable(name): [_storable(each) for each in ([given] if isinstance(given, str) else given)]
        for name, given in fields.items()
        if not NEVER.fullmatch(name)
    }


def _storable(text: str) -> str:
    """PostgreSQL's JSON holds neither NUL nor half a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _of_fields(asked: Mapping[str, str], typed: Mapping[str, list[str]]) -> dict[str, str]:
    """The words of what was answered here, and of the form itself."""
    return {
        _storable(name): _storable(words)[:LONGEST_QUESTION]
        for name, words in asked.items()
        if name in typed or not name
    }


def _first(
    session: Session, handle: str, page: str, tab: str, typed: dict[str, list[str]], asked: dict[str, str]
) -> Kept | Clash:
    """Insert; where another request of the same tab was quicker, tell of it."""
    now = clock.now(session)
    whose = {"handle": handle, "page": page, "tab": tab}
    values = whose | {"fields": typed, "asked": asked, "version": 1, "saved_at": now}
    added = session.execute(
        insert(Draft)
        .values(values)
        .on_conflict_do_nothing(constraint="uq_draft_tab")
        .returning(col(Draft.id))
    ).one_or_none()
    return Kept(1, now) if added else keep(session, handle, page, tab, typed, 0)


def _refuse_odd(page: str, tab: str, typed: dict[str, list[str]]) -> None:
    found = []
    if not PAGE.fullmatch(page):
        found.append("A draft belongs to a page of the desk, named by references only.")
    if not TAB.fullmatch(tab):
        found.append("A draft belongs to one showing of a form: load the page again.")
    if sum(map(len, typed.values())) > MOST_FIELDS:
        found.append(f"A draft has at most {MOST_FIELDS} fields.")
    if found:
        raise CannotDo(*found)


def _make_room(session: Session, handle: str) -> None:
    """Let what was left longest go: what is typed now is never refused for what nobody came back to."""
    mine = select(Draft).where(Draft.handle == handle).order_by(col(Draft.saved_at).desc())
    for row in session.exec(mine.offset(MOST_DRAFTS - 1)):
        session.delete(row)
    session.flush()
