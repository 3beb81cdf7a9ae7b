"""Which agency answers which check, and what came of asking? Agencies are asked together, over HTTP.

An agency without a system answers by hand: the check waits on its people.
"""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from models.agency import Agency
from models.dossier import Dossier

# Who answers where no agency's row says otherwise.
BY_DEFAULT = {
    "police_systems": "police",
    "applicant_markers": "police",
    "childrens_services": "childrens_services",
    "probation": "probation",
    "prison": "prison",
    "health": "health",
    "education": "education",
}


@dataclass(frozen=True)
class Question:
    """One check to put to one agency."""

    reference: str
    check: str
    agency: str
    attempt: int
    system_url: str | None
    about: dict[str, Any]

    def asking(self) -> dict[str, Any]:
        """What the move `ask_agency` is given."""
        return {"check": self.check, "agency": self.agency, "by_hand": self.system_url is None}


@dataclass(frozen=True)
class Asked:
    """What came of it: the move that records it, and what that move is given."""

    move: str
    given: dict[str, Any]


def questions_for(session: Session, reference: str, dossier: Dossier, checks: list[str]) -> list[Question]:
    """Find the agency for each check, and whether it has a system."""
    agencies = {agency.code: agency for agency in session.exec(select(Agency)).all()}
    answering = {check: agency for agency in agencies.values() for check in agency.answers}
    found = []
    for check in checks:
        agency = answering.get(check) or agencies.get(BY_DEFAULT[check])
        state = dossier.checks.get(check)
        found.append(
            Question(
                reference=reference,
                check=check,
                agency=agency.code if agency else BY_DEFAULT[check],
                attempt=(state.attempt if state else 0) + 1,
                system_url=agency.system_url if agency else None,
                about=_about(dossier, check),
            )
        )
    return found


def _about(dossier: Dossier, check: str) -> dict[str, Any]:
    """Whom a check is about: the applicant for the applicant's markers, else the subject as far as known."""
    if check == "applicant_markers" or not dossier.snapshot:
        given = dossier.registration or {}
        person = given.get("applicant" if check == "applicant_markers" else "individual") or {}
        return {"name": person.get("name"), "date_of_birth": person.get("date_of_birth")}
    held = dossier.snapshot
    return {
        "name": held.get("name"),
        "date_of_birth": held.get("date_of_birth"),
        "register_reference": held.get("register_reference"),
    }


async def ask_all(questions: list[Question]) -> list[Asked]:
    """Ask every question at once; one that fails harms no other."""
    if not questions:
        return []
    raise NotImplementedError("agencies' systems")
