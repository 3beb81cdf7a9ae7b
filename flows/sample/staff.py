"""Who works in the sample area? Two or more of each kind, so that whoever drafts is never who signs."""

from collections.abc import Sequence
from random import Random
from typing import Any

from flows.sample.names import full_name, happens
from flows.sample.places import UNITS

ACTIVE_FROM = "2024-01-01"
# prefix, how many in each unit, rank, agency, roles
IN_EACH_UNIT: tuple[tuple[str, int, str, str, tuple[str, ...]], ...] = (
    ("ppo", 4, "pc", "police", ("public_protection_officer", "offender_manager")),
    ("ds", 2, "ds", "police", ("supervisor", "public_protection_officer")),
    ("di", 2, "di", "police", ("supervisor", "chair")),
    ("registration", 2, "staff", "police", ("registration_staff",)),
    ("po", 3, "probation_officer", "probation", ("offender_manager", "partner_agency")),
    ("spo", 2, "spo", "probation", ("supervisor", "chair", "partner_agency")),
    ("social_worker", 2, "social_worker", "childrens_services", ("partner_agency",)),
    ("team_manager", 2, "team_manager", "childrens_services", ("partner_agency",)),
)
# prefix, how many at headquarters, rank, agency, roles
AT_HEADQUARTERS: tuple[tuple[str, int, str, str, tuple[str, ...]], ...] = (
    ("dci", 2, "dci", "police", ("senior_manager", "chair")),
    ("supt", 2, "det_supt", "police", ("senior_manager", "chair", "duty_senior_officer")),
    ("acc", 2, "acc", "police", ("chief_officer", "senior_manager")),
    ("aco", 2, "aco", "probation", ("senior_manager", "chair", "partner_agency")),
    ("probation_chief", 1, "chief_officer", "probation", ("chief_officer", "partner_agency")),
    ("governor_grade", 2, "governor_grade", "prison", ("partner_agency",)),
    ("deputy_governor", 2, "deputy_governor", "prison", ("senior_manager", "partner_agency")),
    ("governor", 2, "governor", "prison", ("senior_manager", "partner_agency")),
    ("service_manager", 2, "service_manager", "childrens_services", ("senior_manager", "partner_agency")),
    ("director", 1, "director", "childrens_services", ("senior_manager", "partner_agency")),
    ("education", 2, "officer", "education", ("partner_agency",)),
    ("head_of_service", 1, "head_of_service", "education", ("partner_agency",)),
    ("nurse", 2, "nurse", "health", ("partner_agency",)),
    ("named_professional", 1, "named_professional", "health", ("partner_agency",)),
    ("mappa", 2, "staff", "police", ("mappa_coordinator",)),
    ("retention", 1, "staff", "police", ("retention",)),
    ("auditor", 1, "staff", "police", ("auditor",)),
    ("administrator", 1, "staff", "police", ("administrator",)),
)
SYSTEM = "http://127.0.0.1:8791"  # where the runnable stand-in listens unless told otherwise
AGENCIES: tuple[dict[str, Any], ...] = (
    {"code": "police", "name": "Exampleshire Constabulary", "role": "RESPONSIBLE_AUTHORITY",
     "system_url": SYSTEM, "answers": ["police_systems", "applicant_markers", "domestic_abuse"]},
    {"code": "probation", "name": "Probation Service, Exampleshire", "role": "RESPONSIBLE_AUTHORITY",
     "system_url": SYSTEM, "answers": ["probation"]},
    {"code": "prison", "name": "HM Prison Service, Exampleshire", "role": "RESPONSIBLE_AUTHORITY",
     "system_url": SYSTEM, "answers": ["prison"]},
    {"code": "childrens_services", "name": "Exampleshire Children's Services", "role": "DUTY_TO_COOPERATE",
     "system_url": SYSTEM, "answers": ["childrens_services"]},
    {"code": "education", "name": "Exampleshire Education Authority", "role": "DUTY_TO_COOPERATE",
     "system_url": SYSTEM, "answers": ["education"]},
    {"code": "health", "name": "NHS Exampleshire", "role": "DUTY_TO_COOPERATE",
     "system_url": None, "answers": ["health"]},
    {"code": "youth_offending", "name": "Exampleshire Youth Offending Team", "role": "DUTY_TO_COOPERATE",
     "system_url": None, "answers": []},
    {"code": "housing", "name": "Exampleshire Housing", "role": "DUTY_TO_COOPERATE",
     "system_url": None, "answers": []},
)  # fmt: skip


def officers(chance: Random, taken: set[str]) -> list[dict[str, Any]]:
    """Invent everybody who works here, plus one person with two accounts and one whose rights ended.

    Nobody gets a name in `taken`: whoever is named in a consideration can't act in it.
    """
    staff: list[dict[str, Any]] = []
    taken = set(taken)
    for unit in UNITS:
        for prefix, count, *post in IN_EACH_UNIT:
            for number in range(1, count + 1):
                staff.append(_officer(chance, f"{prefix}.{unit}.{number}", unit, post, len(staff), taken))
    for prefix, count, *post in AT_HEADQUARTERS:
        for number in range(1, count + 1):
            staff.append(_officer(chance, f"{prefix}.{number}", "headquarters", post, len(staff), taken))
    return [*staff, _second_account(staff), _left(chance, len(staff), taken)]


def _officer(
    chance: Random, handle: str, unit: str, post: Sequence[Any], number: int, taken: set[str]
) -> dict[str, Any]:
    rank, agency, roles = post
    name = _free_name(chance, taken)
    taken.add(name)
    return {
        "handle": handle,
        "name": name,
        "person_key": f"P-{number + 1:04d}",
        "rank": rank,
        "agency": agency,
        "unit": unit,
        "roles": list(roles),
        "active_from": ACTIVE_FROM,
        "revoked_at": None,
    }


def _free_name(chance: Random, taken: set[str]) -> str:
    while True:
        forenames, surname = full_name(chance, female=happens(chance, 50))
        name = f"{forenames.split()[0]} {surname}"
        if name not in taken:
            return name


def _second_account(staff: list[dict[str, Any]]) -> dict[str, Any]:
    """ppo.northern.1 helps out at the register under another handle: one person all the same."""
    first = next(officer for officer in staff if officer["handle"] == "ppo.northern.1")
    return first | {"handle": "registration.northern.9", "rank": "staff", "roles": ["registration_staff"]}


def _left(chance: Random, number: int, taken: set[str]) -> dict[str, Any]:
    post = ("pc", "police", ("public_protection_officer", "offender_manager"))
    gone = _officer(chance, "ppo.western.9", "western", post, number, taken)
    return gone | {"revoked_at": "2026-06-30T17:00:00+01:00"}
