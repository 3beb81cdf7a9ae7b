"""How do findings, proposal and decision stand?"""

from collections.abc import Iterable

from desk.tasks.task import Seen, Standing, Task, task
from models.dossier import NOBODY, Phase
from policy.stages import Stage
from policy.titles import title

EARLY = (Stage.INITIAL_CHECKS, Stage.INTERVIEW)


def findings(seen: Seen) -> Iterable[Task]:
    title, wait = "Read what the rules make of it", seen.wait_for("recommend_now")
    keys = [line.key for line in seen.recipients] or [NOBODY]
    last = [seen.dossier.recommended[key] for key in keys if key in seen.dossier.recommended]
    if not last:
        if seen.is_over:
            yield Task(title, "findings", Standing.NOT_NEEDED, "It ended before the rules were applied.")
        elif seen.stage in EARLY:
            yield Task(title, "findings", Standing.CANNOT_START, "Once the applicant has been seen.")
        else:
            why = "The rules are applied once the agencies have been asked."
            yield Task(title, "findings", Standing.WAITING, why, "the machine", wait)
        return
    settled = all(found["recommends"] in ("tell", "not_tell", "share_information") for found in last)
    said = ", ".join(sorted({found["recommends"].replace("_", " ") for found in last}))
    standing = Standing.COMPLETED if settled or seen.is_over else Standing.IN_PROGRESS
    yield Task(title, "findings", standing, f"Recommended: {said}.")


def proposal(seen: Seen) -> Iterable[Task]:
    title, lines = "Propose to tell, or not", list(seen.dossier.lines.values())
    moves = ("propose", "withdraw_proposal")
    to_do = [line for line in lines if line.phase is Phase.NAMED and line.kind]
    if seen.dossier.not_progressed:
        yield task(seen, title, "recipients", Standing.NOT_NEEDED, "It was not progressed.")
    elif seen.stage in EARLY:
        yield task(seen, title, "recipients", Standing.CANNOT_START, "Once the applicant has been seen.")
    elif to_do or not any(line.phase is not Phase.NAMED for line in lines) or seen.dossier.reopened_at:
        standing = Standing.IN_PROGRESS if len(to_do) < len(lines) else Standing.NOT_STARTED
        yield task(seen, title, "recipients", standing, "", *moves)
    else:
        yield task(seen, title, "recipients", Standing.COMPLETED, "", *moves)


def decision(seen: Seen) -> Iterable[Task]:
    title, lines = "Decision and signatures", list(seen.dossier.lines.values())
    phases = {line.phase for line in lines}
    wait = seen.wait_for("sign_off")
    if seen.dossier.not_progressed:
        yield Task(title, "decision", Standing.NOT_NEEDED, "It was not progressed.")
    elif phases & {Phase.STOPPED, Phase.UNDERTAKING_REFUSED}:
        wait = seen.wait_for("sign_off", "think_again", "withdraw_proposal")
        yield Task(title, "decision", Standing.IN_PROGRESS, wait.why if wait else "", wait=wait)
    elif wait:
        yield Task(title, "decision", Standing.WAITING, wait.why, signatory(wait.owner), wait)
    elif Phase.PROPOSED in phases:
        yield Task(title, "decision", Standing.WAITING, "The pack is being laid.", "the machine")
    elif any(line.decided for line in lines):
        yield Task(title, "decision", Standing.COMPLETED)
    else:
        yield Task(title, "decision", Standing.CANNOT_START, "Once something is proposed.")


def signatory(owner: str) -> str:
    """Who a signature waits on, from the owner of the wait: `police:di` as “DI or above, police”."""
    agency, _, rank = owner.partition(":")
    return f"{title(rank)} or above, {title(agency)}" if rank else title(agency)
