"""One consideration as its waits see it, and one wait on it."""

from dataclasses import dataclass
from datetime import datetime

from flows.clocks import Closed, Due, began, due
from flows.signing import Known
from models.consideration import Wait
from models.dossier import Dossier
from policy.scheme import Scheme


@dataclass(frozen=True)
class View:
    """One consideration as the waits see it, and its officer."""

    dossier: Dossier
    scheme: Scheme
    now: datetime
    known: Known
    closed: Closed
    owner: str
    unit: str

    def until(self, clock: str, since: datetime | None = None) -> Due | None:
        """When one of the scheme's clocks runs out: from `since`, or from the beginning."""
        return due(self.dossier, self.scheme, clock, since or began(self.dossier), self.closed)


def wait_on(
    owner_kind: str, owner: str, what: str, why: str, until: Due | None = None, about: str | None = None
) -> Wait:
    return Wait(
        owner_kind=owner_kind, owner=owner, what=what, why=why, subject_of=about,
        due_at=until.at if until else None, how=until.how if until else "",
    )  # fmt: skip
