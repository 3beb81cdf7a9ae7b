"""How is a number told? With its spread, the machine's load beside it, and the goal it is held to."""

import os
import platform
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table as Shown

RESULTS = Path(__file__).parent / "results.md"
HEADING = """# What was measured

Each section is one bench, from one run; its rows were measured side by side, so that their ratios hold even
where the machine was busy with something else. Load is the one-minute average before and after.
`python -m bench` measures everything again and rewrites this file; `python -m bench NAME` one section.
"""


@dataclass
class Found:
    """One bench's table, and in plain words which goals it meets."""

    name: str
    question: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def row(self, *cells: object) -> None:
        self.rows.append(tuple(str(cell) for cell in cells))

    def goal(
        self,
        what: str,
        value: float,
        goal: float,
        unit: str,
        *,
        at_most: bool,
        say: Callable[[float], str] | None = None,
    ) -> None:
        """Say whether a goal is met; `say` writes the numbers where `number` would drop digits that count."""
        say = say or number
        met = value <= goal if at_most else value >= goal
        bound = "at most" if at_most else "at least"
        verb = "met" if met else "NOT met"
        self.verdicts.append(f"{what}: {f'{say(value)} {unit}'.strip()}; goal {bound} {say(goal)}: {verb}")


def number(value: float) -> str:
    """Write a number with as many digits as it is worth."""
    return f"{value:,.0f}" if abs(value) >= 20 else f"{value:.1f}"


def at(values: Sequence[float], percent: float) -> float:
    """Give a percentile, by nearest rank."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, round(percent / 100 * len(ranked) + 0.5) - 1))]


def spread(values_s: Sequence[float], *percents: float) -> list[str]:
    """Percentiles of durations in seconds, as milliseconds."""
    return [number(1000 * at(values_s, percent)) for percent in percents]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def cpu_s(module: str) -> float:
    """Sum the processor seconds used so far by children of this process that run `module`, and by theirs."""
    total = 0.0
    for child in psutil.Process().children():
        try:
            if module in child.cmdline():
                family = [child, *child.children(recursive=True)]
                total += sum(sum(each.cpu_times()[:2]) for each in family)
        except psutil.Error:
            continue
    return total


def show(found: Found, out: Console, load_before: str, seconds: float) -> None:
    """Print one bench's table, and put it into results.md."""
    table = Shown(title=found.question, title_justify="left")
    for position, column in enumerate(found.columns):
        table.add_column(column, justify="left" if position == 0 else "right")
    for row in found.rows:
        table.add_row(*row)
    out.print(table)
    for line in [*found.verdicts, *found.notes]:
        out.print(f"  {line}", highlight=False)
    out.print(f"  {seconds:.0f} s; load {load_before} before, {load()} after\n", highlight=False)
    keep(found, load_before, seconds)


def keep(found: Found, load_before: str, seconds: float) -> None:
    """Replace this bench's section of results.md and leave the others."""
    held = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else HEADING
    section = _section(found, load_before, seconds)
    mine = re.compile(rf"^## {re.escape(found.name)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if mine.search(held):
        held = mine.sub(lambda _: section, held)
    else:
        held = held.rstrip() + "\n\n" + section
    RESULTS.write_text(held.rstrip() + "\n", encoding="utf-8")


def _section(found: Found, load_before: str, seconds: float) -> str:
    lines = [f"## {found.name}", "", found.question, ""]
    lines += [f"| {' | '.join(found.columns)} |", f"|---|{'---:|' * (len(found.columns) - 1)}"]
    lines += [f"| {' | '.join(row)} |" for row in found.rows]
    lines += ["", *(f"- {verdict}." for verdict in found.verdicts), *(f"- {note}" for note in found.notes)]
    lines += [f"- `python -m bench {found.name}`, {seconds:.0f} s, {_where(load_before)}.", ""]
    return "\n".join(lines) + "\n"


def _where(load_before: str) -> str:
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores ({platform.machine()}), "
        f"{memory:.0f} GiB, Python {platform.python_version()}, load {load_before} before and {load()} after"
    )
