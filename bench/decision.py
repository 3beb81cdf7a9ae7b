"""How long from a person's decision to the machine's next effect? Both are commits; nothing else counts."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from bench import considerations as made
from bench import prefects
from bench.effects import AWAY, Effects, listening
from bench.measuring import Found, at, load, median, number, spread
from bench.prefects import Bare
from bench.stage import LOGS, Stage, running_guide, stage
from desk.children import stand_in

TIMES, WARM_UP = 20, 2
# Prefect's server writes on for a while after each run; a person's next decision does not come at once either.
REST_S = 0.3
P50_MS, P95_MS = 150, 250
NOBODY = "proposal that nobody is told → pack laid"
PACK = "proposal to tell → letters rendered, pack laid"
LETTER = "last signature → letter sent to the print folder"
Series = dict[str, list[float]]
Prepared = tuple[list[str], list[str]]


def run(server: str) -> Found:
    """Measure the same acts with Prefect and without, and an empty flow beside."""
    found = Found(
        "decision",
        "From a person's decision to the machine's next effect, commit to commit (ms)",
        ("what", "p50", "p95", "n", "load"),
    )
    with stand_in(LOGS / "stand-in.log") as agencies, stage(server, "bench_decision", agencies) as on:
        first, second = _prepared(on), _prepared(on)
        with prefects.server() as prefect, listening(on.engine) as effects:
            with running_guide(on, prefect), prefects.bare(prefect) as bare:
                empty: Series = {"to its task's body": [], "whole": []}
                with_prefect = _measure(on, effects, first, partial(_empty, bare, empty))
            with running_guide(on, None):
                alone = _measure(on, effects, second, lambda: None)
            away = effects.number(AWAY)
    _tell(found, "guide, a Prefect run each", with_prefect)
    _tell(found, "empty Prefect flow with one empty task", empty)
    _tell(found, "guide without Prefect", alone)
    _judge(found, with_prefect, empty)
    if away:
        found.notes.append(f"Prefect gave no answer in time for {away}; the guide carried those without it.")
    return found


def _prepared(on: Stage) -> Prepared:
    nobody, tell = made.opened(on, TIMES + WARM_UP), made.opened(on, TIMES + WARM_UP)
    made.ready(on, nobody, made.TO_TELL_NOBODY)
    made.ready(on, tell, made.TO_TELL)
    return nobody, tell


def _empty(bare: Bare, series: Series) -> None:
    """One empty flow, between two decisions, so that both meet the same machine."""
    effect, whole, _ = bare.run()
    series["to its task's body"] += effect
    series["whole"] += whole
    time.sleep(REST_S)


def _measure(on: Stage, effects: Effects, prepared: Prepared, between: Callable[[], None]) -> Series:
    series: Series = {NOBODY: [], PACK: [], LETTER: []}
    known = made.ids(on)
    for nobody, tell in zip(*prepared, strict=True):
        acts: list[tuple[str, str, str, str, dict[str, Any], str]] = [
            (NOBODY, nobody, "propose", made.OFFICER, made.TELL_NOBODY, "PackLaid"),
            (PACK, tell, "propose", made.OFFICER, made.TELL, "PackLaid"),
            (LETTER, tell, "sign_off", made.DECIDER, made.SIGN, "LetterSent"),
        ]
        for what, reference, name, who, given, effect in acts:
            between()
            with _timed(series[what], effects, known[reference], effect):
                made.move(on, reference, name, who, given)
    return {what: seconds[WARM_UP:] for what, seconds in series.items()}


@contextmanager
def _timed(seconds: list[float], effects: Effects, consideration: UUID, effect: str) -> Iterator[None]:
    """From the commit of what is done inside to the commit of its effect."""
    effects.forget()
    yield
    committed = time.perf_counter()
    seconds.append(effects.when(consideration, effect) - committed)


def _tell(found: Found, who: str, series: Series) -> None:
    for what, seconds in series.items():
        found.row(f"{who}: {what}", *spread(seconds, 50, 95), len(seconds), load())


def _judge(found: Found, with_prefect: Series, empty: Series) -> None:
    for what, seconds in with_prefect.items():
        found.goal(f"{what}, p50", 1000 * at(seconds, 50), P50_MS, "ms", at_most=True)
        found.goal(f"{what}, p95", 1000 * at(seconds, 95), P95_MS, "ms", at_most=True)
    ratio = median(with_prefect[LETTER]) / median(empty["to its task's body"])
    found.notes.append(
        f"Signature to letter sent takes {number(ratio)} times as long as an empty flow takes to its task's body."
    )
