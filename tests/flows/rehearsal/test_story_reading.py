"""Is a story with a slip in it refused, every slip with its line, before anything is played?"""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

import docs
import flows.rehearsal
from flows.rehearsal.story import Story, read
from models.errors import CannotDo

GOOD = """\
story: A short one
starts: 2026-11-24T09:00
moves:
  - who: ppo.western.1
    does: open
    with: {subject: S-0002}
  - expect:
      stage: assessment
"""
WITHOUT_REFUSAL = ("withdrawn-with-concerns",)
Written = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a story's text into a file."""

    def write(text: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def refused(written: Written) -> Callable[[str], tuple[str, ...]]:
    """Read a story that must be refused, and give what is said."""

    def read_it(text: str) -> tuple[str, ...]:
        with pytest.raises(CannotDo) as said:
            read(written(text))
        return tuple(said.value.obstacles)

    return read_it


Refused = Callable[[str], tuple[str, ...]]


def test_a_good_story_is_read_in_london_time(written: Written) -> None:
    story = read(written(GOOD))
    assert story.begins.isoformat() == "2026-11-24T09:00:00+00:00"
    summer = read(written(GOOD.replace("2026-11-24", "2026-06-24")))
    assert summer.begins.isoformat() == "2026-06-24T09:00:00+01:00"


@pytest.mark.parametrize(
    ("wrong", "instead", "line", "says"),
    [
        pytest.param(
            "does: open",
            "does: opne",
            4,
            "no move is called “opne”; there are: act_on_immediate_risk, ",
            id="unknown move",
        ),
        pytest.param(
            "does: open", "does: lay_pack", 4, "no move is called “lay_pack”", id="a move of the machine's"
        ),
        pytest.param(
            "    does:", "    deos:", 5, "moves.0.deos: Extra inputs are not permitted", id="misspelt line"
        ),
        pytest.param("who: ppo.western.1", "note: hello", 4, "say who does it", id="nobody does it"),
        pytest.param(
            "starts: 2026-11-24T09:00",
            "starts: soon",
            2,
            "starts: Input should be a valid datetime",
            id="no time",
        ),
        pytest.param("starts: 2026-11-24T09:00\n", "", 1, "starts: Field required", id="no start"),
        pytest.param(
            "    with:", "    does: open\n    with:", 6, "“does” stands here twice", id="a line twice"
        ),
        pytest.param(
            "stage: assessment", "stage: assesment", 8, "no stage is called “assesment”", id="unknown stage"
        ),
        pytest.param(
            "stage: assessment",
            "no_entries: [Disclosd]",
            8,
            "no entry is called “Disclosd”",
            id="unknown entry",
        ),
        pytest.param(
            "stage: assessment",
            "no_letters: [script]",
            8,
            "no letter is called “script”",
            id="unknown letter",
        ),
        pytest.param(
            "stage: assessment",
            "letters: {disclosure_script: went}",
            8,
            "no state of a letter is called “went”",
            id="unknown state",
        ),
        pytest.param(
            "stage: assessment", "no_waits: [sing_off]", 8, "no wait is called “sing_off”", id="unknown wait"
        ),
        pytest.param(
            "stage: assessment",
            "recommends: maybe",
            8,
            "no recommendation is called “maybe”",
            id="unknown advice",
        ),
        pytest.param(
            "stage: assessment",
            "findings: {presumption: yes}",
            8,
            "no answer is called “yes”",
            id="unknown answer",
        ),
        pytest.param("stage: assessment", "deadlines: {propose: Tuesday}", 8, "valid date", id="no day"),
        pytest.param(
            "  - expect:",
            "  - to: other\n    expect:",
            7,
            "nothing called “other” has been begun",
            id="not begun",
        ),
        pytest.param(
            "moves:",
            "agencies: {polise: {answer: known}}\nmoves:",
            3,
            "no check is called “polise”",
            id="unknown check",
        ),
        pytest.param(
            "  - expect:\n      stage: assessment", "  - {}", 7, "this step does nothing", id="an empty step"
        ),
    ],
)
def test_a_slip_is_refused_with_its_line(
    refused: Refused, wrong: str, instead: str, line: int, says: str
) -> None:
    assert wrong in GOOD
    said = refused(GOOD.replace(wrong, instead, 1))
    assert any(each.startswith(f"mine.yaml line {line}: ") and says in each for each in said), said


def test_every_slip_is_said_at_once_in_the_order_of_the_text(refused: Refused) -> None:
    said = refused(
        GOOD.replace("does: open", "does: opne").replace("starts:", "strats:").replace("assessment", "x")
    )
    assert [re.findall(r"line (\d+)", each)[0] for each in said] == ["1", "2", "4"]
    assert any("opne" in each for each in said)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("story: [\n", "line 2: ", id="not YAML"),
        pytest.param("", "is empty", id="empty"),
        pytest.param("- a\n- b\n", "line 1: ", id="a list"),
        pytest.param("story: !!python/object:os.system {}\n", "line 1: could not", id="a Python object"),
        pytest.param("story: x\nstarts: 2026-02-31\n", "line 2: no such day or time", id="no such day"),
        pytest.param("story: \x07\n", "characters that a text has not", id="a control character"),
    ],
)
def test_what_is_no_story_is_refused(refused: Refused, text: str, says: str) -> None:
    assert any(says in each for each in refused(text))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "picture.yaml").write_bytes(b"\xff\xfe\x00")
    for name in ("picture.yaml", "missing.yaml"):
        with pytest.raises(CannotDo, match="can't be read"):
            read(tmp_path / name)


