"""What is carried? Considerations that people's moves have brought to where a machine has one step to do."""

import asyncio
from typing import Any
from uuid import UUID

from sqlmodel import select

from bench.stage import Stage, people
from flows.carrying import carry
from flows.people import actor
from flows.steps.opening import open_consideration
from flows.steps.pipeline import take
from models.consideration import Consideration
from models.database import transaction

OFFICER, SUPERVISOR, DECIDER = "ppo.western.1", "ds.western.1", "supt.1"
RECIPIENT = {
    "kind": "employer", "name": "Synthetic Manager", "role": "Manager",
    "organisation": "Imagined Transport", "telephone": "01632 960150",
    "address": ["Imagined Transport", "1 Pretend Lane", "Westexample", "ZZ1 1AB"],
    "safe_to_post": True, "safe_contact": "Opens the office's letters", "why": "Makes up the rota.",
}  # fmt: skip
ANSWERS = dict.fromkeys(
    (
        "identity_verified", "reaches_children_at_risk", "able_to_protect", "willing_to_protect", "best_placed",
        "telling_necessary", "pressing_need", "effect_on_subject_weighed", "proportionate", "extent_limited",
        "safety_plan_agreed",
    ),
    True,
) | dict.fromkeys(
    (
        "is_subject", "is_suspect", "belongs_to_duty_to_cooperate_agency", "court_order_bars", "already_knows",
        "less_intrusive_step_protects", "telling_raises_risk",
    ),
    False,
)  # fmt: skip
TO_TELL: list[tuple[str, dict[str, Any]]] = [
    ("list_child", {"description": "Children whom the minibus takes to matches"}),
    ("name_recipient", RECIPIENT),
    ("answer", {"answers": {"serious_harm_risk": True}, "reasons": "Alone with children of that age."}),
    ("answer", {"recipient": "recipient-1", "answers": ANSWERS, "reasons": "No order covers driving."}),
    ("assess_item", {"item": "register-1", "identifies_victim": False, "reasons": "A kind of offence only."}),
    ("skip_representations", {"reason": "would_endanger_child", "reasons": "The next match is tomorrow."}),
]
TO_TELL_NOBODY: list[tuple[str, dict[str, Any]]] = [
    (
        "answer",
        {
            "answers": {
                "serious_harm_risk": False,
                "particular_children": False,
                "children_of_description": False,
            },
            "reasons": "Complies with every condition; no contact with children found.",
        },
    ),
    ("skip_representations", {"reason": "not_possible", "reasons": "Nobody is to be told anything."}),
]
TELL = {
    "outcome": "tell", "recipient": "recipient-1", "tell_on": "2026-11-30", "tell_at": "09:30", "items": ["register-1"],
    "reasons": "Presumed under s.327A; nothing less keeps him off the children's runs.",
    "words": "Your driver must not be alone with anybody under eighteen. He may drive adults.",
    "withheld": "What the offence was: the rota does not need it.", "told_by": [OFFICER, SUPERVISOR],
    "where": "1 Pretend Lane, Westexample", "subject_to_be_told": True, "subject_told_reasons": "Told first.",
    "conditions": ["named_holder_only", "no_copies"], "safety_plan": "Adults' runs only; seen that evening.",
    "victim_identifiers_checked": True,
}  # fmt: skip
TELL_NOBODY = {"outcome": "not_tell", "reasons": "No child or description of children at risk is identified."}
SIGN = {"reasons": "Read in full; these words leave the job and the children safe."}


def move(on: Stage, reference: str, name: str, who: str, given: dict[str, Any]) -> None:
    """One person's move, in a transaction of its own, as the desk makes it."""
    with transaction(on.engine) as session:
        take(session, reference, name, actor(session, who), given)


def opened(on: Stage, count: int) -> list[str]:
    """Open considerations on new people; the agencies have still to be asked."""
    with transaction(on.engine) as session:
        known = people(session, count)
    references = []
    for person in known:
        with transaction(on.engine) as session:
            given = {"subject": person, "reasons": "To be measured.", "officer": OFFICER}
            references.append(open_consideration(session, actor(session, "dci.1"), given).reference)
    return references


def ready(on: Stage, references: list[str], moves: list[tuple[str, dict[str, Any]]]) -> None:
    """Carry each without Prefect and make people's moves up to the proposal; leave nothing for machines."""
    for reference in references:
        asyncio.run(carry(reference))
        for name, given in moves:
            move(on, reference, name, OFFICER, given)
        asyncio.run(carry(reference))


def ids(on: Stage) -> dict[str, UUID]:
    """The id behind each reference."""
    with transaction(on.engine) as session:
        return dict(session.exec(select(Consideration.reference, Consideration.id)).all())
