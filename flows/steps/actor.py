"""Who makes a move? A person with rank, agency and roles as they are now, or the machine."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from models.dossier import Dossier


@dataclass(frozen=True)
class Actor:
    """The acting person. `person` tells one human being from another, whatever accounts they hold."""

    handle: str
    person: str
    rank: str
    agency: str
    unit: str
    roles: frozenset[str]
    active: bool = True
    name: str = ""

    def named_in(self, dossier: Dossier) -> bool:
        """Tell whether this person's name stands among those the consideration is about or would tell."""
        return bool(self.name) and folded(self.name) in {folded(name) for name in names_in(dossier)}


MACHINE = Actor("machine", "machine", "none", "none", "none", frozenset())


def folded(name: str) -> str:
    """Fold case, accents and spacing, so that spelling alone does not hide a conflict."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def names_in(dossier: Dossier) -> list[str]:
    """List every name a consideration holds: subject, applicant, named person, children, recipients."""
    people: list[dict[str, Any]] = [dossier.snapshot, *dossier.children.values()]
    people += [line.details for line in dossier.lines.values()]
    if dossier.registration:
        people += [dossier.registration.get("applicant") or {}, dossier.registration.get("individual") or {}]
    return [name for person in people if (name := _name(person))]


def _name(person: dict[str, Any]) -> str:
    if person.get("name"):
        return str(person["name"])
    return f"{person.get('forenames') or ''} {person.get('surname') or ''}".strip()
