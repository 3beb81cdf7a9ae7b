"""Does each shipped story go as it is written?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import flows.rehearsal

STORIES = sorted(path.stem for path in (Path(flows.rehearsal.__file__).parent / "stories").glob("*.yaml"))


@pytest.mark.parametrize("name", STORIES)
def test_story_goes_as_written(name: str, play_once: Callable[..., Any]) -> None:
    if otherwise := play_once(name).failures:
        pytest.fail("\n".join(otherwise), pytrace=False)
