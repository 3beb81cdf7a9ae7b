"""Which lists open to whoever chairs a meeting? Those that somebody else drew up.

Chairing opens a consideration without a reason, so nobody comes to one by listing it for themselves.
"""

from collections.abc import Iterable

from sqlmodel import Session

from flows.steps.actor import Actor
from flows.steps.roles import CHAIRS
from models import ledger
from models.consideration import Meeting
from models.entries import MeetingArranged, MeetingHeld, PutOnMeetingList
from policy.scheme import RESPONSIBLE_AUTHORITY

PUT_ON = (MeetingArranged, PutOnMeetingList, MeetingHeld)


def chairs(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether somebody chairs a meeting and may still: by role, and of the Responsible Authority."""
    may = actor.agency in RESPONSIBLE_AUTHORITY and bool(actor.roles & {*CHAIRS})
    return may and actor.handle in (meeting.chair, meeting.co_chair)


def opened_by_chairing(session: Session, actor: Actor, meetings: Iterable[Meeting]) -> set[str]:
    """The references on the lists somebody chairs, save those they put there themselves."""
    chaired = [meeting for meeting in meetings if chairs(actor, meeting)]
    own = _listed_by(session, actor) if chaired else set()
    return {
        reference
        for meeting in chaired
        for reference in meeting.listed.split(",")
        if reference and (meeting.reference, reference) not in own
    }


def _listed_by(session: Session, actor: Actor) -> set[tuple[str, str]]:
    """What one human being put on which list, by any of their accounts."""
    entries = ledger.entries_by(session, actor.person, [each.kind for each in PUT_ON])
    return {
        (str(entry.body["meeting"]), str(reference))
        for entry in entries
        for reference in (*entry.body.get("listed", ()), *(entry.content or {}).get("added", ()))
    }
