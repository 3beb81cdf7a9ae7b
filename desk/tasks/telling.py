"""How do letters, telling and what follows stand?"""

from collections.abc import Iterable

from desk.tasks.task import Seen, Standing, Task, count
from flows.standing import after_decision
from flows.work import letters_due
from models.dossier import Phase


def letters(seen: Seen) -> Iterable[Task]:
    title, d = "Letters", seen.dossier
    wait = seen.wait_for("settle_letter", "release_letter", "hand_letter")
    if wait:
        yield Task(title, "letters", Standing.IN_PROGRESS, wait.why, wait=wait)
    elif letters_due(d, seen.opened.scheme):
        yield Task(title, "letters", Standing.WAITING, "A letter is being made.", "the machine")
    elif not d.letters:
        yield Task(title, "letters", Standing.NOT_NEEDED, "No letter is due.")
    else:
        moving = [each for each in d.letters.values() if each.state in ("released", "in_flight")]
        standing = Standing.WAITING if moving else Standing.COMPLETED
        yield Task(title, "letters", standing, "", "the print folder" if moving else "")


def telling(seen: Seen) -> Iterable[Task]:
    title, lines = "Tell, in person", list(seen.dossier.lines.values())
    wait = seen.wait_for("record_undertaking", "tell", "think_again")
    phases = [line.phase for line in lines]
    if wait and wait.what == "think_again":
        yield Task(title, "telling", Standing.WAITING, wait.why, "the decider", wait)
    elif wait:
        begun = any(line.undertaking for line in lines if line.phase is Phase.TO_BE_TOLD)
        yield Task(
            title, "telling", Standing.IN_PROGRESS if begun else Standing.NOT_STARTED, wait.why, wait=wait
        )
    elif Phase.TOLD in phases:
        yield Task(title, "telling", Standing.COMPLETED, count(phases.count(Phase.TOLD), "recipient", "told"))
    elif seen.is_over:
        yield Task(title, "telling", Standing.NOT_NEEDED, "Nobody is to be told.")
    else:
        yield Task(
            title, "telling", Standing.CANNOT_START, "Nobody is told before a decision to tell stands."
        )


def follow_up(seen: Seen) -> Iterable[Task]:
    title, left = "Follow up: outcome, ratification, review", after_decision(seen.dossier)
    wait = seen.wait_for("give_outcome", "ratify", "review")
    if "ratify" in left:
        yield Task(
            title,
            "follow-up",
            Standing.WAITING,
            "An urgent telling is to be ratified, or not.",
            "the next meeting",
            wait,
        )
    elif not seen.is_over:
        yield Task(title, "follow-up", Standing.CANNOT_START, "Once everything is decided, and told.")
    elif "give_outcome" in left:
        yield Task(
            title, "follow-up", Standing.NOT_STARTED, "The applicant is to be told how it ended.", wait=wait
        )
    else:
        yield Task(
            title, "follow-up", Standing.COMPLETED, "Closed; looked at again on its review date.", wait=wait
        )
