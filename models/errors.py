"""Every deliberate exception, in one tree. The branch decides what the desk, a flow and the command line do.

    DisclosureError
    ├── CannotDo              the process forbids it now; every obstacle at once            exit 1
    ├── AgencyUnavailable     may work later: retried, then waits on the agency             exit 75
    ├── AgencyRefused         will not work by itself: shown to a person                    exit 1
    ├── DatabaseUnavailable   our own database can't be reached or is busy; try later       exit 75
    │   └── DiskFull          nothing acknowledged is lost; free space, then try again
    ├── Busy                  too many at once: nothing was looked at; try again in a moment  exit 75
    └── RecordError           the record would be wrong: nothing is written; a guide looks   exit 2
    │                         at the record anew after a pause
        └── AlreadyRecorded   another run of the same step wrote its entry first

DatabaseUnavailable stands apart from RecordError (nothing is wrong, only away) and from
AgencyUnavailable (a flow must not write down that an agency was silent when we were).
Messages say the thing, the limit and the next step, and never name a person or an address.
"""

from typing import ClassVar


class DisclosureError(Exception):
    """The root; `exit_status` is what the command line ends with."""

    exit_status: ClassVar[int] = 1


class CannotDo(DisclosureError):
    """The process forbids it now. The words are fit for an officer; all obstacles come at once."""

    def __init__(self, *obstacles: str) -> None:
        if not obstacles:
            raise ValueError("CannotDo needs at least one obstacle")
        super().__init__(*obstacles)
        self.obstacles = list(obstacles)

    def __str__(self) -> str:
        return "\n".join(self.obstacles)


class AgencyUnavailable(DisclosureError):
    """An outside system did not answer; it may work later."""

    exit_status = 75


class AgencyRefused(DisclosureError):
    """An outside system answered, and asking again will not help."""


class DatabaseUnavailable(DisclosureError):
    """Our own database can't be reached, or was too busy to finish; nothing was written."""

    exit_status = 75


class DiskFull(DatabaseUnavailable):
    """The database has no room left; nothing was written, and nothing acknowledged is lost."""


class Busy(DisclosureError):
    """More are asking at once than can be served; what was asked was not looked at."""

    exit_status = 75


class RecordError(DisclosureError):
    """Going on would make the record wrong. What was tried is given up; a guide looks at the record anew."""

    exit_status = 2


class AlreadyRecorded(RecordError):
    """An entry with this step's key is already in the ledger: the step ran before."""
