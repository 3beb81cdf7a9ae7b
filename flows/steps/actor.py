"""Who makes a move? A person with rank, agency and roles as they are now, or the machine."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

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
    date_of_birth: date | None = None

    def named_in(self, dossier: Dossier) -> bool:
        """Tell whether the consideration is about this person or would tell them.

        They said so themselves, or somebody in it has their name, and, where both are known, was born on
        the same day.
        """
        if self.person in dossier.declared:
            return True
        return any(is_this_person(self, person) for person in people_in(dossier))


MACHINE = Actor("machine", "machine", "none", "none", "none", frozenset())


class Named(Protocol):
    """Whoever has a name of their own: an acting person, or an account."""

    @property
    def name(self) -> str: ...
    @property
    def date_of_birth(self) -> date | None: ...


def is_this_person(actor: Named, person: dict[str, Any]) -> bool:
    """Tell whether somebody has the actor's name and, where both are known, was born on the same day."""
    names = {folded(name) for name in names_of(person)}
    born = person.get("date_of_birth")
    unlike = actor.date_of_birth and born and str(born) != actor.date_of_birth.isoformat()
    return bool(actor.name) and folded(actor.name) in names and not unlike


def folded(name: str) -> str:
    """Fold case, accents and spacing, so that spelling alone does not hide a conflict."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def people_in(dossier: Dossier) -> list[dict[str, Any]]:
    """Everybody a consideration holds: subject, recipients, children, and whoever stands on the form."""
    people: list[dict[str, Any]] = [dossier.snapshot, *dossier.children.values()]
    people += [line.details for line in dossier.lines.values()]
    form = dossier.registration or {}
    people += [form.get(part) or {} for part in ("applicant", "individual", "mother", "father")]
    others = [{"name": name} for name in form.get("other_individuals") or ()]
    return [*people, *others, *(form.get("children") or ())]


def who_is_named(dossier: Dossier) -> frozenset[tuple[str, str]]:
    """What the wall goes by, to tell whether a move changed it: names with dates of birth, declarations."""
    named = {
        (folded(name), str(person.get("date_of_birth") or ""))
        for person in people_in(dossier)
        for name in names_of(person)
    }
    return frozenset(named | {("", person) for person in dossier.declared})


def names_of(person: dict[str, Any]) -> list[str]:
    """Every name somebody has or had, each in full."""
    parts = f"{person.get('forenames') or ''} {person.get('surname') or ''}".strip()
    others = [person.get(kind) or () for kind in ("other_names", "aliases", "former_names")]
    return [name for name in (person.get("name"), parts, *(n for names in others for n in names)) if name]
