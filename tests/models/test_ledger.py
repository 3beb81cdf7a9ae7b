"""Does the ledger keep what it is given, in order?"""

from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from models import ledger
from models.entries import Withdrawn


def test_an_entry_comes_back_with_its_content(session: Session, opened_at: datetime) -> None:
    consideration = uuid4()
    content = {"reason": "Café at the corner"}
    written = ledger.append(session, Withdrawn(), content, by="PC-1", consideration=consideration)
    assert written.seq == 2
    assert written.at == opened_at
    assert ledger.entries(session, consideration) == [written]
    assert written.content == content
    assert ledger.head(session).size == 2
