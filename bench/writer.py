"""One writer, in a process of its own: says it is ready, waits for a line, writes, tells how long each took.

python -m bench.writer URL act|append|plain SECONDS REFERENCE …
"""

import json
import sys
import time
from collections.abc import Callable
from itertools import count
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session

from flows.people import actor
from flows.steps import every as _every  # noqa: F401 - registers the moves
from flows.steps.pipeline import take
from models import ledger
from models.canonical import canonical
from models.clock import now
from models.database import engine, transaction
from models.entries import Answered
from models.schemes import schemes

CONTENT = {
    "answers": {"serious_harm_risk": False, "particular_children": False},
    "reasons": "Complies with every condition; no contact with children found at the last three visits.",
}
OFFICER = "ppo.western.1"
Write = Callable[[Session, int], object]


def act(references: list[str]) -> Write:
    """A person answers two questions: rights, stage, policy, waits and ledger."""

    def write(session: Session, number: int) -> object:
        given = CONTENT | {"reasons": f"{CONTENT['reasons']} ({number})"}
        reference = references[number % len(references)]
        return take(session, reference, "answer", actor(session, OFFICER), given)

    return write


def append(_references: list[str]) -> Write:
    """The same entry, with nothing around it."""
    consideration = uuid4()

    def write(session: Session, number: int) -> object:
        return ledger.append(
            session,
            Answered(questions=("serious_harm_risk", "particular_children")),
            CONTENT,
            by=OFFICER,
            consideration=consideration,
        )

    return write


def plain(_references: list[str]) -> Write:
    """The same bytes, unchained, in a table of their own."""
    consideration = uuid4()

    def write(session: Session, _number: int) -> object:
        body = ledger.entry_body(
            Answered(questions=("serious_harm_risk", "particular_children")),
            now(session),
            OFFICER,
            consideration,
            None,
            "0" * 64,
        )
        values = (body, uuid4().bytes, canonical(CONTENT))
        return session.connection().exec_driver_sql(
            "INSERT INTO plain (body, salt, bytes) VALUES (%s, %s, %s)", values
        )

    return write


def writing(on: Engine, write: Write, seconds: float) -> list[float]:
    """Write until the time is up; give the seconds from each beginning to its commit."""
    taken, end = [], time.perf_counter() + seconds
    for number in count():
        began = time.perf_counter()
        if began > end:
            break
        with transaction(on) as session:
            write(session, number)
        taken.append(time.perf_counter() - began)
    return taken


def main() -> None:
    url, what, seconds, *references = sys.argv[1:]
    on = engine(url)
    write = {"act": act, "append": append, "plain": plain}[what](references)
    schemes()
    writing(on, write, 0.3)
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(writing(on, write, float(seconds))))


if __name__ == "__main__":
    main()
