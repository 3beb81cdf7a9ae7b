"""Each trap of domain.md section 9 in which a rule must stop somebody, tried on a real record."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.rehearsal.story import as_written

TRIED = as_written((Path(__file__).parent / "stopped.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("tried", [pytest.param(tried, id=tried["trap"]) for tried in TRIED])
def test_somebody_is_stopped(carry_on: Callable[..., Any], tried: dict[str, Any]) -> None:
    carry_on(tried["story"], tried["before"], tried["then"])
