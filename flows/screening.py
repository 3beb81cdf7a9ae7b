"""Who on the register may the person named be? The machine compares, and writes down the ten nearest.

It never says who it is. No transaction is open while it compares: read, close, compare, write.
"""

from datetime import date
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from flows import finding
from flows.looking import look
from flows.matching.nearest import NOT_FOUND
from flows.steps.actor import MACHINE
from flows.steps.pipeline import take
from flows.workplace import workplace
from models import clock
from models.candidates import question_of
from models.database import transaction
from models.dossier import Dossier

if TYPE_CHECKING:
    from flows.matching.nearest import Candidate, Nearest


def screen(reference: str) -> None:
    """Compare the person named in one consideration with the register as it is now."""
    engine = workplace().engine
    with transaction(engine) as session:
        _, dossier = look(session, reference)
        today = clock.today(session)
    if not dossier.individual:
        return
    held = finding.register(engine)
    nearest = held.register.nearest(finding.sought(dossier.individual, asked_on(dossier, today)))
    with transaction(engine) as session:
        take(session, reference, "screen", MACHINE, as_given(held, dossier.individual, nearest))


def asked_on(dossier: Dossier, today: date) -> date:
    """The day the applicant spoke: an age they gave was so then."""
    return dossier.received_at.date() if dossier.received_at else today


def as_given(held: finding.Held, individual: dict[str, Any], nearest: "Nearest") -> dict[str, Any]:
    """What the move `screen` is given: the comparison, in JSON without floats.

    Where nothing said of the person speaks for anybody, the nearest are strangers: nobody is listed.
    """
    near = nearest.candidates if any(candidate.reasons for candidate in nearest.candidates) else ()
    return {
        "register_import": held.version.extract,
        "size": held.register.size,
        "digest": held.register.digest,
        "edition": edition(),
        "question": question_of(individual),
        "heading": nearest.heading if near else NOT_FOUND,
        "would_help": list(nearest.would_help),
        "candidates": [_plain(candidate) for candidate in near],
    }


def edition() -> str:
    """Which weights were used: the digest of the reviewed file."""
    weights = files("flows.matching") / "weights.yaml"
    return sha256(weights.read_bytes() if weights.is_file() else b"").hexdigest()[:16]


def _plain(candidate: "Candidate") -> dict[str, Any]:
    return {
        "reference": candidate.key,
        "rank": candidate.rank,
        "weight": str(candidate.weight),
        "band": str(candidate.band),
        "reasons": list(candidate.reasons),
        "against": list(candidate.against),
        "missing": list(candidate.missing),
        "parts": [
            {"comparison": part.comparison, "words": part.words, "weight": str(part.weight)}
            for part in candidate.parts
        ],
    }
