"""What does a change of the register do to open considerations? Each takes it in; signatures may lapse."""

from sqlmodel import Session

from flows.register.announcing import announce_pending, note_changed
from flows.steps import every  # noqa: F401 - registers the moves
from flows.steps.actor import MACHINE
from flows.steps.pipeline import take
from flows.workplace import workplace
from models.consideration import Consideration
from models.database import transaction
from models.register_entries import SubjectChanged


def take_in(session: Session, row: Consideration, entry: SubjectChanged, by: str, key: str) -> None:
    """Note the change in a consideration and refresh its picture of the subject."""
    take(session, row.reference, "refresh_subject", MACHINE, {})
    note_changed(session, row, entry, by, key)


def take_in_what_is_pending() -> bool:
    """Go on where applying an extract left off; True while there is more."""
    with transaction(workplace().engine) as session:
        return announce_pending(session, take_in) > 0
