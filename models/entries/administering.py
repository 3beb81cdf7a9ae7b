"""What an administrator changes: who works here and in what rank and roles, agencies, closed days.

Bodies hold handles and codes; names, and what stood before and stands now, are content.
"""

from datetime import date

from models.entries.entry import Entry


class OfficerAdded(Entry, frozen=True):
    """Somebody was given an account. Content: name, date of birth, reasons."""

    handle: str
    person: str
    rank: str
    agency: str
    unit: str
    roles: tuple[str, ...]


class OfficerChanged(Entry, frozen=True):
    """What an account says of somebody changed. Content: before and after, reasons."""

    handle: str
    changed: tuple[str, ...]
    rank: str
    agency: str
    unit: str
    roles: tuple[str, ...]


class OfficerRevoked(Entry, frozen=True):
    """Somebody's rights ended at once, sessions included. Content: reasons."""

    handle: str


class OfficerRestored(Entry, frozen=True):
    """Somebody has the rights of their account again. Content: reasons."""

    handle: str


class AgencyAdded(Entry, frozen=True):
    """A body takes part from now on. Content: its name, where its system is, reasons."""

    agency: str
    answers: tuple[str, ...]


class AgencyChanged(Entry, frozen=True):
    """What is known of an agency changed. Content: before and after, reasons."""

    agency: str
    changed: tuple[str, ...]
    answers: tuple[str, ...]


class ClosureAdded(Entry, frozen=True):
    """The force is closed on a day. Content: what it is called, reasons."""

    closed_on: date


class ClosureRemoved(Entry, frozen=True):
    """The force is not closed on a day after all. Content: reasons."""

    closed_on: date
