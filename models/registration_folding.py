"""How do entries about a registration change the picture? What was said, proof seen, risk now, links."""

from datetime import datetime

from models.candidate_folding import ask_again
from models.dossier import Dossier, LinkState, Written
from models.folds import Given, folds
from policy.registration import FACT_OF_PROOF, Proof

# What a form comes to by the names on it, and no longer does once they are others.
FROM_NAMES = {"applicant_anonymous", "applicant_is_subject"}
# Who is compared with other registrations.
COMPARED = {"applicant", "individual", "children"}
# What a check of somebody not on the register goes by (flows/agencies/asking.py).
TOLD_TO_AGENCIES = ("name", "other_names", "date_of_birth", "approximate_age", "address")


@folds("InterestRegistered")
def _registered(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.registration, d.received_at = content, datetime.fromisoformat(body["received_at"])
    d.registered_as, d.individual_number = body["registration"], body.get("individual", 1)
    d.siblings = tuple(body.get("siblings", ()))
    d.left_open = tuple(body.get("left_open", ()))
    d.answers |= content.get("answers") or {}
    d.form_answers = {*(content.get("answers") or {})}


@folds("RegistrationAdded")
def _added(d: Dossier, e: Written, body: Given, content: Given) -> None:
    before = d.individual
    d.registration, d.left_open = content.get("form") or {}, tuple(body["left_open"])
    d.links_looked &= not COMPARED & {*body["questions"]}
    new = d.registration.get("answers") or {}
    for name in (FROM_NAMES & d.form_answers) - new.keys():
        d.form_answers.remove(name)
        del d.answers[name]
    # What an officer answered since stands; the form adds what nobody had, and puts right what it had said.
    own = {name: each for name, each in new.items() if name in d.form_answers or name not in d.answers}
    d.answers |= own
    d.form_answers |= {*own}
    if not d.subject and any(before.get(name) != d.individual.get(name) for name in TOLD_TO_AGENCIES):
        ask_again(d)


@folds("ImmediateRiskRaised")
def _raised(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.immediate_risk = (body["answer"], e.at)


@folds("ImmediateRiskActedOn")
def _acted(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.immediate_risk = None


@folds("EvidenceSeen")
def _seen(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.evidence.append({name: body[name] for name in ("proof", "document", "seen_on")} | {"by": e.by})
    d.answers[FACT_OF_PROOF[Proof(body["proof"])]] = True


@folds("LinksLooked")
def _looked(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.links_looked = True


@folds("RegistrationLinked")
def _linked(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.links[body["link"]] = LinkState(
        body["link"], body["link_kind"], body["other"], tuple(body["because"]), e.at
    )


@folds("LinkSettled")
def _settled(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.links[body["link"]].verdict = body["verdict"]
