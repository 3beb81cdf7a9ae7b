"""Does the register change only by two persons' hands, all at once, and on record?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from flows.register.applying import Applied, lift_stop
from flows.register.on_register import on_register
from flows.register.people import Nominal
from flows.register.uploading import Uploaded, upload, waiting
from models import ledger
from models.conviction import Conviction
from models.errors import CannotDo, RecordError
from models.officer import Officer
from models.register_import import ImportState
from models.subject import Address, Subject

Person = Callable[..., Nominal]
Upload = Callable[..., Uploaded]
Confirm = Callable[..., Applied]
TODAY = date(2026, 11, 24)


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Subject)).one()


def kinds(session: Session) -> list[str]:
    return [entry.kind for entry in ledger.entries(session)][1:]


def test_nothing_is_applied_until_a_second_person_confirms(
    ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    uploaded = send(ten)
    assert (uploaded.state, uploaded.rows, len(uploaded.difference.new)) == (ImportState.QUARANTINED, 10, 10)
    assert count(staffed) == 0
    applied = confirm(uploaded)
    assert (applied.new, applied.changed, applied.missing, count(staffed)) == (10, 0, 0, 10)
    held = on_register(staffed)
    assert {reference: each.nominal for reference, each in held.items()} == {
        each.register_reference: each for each in ten
    }


def test_both_formats_give_the_same_register(
    ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    confirm(send(ten))
    uploaded = send(ten, format_="jsonl")
    assert (uploaded.difference.unchanged, uploaded.difference.touched) == (10, {})


@pytest.mark.parametrize(
    ("uploader", "confirmer"),
    [
        ("registration.northern.1", "registration.northern.1"),
        # Two accounts of one human being.
        ("ppo.northern.1", "registration.northern.9"),
    ],
)
def test_the_same_person_can_not_confirm_on_any_account(
    uploader: str, confirmer: str, ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    uploaded = send(ten, by=uploader)
    with pytest.raises(CannotDo, match="ask a second person"):
        confirm(uploaded, by=confirmer)
    assert count(staffed) == 0


def test_who_may_not_upload_or_confirm(ten: list[Nominal], send: Upload, confirm: Confirm) -> None:
    for handle in ("nurse.1", "retention.1", "ppo.western.9"):  # no role, no role, rights ended
        with pytest.raises(CannotDo):
            send(ten, by=handle)
    uploaded = send(ten)
    for handle in ("social_worker.western.1", "ppo.western.9", "nobody.1"):
        with pytest.raises(CannotDo):
            confirm(uploaded, by=handle)


def test_the_difference_names_references_and_columns_only(
    registered: Applied, ten: list[Nominal], person: Person, send: Upload
) -> None:
    moved = replace(ten[0].addresses[0], lines=("2 Secret Row", "Northexample"))
    changed = replace(ten[0], addresses=(moved,), rosh="Low")
    uploaded = send([changed, *ten[1:9], person(11)], stop_percent=30)
    difference = uploaded.difference
    assert difference.new == ("S-9011",)
    assert difference.changed == {"S-9001": ("rosh", "addresses")}
    assert difference.missing == ("S-9010",)
    assert (difference.unchanged, uploaded.percent) == (8, 30)
    assert "Secret" not in str(uploaded)


def test_the_missing_are_marked_as_left_only_when_applied_and_may_return(
    registered: Applied, ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    uploaded = send(ten[:9])
    assert subject(staffed, "S-9010").left_on is None
    confirm(uploaded)
    left = subject(staffed, "S-9010")
    assert (left.left_on, left.surname, count(staffed)) == (TODAY, "Testerby", 10)
    again = send(ten)
    assert (again.difference.returned, again.difference.changed) == (("S-9010",), {"S-9010": ("left_on",)})
    confirm(again)
    assert subject(staffed, "S-9010").left_on is None


def subject(session: Session, reference: str) -> Subject:
    session.expire_all()
    return session.exec(select(Subject).where(Subject.register_reference == reference)).one()


def test_a_change_replaces_what_it_changes_and_keeps_the_ids(
    registered: Applied, ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    before = subject(staffed, "S-9001")
    item = staffed.exec(select(Conviction.id).where(Conviction.subject_id == before.id)).one()
    more = replace(ten[0].convictions[0], item="2", disposal="caution")
    confirm(send([replace(ten[0], convictions=(*ten[0].convictions, more), addresses=()), *ten[1:]]))
    after = subject(staffed, "S-9001")
    items = staffed.exec(select(Conviction.id).where(Conviction.subject_id == after.id)).all()
    assert after.id == before.id
    assert item in items
    assert len(items) == 2
    assert staffed.exec(select(Address).where(Address.subject_id == after.id)).all() == []
    assert on_register(staffed)["S-9001"].nominal.convictions[1].disposal == "caution"


def test_too_much_change_stops_until_a_senior_manager_lifts_it(
    registered: Applied, ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    uploaded = send(ten[:7])
    assert (uploaded.state, uploaded.percent) == (ImportState.STOPPED, 30)
    with pytest.raises(CannotDo, match="30 % of the register"):
        confirm(uploaded)
    with pytest.raises(CannotDo, match="roles"):
        lift_stop(staffed, uploaded.import_id, "ds.western.1", "The supplier confirms three people moved.")
    with pytest.raises(CannotDo, match="Say why"):
        lift_stop(staffed, uploaded.import_id, "supt.1", "fine")
    lift_stop(staffed, uploaded.import_id, "supt.1", "The supplier confirms three people moved.")
    assert confirm(uploaded).missing == 3
    assert kinds(staffed)[-2:] == ["RegisterStopLifted", "RegisterApplied"]
    entry = ledger.entries(staffed, kinds=["RegisterStopLifted"])[0]
    assert entry.content == {"reasons": "The supplier confirms three people moved."}
    assert "supplier" not in str(entry.body)


def test_lifting_a_stop_is_done_once_by_somebody_else(
    registered: Applied, ten: list[Nominal], send: Upload, staffed: Session
) -> None:
    reasons = "The supplier confirms three people moved."
    staffed.add(
        Officer(
            handle="supt.9",
            name="Somebody Sampleworth",
            person_key=next(
                o.person_key for o in staffed.exec(select(Officer)) if o.handle == "ds.eastern.1"
            ),
            rank="det_supt",
            agency="police",
            unit="headquarters",
            roles=["senior_manager"],
            active_from=date(2026, 1, 1),
        )
    )
    staffed.flush()
    stopped = send(ten[:7], by="ds.eastern.1")
    with pytest.raises(CannotDo, match="Whoever uploaded an extract can't lift"):
        lift_stop(staffed, stopped.import_id, "supt.9", reasons)
    for _ in range(2):
        lift_stop(staffed, stopped.import_id, "supt.1", reasons)
    with pytest.raises(CannotDo, match="not stopped"):
        lift_stop(staffed, stopped.import_id, "supt.2", reasons)
    assert kinds(staffed).count("RegisterStopLifted") == 1


def test_an_extract_that_names_somebody_gone_since_is_not_applied(
    ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    uploaded = send(ten)
    staffed.delete(staffed.exec(select(Officer).where(Officer.handle == "ppo.northern.1")).one())
    staffed.flush()
    with pytest.raises(CannotDo, match="The record has changed since the upload"):
        confirm(uploaded)


def test_a_register_written_by_other_hands_is_found(
    registered: Applied, ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    uploaded = send([replace(ten[0], rosh="Low"), *ten[1:]])
    stranger = subject(staffed, "S-9002")
    stranger.surname = "Otherby"
    staffed.add(stranger)
    staffed.flush()
    with pytest.raises(RecordError, match="no longer differs"):
        confirm(uploaded)


def test_an_extract_too_large_to_be_one_is_not_even_kept(
    staffed: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, originals: Path
) -> None:
    (tmp_path / "large.csv").write_bytes(b"x" * 101)
    monkeypatch.setattr("flows.register.originals.MOST_BYTES", 100)
    with pytest.raises(CannotDo, match="larger than"):
        upload(staffed, tmp_path / "large.csv", "registration.northern.1", originals=originals)
    assert not originals.exists()


def test_nineteen_percent_is_not_stopped_and_the_first_extract_never_is(
    person: Person, send: Upload, confirm: Confirm
) -> None:
    hundred = [person(number) for number in range(1, 101)]
    first = send(hundred)
    assert (first.state, first.percent) == (ImportState.QUARANTINED, 0)
    confirm(first)
    assert send(hundred[:80]).state == ImportState.QUARANTINED
    assert send(hundred[:79]).state == ImportState.STOPPED
    assert send([*hundred, *(person(n) for n in range(101, 122))]).state == ImportState.STOPPED


def test_an_extract_with_faults_is_refused_on_record_and_never_applied(
    ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    uploaded = send([replace(ten[0], level=7), *ten[1:]])
    assert uploaded.state == ImportState.REFUSED
    assert [(fault.line, fault.column) for fault in uploaded.faults] == [(2, "level")]
    with pytest.raises(CannotDo, match="refused for its errors"):
        confirm(uploaded)
    assert (count(staffed), kinds(staffed)) == (0, ["RegisterRefused"])


def test_a_level_change_must_say_since_when(registered: Applied, ten: list[Nominal], send: Upload) -> None:
    silent = send([replace(ten[0], level=3), *ten[1:]])
    assert [(fault.line, fault.column) for fault in silent.faults] == [(2, "level_since")]
    said = send([replace(ten[0], level=3, level_since=date(2026, 11, 20)), *ten[1:]])
    assert said.difference.changed == {"S-9001": ("level", "level_since")}


def test_an_older_extract_can_not_be_applied_over_a_newer_one(
    registered: Applied, ten: list[Nominal], send: Upload, confirm: Confirm
) -> None:
    older = send([replace(ten[0], rosh="Low"), *ten[1:]])
    newer = send([replace(ten[0], rosh="Medium"), *ten[1:]])
    confirm(newer)
    with pytest.raises(CannotDo, match="Another extract has been applied"):
        confirm(older)


def test_uploading_and_applying_twice_is_doing_it_once(
    ten: list[Nominal], send: Upload, confirm: Confirm, staffed: Session
) -> None:
    first, second = send(ten), send(ten)
    assert first.import_id == second.import_id
    once, twice = confirm(first), confirm(first)
    assert once == twice
    assert send(ten).state == ImportState.APPLIED
    assert kinds(staffed) == ["RegisterUploaded", "RegisterApplied"]


def test_what_a_restart_shows(ten: list[Nominal], send: Upload, staffed: Session, confirm: Confirm) -> None:
    uploaded = send(ten)
    staffed.expire_all()
    assert waiting(staffed) == [uploaded]
    confirm(uploaded)
    assert waiting(staffed) == []


def test_an_interrupted_apply_leaves_the_register_as_it_was(
    ten: list[Nominal], send: Upload, staffed: Session, confirm: Confirm, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded = send(ten)
    staffed.commit()

    def killed(*_given: object, **_named: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(ledger, "append", killed)
        with pytest.raises(RuntimeError):
            confirm(uploaded)
    staffed.rollback()
    assert (count(staffed), waiting(staffed)[0].state) == (0, ImportState.QUARANTINED)
    assert confirm(uploaded).new == 10
