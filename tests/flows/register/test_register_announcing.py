"""Are open considerations told what an extract changed about their subject?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sqlmodel import Session, select

from flows.register.announcing import announce, announce_pending, note_changed
from flows.register.applying import Applied
from flows.register.people import Nominal
from flows.register.uploading import Uploaded
from models import ledger
from models.consideration import Consideration
from models.register_entries import SubjectChanged
from models.register_import import RegisterImport
from models.subject import Subject

Person = Callable[..., Nominal]
Upload = Callable[..., Uploaded]
Confirm = Callable[..., Applied]
TODAY = date(2026, 11, 24)


def subject(session: Session, reference: str) -> Subject:
    session.expire_all()
    return session.exec(select(Subject).where(Subject.register_reference == reference)).one()


def open_about(session: Session, reference: str, number: int, stage: str = "assessment") -> Consideration:
    """A consideration that is open about somebody on the register."""
    row = Consideration(
        reference=f"C-2026-{number:05d}",
        number=number,
        subject_id=subject(session, reference).id,
        scheme="mappa",
        edition="2025",
        route="mappa_s327a",
        occasion="officer",
        stage=stage,
        unit="northern",
        lead_agency="police",
        opened_on=TODAY,
    )
    session.add(row)
    session.flush()
    return row


def test_open_considerations_are_told_what_changed_about_their_subject(
    registered: Applied, ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    touched, gone = open_about(staffed, "S-9001", 1), open_about(staffed, "S-9010", 2)
    open_about(staffed, "S-9002", 3)  # nothing changes about this one
    open_about(staffed, "S-9001", 4, stage="closed")
    applied = confirm(send([replace(ten[0], rosh="Low"), *ten[1:9]]))
    entries = ledger.entries(staffed, kinds=["SubjectChanged"])
    assert [(entry.consideration, entry.body["columns"]) for entry in entries] == [
        (str(touched.id), ["rosh"]),
        (str(gone.id), ["left_on"]),
    ]
    assert applied.still_to_announce == 0
    assert announce_pending(staffed) == 0
    assert len(ledger.entries(staffed, kinds=["SubjectChanged"])) == 2


def test_more_considerations_than_one_transaction_takes_are_told_in_turns(
    registered: Applied, ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    for number in range(1, 6):
        open_about(staffed, f"S-90{number:02d}", number)
    uploaded = send([*(replace(each, rosh="Low") for each in ten[:5]), *ten[5:]], stop_percent=50)

    def nothing_yet(*_given: object) -> None:
        """An on_change that is killed before it writes."""

    confirm(uploaded, on_change=nothing_yet)
    row = staffed.exec(select(RegisterImport).where(RegisterImport.id == uploaded.import_id)).one()
    row.announced_at = None
    staffed.add(row)
    staffed.commit()
    assert announce(staffed, row, most_entries=2) == 3
    assert row.announced_at is None
    staffed.commit()
    assert announce_pending(staffed) == 0
    told = ledger.entries(staffed, kinds=["SubjectChanged"])
    assert len({entry.consideration for entry in told}) == len(told) == 5


def test_a_caller_may_do_more_than_note_a_change(
    registered: Applied, ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    open_about(staffed, "S-9001", 1)
    seen: list[tuple[str, str]] = []

    def refresh(_session: Session, row: Consideration, entry: SubjectChanged, by: str, _key: str) -> None:
        seen.append((row.reference, by))

    confirm(send([replace(ten[0], rosh="Low"), *ten[1:]]), on_change=refresh)
    assert seen == [("C-2026-00001", "ds.western.1")]


def test_a_caller_that_writes_much_never_bursts_the_transaction(
    registered: Applied, ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    for number in range(1, 6):
        open_about(staffed, f"S-90{number:02d}", number)

    def talkative(session: Session, row: Consideration, entry: SubjectChanged, by: str, key: str) -> None:
        for _ in range(29):
            ledger.append(session, entry, by=by, consideration=row.id)
        note_changed(session, row, entry, by, key)

    uploaded = send([*(replace(each, rosh="Low") for each in ten[:5]), *ten[5:]], stop_percent=50)
    staffed.commit()
    left = [confirm(uploaded, on_change=talkative).still_to_announce]
    while True:
        staffed.commit()
        if announce_pending(staffed, talkative) == 0:
            break
        left.append(1)
    assert left[0] == 3
    assert len(ledger.entries(staffed, kinds=["SubjectChanged"])) == 150
