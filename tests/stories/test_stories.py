"""Does each shipped story go as it is written?"""

from collections.abc import Callable
from pathlib import Path

import pytest

import flows.rehearsal
from flows.rehearsal.story import Story, read

STORIES = sorted((Path(flows.rehearsal.__file__).parent / "stories").glob("*.yaml"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story_goes_as_written(path: Path, rehearse: Callable[[Story], list[str]]) -> None:
    if otherwise := rehearse(read(path)):
        pytest.fail("\n".join(otherwise), pytrace=False)
