"""The register has changed: who may the persons named be now? Each that is live, or open, is compared again.

Plain functions: flows/considering.py shows them in Prefect. A consideration gets an entry only where somebody
new may be meant, or somebody no longer; one entry says of the whole what was read. Killed in the middle, it
is begun again, and what was written then is found written.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select

from flows import finding
from flows.register.applying import applied_under
from flows.screening import as_given, asked_on
from flows.steps.actor import MACHINE
from flows.steps.pipeline import take
from flows.steps.settling import changes
from flows.workplace import workplace
from models import clock, ledger
from models.consideration import Consideration
from models.database import transaction
from models.dossier import Dossier
from models.entries import RegisterScreened
from models.folding import fold
from models.registration import RegisteredIndividual, live_on
from policy.stages import Stage

PURPOSE = "register_change"
# What says whether a registration is live, what was asked, and who may have been meant so far.
READ = ("InterestRegistered", "RegistrationAdded", "Withdrawn", "NotProgressed", "Reopened", "Screened",
        "CandidatesChanged", "CandidateSettled")  # fmt: skip
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Rescreened:
    """What a run came to: how many registrations were compared, and in how many somebody came or went."""

    register: str
    number: int
    count: int
    changed: int


def due(session: Session) -> finding.Version | None:
    """The register's version that earlier registrations were not compared with; None where there is none."""
    now = finding.version(session)
    applied = ledger.find(session, applied_under(now.extract))
    if applied is None or ledger.find(session, _key(now.extract)):
        return None
    before = "SELECT EXISTS (SELECT 1 FROM entry WHERE kind = 'InterestRegistered' AND seq < %(seq)s)"
    found = session.connection().exec_driver_sql(before, {"seq": applied.seq})
    return now if found.scalar_one() else None


def rescreen(progress: Progress | None = None, engine: Engine | None = None) -> Rescreened | None:
    """Compare every live registration with the register as it is now. None where that has been done.

    `progress` is told registrations done and in all. `engine`: another record than this process works on.
    """
    engine = engine or workplace().engine
    with transaction(engine) as session:
        if due(session) is None:
            return None
        live, today = _live(session), clock.today(session)
    held = finding.register(engine)
    left = {ref: d for ref, d in live.items() if not _has_been(d, held)}
    sought = {ref: finding.sought(d.individual, asked_on(d, today)) for ref, d in left.items()}
    nearest = held.register.nearest_of_each(sought, progress=progress)
    for reference, dossier in left.items():
        given = as_given(held, dossier.individual, nearest[reference])
        if dossier.comparison is None or any(changes(dossier, tuple(given["candidates"]))):
            with transaction(engine) as session:
                take(session, reference, "screen", MACHINE, given)
    return _wrote(engine, held, live)


def _has_been(dossier: Dossier, held: finding.Held) -> bool:
    return dossier.comparison is not None and dossier.comparison.register == held.version.extract


def _live(session: Session) -> dict[str, Dossier]:
    """Every registration that is live, or not closed, with somebody named; folded as far as this needs.

    One that is withdrawn, anonymous or not progressed is still assessed until it is closed.
    """
    entries: dict[str, list[ledger.Recorded]] = defaultdict(list)
    for entry in ledger.entries(session, kinds=READ):
        entries[str(entry.consideration)].append(entry)
    found = (
        select(Consideration.id, Consideration.reference)
        .join(RegisteredIndividual, col(RegisteredIndividual.consideration_id) == col(Consideration.id))
        .where(or_(live_on(clock.today(session)), col(Consideration.stage) != str(Stage.CLOSED)))
        .order_by(col(Consideration.number))
    )
    names: Mapping[UUID, str] = dict(session.exec(found).all())
    folded = {name: fold(entries[str(id_)]) for id_, name in names.items() if str(id_) in entries}
    return {reference: dossier for reference, dossier in folded.items() if dossier.individual}


def _wrote(engine: Engine, held: finding.Held, live: Mapping[str, Dossier]) -> Rescreened | None:
    """Leave one entry for the whole, once; None where the register has changed again meanwhile."""
    now = held.version
    with transaction(engine) as session:
        if due(session) != now:
            return None
        changed = sum(
            entry.body["register_import"] == now.extract
            for entry in ledger.entries(session, kinds=("CandidatesChanged",))
        )
        read = "\n".join([held.register.digest, *sorted(live)])
        entry = RegisterScreened(
            purpose=PURPOSE,
            register_import=now.extract,
            size=held.register.size,
            count=len(live),
            changed=changed,
            digest=sha256(read.encode()).hexdigest(),
        )
        ledger.append(session, entry, by=MACHINE.handle, key=_key(now.extract))
    return Rescreened(now.extract, now.number, len(live), changed)


def _key(extract: str) -> str:
    return f"register-screened:{extract}"
