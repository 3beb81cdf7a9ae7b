"""How does each kind of entry change the picture? One small function for each, in the order of a story."""

from collections.abc import Iterable
from datetime import date, datetime

from models import candidate_folding, letter_folding, pack_folding, registration_folding  # noqa: F401
from models.dossier import NOBODY, CheckState, Dossier, Phase, Written
from models.folds import FOLDS, Given, folds

MACHINE = "machine"
# What people write on a consideration without moving it.
NO_MOVE = frozenset({"Consulted", "Exported", "Erased", "GlassBroken", "PartOpened", "SubjectChanged"})


def fold(entries: Iterable[Written], dossier: Dossier | None = None) -> Dossier:
    """Fold entries, oldest first, into a dossier. An entry no function reads changes nothing here."""
    dossier = dossier or Dossier()
    for entry in entries:
        if read := FOLDS.get(entry.kind):
            read(dossier, entry, entry.body, entry.content or {})
        if entry.kind in NO_MOVE:
            continue
        if entry.by != MACHINE:
            dossier.stopped_work.clear()  # somebody may have put it right: the machine tries again
        dossier.last_move_at = entry.at
    return dossier


@folds("Opened")
def _opened(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.reference, d.scheme, d.edition = body["reference"], body["scheme"], body["edition"]
    d.route, d.occasion, d.unit = body["route"], body["occasion"], body["unit"]
    d.lead_agency, d.subject = body["lead_agency"], body["subject"]
    d.lead_agency_at_opening = body["lead_agency"]
    d.opened_on, d.opened_at, d.opened_by = date.fromisoformat(body["opened_on"]), e.at, e.by
    d.snapshot = content.get("snapshot") or {}
    d.identity = "unique" if d.subject else None
    # Before the entry said so itself, it went to whoever manages the person.
    _assign(d, body["officer"] if "officer" in body else d.snapshot.get("offender_manager"))


def _assign(d: Dossier, officer: str | None) -> None:
    d.officer = officer
    if officer:
        d.was_assigned.add(officer)


@folds("Reassigned")
def _reassigned(d: Dossier, e: Written, body: Given, content: Given) -> None:
    _assign(d, body["to_officer"])
    d.holds = {
        hold: (body["to_officer"] if owner == body["from_officer"] else owner, placed_at)
        for hold, (owner, placed_at) in d.holds.items()
    }


@folds("Progressed")
def _progressed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    _assign(d, d.officer or e.by)
    d.progressed, d.interview_plan = True, content.get("interview")


@folds("NotProgressed")
def _not_progressed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.not_progressed = body["reason"]


@folds("Withdrawn")
def _withdrawn(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.withdrawn = True


@folds("Interviewed")
def _interviewed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.interviewed, d.interviewed_on = True, e.at.date()
    d.answers |= content.get("answers") or {}
    d.form_answers -= {*(content.get("answers") or {})}
    _note_imminence(d, e)
    d.assessors.add(e.by)


def _note_imminence(d: Dossier, e: Written) -> None:
    """From when harm is said to be imminent, and no longer than it is: an hour is counted from it."""
    imminent = d.answers.get("imminent_risk") is True
    d.imminent_since = (d.imminent_since or e.at) if imminent else None


@folds("Answered")
def _answered(d: Dossier, e: Written, body: Given, content: Given) -> None:
    held = d.line(body["recipient"]).answers if body["recipient"] else d.answers
    held |= content.get("answers") or {}
    if not body["recipient"]:
        d.form_answers -= {*body["questions"]}
    _note_imminence(d, e)
    d.assessors.add(e.by)


@folds("ItemListed")
def _item(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.items[body["item"]] = content | {"kind": body["item_kind"], "owner_agency": body["owner_agency"]}
    d.assessors.add(e.by)


@folds("ItemAssessed")
def _assessed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.assessments.setdefault(body["item"], {}).update(content.get("answers") or {})
    d.assessors.add(e.by)


@folds("ChildListed")
def _child(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.children[body["child"]] = content | {"particular": body["particular"]}
    d.assessors.add(e.by)


@folds("RecipientNamed")
def _recipient(d: Dossier, e: Written, body: Given, content: Given) -> None:
    line = d.line(body["recipient"])
    line.kind, line.details, d.another_wanted = body["recipient_kind"], content, False
    line.named_by.add(e.by)


@folds("CheckAsked")
def _asked(d: Dossier, e: Written, body: Given, content: Given) -> None:
    state = d.checks.get(body["check"])
    failures = state.failures if state else 0
    d.checks[body["check"]] = CheckState(
        body["check"], body["agency"], e.at, body["by_hand"], body["attempt"], failures
    )


@folds("CheckAnswered")
def _check_answered(d: Dossier, e: Written, body: Given, content: Given) -> None:
    state = d.checks.setdefault(body["check"], CheckState(body["check"], body["agency"], e.at))
    state.result, state.answered_at, state.summary = body["result"], e.at, content
    if body["by_hand"]:
        d.assessors.add(e.by)


@folds("CheckFailed")
def _check_failed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    state = d.checks[body["check"]]
    state.failures, state.result, state.refused = state.failures + 1, "no_answer", body["refused"]


@folds("HoldPlaced")
def _hold(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.holds[body["hold"]] = (body["owner"], e.at)


@folds("HoldLifted")
def _lifted(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.holds.pop(body["hold"], None)


@folds("ViewGiven")
def _view(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.views[body["agency"]] = content | {"agrees": body["agrees"], "by": e.by}


@folds("UrgentRouteTaken")
def _urgent(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.urgent = d.past_interview = True


@folds("RepresentationsInvited")
def _invited(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.representations, d.answer_by = "invited", date.fromisoformat(body["answer_by"])
    d.invitation = content


@folds("RepresentationsHeard")
def _heard(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.representations = "heard" if body["received"] else "none_received"


@folds("RepresentationsSkipped")
def _skipped(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.representations, d.skip_reason = "skipped", body["reason"]


@folds("Recommended")
def _recommended(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.recommended[body["recipient"] or NOBODY] = body | {"content": content, "at": e.at}


@folds("Disclosed")
def _disclosed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    line = d.line(body["recipient"])
    line.phase, line.told = Phase.TOLD, body | content | {"by": e.by}
    line.since = datetime.fromisoformat(body["told_at"])
    if d.urgent and line.proposal and not line.proposal.get("meeting"):
        line.ratified = False


@folds("Ratified")
def _ratified(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.line(body["recipient"]).ratified = True


@folds("RatificationRefused")
def _not_ratified(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.line(body["recipient"]).ratified = None


@folds("OutcomeGiven")
def _outcome(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.outcome_given = True


@folds("Closed")
def _closed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.closed, d.closed_at, d.review_on = True, e.at, date.fromisoformat(body["review_on"])


@folds("Reviewed")
def _reviewed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.review_on = date.fromisoformat(body["next_review_on"])


@folds("Reopened")
def _reopened(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.closed, d.review_on, d.reopened_at, d.not_progressed = False, None, e.at, None
    d.compare_again = True  # the register may have changed while nobody looked
    d.outcome_given = False  # the applicant is told how it ends this time, too
    d.urgent, d.past_interview = False, True  # what could not wait then is no leave to skip a meeting now
    for line in d.lines.values():
        if line.phase == Phase.NOT_TOLD:
            line.phase, line.proposal, line.pack, line.decided = Phase.NAMED, None, None, None


@folds("DeadlineExtended")
def _extended(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.extensions[body["clock"]] = date.fromisoformat(body["due_on"])


@folds("DeadlineMissed")
def _missed(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.missed.add((body["clock"], datetime.fromisoformat(body["due_at"])))
