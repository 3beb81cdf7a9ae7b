"""How many considerations are carried a minute? A run each, and in sweeps, beside the domain alone."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench import considerations as made
from bench import prefects
from bench.effects import AWAY, Effects, listening
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
    away: int = 0

    @property
    def a_minute(self) -> float:
        return 60 * self.count / self.seconds


def run(server: str) -> Found:
    """Measure each way with Prefect and without, and empty flows beside."""
    columns = ("how", "a minute", "n", "guide CPU ms each", "Prefect server CPU ms each", "load")
    found = Found("carried", "Considerations carried by one guide", columns)
    with stand_in(LOGS / "stand-in.log") as agencies, prefects.server() as prefect:
        singly = _singly(server, agencies, prefect, found)
        swept = _in_sweeps(server, agencies, prefect, found)
    found.goal("A run each", singly.a_minute, SINGLY_GOAL, "a minute", at_most=False)
    found.goal("In sweeps", swept.a_minute, SWEEPS_GOAL, "a minute", at_most=False)
    if away := singly.away + swept.away:
        found.notes.append(
            f"Prefect gave no answer in time for {away} of them; the guide carried on without."
        )
    found.notes += [
        f"A run each: people propose, {AT_ONCE} proposals waiting at any time; one step each lays the pack.",
        "In sweeps: considerations just opened; agencies' systems asked over HTTP, answers and recommendation "
        "recorded.",
    ]
    return found


def _singly(server: str, agencies: str, prefect: Server, found: Found) -> Rate:
    with stage(server, "bench_singly", agencies) as on, listening(on.engine) as effects:
        references = made.opened(on, 2 * SINGLY)
        made.ready(on, references, made.TO_TELL_NOBODY)
        with prefects.bare(prefect) as bare:
            bare.run(2)
            before = cpu_s(PREFECT)
            done, _, seconds = bare.run(SINGLY, 2)
            empty = Rate(len(done), seconds, 0, cpu_s(PREFECT) - before)
        with running_guide(on, prefect):
            with_prefect = _costing(SINGLY, effects, partial(_feed, on, effects, references[:SINGLY]))
        with running_guide(on, None):
            alone = _costing(SINGLY, effects, partial(_feed, on, effects, references[SINGLY:]))
    _tell(found, "a Prefect run each, two at a time", with_prefect)
    _tell(found, "empty flows, two at a time", empty)
    _tell(found, "a pass each, without Prefect", alone)
    return with_prefect


def _feed(on: Stage, effects: Effects, references: list[str]) -> None:
    """Propose, and propose the next whenever a pack has been laid, so that few wait and each gets a run."""
    left, laid = list(references), effects.count("PackLaid")
    proposed = done = 0
    while done < len(references):
        while left and proposed - done < AT_ONCE:
            made.move(on, left.pop(), "propose", made.OFFICER, made.TELL_NOBODY)
            proposed += 1
        effects.next()
        done = effects.count("PackLaid") - laid


def _in_sweeps(server: str, agencies: str, prefect: Server, found: Found) -> Rate:
    first = _swept(server, agencies, prefect)
    _tell(found, "sweeps of up to 200 in a Prefect run", first)
    _tell(found, "sweeps, without Prefect", _swept(server, agencies, None))
    return first


def _swept(server: str, agencies: str, prefect: Server | None) -> Rate:
    """From the guide's first entry, so that its start is left out."""
    with stage(server, "bench_sweeps", agencies) as on, listening(on.engine) as effects:
        with transaction(on.engine) as session:
            people(session, IN_SWEEPS)
        consider_every_case(NOW.date())
        effects.forget()
        with running_guide(on, prefect, ready=False):
            effects.next()
            return _costing(IN_SWEEPS, effects, partial(_recommended, effects))


def _recommended(effects: Effects) -> None:
    until(lambda: effects.count("Recommended") >= IN_SWEEPS, 240, "the sweeps to end")


def _costing(count: int, effects: Effects, work: Callable[[], None]) -> Rate:
    """Time and processor time of some work."""
    guide, prefect, began = cpu_s(GUIDE), cpu_s(PREFECT), time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    away = effects.number(AWAY)
    return Rate(count, seconds, cpu_s(GUIDE) - guide, cpu_s(PREFECT) - prefect, away)


def _tell(found: Found, how: str, rate: Rate) -> None:
    cost = [number(1000 * spent / rate.count) for spent in (rate.guide_s, rate.prefect_s)]
    found.row(how, number(rate.a_minute), rate.count, *cost, load())
