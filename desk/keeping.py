"""What becomes of a form that was sent and could not be taken? Its words are kept for whoever typed them.

Access, the thing itself or the session may change while somebody types. What is kept is a draft like any
other (flows/drafts.py); it stands on its page again, and on /unsent whether or not that page still opens.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from desk.csrf import csrf_fits, csrf_unmasked
from desk.forms import PARTS, plainly
from desk.sessions import COOKIE, token_of
from desk.visiting import Visit
from flows.accounts import ended, secrets_of, whose_form
from flows.drafts import Clash, keep, worth_keeping
from flows.rationale_parts import CODE
from models.database import transaction
from models.errors import CannotDo
from policy.titles import title

OF_A_DAY = re.compile(f"-({'|'.join(PARTS)})$")
_QUESTIONS = TypeAdapter(dict[str, str])


@dataclass(frozen=True)
class NotTaken:
    """What was sent: kept as a draft, or, where it could not be, to be shown, so that it can be copied."""

    kept: bool
    typed: list[tuple[str, Sequence[str]]]


def not_taken(visit: Visit, *, reachable: bool = True) -> NotTaken | None:
    """Keep what was sent where that can be; None where there was nothing a draft is kept of.

    `reachable`: the record answers. Whatever goes wrong in keeping must not hide what went wrong before.
    """
    if not _is_kept_of(visit):
        return None
    kept = False
    if reachable:
        with suppress(Exception):
            kept = keep_unsent(visit)
    return NotTaken(kept, [] if kept else as_read(_typed(visit), asked(visit)))


def keep_unsent(visit: Visit) -> bool:
    """Keep what was being sent as a draft of whoever's form it was; tell whether it is kept.

    The form's token says whose: it is of this session, of the one that has ended, or of an earlier one of
    the same person; where the browser has no cookie any more, the token alone. An earlier session's token
    keeps words; it never lets anybody act.
    """
    if not _is_kept_of(visit):
        return False
    with transaction(visit.engine) as session:
        handle = _whose(session, visit)
        held = secrets_of(session, handle) if handle else []
    if not handle or not any(csrf_fits(token_of(visit), secret) for secret in held):
        return False
    with suppress(CannotDo):  # no draft's page, or more fields than a draft has
        keep_form(visit, handle)
        return True
    return False


def _whose(session: Session, visit: Visit) -> str | None:
    if visit.web:
        return visit.web.handle
    cookie = visit.request.cookies.get(COOKIE)
    return ended(session, cookie) if cookie else whose_form(session, csrf_unmasked(token_of(visit)))


def keep_form(visit: Visit, handle: str) -> None:
    """Keep what was posted under its own tab, or, where another window of it saved since, under a new one."""
    page, version = visit.text("_page"), visit.text("_version")
    fields = {name: visit.texts(name) for name in visit.form}
    said = int(version) if version.isdecimal() and len(version) < 9 else 0
    with transaction(visit.engine) as session:
        if isinstance(keep(session, handle, page, visit.tab, fields, said, asked(visit)), Clash):
            keep(session, handle, page, uuid4().hex, fields, 0, asked(visit))


def asked(visit: Visit) -> dict[str, str]:
    """The words of the questions that a form asked, as its own page said them."""
    try:
        return _QUESTIONS.validate_json(visit.text("_asked") or "{}")
    except (ValidationError, ValueError):
        return {}


def as_read(fields: dict[str, list[str]], asked: Mapping[str, str]) -> list[tuple[str, Sequence[str]]]:
    """What was typed, by question, for a person to read: without empty fields and the keys of things."""
    read: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    for name, given in fields.items():
        whole = OF_A_DAY.sub("", name)
        texts = [_in_words(each) for each in given if each.strip() and not _is_key(each)]
        if texts and whole != name:  # a day is read as one
            texts = [" ".join([*read.get(whole, ()), *texts])]
        if texts:
            read[whole] = texts
            words.setdefault(whole, asked.get(name) or plainly(re.sub(r"[.-]", " ", whole)))
    return [(words[name], texts) for name, texts in read.items()]


def _in_words(text: str) -> str:
    """An answer that was chosen goes by a code."""
    return title(text) if CODE.fullmatch(text) else text


def _is_key(text: str) -> bool:
    return len(text) in (32, 36) and set(text) <= set("0123456789abcdef-")


def _is_kept_of(visit: Visit) -> bool:
    """A draft's form, with something in it: an emptied one must not be kept over what was typed."""
    return visit.is_post and bool(visit.text("_page")) and any(map(any, _typed(visit).values()))


def _typed(visit: Visit) -> dict[str, list[str]]:
    return worth_keeping({name: visit.texts(name) for name in visit.form})
