"""What is written in the letters that are measured: one full set of synthetic fields for each kind."""

from typing import Any

UNIT = {
    "organisation": "Exampleshire Constabulary", "name": "Northern Public Protection Unit",
    "address": ["Public Protection Unit", "2 Northern Row", "Northexample", "ZZ2 2AB"],
    "telephone": "01632 960102", "email": "northern.ppu@example.org", "hours": "Monday to Friday, 8am to 6pm",
}  # fmt: skip
EVERY = {
    "reference": "C-2026-00042",
    "unit": UNIT,
    "signatory": {"name": "Synthetic Signer", "role": "Detective Inspector", "unit": UNIT["name"]},
    "marking": "OFFICIAL-SENSITIVE",
}
POSTED = EVERY | {
    "address": {"envelope_name": "Synthetic Reader", "lines": ["12 Pretend Grove", "Exampleton", "ZZ1 1AA"]},
    "recipient": "Synthetic Reader", "safe_to_post": True, "safe_to_post_attested_by": "the applicant, by telephone",
}  # fmt: skip
WITH = [
    {"name": "Synthetic Sergeant", "role": "Detective Sergeant"},
    {"name": "Synthetic Worker", "role": "Social Worker"},
]
MEETING = {
    "on": "2026-12-03",
    "at": "14:30",
    "place": "Meeting room 2, Northexample Library, ZZ2 3AB",
    "with_whom": WITH,
}
ASKED = {"made": "registration", "received_on": "2026-11-20"}
COMPLAINTS = {"complaints": "Professional Standards, PO Box 1, Exampleton, ZZ1 1AA"}

FIELDS: dict[str, dict[str, Any]] = {
    "registration_acknowledgement": POSTED | ASKED | {"interview_by": "2026-11-30", "decision_by": "2026-12-18"},
    "not_progressed": POSTED | ASKED | COMPLAINTS | {"reason": "no_specific_child"},
    "interview_invitation": POSTED | {"made": "registration", "appointment": MEETING},
    "recipient_appointment": POSTED | {"variant": "head_teacher", "appointment": MEETING},
    "outcome_appointment": POSTED | ASKED | {"call_by": "2026-12-04"},
    "no_information_outcome": POSTED | ASKED | COMPLAINTS | {"agreed_to_letter": True, "agreed_on": "2026-11-28"},
    "third_party_outcome": POSTED | ASKED | COMPLAINTS,
    "confidentiality_undertaking": EVERY | {"recipient": "Synthetic Reader", "meeting_on": "2026-12-03"},
    "recipient_conditions_notice": EVERY | {
        "recipient": "Synthetic Reader", "variant": "head_teacher", "organisation": "Exampleton Primary School",
        "spoken_on": "2026-12-03", "holder": {"name": "Synthetic Reader", "role": "Head teacher"},
        "conditions": ["named_holder_only", "no_copies", "call_if_seen"], "may_share_with": ["safeguarding_lead"],
        "review_on": "2027-06-01",
    },
    "representations_invitation": EVERY | {
        "subject": "Synthetic Subject", "answer_by": "2026-12-08",
        "in_general": "Whether somebody who looks after children should be told something about you.",
        "offender_manager": {"name": "Synthetic Worker", "role": "Offender manager"},
    },
    "disclosure_script": EVERY | {
        "recipient": "Synthetic Reader", "subject": "Synthetic Subject", "meeting": MEETING,
        "exact_words": "He has been convicted of crimes against children.\nHe is a risk to them.",
        "withheld": "All that could identify anybody who was harmed.",
        "safety_advice": "Do not leave children alone with him.",
        "questions": [{"asked": "Where does he live?", "answer": "I cannot tell you that."}],
        "victim_identifiers_checked_by": "Synthetic Sergeant, Detective Sergeant",
    },
}  # fmt: skip