def test_yes_no_and_on_are_words(written: Written) -> None:
    story = read(written(GOOD + "  - {note: no, expect: {on: recipient-1}}\n"))
    assert story.moves[-1].note == "no"
    assert story.moves[-1].expect is not None
    assert story.moves[-1].expect.on == "recipient-1"


def test_a_day_is_written_with_quotes_or_without(written: Written) -> None:
    story = read(written(GOOD + '  - expect: {deadlines: {propose: 2026-12-22, sign_off: "2026-12-23"}}\n'))
    assert story.moves[-1].expect is not None
    assert story.moves[-1].expect.deadlines == {"propose": date(2026, 12, 22), "sign_off": date(2026, 12, 23)}


def shipped() -> list[Path]:
    return sorted((Path(flows.rehearsal.__file__).parent / "stories").glob("*.yaml"))


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_a_shipped_story_is_invented_and_says_what_it_shows(path: Path) -> None:
    text, story = path.read_text(encoding="utf-8"), read(path)
    assert len(story.about.split()) >= 25, "written for a trainer"
    assert all((story.expect.stage, story.expect.outcome, story.expect.waits, story.expect.entries))
    assert any(step.refused for step in story.moves) or path.stem in WITHOUT_REFUSAL
    assert re.findall(r"\b(?!ZZ)[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b", text) == []
    assert re.findall(r"\bZZ\d{1,2} \d[CIKMOV][A-Z]|\bZZ\d{1,2} \d[A-Z][CIKMOV]", text) == []
    phones = re.findall(r"\b0\d{4} ?\d{6}\b", text)
    assert [one for one in phones if not re.match(r"01632 960\d{3}$|07700 900\d{3}$", one)] == []
    # A role's owner, or invented.
    assert re.findall(r"\w@(?!western|northern|eastern|example\.org)", text) == []


def test_a_shipped_story_runs_forward(written: Written) -> None:
    for path in shipped():
        story = read(path)
        times = [story.starts, *(step.at for step in story.moves if step.at)]
        assert times == sorted(times), path.stem


def test_the_example_of_the_documentation_is_a_story(written: Written) -> None:
    page = (Path(docs.__path__[0]) / "stories.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(story: .*?)```", page, flags=re.DOTALL)
    story = read(written(example))
    assert isinstance(story, Story)
    assert story.begins > datetime.fromisoformat("2026-01-01T00:00:00+00:00")
