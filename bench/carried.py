"""How many considerations are carried a minute? A run each, and in sweeps, beside the domain alone."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from bench import considerations as made
from bench import prefects
from bench.effects import Effects, listening
from bench.measuring import Found, cpu_s, load, number
from bench.stage import LOGS, NOW, Stage, people, running_guide, stage, until
from desk.children import Server, stand_in
from flows.every_case import consider_every_case
from models.database import transaction

SINGLY, AT_ONCE, IN_SWEEPS = 100, 8, 400
SINGLY_GOAL, SWEEPS_GOAL = 300, 1500
GUIDE, PREFECT = "flows.guide", "prefect"


@dataclass(frozen=True)
class Rate:
    """How many, how long, and what it cost the guide and Prefect's server in processor time."""

    count: int
    seconds: float
    guide_s: float
    prefect_s: float

    @property
    def a_minute(self) -> float:
        return 60 * self.count / self.seconds


def run(server: str) -> Found:
    """Measure each way with Prefect, without, and an empty flow each beside."""
    found = Found(
        "carried",
        "Considerations carried by one guide",
        ("how", "a minute", "n", "guide CPU ms each", "Prefect server CPU ms each", "load"),
    )
    with stand_in(LOGS / "stand-in.log") as agencies, prefects.server() as prefect:
        singly = _singly(server, agencies, prefect, found)
        swept = _in_sweeps(server, agencies, prefect, found)
    found.goal("A run each", singly, SINGLY_GOAL, "a minute", at_most=False)
    found.goal("In sweeps", swept, SWEEPS_GOAL, "a minute", at_most=False)
    found.notes.append(
        f"A run each: people propose, with {AT_ONCE} proposals waiting at any time; one step each lays the pack."
    )
    found.notes.append(
        "In sweeps: considerations just opened; agencies' systems are asked over HTTP, answers and recommendation "
        "recorded."
    )
    return found


def _singly(server: str, agencies: str, prefect: Server, found: Found) -> float:
    with stage(server, "bench_singly", agencies) as on, listening(on.engine) as effects:
        references = made.opened(on, 2 * SINGLY)
        made.ready(on, references, made.TO_TELL_NOBODY)
        with prefects.bare(prefect) as bare:
            bare.run(2)
            before = cpu_s(PREFECT)
            _, _, seconds = bare.run(SINGLY, 2)
            empty = Rate(SINGLY, seconds, 0, cpu_s(PREFECT) - before)
        with running_guide(on, prefect):
            with_prefect = _feed(on, effects, references[:SINGLY])
        with running_guide(on, None):
            alone = _feed(on, effects, references[SINGLY:])
    _tell(found, "a Prefect run each, two at a time", with_prefect)
    _tell(found, "empty flows, two at a time", empty)
    _tell(found, "a pass each, without Prefect", alone)
    return with_prefect.a_minute


def _feed(on: Stage, effects: Effects, references: list[str]) -> Rate:
    """Propose, and propose the next whenever a pack has been laid, so that few wait and each gets a run."""
    known, left = made.ids(on), list(references)
    done = 0

    def propose() -> None:
        if left:
            made.move(on, left.pop(), "propose", made.OFFICER, made.TELL_NOBODY)

    laid = effects.count("PackLaid")
    with _costing(len(known) and len(references)) as rate:
        for _ in range(AT_ONCE):
            propose()
        while done < len(references):
            effects.next()
            now_done = effects.count("PackLaid") - laid
            for _ in range(now_done - done):
                propose()
            done = now_done
    return rate()


@contextmanager
def _costing(count: int) -> Iterator[Callable[[], Rate]]:
    """Time and processor time of what is done inside; ask for them afterwards."""
    guide, prefect, began = cpu_s(GUIDE), cpu_s(PREFECT), time.perf_counter()
    ended: list[Rate] = []
    yield lambda: ended[0]
    seconds = time.perf_counter() - began
    ended.append(Rate(count, seconds, cpu_s(GUIDE) - guide, cpu_s(PREFECT) - prefect))


def _in_sweeps(server: str, agencies: str, prefect: Server, found: Found) -> float:
    rates = {}
    for how, beside in (("sweeps of up to 200 in a Prefect run", prefect), ("sweeps, without Prefect", None)):
        with stage(server, "bench_sweeps", agencies) as on, listening(on.engine) as effects:
            with transaction(on.engine) as session:
                people(session, IN_SWEEPS)
            consider_every_case(NOW.date())
            effects.forget()
            with running_guide(on, beside, ready=False):
                effects.next()
                with _costing(IN_SWEEPS) as rate:
                    until(lambda: effects.count("Recommended") == IN_SWEEPS, 240, "the sweeps to end")  # noqa: B023
                rates[how] = rate()
        _tell(found, how, rates[how])
    return next(iter(rates.values())).a_minute


def _tell(found: Found, how: str, rate: Rate) -> None:
    cost = [number(1000 * spent / rate.count) for spent in (rate.guide_s, rate.prefect_s)]
    found.row(how, number(rate.a_minute), rate.count, *cost, load())


_ = UUID
