"""Which registrations has somebody begun and not sent? Each is one draft of theirs, page by page.

Nothing here is the record: it is kept as any draft is (flows/drafts.py), and goes when it is registered.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from flows.drafts import Clash, keep
from models import clock
from models.account import Draft

PLACE = "/registrations/new/"
BEGUN = "begun"


@dataclass(frozen=True)
class Begun:
    """One registration on its way: what was typed on each page, by page and field."""

    id: str
    begun_at: datetime
    saved_at: datetime
    version: int
    typed: dict[str, dict[str, Any]]


def begin(session: Session, handle: str, id_: str) -> None:
    """Begin one, under a random id. Begun twice, it is begun once."""
    if begun(session, handle, id_) is None:
        keep(session, handle, PLACE + id_, id_, {BEGUN: clock.now(session).isoformat()}, 0)


def begun(session: Session, handle: str, id_: str) -> Begun | None:
    """One of this person's own; None where there is none of that id, or it was sent."""
    row = session.exec(_of(handle).where(Draft.page == PLACE + id_, Draft.tab == id_)).one_or_none()
    return _read(row) if row else None


def all_begun(session: Session, handle: str) -> list[Begun]:
    """Everything this person has begun and not sent, latest first."""
    rows = session.exec(
        _of(handle)
        .where(col(Draft.page).like(f"{PLACE}%"), col(Draft.page) == PLACE + col(Draft.tab))
        .order_by(col(Draft.saved_at).desc())
    )
    return [_read(row) for row in rows]


def save(session: Session, handle: str, held: Begun, typed: Mapping[str, Mapping[str, Any]]) -> bool:
    """Save what was typed on every page; False where it was saved in between, and nothing is overwritten."""
    fields = {slug: json.dumps(each, ensure_ascii=False) for slug, each in typed.items()}
    fields[BEGUN] = held.begun_at.isoformat()
    kept = keep(session, handle, PLACE + held.id, held.id, fields, held.version)
    return not isinstance(kept, Clash)


def forget(session: Session, handle: str, id_: str) -> None:
    """It was registered, or its owner does not want it: everything typed for it goes, on any page of it."""
    page = PLACE + id_
    session.execute(
        delete(Draft).where(
            col(Draft.handle) == handle,
            (col(Draft.page) == page) | col(Draft.page).startswith(f"{page}/", autoescape=True),
        )
    )


def _of(handle: str):  # type: ignore[no-untyped-def]
    return select(Draft).where(Draft.handle == handle)


def _read(row: Draft) -> Begun:
    typed = {slug: json.loads(each[0]) for slug, each in row.fields.items() if slug != BEGUN}
    at = datetime.fromisoformat(row.fields[BEGUN][0])
    return Begun(row.tab, at, row.saved_at, row.version, typed)
