"""A child may be at risk now: what is asked before anything else, and who is to be reached?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from desk.entering.step import Steps, Typed
from desk.forms import Form, Question
from flows.matching.person import from_name
from flows.people import is_active
from flows.register.on_register import HEADQUARTERS
from models import clock
from models.officer import Officer

AT_ONCE = Form(
    "A child may be at risk now",
    (
        Question("child", "Which child, and where are they now?", "words", rows=3),
        Question("named", "Who may harm them?", hint="A name, as far as it is known."),
        Question("applicant", "Who is telling you?", hint="A name, as far as it is known."),
        Question("telephone", "Telephone they can be reached on safely"),
    ),
    submit="Register now",
)


@dataclass(frozen=True)
class DutyOfficer:
    """Somebody who acts on it now."""

    name: str
    handle: str
    rank: str


def duty_officers(session: Session, unit: str) -> list[DutyOfficer]:
    """Duty senior officers of a unit, or, for all of them, at headquarters."""
    now = clock.now(session)
    day = now.astimezone(clock.LONDON).date()
    found = session.exec(
        select(Officer)
        .where(
            col(Officer.roles).contains(["duty_senior_officer"]),
            col(Officer.unit).in_([unit, HEADQUARTERS]),
        )
        .order_by(col(Officer.handle))
    )
    return [
        DutyOfficer(each.name, each.handle, each.rank)
        for each in found
        if is_active(each.active_from, each.revoked_at, now, day)
    ]


def spread(typed: Steps, said: Mapping[str, Any]) -> dict[str, Typed]:
    """Put what was asked at once on the pages it belongs to; what stands there already stays."""
    held = {slug: dict(fields) for slug, fields in typed.items()}
    text = {name: str(each or "").strip() for name, each in said.items()}
    risk = held.setdefault("risk", {})
    if child := text.get("child"):
        words = str(risk.get("immediate_risk_words") or "")
        risk["immediate_risk_words"] = "\n".join(part for part in (words, child) if part)
    for slug, name in (("individual-1", "named"), ("applicant", "applicant")):
        page = held.setdefault(slug, {})
        if text.get(name) and not (page.get("forenames") or page.get("surname")):
            page["forenames"], page["surname"] = from_name(text[name])
    if text.get("telephone"):
        held.setdefault("applicant-reached", {}).setdefault("telephone", text["telephone"])
    return held
