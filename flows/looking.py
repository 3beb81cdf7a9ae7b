"""How does a machine read one consideration? The row and the folded ledger; nothing is shown to anybody."""

from sqlmodel import Session, select

from models import ledger
from models.consideration import Consideration
from models.dossier import Dossier
from models.errors import CannotDo
from models.folding import fold


def look(session: Session, reference: str) -> tuple[Consideration, Dossier]:
    """Read a consideration for the machine's own use. Raise CannotDo where no such reference is known.

    What a person is to see goes through a consultation entry first: see flows/showing.py.
    """
    row = session.exec(select(Consideration).where(Consideration.reference == reference)).one_or_none()
    if row is None:
        raise CannotDo("No consideration has that reference. `disclosure status` lists those there are.")
    return row, fold(ledger.entries(session, row.id))
