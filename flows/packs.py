"""What exactly is signed? The manifest of a pack, and the one digest that every signature binds to.

It covers facts, rule edition with the force's own values, the subject as registered, children, agencies'
answers, items with their words, recipient with address, proposal, views, date and the bytes of each letter
(by SHA-256). Anything that changes makes another digest, so signatures lapse.
"""

import hashlib
import json
from datetime import date
from typing import Any

from models.canonical import canonical
from models.dossier import NOBODY, Dossier, Line
from models.facts_on_record import as_facts
from policy.scheme import Scheme

# Convictions are among the items; who looks after him, and from where, changes nothing that is signed.
NOT_ABOUT_THE_SUBJECT = frozenset({"convictions", "offender_manager", "unit"})


def manifest_of(
    dossier: Dossier, line: Line, scheme: Scheme, on: date, letters: list[dict[str, str]]
) -> dict[str, Any]:
    """Set out everything a signature over this line covers, as laid on a day."""
    facts = as_facts(dossier, on, line).model_dump(mode="json")
    facts["holds"] = sorted(facts["holds"])
    return {
        "reference": dossier.reference,
        "scheme": scheme.key,
        "edition": scheme.edition,
        "own_values": scheme.own_values,
        "laid_on": on.isoformat(),
        "facts": facts,
        "subject": {"id": dossier.subject, **_plain(dossier.snapshot, but=NOT_ABOUT_THE_SUBJECT)},
        "children": {key: _plain(child) for key, child in dossier.children.items()},
        "answers_of_agencies": {
            check: {"agency": state.agency, **state.summary} for check, state in dossier.checks.items()
        },
        "recipient": {"key": line.key, "kind": line.kind, **line.details},
        # Where nobody is to be told, that is decided of everybody named.
        "nor": {
            key: {"kind": other.kind, **other.details}
            for key, other in dossier.lines.items()
            if line.key == NOBODY and other.kind
        },
        "proposal": _plain(line.proposal or {}),
        "items": {key: _plain(item) for key, item in dossier.information.items()},
        "views": {agency: _plain(view) for agency, view in sorted(dossier.views.items())},
        "letters": letters,
    }


def digest_of(manifest: dict[str, Any]) -> str:
    """SHA-256 of the manifest's canonical bytes (RFC 8785), in hex."""
    return hashlib.sha256(canonical(manifest)).hexdigest()


def digest_now(dossier: Dossier, line: Line, scheme: Scheme) -> str:
    """What the digest of a laid pack would be if it were laid from the facts as they are now.

    Once what was laid has been erased there is nothing to compare with: no digest, which is like none.
    """
    if line.pack is None:
        raise ValueError("the line has no pack")
    laid = line.pack.manifest
    if not laid:
        return ""
    now = manifest_of(dossier, line, scheme, date.fromisoformat(laid["laid_on"]), laid["letters"])
    return digest_of(now)


def facts_digest(dossier: Dossier, line: Line | None, scheme: Scheme, on: date) -> str:
    """Digest of the facts behind a recommendation, and of a force's own values where it has any.

    The day itself is left out, so that it does not age.
    """
    facts = as_facts(dossier, on, line).model_dump(mode="json", exclude={"on"})
    facts["holds"] = sorted(facts["holds"])
    if scheme.own_values:
        facts["own_values"] = scheme.own_values
    # Compared only with others made here, many times a move: plain sorted JSON is ten times faster.
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def is_stale(dossier: Dossier, line: Line | None, digest: str) -> bool:
    """Tell whether the last recommendation on a line was made from other facts."""
    last = dossier.recommended.get(line.key if line and line.kind else NOBODY)
    return last is None or last["facts_digest"] != digest


def _plain(value: dict[str, Any], but: frozenset[str] = frozenset()) -> dict[str, Any]:
    return {key: held for key, held in value.items() if not isinstance(held, bytes) and key not in but}
