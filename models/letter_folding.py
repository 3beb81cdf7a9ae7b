"""How does each kind of entry change what is known of a letter?"""

from models.dossier import Dossier, LetterState, StoppedWork, Written
from models.folds import Given, folds


@folds("LetterIssued")
def _letter(d: Dossier, e: Written, body: Given, content: Given) -> None:
    d.letters[body["letter"]] = LetterState(
        body["letter"],
        body["letter_kind"],
        body["recipient"],
        body["sha256"],
        body["release"],
        body["delivery"],
        e.at,
    )


@folds("LetterReleased", "LetterClaimed", "LetterSent", "LetterWithheld", "LetterUnknown", "LetterSettled")
def _letter_moved(d: Dossier, e: Written, body: Given, content: Given) -> None:
    letter = d.letters[body["letter"]]
    if e.kind == "LetterReleased":
        letter.released_by = e.by
    states = {
        "LetterReleased": "released",
        "LetterClaimed": "in_flight",
        "LetterSent": "sent",
        "LetterUnknown": "unknown",
        "LetterWithheld": "withheld",
    }
    letter.since = e.at
    settled = {"sent": "sent", "not_sent": "released"}
    letter.state = states.get(e.kind) or settled[body["fate"]]


@folds("MachineStopped")
def _machine_stopped(d: Dossier, e: Written, body: Given, content: Given) -> None:
    words = content.get("words") or "the reason has been erased"
    stopped = StoppedWork(body["step"], body["about"], words, e.at)
    d.stopped_work[stopped.step, stopped.about] = stopped
