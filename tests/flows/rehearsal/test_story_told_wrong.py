"""Does a story that does not go as it is written say so, and where, and end with 1?"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.cli import app
from models.schemes import SAMPLE_FORCE

WRONG = """\
story: One that expects what is not so
starts: 2026-11-24T09:00
moves:
  - {who: ppo.western.1, does: open, with: {subject: S-0002}}
  - {who: ds.western.1, does: sign_off, with: {reasons: "There is nothing to sign yet."}}
  - {who: ppo.western.1, does: answer, with: {answers: {no_such_question: true}, reasons: "Asked."},
     refused: "holiday"}
  - {who: nobody.1, does: propose, with: {outcome: not_tell, reasons: "Nobody is known by this handle."}}
  - expect: {stage: signing, waits: [sign_off/police:ds], no_entries: [Opened],
             deadlines: {propose: 2026-12-21}}
expect: {stage: closed, outcome: not_tell, letters: {disclosure_script: laid}, findings: {presumption: met}}
"""


@pytest.fixture
def rehearsing(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run on the tests' own server and folder."""
    monkeypatch.setenv("DISCLOSURE_DATABASE_URL", server)
    monkeypatch.setenv("DISCLOSURE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DISCLOSURE_FORCE_FILE", str(SAMPLE_FORCE))
    monkeypatch.setenv("COLUMNS", "220")


@pytest.mark.usefixtures("rehearsing")
def test_everything_that_is_otherwise_is_said_under_its_step(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG, encoding="utf-8")
    ended = CliRunner().invoke(app, ["rehearse", str(path), "--without-prefect"])
    assert ended.exit_code == 1, ended.output
    for words in (
        "refused: “sign off” can't be done at the stage “assessment”",
        "refused in other words: “no_such_question” is not a question",
        "refused: Nobody is known by that handle",
        "stage: expected “signing”, found “assessment”",
        "nothing waits on sign_off/police:ds; it waits on propose/ppo.western.1",
        "deadline of propose: expected “2026-12-21”, found “2026-12-22”",
        "an entry of the kind Opened was written",
        "stage: expected “closed”, found “assessment”",
        "letter disclosure_script: expected “laid”, found “None”",
        "finding presumption: expected “met”",
        "11 not as written",
    ):
        assert words in ended.output, ended.output


@pytest.mark.usefixtures("rehearsing")
def test_a_story_with_a_slip_is_refused_before_anything_starts(tmp_path: Path) -> None:
    path = tmp_path / "slip.yaml"
    path.write_text(WRONG.replace("does: open", "does: opne"), encoding="utf-8")
    ended = CliRunner().invoke(app, ["rehearse", str(path), "--without-prefect"])
    assert ended.exit_code == 1
    assert "slip.yaml line 4: no move is called “opne”" in ended.output
    assert not (tmp_path / "data").exists()
