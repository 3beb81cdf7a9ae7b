"""Does every past recommendation replay? Facts with what came of them, kept in tests/cases/replay/.

A difference is either a mistake or a change of policy: read it, and if it is meant, write the corpus
anew with `REPLAY=write pytest tests/policy/test_replay.py` and say why in the commit.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.schemes import Schemes
from policy.facts import Facts
from policy.recommendation import recommend

CASES = Path(__file__).parents[1] / "cases"
CORPUS = CASES / "replay"
FILES = ("presumption", "pilot", "recipients")


def outcome(facts: dict[str, Any], scheme: str, installed: Schemes) -> dict[str, Any]:
    advice = recommend(Facts.model_validate(facts), installed.editions[scheme])
    return {
        "recommends": str(advice.recommends),
        "presumption_engaged": list(advice.presumption_engaged),
        "findings": [[f.rule, f.item, str(f.answer), f.source.key] for f in advice.findings],
        "unknown": list(advice.unknown),
        "would_change": [f"{c.question} = {c.would_be}: {c.then}" for c in advice.would_change],
    }


@pytest.mark.parametrize("name", FILES)
def test_the_corpus_replays(
    name: str, facts_from: Any, starting_points: dict[str, Any], installed: Schemes
) -> None:
    if os.environ.get("REPLAY") == "write":
        write(name, facts_from, starting_points, installed)
    corpus = json.loads((CORPUS / f"{name}.json").read_text("utf-8"))
    assert corpus
    for kept in corpus:
        assert outcome(kept["facts"], kept["scheme"], installed) == kept["came_to"], kept["name"]


def write(name: str, facts_from: Any, starting_points: dict[str, Any], installed: Schemes) -> None:
    lines = []
    for case in yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))[::3]:
        built = facts_from(case["start_from"], **case.get("but", {}))
        facts = built.model_dump(mode="json", exclude_defaults=True)
        scheme = starting_points[case["start_from"]]["scheme"]
        came_to = outcome(facts, scheme, installed)
        kept = {"name": case["name"], "scheme": scheme, "facts": facts, "came_to": came_to}
        lines.append(json.dumps(kept, sort_keys=True))
    text = ",\n".join(lines)
    (CORPUS / f"{name}.json").write_text(f"[\n{text}\n]\n", "utf-8")
