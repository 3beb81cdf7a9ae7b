"""Does the stand-in do as it is told, and does asking it work end to end?"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import httpx
import pytest

from flows.agencies.asking import Question, ask_all
from flows.agencies.client import Patience
from flows.agencies.contract import CheckReply, CheckRequest
from flows.agencies.stand_in import Behaviour, Rubbish, make_app

Ask = Callable[..., Question]
Tell = Callable[..., None]
DOCS = Path(__file__).parents[3] / "docs" / "agency-contract.md"
HASTY = Patience(tries=3, each_s=0.5, longest_pause_s=0.02)


async def put(*questions: Question) -> list[tuple[str, Any]]:
    """Ask for real; give each one's move, and its result or whether it was refused."""
    found = await ask_all(list(questions), patience=HASTY)
    return [(each.move, each.given.get("result", each.given.get("refused"))) for each in found]


def test_the_examples_in_the_contract_are_sound() -> None:
    examples = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", DOCS.read_text("utf-8"), re.S)]
    CheckRequest.model_validate(examples[0])
    CheckReply.model_validate(examples[1])
    Behaviour.model_validate(examples[2])
    for name in get_args(Rubbish):
        assert f"`{name}`" in DOCS.read_text("utf-8")


async def test_it_knows_nothing_until_told(stand_in: str, question: Ask, tell: Tell) -> None:
    assert await put(question(url=stand_in)) == [("take_answer", "nothing_known")]
    tell("probation", answer="known", summary="On licence.", answered_by="duty officer")
    found = await ask_all([question(url=stand_in)])
    assert (found[0].given["result"], found[0].given["summary"]) == ("known", "On licence.")


async def test_one_person_may_be_answered_otherwise(stand_in: str, question: Ask, tell: Tell) -> None:
    tell("probation", answer="need_more_time")
    tell("probation", **{"answer": "known", "for": "S-0009"})
    one, other = question(url=stand_in, about="S-0009"), question(url=stand_in, about="S-0001")
    assert await put(one, other) == [("take_answer", "known"), ("take_answer", "need_more_time")]


async def test_the_same_question_has_the_same_answer(stand_in: str, question: Ask, tell: Tell) -> None:
    same = question(url=stand_in)
    assert await put(same) == [("take_answer", "nothing_known")]
    tell("probation", answer="known")
    assert await put(same) == [("take_answer", "nothing_known")]
    assert await put(question(url=stand_in)) == [("take_answer", "known")]
    assert httpx.get(f"{stand_in}/control", timeout=5).json() == {"probation": 3}


async def test_it_fails_as_often_as_told_and_then_answers(stand_in: str, question: Ask, tell: Tell) -> None:
    tell("health", fail=2)
    assert await put(question("health", stand_in)) == [("take_answer", "nothing_known")]
    tell("health", fail=3)
    assert await put(question("health", stand_in)) == [("note_failure", False)]
    assert httpx.get(f"{stand_in}/control", timeout=5).json() == {"health": 6}


@pytest.mark.parametrize(
    ("behaviour", "refused"),
    [({"refuse": True}, True), ({"down": True}, False), ({"delay_s": 2}, False)]
    + [({"rubbish": kind}, True) for kind in get_args(Rubbish)],
    ids=str,
)
async def test_what_it_is_told_is_seen_by_who_asks(
    behaviour: dict[str, Any], refused: bool, stand_in: str, question: Ask, tell: Tell
) -> None:
    tell("prison", **behaviour)
    assert await put(question("prison", stand_in)) == [("note_failure", refused)]


def test_a_question_out_of_shape_is_refused_without_repeating_it(stand_in: str) -> None:
    asked = {"request_id": str(uuid4()), "check": "weather", "subject": {"name": "Zanaryworth"}}
    answer = httpx.post(f"{stand_in}/checks", json=asked, timeout=5)
    assert answer.status_code == 422
    assert "Zanaryworth" not in answer.text


@pytest.mark.parametrize("wrong", [{"answer": "maybe"}, {"delay_s": -1}, {"rubish": "deep"}], ids=str)
def test_a_wrong_instruction_is_refused(stand_in: str, wrong: dict[str, Any]) -> None:
    assert httpx.put(f"{stand_in}/control/health", json=wrong, timeout=5).status_code == 422
    assert httpx.put(f"{stand_in}/control/weather", json={}, timeout=5).status_code == 422


@pytest.mark.parametrize("kind", get_args(Rubbish))
async def test_each_kind_of_rubbish_is_rubbish_in_process_too(kind: str, question: Ask) -> None:
    transport = httpx.ASGITransport(make_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1") as control:
        assert (await control.get("/health")).json() == {"ready": True}
        assert (await control.put("/control/probation", json={"rubbish": kind})).status_code == 204
        found = await ask_all([question()], transport=transport, patience=HASTY)
        assert (found[0].move, found[0].given["refused"]) == ("note_failure", True)
        assert (await control.get("/control")).json() == {"probation": 1}
        await control.delete("/control")
        found = await ask_all([question()], transport=transport, patience=HASTY)
        assert (found[0].move, found[0].given["result"]) == ("take_answer", "nothing_known")


async def test_failing_and_refusing_in_process(question: Ask) -> None:
    transport = httpx.ASGITransport(make_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1") as control:
        await control.put("/control/probation", json={"fail": 1, "answer": "known", "for": "S-0001"})
        found = await ask_all([question()], transport=transport, patience=HASTY)
        assert found[0].given["result"] == "known"
        await control.put("/control/probation", json={"refuse": True, "for": "S-0001"})
        found = await ask_all([question()], transport=transport, patience=HASTY)
        assert found[0].given["refused"] is True
        wrong = await control.post("/checks", json={"subject": {"name": "Zanaryworth"}})
        assert (wrong.status_code, "Zanaryworth" in wrong.text) == (422, False)


def test_nothing_listens_where_nobody_was_told(stand_in: str) -> None:
    assert httpx.get(f"{stand_in}/docs", timeout=5).status_code == 404
