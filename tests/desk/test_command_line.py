"""What does a person at the command line see, above all when something is wrong?"""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from flows.carrying import carry
from flows.people import actor
from flows.sample_area import fill
from flows.steps.opening import open_consideration
from flows.workplace import Workplace, working_in
from models import ledger
from models.database import engine, transaction
from models.schemes import SAMPLE_FORCE

Run = Callable[..., Result]


@pytest.fixture
def run(live_record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `disclosure ARGUMENTS` on a live record of this test's own."""
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", live_record)
    monkeypatch.setenv("DISCLOSURE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DISCLOSURE_FORCE_FILE", str(SAMPLE_FORCE))
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def with_area(run: Run, tmp_path: Path) -> Path:
    """The sample area written, and its people loaded into the record."""
    assert run("sample-area", tmp_path / "area", "--load").exit_code == 0
    return tmp_path / "area"


def test_a_register_comes_in_by_two_persons_and_coverage_counts_it(run: Run, with_area: Path) -> None:
    uploaded = run("import-register", with_area / "register.csv", "--as", "registration.northern.1")
    assert uploaded.exit_code == 0, uploaded.output
    assert "762" in uploaded.output
    assert "0 managed" in run("coverage").output
    by_the_same = run("import-register", "--confirm", "1", "--as", "registration.northern.1")
    assert by_the_same.exit_code == 1
    assert "second person" in by_the_same.output
    applied = run("import-register", "--confirm", "1", "--as", "ds.western.1")
    assert applied.exit_code == 0, applied.output
    assert "762 managed" in run("coverage").output


def test_a_malformed_register_is_refused_with_line_and_column_and_no_name(run: Run, with_area: Path) -> None:
    extract = with_area / "register.csv"
    lines = extract.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    broken = lines[1].split(",")
    broken[header.index("level")] = "9"
    bad = with_area / "bad.csv"
    bad.write_text("\n".join([lines[0], ",".join(broken), *lines[2:40]]) + "\n", encoding="utf-8")
    refused = run("import-register", bad, "--as", "registration.northern.1")
    assert refused.exit_code == 1
    assert "level" in refused.output
    assert "│ 2 " in refused.output
    assert "nothing of it was applied" in refused.output
    assert broken[header.index("surname")] not in refused.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("import-register",), "Say who you are"),
        (("import-register", "nothing.csv", "--as", "nobody.1"), "Nobody is known by that handle"),
        (("import-register", "--confirm", "7", "--as", "ds.western.1"), "No upload has that number"),
        (("status", "C-1999-00001"), "No consideration has that reference"),
        (("export", "C-1999-00001", "out", "--as", "nobody.1", "--purpose", "audit"), "Nobody is known"),
        (("rehearse", "no-such-story.yaml"), "can't be read"),
        (("verify", "no-such-folder"), "give the folder of an export"),
    ],
)
def test_a_slip_is_answered_in_plain_words(run: Run, arguments: tuple[str, ...], says: str) -> None:
    answered = run(*arguments)
    assert answered.exit_code in (1, 2)
    assert says in answered.output
    assert "Traceback" not in answered.output


def test_a_scheme_file_with_three_errors_is_refused_with_all_three_and_their_lines(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "force.yaml"
    wrong.write_text(
        "force: Sample\n"
        "live_editions:\n"
        "  mappa_s327a: mappa/1999\n"
        "closures:\n"
        "  - {on: tomorrow, why: training}\n"
        "schemes:\n"
        "  mappa/2025:\n"
        "    sign_off:\n"
        "      not_tell_level_1:\n"
        "        decider: {agency: police, rank: sgt}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("DISCLOSURE_FORCE_FILE", str(wrong))
    refused = run("coverage")
    assert refused.exit_code == 1
    for line in ("line 3", "line 5", "line 10"):
        assert line in refused.output, refused.output
    assert "Traceback" not in refused.output


def test_a_database_that_is_down_is_said_so_and_may_be_tried_later(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/disclosure")
    down = run("status")
    assert down.exit_code == 75
    assert "secret" not in down.output
    assert "Traceback" not in down.output


def test_the_whole_record_is_verified_and_a_status_without_guides_says_how_to_start_one(run: Run) -> None:
    assert "disclosure up" in run("status").output
    verified = run("verify")
    assert verified.exit_code == 0
    assert "Nothing was altered" in verified.output


@pytest.fixture
def reference(run: Run, with_area: Path, live_record: str, tmp_path: Path) -> Iterator[str]:
    """A consideration opened on the live record, carried as far as machines can."""
    opened = engine(live_record)
    fill(opened, originals=tmp_path / "originals")
    with working_in(Workplace(opened, tmp_path / "print")):
        with transaction(opened) as session:
            given = {"subject": "S-0002", "reasons": "Risk review due."}
            found = open_consideration(session, actor(session, "ppo.western.1"), given).reference
        asyncio.run(carry(found))
    yield found
    opened.dispose()


def test_an_export_verifies_and_a_changed_byte_in_it_is_found(
    run: Run, reference: str, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    made = run("export", reference, folder, "--as", "auditor.1", "--purpose", "Quarterly audit of Level 1")
    assert made.exit_code == 0, made.output
    assert {"record.jsonl", "rationale.pdf", "verification.txt"} <= {each.name for each in folder.iterdir()}
    arguments = ("--checkpoint", folder / "checkpoint.txt", "--key", folder / "public-key.txt")
    assert "Nothing was altered" in run("verify", folder, *arguments).output
    record = folder / "record.jsonl"
    lines = record.read_bytes().splitlines(keepends=True)
    place = lines[2].index(b'"body":') + 40
    changed = bytearray(lines[2])
    changed[place] = ord("A") if changed[place] != ord("A") else ord("B")
    record.write_bytes(b"".join([*lines[:2], bytes(changed), *lines[3:]]))
    tampered = run("verify", folder, *arguments)
    assert tampered.exit_code == 1
    assert "NOT AS IT WAS: entry" in tampered.output


def test_an_export_is_logged_as_disclosure_and_reading_as_consultation_first(
    run: Run, reference: str, live_record: str, tmp_path: Path
) -> None:
    refused = run("export", reference, tmp_path / "one", "--as", "auditor.1", "--purpose", "x")
    assert refused.exit_code == 1
    made = run("export", reference, tmp_path / "two", "--as", "auditor.1", "--purpose", "Audit of Level 1")
    assert made.exit_code == 0, made.output
    opened = engine(live_record)
    with transaction(opened) as session:
        acts = [(e.kind, e.body["act"]) for e in ledger.entries(session, kinds=("Consulted", "Exported"))]
    opened.dispose()
    assert acts == [("Consulted", "consultation"), ("Exported", "disclosure")]


def test_the_status_of_one_consideration_says_how_each_date_was_worked_out(run: Run, reference: str) -> None:
    shown = run("status", reference).output
    assert "propose" in shown
    assert "28 calendar days" in shown
