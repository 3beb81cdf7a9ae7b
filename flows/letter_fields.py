"""Which letters does a decision or an event call for, and what stands in each? The dossier read into fields.

A kind has only the fields its schema has, so nothing here can put a subject or an offence into a letter
that may not hold one.
"""

from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from flows.clocks import deadline
from flows.force import force
from flows.steps.moving import Moving
from flows.waits import review_date
from models.dossier import NOBODY, Dossier, Line, Phase
from models.errors import CannotDo
from models.officer import Officer
from policy.facts import RecipientKind

APPOINTED = {"partner", "employer", "head_teacher", "sports_centre_manager", "parent_or_carer"}
LOOKING_AFTER = {"parent", "carer", "guardian"}
OUTCOMES = {"third_party_outcome", "no_information_outcome", "outcome_appointment"}
TIME_TO_CALL = timedelta(days=14)  # the same whatever the outcome, so that a date tells nobody anything
ORGANISATIONS = {"employer", "head_teacher", "sports_centre_manager"}
MADE = {"pilot_registration": "registration"}
RANK_WORDS = {
    "pc": "Police Constable", "ds": "Detective Sergeant", "di": "Detective Inspector",
    "dci": "Detective Chief Inspector", "det_supt": "Detective Superintendent",
    "acc": "Assistant Chief Constable", "spo": "Senior Probation Officer",
    "aco": "Assistant Chief Officer, Probation",
}  # fmt: skip
ALWAYS_CONDITIONS = ("named_holder_only", "no_copies")


def kinds_for_pack(dossier: Dossier, line: Line) -> list[str]:
    """Name the kinds of letter that a line's pack holds, in the order they are read."""
    proposal = line.proposal or {}
    if proposal["outcome"] == "tell":
        if line.kind == RecipientKind.COMMUNITY:  # the product records and signs; it makes no leaflet
            return []
        return [*_to_recipient(dossier, line), *_to_bystanding_applicant(dossier, line)]
    if line.key != NOBODY and not line.details.get("is_applicant"):
        return []
    told = any(other.phase in (Phase.TO_BE_TOLD, Phase.TOLD) for other in dossier.lines.values())
    return _to_applicant_not_told(dossier, somebody_told=told)


def _to_recipient(dossier: Dossier, line: Line) -> list[str]:
    kinds = ["disclosure_script"]
    if (line.proposal or {}).get("undertaking_sought", True):
        kinds.append("confidentiality_undertaking")
    if line.kind in ORGANISATIONS:
        kinds.append("recipient_conditions_notice")
    if line.details.get("is_applicant"):
        kinds += ["outcome_appointment"] if _may_write(dossier) else []
    elif line.kind in APPOINTED and line.details.get("safe_to_post") and not dossier.urgent:
        kinds.append("recipient_appointment")
    return kinds


def _to_bystanding_applicant(dossier: Dossier, line: Line) -> list[str]:
    """An applicant who is not the one told hears all the same: not what was found, nor who was told."""
    own_line = any(other.details.get("is_applicant") for other in dossier.lines.values())
    if line.details.get("is_applicant") or (own_line and _looks_after(dossier)):
        return []
    return _to_applicant_not_told(dossier, somebody_told=True)


def _to_applicant_not_told(dossier: Dossier, *, somebody_told: bool) -> list[str]:
    """Whoever looks after the child might have been told; anybody else gets the words all others get."""
    issued = {
        letter.kind for letter in dossier.letters.values() if letter.state not in ("lapsed", "withheld")
    }
    if not dossier.has_applicant or not _may_write(dossier) or issued & OUTCOMES:
        return []
    if not _looks_after(dossier):
        return ["third_party_outcome"]
    agreed = dossier.answers.get("applicant_agreed_to_letter")
    return ["no_information_outcome"] if agreed and not somebody_told else ["outcome_appointment"]


def _looks_after(dossier: Dossier) -> bool:
    return dossier.answers.get("applicant_relationship") in LOOKING_AFTER


def _applicant(dossier: Dossier) -> dict[str, Any]:
    return (dossier.registration or {}).get("applicant") or {}


def _may_write(dossier: Dossier) -> bool:
    """An applicant is written to only by a post they call safe; one nameless, or who withdrew, never."""
    applicant, gone = _applicant(dossier), dossier.is_anonymous or dossier.withdrawn
    return bool(applicant.get("safe_to_post") and applicant.get("address")) and not gone


def fields_for(kind: str, moving: Moving, line: Line | None, reference: str) -> dict[str, Any]:
    """Fill in one kind. Raise CannotDo where the unit is not in the force's settings."""
    proposer = (line.proposal or {}).get("by") if line else None
    signer = _officer(moving, moving.row.officer or proposer or moving.dossier.opened_by)
    common = _common(moving, reference, signer)
    return common | FILL[kind](moving, line or Line(NOBODY), signer)


def _common(moving: Moving, reference: str, signer: dict[str, str]) -> dict[str, Any]:
    settings = force()
    unit = settings.units.get(moving.row.unit)
    if unit is None:
        raise CannotDo(f"The unit “{moving.row.unit}” is not in the force's settings; add it to force.yaml.")
    return {
        "reference": reference,
        "unit": {"organisation": settings.name, **unit.model_dump()},
        "signatory": signer | {"unit": unit.name},
        "marking": settings.marking,
    }


def _officer(moving: Moving, handle: str | None) -> dict[str, str]:
    found = handle and moving.session.exec(select(Officer).where(col(Officer.handle) == handle)).one_or_none()
    if not found:
        raise CannotDo("No officer is assigned who could sign the letter; an officer takes it on first.")
    return {"name": found.name, "role": RANK_WORDS.get(found.rank, found.rank.replace("_", " ").capitalize())}


