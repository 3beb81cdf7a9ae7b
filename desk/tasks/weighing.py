"""How do the tasks of finding out and weighing stand? Agencies, facts, recipients, the subject, items."""

from collections.abc import Iterable

from desk.tasks.task import OF_RISK, Seen, Standing, Task, count, task
from flows.work import checks_wanted
from models.dossier import Dossier
from policy import titles
from policy.facts import CheckResult
from policy.risk_checks import complete


def checks(seen: Seen) -> Iterable[Task]:
    title, d = "Check with the agencies", seen.dossier
    wanted = checks_wanted(d, seen.opened.scheme, seen.opened.now)
    left = [c for c in wanted if not complete(c, _result(d, c))]
    wait = seen.wait_for("record_check")
    if not left:
        yield Task(title, "checks", Standing.COMPLETED, count(len(wanted), "check", "answered"))
    elif seen.is_over:
        yield Task(
            title, "checks", Standing.NOT_NEEDED, f"It ended with {count(len(left), 'check', 'unanswered')}"
        )
    else:
        asked = [d.checks[c].agency for c in left if c in d.checks]
        of = " and ".join(sorted({titles.title(each) for each in asked})) or "the machine to ask"
        why = f"{len(wanted) - len(left)} of {len(wanted)} answered."
        yield Task(title, "checks", Standing.WAITING, why, of, wait)


def _result(d: Dossier, check: str) -> CheckResult | None:
    return CheckResult(d.checks[check].result) if check in d.checks else None


def _questions(seen: Seen, title: str, part: str, answered: bool, left: list[str]) -> Iterable[Task]:
    """A task of answering questions: done where no rule waits for one."""
    if not left:
        yield task(seen, title, part, Standing.COMPLETED)
    elif seen.is_over:
        yield task(seen, title, part, Standing.NOT_NEEDED, "It ended without these answers.")
    else:
        standing = Standing.IN_PROGRESS if answered else Standing.NOT_STARTED
        yield task(seen, title, part, standing, count(len(left), "question", "to answer"))


def facts(seen: Seen) -> Iterable[Task]:
    left = [path for path in seen.left_open if "." not in path and path not in OF_RISK]
    answered = bool(seen.dossier.answers.keys() - OF_RISK - seen.dossier.form_answers)
    yield from _questions(seen, "Answer the questions of fact", "facts", answered, left)


def risk(seen: Seen) -> Iterable[Task]:
    left = [path for path in seen.left_open if path in OF_RISK]
    answered = bool(seen.dossier.answers.keys() & OF_RISK)
    yield from _questions(seen, "Assess the risk to children", "facts", answered, left)


def recipients(seen: Seen) -> Iterable[Task]:
    title = "Name who may be told, and weigh telling each"
    if not seen.recipients:
        if seen.is_over:
            yield task(seen, title, "recipients", Standing.NOT_NEEDED, "Nobody was named.")
        else:
            why = "Nobody is named. Where nobody need be told, propose that, with reasons."
            yield task(seen, title, "recipients", Standing.NOT_STARTED, why)
        return
    left = [path for path in seen.left_open if path.split(".")[0] in seen.dossier.lines]
    yield from _questions(seen, title, "recipients", True, left)


def representations(seen: Seen) -> Iterable[Task]:
    d, title = seen.dossier, "Hear the subject"
    wait = seen.wait_for("hear_representations")
    if d.representations == "invited":
        until = f"their answer until {d.answer_by:%-d %B}" if d.answer_by else "their answer"
        yield Task(title, "representations", Standing.WAITING, "", f"the subject: {until}", wait)
    elif d.representations != "not_considered":
        said = {
            "heard": "Heard.",
            "none_received": "Asked; nothing was said.",
            "skipped": "Not asked, for a reason.",
        }
        yield Task(title, "representations", Standing.COMPLETED, said[d.representations])
    elif seen.is_over:
        yield Task(title, "representations", Standing.NOT_NEEDED, "Nobody was told.")
    elif d.identity != "unique":
        why = "Once it is confirmed who the subject is; or say why they are not asked."
        yield Task(title, "representations", Standing.CANNOT_START, why)
    else:
        why = "The norm before anybody is told."
        yield Task(title, "representations", Standing.NOT_STARTED, why)


def items(seen: Seen) -> Iterable[Task]:
    d, title = seen.dossier, "Settle what might be told"
    if not d.information:
        standing = Standing.NOT_NEEDED if seen.is_over else Standing.NOT_STARTED
        yield task(seen, title, "items", standing, "No item of information is held.")
        return
    if not seen.recipients and not seen.is_over:
        yield task(seen, title, "items", Standing.CANNOT_START, "Once somebody is named who may be told.")
        return
    left = [path for path in seen.left_open if path.startswith("items.")]
    yield from _questions(seen, title, "items", bool(d.assessments), left)
