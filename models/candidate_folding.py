"""How does each kind of entry change who the person named may be?"""

from datetime import timedelta

from models.candidates import CandidateState, Comparison, JoinedTo, Settled
from models.dossier import Dossier, Written
from models.folds import Given, folds
from policy.identification import ASKED_OF_TELLING, ASKED_OF_THE_SUBJECT
from policy.risk_checks import ABOUT_APPLICANT


@folds("Screened", "CandidatesChanged")
def _compared(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.compare_again = False
    d.comparison = Comparison(
        register=body["register_import"],
        question=content.get("question", ""),
        at=e.at,
        heading=content.get("heading", ""),
        would_help=tuple(content.get("would_help") or ()),
    )
    listed = {each["reference"]: each for each in content.get("candidates") or ()}
    vanished = set(content.get("vanished") or ())
    for reference, state in list(d.candidates.items()):
        if reference not in listed and state.settled is None and reference not in vanished:
            del d.candidates[reference]
        state.vanished = reference not in listed
    for reference, each in listed.items():
        state = d.candidates.setdefault(reference, CandidateState(reference))
        state.rank, state.band, state.compared, state.vanished = each["rank"], each["band"], each, False
    for reference in content.get("added") or ():
        d.candidates[reference].to_look_at = e.at
    for reference in vanished & d.candidates.keys():
        state = d.candidates[reference]
        ruled_out = state.settled is not None and state.settled.verdict == "not_same"
        state.vanished, state.to_look_at = True, None if ruled_out else e.at


@folds("CandidateSettled")
def _settled(d: Dossier, e: Written, body: Given, content: Given) -> None:
    state = d.candidates.setdefault(body["candidate"], CandidateState(body["candidate"]))
    state.settled = Settled(body["verdict"], e.by, body["person"], e.at, content.get("reasons", ""))
    state.to_look_at = None
    d.assessors.add(e.by)


@folds("SubjectIdentified")
def _identified(d: Dossier, e: Written, body: Given, content: Given) -> None:
    earlier = d.last_subject or d.subject
    d.identity, d.subject, d.confirmed_by = body["identity"], body["subject"], None
    d.last_subject = d.subject or earlier
    if earlier and d.last_subject != earlier:
        _begin_with_another(d)
    d.identified_at = e.at
    d.snapshot = content.get("snapshot") or {} if d.subject else {}
    # Whoever manages the person found leads; where nobody is found, whoever the opening named.
    d.lead_agency = d.snapshot.get("lead_agency") or d.lead_agency_at_opening
    d.assessors.add(e.by)


def _begin_with_another(d: Dossier) -> None:
    """Nothing asked of, said by or weighed about one person holds for another: it is all asked again."""
    d.representations, d.skip_reason, d.answer_by, d.invitation = "not_considered", None, None, None
    d.assessments = {item: held for item, held in d.assessments.items() if not item.startswith("register-")}
    d.answers = {name: said for name, said in d.answers.items() if name not in ASKED_OF_THE_SUBJECT}
    d.form_answers -= ASKED_OF_THE_SUBJECT
    d.imminent_since = None
    for line in d.lines.values():
        line.answers = {name: said for name, said in line.answers.items() if name not in ASKED_OF_TELLING}
    for letter in d.letters.values():
        if letter.kind == "representations_invitation":
            letter.about_another = True
            letter.state = "withheld" if letter.state == "laid" else letter.state
    ask_again(d)


def ask_again(d: Dossier) -> None:
    """Every check was of somebody else, so it counts as tried without an answer, and is tried again now."""
    for state in (state for check, state in d.checks.items() if check not in ABOUT_APPLICANT):
        state.result, state.answered_at, state.summary, state.refused = "no_answer", None, {}, False
        state.failures, state.asked_at = 1, state.asked_at - timedelta(minutes=1)


@folds("IdentityConfirmed")
def _confirmed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.identity, d.confirmed_by = "unique", e.by
    d.assessors.add(e.by)


@folds("SubjectRefreshed")
def _refreshed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.snapshot = content.get("snapshot") or {}
    d.lead_agency = d.snapshot.get("lead_agency") or d.lead_agency_at_opening


@folds("Joined")
def _joined(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.joined[body["other"]] = JoinedTo(body["other"], e.at, body["to_look_at"])


@folds("JoinNoted")
def _noted(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.joined[body["other"]].to_look_at = False


@folds("NamedInDeclared")
def _declared(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.declared.add(body["person"])
    if d.officer == e.by:
        d.officer = None
