"""Forms as staff or an online form would deliver them, about invented people, and a record to take them."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FORM: dict[str, Any] = {
    "immediate_risk": False,
    "route": "pilot_registration",
    "unit": "western",
    "relationship": "parent",
    "received_at": "2026-11-23T10:00:00+00:00",
    "applicant": {
        "name": "Rosamund Inventively",
        "date_of_birth": "1990-02-03",
        "address": ["1 Notional Row", "Westexample", "ZZ1 3AB"],
        "safe_to_post": True,
    },
    "individual": {"name": "Leopold Unlikely", "date_of_birth": "1975-05-06"},
    "children": [
        {"name": "Poppy Inventively", "date_of_birth": "2018-08-09", "access": [{"kinds": ["regular"]}]}
    ],
}


@pytest.fixture
def form() -> Callable[..., dict[str, Any]]:
    """A form, with what a test changes; None leaves an answer out."""

    def make(**changed: Any) -> dict[str, Any]:
        whole = copy.deepcopy(FORM) | changed
        return {name: each for name, each in whole.items() if each is not None}

    return make


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[..., Path]:
    """A file of forms, each with a number of its own unless it has one."""

    def write(*forms: dict[str, Any], name: str = "forms.jsonl") -> Path:
        path = tmp_path / name
        numbered = [{"form_id": f"F-{n}"} | each for n, each in enumerate(forms, 1)]
        path.write_text("".join(json.dumps(each) + "\n" for each in numbered), encoding="utf-8")
        return path

    return write