def _appointment(moving: Moving, plan: dict[str, Any], signer: dict[str, str]) -> dict[str, Any]:
    handles = plan.get("told_by") or []
    where = [part.strip() for part in str(plan.get("where") or "").split(",") if part.strip()]
    return {
        "on": plan.get("tell_on"),
        "at": plan.get("tell_at"),
        "place": where,
        "with_whom": [_officer(moving, handle) for handle in handles][:4] or [signer],
    }


def _posted(person: dict[str, Any], attested_by: str) -> dict[str, Any]:
    return {
        "recipient": person.get("name"),
        "address": {"envelope_name": person.get("envelope_name") or person.get("name"),
                    "lines": person.get("address")},
        "safe_to_post": bool(person.get("safe_to_post")),
        "safe_to_post_attested_by": attested_by,
    }  # fmt: skip


def _to_the_applicant(moving: Moving) -> dict[str, Any]:
    received = moving.dossier.received_at
    return _posted(_applicant(moving.dossier), "the applicant") | {
        "made": MADE.get(moving.dossier.route, "application"),
        "received_on": received.date() if received else moving.today,
    }


def _day(moving: Moving, clock: str) -> date | None:
    found = deadline(moving.scheme, clock, moving.dossier.received_at or moving.now, moving.closed)
    return found.due_on if found else None


def _acknowledgement(moving: Moving, line: Line, signer: dict[str, str]) -> dict[str, Any]:
    return _to_the_applicant(moving) | {
        "interview_by": _day(moving, "interview"),
        "decision_by": _day(moving, "decision"),
    }


def _not_progressed(moving: Moving, line: Line, signer: dict[str, str]) -> dict[str, Any]:
    return _to_the_applicant(moving) | {
        "reason": moving.dossier.not_progressed,
        "complaints": force().complaints,
    }


def _interview(moving: Moving, line: Line, signer: dict[str, str]) -> dict[str, Any]:
    plan = moving.dossier.interview_plan or {}
    found = _to_the_applicant(moving) | {"appointment": _appointment(moving, plan, signer) if plan else None}
    return {name: value for name, value in found.items() if name != "received_on"}


def _recipient_appointment(moving: Moving, line: Line, signer: dict[str, str]) -> dict[str, Any]:
    return _posted(line.details, line.details["safe_contact"]) | {
        "variant": line.kind,
        "appointment": _appointment(moving, line.proposal or {}, signer),
    }


def _outcome_appointment(moving: Moving, line: Line, signer: dict[str, str]) -> dict[str, Any]:
    return _to_the_applicant(moving) | {"call_by": moving.today + TIME_TO_CALL}


def _no_information(moving: Moving, line: Line, signer: dict[str, str]) -> dict[str, Any]:
    return _to_the_applicant(moving) | {
        "agreed_to_letter": moving.dossier.answers.get("applicant_agreed_to_letter"),
        "agreed_on": moving.dossier.interviewed_on or moving.today,
        "complaints": force().complaints,
    }


def _third_party(moving: Moving, line: Line, signer: dict[str, str]) -> dict[str, Any]:
    return _to_the_applicant(moving) | {"complaints": force().complaints}


def _undertaking(moving: Moving, line: Line, signer: dict[str, str]) -> dict[str, Any]:
    return {"recipient": line.details.get("name"), "meeting_on": (line.proposal or {}).get("tell_on")}


def _notice(moving: Moving, line: Line, signer: dict[str, str]) -> dict[str, Any]:
    proposal, held = line.proposal or {}, line.details
    return {
        "reference": moving.row.reference,  # what the holder quotes for as long as the conditions last
        "recipient": held.get("name"),
        "variant": line.kind,
        "organisation": held.get("organisation"),
        "spoken_on": proposal.get("tell_on"),
        "holder": {"name": held.get("name"), "role": held.get("role") or "holder"},
        "conditions": proposal.get("conditions") or list(ALWAYS_CONDITIONS),
        "may_share_with": proposal.get("may_share_with") or [],
        "review_on": review_date(moving.dossier, moving.scheme, moving.today, moving.closed),
    }


def _script(moving: Moving, line: Line, signer: dict[str, str]) -> dict[str, Any]:
    proposal = line.proposal or {}
    return {
        "recipient": line.details.get("name"),
        "subject": moving.dossier.snapshot.get("name"),
        "meeting": _appointment(moving, proposal, signer),
        "exact_words": proposal.get("words"),
        "withheld": proposal.get("withheld") or (),
        "safety_advice": proposal.get("safety_plan"),
        "victim_identifiers_checked_by": _officer(moving, proposal["by"])["name"],
    }


def _representations(moving: Moving, line: Line, signer: dict[str, str]) -> dict[str, Any]:
    plan = moving.dossier.invitation or {}
    return {
        "subject": moving.dossier.snapshot.get("name"),
        "in_general": plan.get("in_general"),
        "answer_by": moving.dossier.answer_by,
        "offender_manager": _officer(moving, plan.get("by_hand_of")),
    }


FILL = {
    "registration_acknowledgement": _acknowledgement,
    "not_progressed": _not_progressed,
    "interview_invitation": _interview,
    "recipient_appointment": _recipient_appointment,
    "outcome_appointment": _outcome_appointment,
    "no_information_outcome": _no_information,
    "third_party_outcome": _third_party,
    "confidentiality_undertaking": _undertaking,
    "disclosure_script": _script,
    "recipient_conditions_notice": _notice,
    "representations_invitation": _representations,
}
