"""Does the example in docs/stories.md play as it is written there?"""

import re
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from desk.rehearsing import telling
from flows.rehearsal.playing import Rehearsal
from flows.rehearsal.story import Expectation, Step, Story, read

PAGE = Path(__file__).parents[2] / "docs" / "stories.md"


def test_the_example_plays_as_written(
    tmp_path: Path, area: Engine, agencies: str, settle: Callable[[], None]
) -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    written = tmp_path / "example.yaml"
    written.write_text(example[1], encoding="utf-8")
    played = list(Rehearsal(area, read(written), settle, telling(agencies)).play())
    assert [words for step in played for words in step.failures] == []
    assert played[-1].stage == "closed"


def test_every_line_a_story_may_have_is_on_the_page() -> None:
    shown = set(re.findall(r"`(\w+):`", PAGE.read_text(encoding="utf-8")))
    for model in (Story, Step, Expectation):
        lines = {field.alias or name for name, field in model.model_fields.items()}
        assert lines <= shown, lines - shown
