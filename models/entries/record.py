"""What happens to the record as a whole, to meetings, and in the machine's own runs."""

from datetime import date, datetime
from typing import ClassVar

from models.entries.entry import Act, Entry


class RecordCreated(Entry, frozen=True):
    """The first entry of every record. A scratch record carries its mark here for ever."""

    act: ClassVar[Act] = Act.COLLECTION
    scratch: bool


class Erased(Entry, frozen=True):
    """The retention role deleted a content row, named by its digest, on the basis given."""

    act: ClassVar[Act] = Act.ERASURE
    content_digest: str
    basis: str


class Exported(Entry, frozen=True):
    """Content left the record: an export, or the rationale as a PDF. Content: the purpose in their words.

    `entries` and `digest` say which entries went: how many, and the hash of their hashes.
    """

    act: ClassVar[Act] = Act.DISCLOSURE
    references: tuple[str, ...]
    entries: int
    digest: str


class Consulted(Entry, frozen=True):
    """Content was shown to a person (content: why, in their words), or read by a machine's run.

    `purpose` is a code; a machine's run gives the digest of the set it read.
    """

    act: ClassVar[Act] = Act.CONSULTATION
    purpose: str
    references: tuple[str, ...] = ()
    count: int
    digest: str | None = None


class GlassBroken(Entry, frozen=True):
    """Somebody of another unit opened one consideration until a moment. Content: why, in their words."""

    act: ClassVar[Act] = Act.CONSULTATION
    reference: str
    unit: str
    until: datetime


class MeetingArranged(Entry, frozen=True):
    """A Level 2 or 3 meeting was arranged, with its list."""

    meeting: str
    level: int
    unit: str
    held_on: date
    chair: str
    co_chair: str | None
    listed: tuple[str, ...]


class PutOnMeetingList(Entry, frozen=True):
    """Considerations were added to the list of a meeting to come."""

    meeting: str
    listed: tuple[str, ...]


class TakenOffMeetingList(Entry, frozen=True):
    """Considerations were taken off the list of a meeting to come. Content: the reasons."""

    meeting: str
    taken_off: tuple[str, ...]


class MeetingHeld(Entry, frozen=True):
    """A meeting was held; which agencies attended. Content: minutes reference."""

    meeting: str
    attendance: tuple[str, ...]


class SweepRun(Entry, frozen=True):
    """A scheduled run read the record: purpose, how many, digest of the set."""

    act: ClassVar[Act] = Act.CONSULTATION
    flow: str
    day: date
    managed: int
    considered: int
    due: int
    overdue: int
    opened: int
    open_now: int
    digest: str


class ChaseRun(Entry, frozen=True):
    """A scheduled run read every clock: how many are coming, how many were missed, digest of the set."""

    act: ClassVar[Act] = Act.CONSULTATION
    day: date
    coming: int
    missed: int
    digest: str
