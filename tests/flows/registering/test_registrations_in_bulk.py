"""Does a file of registrations come in on two people's word, whole, once; and does nothing urgent wait?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from flows.people import actor
from flows.register.faults import Fault
from flows.registering import applying
from flows.registering.applying import Applied, apply
from flows.registering.lines import read_lines
from flows.registering.uploading import Uploaded, upload
from flows.steps.registering import register_interest
from models import clock, ledger
from models.database import transaction
from models.errors import CannotDo, RecordError
from models.registration import Registration, RegistrationUpload, UploadState

Form = Callable[..., dict[str, Any]]
FileOf = Callable[..., Path]
FIRST, SECOND = "registration.western.1", "registration.western.2"
OTHER = {"name": "Lucasta Notsuch", "date_of_birth": "1984-04-04"}


@pytest.fixture
def come_in(area: Engine, tmp_path: Path) -> Callable[..., Uploaded]:
    return lambda path, by=FIRST: upload(area, path, by, originals=tmp_path / "originals")


@pytest.fixture
def confirm(area: Engine, tmp_path: Path) -> Callable[..., Applied]:
    return lambda number, by=SECOND: apply(area, number, by, originals=tmp_path / "originals")


def registered(engine: Engine) -> list[Registration]:
    with transaction(engine) as session:
        return list(session.exec(select(Registration)))


def kinds(engine: Engine, kind: str) -> list[Any]:
    with transaction(engine) as session:
        return ledger.entries(session, kinds=(kind,))


def test_nothing_is_registered_until_a_second_person_confirms(
    area: Engine, form: Form, file_of: FileOf, come_in: Any, confirm: Any
) -> None:
    found = come_in(file_of(form(), form(applicant=OTHER, individual={"name": "Jocasta Nosuch"})))
    assert (found.state, found.rows, found.fault_count) == (UploadState.QUARANTINED, 2, 0)
    assert registered(area) == []
    with pytest.raises(CannotDo, match="ask a second person"):
        confirm(found.number, FIRST)
    done = confirm(found.number)
    assert [row.reference for row in registered(area)] == list(done.registrations)
    assert len(done.registrations) == 2
    (applied,) = kinds(area, "RegistrationsApplied")
    assert (applied.body["registered"], applied.by, applied.body["uploaded_by"]) == (2, SECOND, FIRST)


def test_confirmed_twice_or_uploaded_twice_it_is_registered_once(
    area: Engine, form: Form, file_of: FileOf, come_in: Any, confirm: Any
) -> None:
    path = file_of(form())
    first, again = come_in(path), come_in(path, SECOND)
    assert again == first
    confirm(first.number)
    assert confirm(first.number).before == 1
    # The same form in another file is still the same form.
    later = come_in(file_of(form(), form(applicant=OTHER), name="later.jsonl"))
    assert confirm(later.number).before == 1
    assert len(registered(area)) == 2
    assert len(kinds(area, "RegistrationsApplied")) == 2


def test_killed_on_the_way_it_goes_on_where_it_was(
    area: Engine, form: Form, file_of: FileOf, come_in: Any, confirm: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = come_in(
        file_of(*(form(applicant={"name": f"Anne Number{word}"}) for word in ("One", "Two", "Three")))
    )
    done = 0

    def dies(*given: Any, **more: Any) -> Any:
        nonlocal done
        done += 1
        if done == 3:
            raise KeyboardInterrupt
        return register_interest(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(applying, "register_interest", dies)
        with pytest.raises(KeyboardInterrupt):
            confirm(found.number)
    assert len(registered(area)) == 2
    assert confirm(found.number).before == 2
    assert len(registered(area)) == 3


def test_every_fault_is_said_with_its_line_and_never_what_was_written(
    area: Engine, form: Form, file_of: FileOf, come_in: Any, confirm: Any
) -> None:
    wrong = form(
        children=[{"name": "Poppy Inventively", "date_of_birth": "in May"}], Rosamund=1, relationship="aunty"
    )
    wrong["individual"]["surnam"] = "Unlikely"
    found = come_in(file_of(form(), wrong, form(received_at=None, relationship=None), form(form_id="F-1")))
    assert found.state is UploadState.REFUSED
    said = {(fault.line, fault.column) for fault in found.faults}
    assert said >= {
        (2, "children.0.date_of_birth"), (2, "line"), (2, "relationship"), (2, "individual"),
        (3, "received_at"), (3, "relationship"), (4, "form_id"),
    }  # fmt: skip
    words = " ".join(str(fault) for fault in found.faults)
    for written in ("Poppy", "Rosamund", "in May", "aunty", "surnam", "Unlikely"):
        assert written not in words
    with pytest.raises(CannotDo, match="refused for its faults"):
        confirm(found.number)
    assert registered(area) == []
    (entry,) = kinds(area, "RegistrationsUploaded")
    assert entry.body["errors"] == found.fault_count


def test_what_would_stop_a_file_half_way_is_a_fault_before_anybody_confirms(
    area: Engine, form: Form, file_of: FileOf, come_in: Any
) -> None:
    early = form(received_at="1990-11-23T10:00:00+00:00")
    found = come_in(file_of(form(enquiry="E-2026-00009"), early))
    assert {(fault.line, fault.column) for fault in found.faults} == {(1, "enquiry"), (2, "received_at")}


def test_a_name_written_where_a_question_s_name_belongs_is_never_said(
    area: Engine, form: Form, file_of: FileOf, come_in: Any
) -> None:
    answers = [{"Rosamund": "maybe"}, {"Rosamund": True}, {"rosamund": True}, {"regular_access": "maybe"}]
    found = come_in(file_of(*(form(answers=each) for each in answers), form(not_known={"rosamund": 5})))
    assert [fault.column for fault in found.faults] == [
        *["answers"] * 3,
        "answers.regular_access",
        "not_known",
    ]
    assert "rosamund" not in str(found).lower()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "an empty line"),
        (b"\xff\xfe", "UTF-16"),
        (b"not json\n", "not JSON"),
        (b"[1]\n", "a list of 1"),
        (b'{"form_id": "a", "form_id": "b"}\n', "the same key twice"),
    ],
)
def test_what_is_no_file_of_forms_is_said(content: bytes, words: str, today: Any) -> None:
    lines, faults, count = read_lines(content, today)
    assert lines == []
    assert count == len(faults) == 1
    assert words in str(faults[0])


@pytest.fixture
def today(opened_at: Any) -> Any:
    return opened_at.date()


def test_a_child_at_risk_now_waits_neither_for_a_second_person_nor_for_faults(
    area: Engine, form: Form, file_of: FileOf, come_in: Any
) -> None:
    urgent = form(immediate_risk=True, children=[{"name": "Poppy", "age": "four"}])
    unasked = form(immediate_risk={"not_known": "The page had no answer."}, applicant=OTHER)
    no_enquiry = form(immediate_risk=True, enquiry="E-2026-00009")
    beside = form(immediate_risk=None, not_known={"immediate_risk": "Could not say."})
    no_zone = form(immediate_risk="yes", received_at="2026-11-23T10:00:00")
    found = come_in(file_of(form(relationship=None), urgent, unasked, no_enquiry, beside, no_zone))
    assert found.state is UploadState.REFUSED
    assert set(found.at_once) == {"2", "3", "4", "5", "6"}
    assert {row.reference for row in registered(area)} == set(found.at_once.values())
    assert len(kinds(area, "ImmediateRiskRaised")) == 5


def test_a_child_at_risk_now_is_found_beyond_the_lines_a_file_may_have(
    area: Engine, form: Form, file_of: FileOf, come_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.registering.lines.MOST_LINES", 1)
    found = come_in(file_of(form(), form(), form(immediate_risk=True)))
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, "file")]
    assert set(found.at_once) == {"3"}


def test_what_was_registered_at_once_is_not_registered_again(
    area: Engine, form: Form, file_of: FileOf, come_in: Any, confirm: Any
) -> None:
    found = come_in(file_of(form(immediate_risk=True), form(applicant=OTHER)))
    assert confirm(found.number).before == 1
    assert len(registered(area)) == 2


def test_likely_duplicates_are_shown_before_anybody_confirms(
    area: Engine, form: Form, file_of: FileOf, come_in: Any
) -> None:
    with transaction(area) as session:
        there = register_interest(session, actor(session, FIRST), form()).registration
    other = form(applicant=OTHER)
    alone = form(applicant={"name": "Zeno Apart"}, individual={"name": "Xerxes Quite-Different"}, children=[])
    likely = come_in(file_of(form(), other, alone)).likely
    assert {(each["line"], each["other"]) for each in likely} == {(1, there), (2, there), (2, "line-1")}
    assert next(each["kinds"] for each in likely if each["line"] == 1) == ["duplicate"]
    assert "Inventively" not in repr(likely)


def test_an_original_that_was_altered_is_never_applied(
    area: Engine, form: Form, file_of: FileOf, come_in: Any, confirm: Any, tmp_path: Path
) -> None:
    found = come_in(file_of(form()))
    with transaction(area) as session:
        kept = session.exec(select(RegistrationUpload)).one().sha256
    (tmp_path / "originals" / kept).write_bytes(b"{}\n")
    with pytest.raises(RecordError, match="altered"):
        confirm(found.number)
    assert registered(area) == []


def test_who_may_not_register_may_not_upload(area: Engine, form: Form, file_of: FileOf, come_in: Any) -> None:
    with pytest.raises(CannotDo, match="needs one of the roles"):
        come_in(file_of(form()), "nurse.1")
    with pytest.raises(CannotDo, match="JSON lines"):
        come_in(file_of(form(), name="forms.csv"))
    assert isinstance(Fault(1, "a", "b", "c"), Fault)
    with transaction(area) as session:
        assert clock.today(session)


def test_a_number_used_again_for_another_form_loses_nobody(
    area: Engine, form: Form, file_of: FileOf, come_in: Any, confirm: Any
) -> None:
    first = come_in(file_of(form()))
    other = form(applicant=OTHER, individual={"name": "Jocasta Nosuch"})
    waiting = come_in(file_of(other, form(form_id="F-9", applicant=OTHER), name="waiting.jsonl"))
    (there,) = confirm(first.number).registrations
    # At risk now: registered at once, in its own right, once.
    urgent = come_in(file_of(other | {"immediate_risk": True}, name="urgent.jsonl"))
    assert urgent.state is UploadState.QUARANTINED
    assert set(urgent.at_once) == {"1"}
    assert urgent.at_once["1"] != there
    assert confirm(urgent.number).registrations == (urgent.at_once["1"],)
    # Not at risk: a fault where it can be seen before, a line that is said where not, and the rest comes in.
    refused = come_in(file_of(other | {"relationship": "grandparent"}, name="later.jsonl"))
    assert [(fault.line, fault.column) for fault in refused.faults] == [(1, "form_id")]
    done = confirm(waiting.number)
    assert set(done.failed) == {1}
    assert len(done.registrations) == 1
    assert len(registered(area)) == 3
    with transaction(area) as session:
        row = session.exec(
            select(RegistrationUpload).where(RegistrationUpload.number == waiting.number)
        ).one()
        assert row.state is UploadState.QUARANTINED


def test_a_form_at_risk_mended_and_sent_again_is_the_same_form(
    area: Engine, form: Form, file_of: FileOf, come_in: Any, confirm: Any
) -> None:
    slip = [{"name": "Poppy", "age": "four"}]
    (there,) = come_in(file_of(form(immediate_risk=True, children=slip))).at_once.values()
    mended = come_in(
        file_of(form(immediate_risk=True, children=[{"name": "Poppy", "age": 4}]), name="m.jsonl")
    )
    assert mended.at_once == {"1": there}
    assert len(registered(area)) == 1
