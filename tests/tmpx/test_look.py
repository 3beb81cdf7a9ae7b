from sqlmodel import select
import pytest
from desk.loading import Opened
from desk.access import Relation
from desk.tasks.every import tasks
from models import clock, ledger
from models.consideration import Consideration, Wait
from models.database import transaction
from models.folding import fold
from models.schemes import schemes


def opened(engine, ref):
    with transaction(engine) as s:
        row = s.exec(select(Consideration).where(Consideration.reference == ref)).one()
        entries = ledger.entries(s, row.id)
        waits = list(s.exec(select(Wait).where(Wait.consideration_id == row.id)))
        s.expunge_all()
        return Opened(
            row,
            fold(entries),
            entries,
            schemes().get(row.scheme, row.edition),
            waits,
            Relation.ASSIGNED,
            "x",
            clock.now(s),
            False,
            engine,
        )


@pytest.mark.parametrize(
    "story,before",
    [
        ("grandparent-asks-mother-told", "progress"),
        ("grandparent-asks-mother-told", "name_recipient"),
        ("grandparent-asks-mother-told", "sign_off"),
        ("grandparent-asks-mother-told", "tell"),
        ("grandparent-asks-mother-told", None),
        ("employer-representations-heard", "propose"),
        ("agency-never-answers", "propose"),
    ],
)
def test_look(carry_on, story, before):
    r = carry_on(story, before, [])
    o = opened(r.engine, r.names["it"])
    print("\n=====", story, before, o.stage)
    for h, ts in tasks(o):
        print(h)
        for t in ts:
            print("   ", t.title.ljust(45), t.words.ljust(40), t.why, "|", t.wait and t.wait.due_at)
