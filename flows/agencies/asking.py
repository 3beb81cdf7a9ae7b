"""Which agency is asked what about a consideration, and what came of it? Together, none harming another."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

import httpx
from sqlmodel import Session, select

from flows.agencies.client import AgencyClient, Patience, open_http
from flows.agencies.contract import CheckReply, CheckRequest, Person
from models.agency import Agency
from models.dossier import Dossier
from models.errors import AgencyRefused, AgencyUnavailable
from policy.risk_checks import ABOUT_APPLICANT

log = logging.getLogger("disclosure.agencies")
_kept: ContextVar[httpx.AsyncClient | None] = ContextVar("kept", default=None)
# Where no agency in the record says that it answers a check, these people are asked by hand.
BY_HAND = {
    "police_systems": "police",
    "applicant_markers": "police",
    "domestic_abuse": "police",
    "childrens_services": "childrens_services",
    "probation": "probation",
    "prison": "prison",
    "health": "health",
    "education": "education",
}


@dataclass(frozen=True)
class Question:
    """One check put to one agency. `system_url` None: its people answer by hand, and nothing is sent."""

    check: str
    agency: str
    system_url: str | None
    request_id: str
    person: Person = field(repr=False)

    def asking(self) -> dict[str, Any]:
        """What flows.steps.asking.ask_agency is given."""
        return {"check": self.check, "agency": self.agency, "by_hand": self.system_url is None}


@dataclass(frozen=True)
class Asked:
    """What came of a question: the move that records it, and what that move is given."""

    question: Question
    move: str
    given: dict[str, Any] = field(repr=False)


def questions_for(session: Session, row: UUID, dossier: Dossier, checks: list[str]) -> list[Question]:
    """Work out whom to ask. The request id stays the same however often this attempt is sent."""
    agencies = session.exec(select(Agency).order_by(Agency.code)).all()
    return [_question(row, dossier, check, agencies) for check in checks]


async def ask_all(
    questions: list[Question],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    patience: Patience | None = None,
) -> list[Asked]:
    """Ask every question at once, each with its own time-out and retries; answers come in the same order."""
    kept = _kept.get() if transport is None else None
    async with contextlib.nullcontext(kept) if kept else open_http(transport) as http:
        return list(await asyncio.gather(*(_ask(http, question, patience) for question in questions)))


@contextlib.asynccontextmanager
async def keeping_connections() -> AsyncIterator[None]:
    """Ask over the same connections while this lasts: a sweep asks the same few agencies each time."""
    async with open_http() as http:
        token = _kept.set(http)
        try:
            yield
        finally:
            _kept.reset(token)


async def _ask(http: httpx.AsyncClient, question: Question, patience: Patience | None) -> Asked:
    if question.system_url is None:
        return _failed(question, "This agency has no system: its people answer by hand.", refused=True)
    client = AgencyClient(http, question.agency, question.system_url, patience)
    try:
        reply = await client.ask(
            CheckRequest.model_validate(
                {"request_id": question.request_id, "check": question.check, "subject": question.person}
            )
        )
    except AgencyUnavailable as error:
        return _failed(question, str(error), refused=False)
    except AgencyRefused as error:
        return _failed(question, str(error), refused=True)
    except Exception as error:  # our bug: it must not cost the other agencies' answers
        log.error("asking %s about %s failed: %s", question.agency, question.check, type(error).__name__)
        return _failed(question, "Asking went wrong on our side; the log says where.", refused=True)
    return _answered(question, reply)


def _answered(question: Question, reply: CheckReply) -> Asked:
    given = {"check": question.check, "agency": question.agency}
    given |= {"result": reply.result, "summary": reply.summary, "answered_by": reply.answered_by}
    return Asked(question, "take_answer", given)


def _failed(question: Question, why: str, *, refused: bool) -> Asked:
    given = {"check": question.check, "agency": question.agency, "why": why, "refused": refused}
    return Asked(question, "note_failure", given)


def _question(consideration: UUID, dossier: Dossier, check: str, agencies: Any) -> Question:
    answering = [agency for agency in agencies if check in agency.answers]
    chosen = next((agency for agency in answering if agency.system_url), next(iter(answering), None))
    state = dossier.checks.get(check)
    attempt = 1 if state is None else state.attempt + (state.result == "no_answer")
    return Question(
        check=check,
        agency=chosen.code if chosen else BY_HAND[check],
        system_url=chosen.system_url if chosen else None,
        request_id=str(uuid5(consideration, f"{check}:{attempt}")),
        person=person_asked(dossier, check),
    )


def person_asked(dossier: Dossier, check: str) -> Person:
    """Whom an agency is asked about: no more than it needs to find them; nothing about anybody else."""
    if check in ABOUT_APPLICANT:
        return _outsider((dossier.registration or {}).get("applicant") or {})
    if not dossier.snapshot:
        return _outsider((dossier.registration or {}).get("individual") or {})
    held = dossier.snapshot
    return Person(
        register_reference=held.get("register_reference"),
        name=held.get("name") or "",
        other_names=(*held.get("aliases", ()), *held.get("former_names", ())),
        date_of_birth=held.get("date_of_birth"),
        approximate_age=held.get("approximate_age"),
        address=tuple(held.get("address") or ()),
    )


def _outsider(held: dict[str, Any]) -> Person:
    return Person(
        name=held.get("name") or "",
        other_names=tuple(held.get("other_names", ())),
        date_of_birth=held.get("date_of_birth"),
        approximate_age=held.get("approximate_age"),
        address=tuple(held.get("address") or ()),
    )
