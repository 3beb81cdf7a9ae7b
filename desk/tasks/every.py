"""What is there to do in one consideration, and how does each part of it stand? Its task list.

Everything is worked out from the dossier, its waits and the table of stages; nothing is ticked by hand.
"""

from collections.abc import Callable, Iterable

from desk.loading import Opened
from desk.tasks import beginning, deciding, telling, weighing
from desk.tasks.task import Seen, Task

Make = Callable[[Seen], Iterable[Task]]
TASKS: tuple[tuple[str, tuple[Make, ...]], ...] = (
    ("Before anything else", (beginning.immediate_risk,)),
    ("The registration", (beginning.initial_checks, beginning.interview)),
    ("Find out", (beginning.identity, weighing.checks, weighing.facts, weighing.risk)),
    ("Weigh", (weighing.recipients, weighing.representations, weighing.items, deciding.findings)),
    ("Decide", (deciding.proposal, deciding.decision)),
    ("Tell and follow up", (telling.letters, telling.telling, telling.follow_up)),
)


def tasks(opened: Opened) -> list[tuple[str, list[Task]]]:
    """The task list, in the order work is usually done, under its four headings."""
    seen = Seen(opened)
    groups = [(heading, [task for make in made for task in make(seen)]) for heading, made in TASKS]
    return [(heading, found) for heading, found in groups if found]
