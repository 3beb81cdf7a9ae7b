"""How do the tasks stand that come before any weighing? Risk now, the registration, who is meant."""

from collections.abc import Iterable

from desk.tasks.task import Seen, Standing, Task, count, task
from models.facts_on_record import candidates_of
from policy.identification import doubts
from policy.stages import Stage


def immediate_risk(seen: Seen) -> Iterable[Task]:
    wait = seen.wait_for("act_on_immediate_risk")
    if wait:
        yield Task(
            "Act on the risk to a child now",
            "do/act_on_immediate_risk",
            Standing.NOT_STARTED,
            wait.why,
            wait=wait,
        )


def initial_checks(seen: Seen) -> Iterable[Task]:
    d = seen.dossier
    if not d.has_applicant:
        return
    if d.not_progressed:
        why = f"Not progressed: {d.not_progressed.replace('_', ' ')}."
        yield task(seen, "Progress the registration, or not", "applicant", Standing.COMPLETED, why)
    elif d.progressed or d.past_interview:
        yield task(seen, "Progress the registration, or not", "applicant", Standing.COMPLETED)
    else:
        wait = seen.wait_for("progress", "not_progress")
        why = wait.why if wait else ""
        yield Task("Progress the registration, or not", "applicant", Standing.NOT_STARTED, why, wait=wait)


def interview(seen: Seen) -> Iterable[Task]:
    d = seen.dossier
    if not d.has_applicant or d.is_anonymous:
        return
    title, moves = "See the applicant, and their proofs", ("record_interview",)
    proofs = [d.answers.get(f"applicant_{each}_verified") for each in ("identity", "address", "relationship")]
    left = f"{proofs.count(None)} of 3 proofs not seen yet." if None in proofs else ""
    if d.interviewed:
        yield task(seen, title, "applicant", Standing.IN_PROGRESS if left else Standing.COMPLETED, left)
    elif d.not_progressed or d.withdrawn or seen.is_over:
        yield task(seen, title, "applicant", Standing.NOT_NEEDED)
    elif seen.stage is Stage.INITIAL_CHECKS:
        why = "Once the registration is progressed."
        yield task(seen, title, "applicant", Standing.CANNOT_START, why)
    else:
        yield task(seen, title, "applicant", Standing.NOT_STARTED, left, *moves)


def identity(seen: Seen) -> Iterable[Task]:
    d, title = seen.dossier, "Say who the person named is"
    part = "candidates" if d.has_applicant or d.candidates else "people"
    settled = [each for each in d.candidates.values() if each.settled]
    left = [each for each in d.candidates.values() if each.to_look_at]
    open_doubts = doubts(candidates_of(d))
    wait = seen.wait_for("settle_candidate", "confirm_identity")
    if d.identity == "unique" and not open_doubts:
        why = f"Confirmed by {d.confirmed_by}." if d.confirmed_by else "From the register."
        yield Task(title, part, Standing.COMPLETED, why, wait=wait)
    elif d.identity == "not" and not left:
        yield Task(title, part, Standing.COMPLETED, "Nobody on the register is the person named.", wait=wait)
    elif seen.is_over and not wait:
        yield Task(title, part, Standing.NOT_NEEDED, "It ended without settling who was meant.")
    elif d.comparison is None and not d.candidates:
        why = "The machine compares the person named with the register; it takes a moment."
        yield Task(title, part, Standing.WAITING, why, "the machine")
    elif d.identity == "probable" and not open_doubts:
        why = "Nobody is told before."
        yield Task(title, part, Standing.WAITING, why, "a second person to confirm it", wait)
    else:
        standing = Standing.IN_PROGRESS if settled else Standing.NOT_STARTED
        yield Task(
            title, part, standing, count(len(open_doubts) or len(left), "candidate", "to settle"), wait=wait
        )
