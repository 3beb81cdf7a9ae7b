"""Can staff register, import forms and count enquiries at the command line, with no name in a refusal?"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from models.schemes import SAMPLE_FORCE

Run = Callable[..., Result]
REGISTRAR, OTHER = "registration.western.1", "registration.western.2"
FORM: dict[str, Any] = {
    "immediate_risk": False, "unit": "western", "relationship": "parent",
    "received_at": "2026-11-20T10:00:00+00:00",
    "applicant": {"name": "Rosamund Inventively"}, "individual": {"name": "Leopold Unlikely"},
    "children": [{"name": "Poppy Inventively", "age": 8}],
}  # fmt: skip


@pytest.fixture
def run(live_record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `disclosure ARGUMENTS` on a live record of this test's own, with the sample area's people in it."""
    for name, value in {
        "DISCLOSURE_DATABASE_URL": live_record, "DISCLOSURE_DATA": str(tmp_path / "data"),
        "DISCLOSURE_FORCE_FILE": str(SAMPLE_FORCE), "COLUMNS": "200",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)

    def made(*arguments: Any) -> Result:
        return CliRunner().invoke(app, [str(each) for each in arguments])

    assert made("sample-area", tmp_path / "area", "--load").exit_code == 0
    return made


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, *forms: dict[str, Any]) -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(form) + "\n" for form in forms), encoding="utf-8")
        return path

    return write


def test_a_form_is_registered_or_every_obstacle_said(run: Run, written: Callable[..., Path]) -> None:
    done = run("register", written("form.yaml", FORM), "--as", REGISTRAR)
    assert done.exit_code == 0, done.output
    assert "R-" in done.output
    assert "C-" in done.output
    wrong = FORM | {"relationship": None, "individual": {"aliases": ["Leo Inparticular"]}}
    refused = run("register", written("wrong.yaml", wrong), "--as", REGISTRAR)
    assert refused.exit_code == 1
    assert refused.output.count("✗") == 2
    assert "Inparticular" not in refused.output
    urgent = run("register", written("urgent.yaml", wrong | {"immediate_risk": True}), "--as", REGISTRAR)
    assert urgent.exit_code == 1
    assert "a duty officer has it" in urgent.output
    assert "R-" in urgent.output


def test_forms_come_in_by_two_people(run: Run, written: Callable[..., Path]) -> None:
    file = written("forms.jsonl", FORM | {"form_id": "W-1"}, FORM | {"form_id": "W-2"})
    uploaded = run("import-registrations", file, "--as", REGISTRAR)
    assert uploaded.exit_code == 0, uploaded.output
    assert "1 may belong together with another" in uploaded.output
    assert "duplicate" not in uploaded.output
    assert "Inventively" not in uploaded.output
    assert run("import-registrations", "--confirm", "1", "--as", REGISTRAR).exit_code == 1
    confirmed = run("import-registrations", "--confirm", "1", "--as", OTHER)
    assert "Registered: 2 now" in confirmed.output, confirmed.output
    bad = written("bad.jsonl", FORM | {"form_id": "W-3", "unit": None, "immediate_risk": True})
    refused = run("import-registrations", bad, "--as", REGISTRAR)
    assert refused.exit_code == 1
    assert "Line 1: a child may be at risk now" in refused.output
    assert "unit" in refused.output


def test_enquiries_are_counted(run: Run) -> None:
    assert run("enquiry", "--unit", "western", "--reason", "no_access", "--as", REGISTRAR).exit_code == 0
    shown = run("enquiries")
    assert "no access 1" in shown.output
    assert "100 %" in shown.output
    assert "46 %" in shown.output
    assert run("enquiry", "--unit", "western", "--reason", "bored", "--as", REGISTRAR).exit_code == 1
    day = run("enquiry", "--unit", "western", "--on", "someday", "--as", REGISTRAR)
    assert day.exit_code == 1
    assert "received_on" in day.output


def test_links_are_shown_to_those_who_may_read_and_say_why(run: Run, written: Callable[..., Path]) -> None:
    done = run("register", written("form.yaml", FORM), "--as", REGISTRAR)
    (reference,) = re.findall(r"C-\d{4}-\d{5}", done.output)
    shown = run("links", reference, "--as", "ppo.western.1", "--purpose", "Looking for the other parent")
    assert shown.exit_code == 0, shown.output
    assert "for staff only" in shown.output
    assert run("links", reference, "--as", REGISTRAR, "--purpose", "Just looking around").exit_code == 1
    unknown = run("links", "C-2026-99999", "--as", "ppo.western.1", "--purpose", "Looking for another")
    assert unknown.exit_code == 1
    assert "has that reference" in unknown.output
