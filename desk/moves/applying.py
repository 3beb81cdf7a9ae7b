"""What is asked as a registration gets on: progressed or not, the interview, the outcome?"""

from collections.abc import Mapping
from typing import Any

from desk.forms import Form, Question, named_options, options
from desk.loading import Opened
from desk.moves.catalogue import move_form
from desk.moves.choosing import officers
from desk.moves.questions_of_fact import GROUPS, MEANS
from models.dossier import Phase
from policy.facts import Facts
from policy.registration import DOCUMENTS, Proof

ASKED_AT_INTERVIEW = next(group for group in GROUPS if group.key == "applicant").questions


def _planned(opened: Opened, given: dict[str, Any], about: Mapping[str, str]) -> dict[str, Any]:
    """The interview, if any of it was filled in; one left half open is refused question by question."""
    plan = given.get("interview")
    if plan:
        second = plan.pop("with_whom_second", None)
        plan["with_whom"] = list(dict.fromkeys(filter(None, [plan.get("with_whom"), second])))
    return given


@move_form("progress", gives=_planned)
def progress(opened: Opened, about: Mapping[str, str]) -> Form:
    who = officers(opened)
    return Form(
        "Progress the registration",
        (
            Question("reasons", "Reasons", "words", "What shows that it is one for this scheme."),
            Question("interview.on", "Day", "day", optional=True, heading="The interview, if one is fixed",
                     intro=("The invitation says so; without it the applicant is asked to ring. "
                            "Within 10 days of the application.",)),
            Question("interview.at", "Time", "time", "24-hour clock, such as 10:30.", optional=True),
            Question("interview.where", "Where", hint="Lines parted by commas. A safe place.",
                     optional=True),
            Question("interview.with_whom", "With whom", "select", options=who, optional=True),
            Question("interview.with_whom_second", "And with whom", "select", options=who, optional=True),
        ),
        submit="Progress",
    )  # fmt: skip


NOT_PROGRESSED = options(
    ("outside_scheme", "It is outside this scheme"),
    ("anonymous", "The applicant is anonymous", "Kept as intelligence only; nobody is written to."),
    ("unverified", "The applicant could not be verified"),
    ("vetting_request", "It is a request to vet staff", "The letter points to the DBS."),
    ("applicant_is_subject", "The applicant is the named person"),
    ("no_specific_child", "No specific child is named"),
    ("no_specific_person", "No specific person is named"),
    ("malicious", "It was made in malice"),
    ("other_route", "Another route fits better", "Such as domestic violence disclosure."),
)


@move_form("not_progress")
def not_progress(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Do not progress the registration",
        (
            Question("reason", "Why not?", "choice", "The letter gives this reason, never more.",
                     NOT_PROGRESSED),
            Question("reasons", "Reasons", "words"),
            Question("risk_assessment", "The risk all the same", "words",
                     "What was known of risk to any child, and what was done about it. It is kept."),
        ),
        intro=(
            "Not progressed is not “no risk”: the concern is assessed all the same, and can lead to telling "
            "somebody another way.",
        ),
        submit="Record as not progressed",
    )  # fmt: skip


def _proofs() -> tuple[Question, ...]:
    found: list[Question] = []
    for proof in Proof:
        seen = f"{proof}_seen"
        found.append(
            Question(seen, f"Was proof of their {proof} seen?", "yes_no_unknown",
                     "“Not known yet” leaves it as it stands.", optional=True,
                     heading="Proofs" if proof is Proof.IDENTITY else "")
        )  # fmt: skip
        found.append(
            Question(f"documents.{proof}", f"What was seen for {proof}", "select",
                     options=named_options(DOCUMENTS[proof]), optional=True)
        )  # fmt: skip
    return tuple(found)


def _asked_of_the_applicant() -> tuple[Question, ...]:
    yes_or_no = [name for name in ASKED_AT_INTERVIEW if Facts.model_fields[name].annotation == bool | None]
    return tuple(
        Question(
            f"answers.{name}", Facts.model_fields[name].description or name, "yes_no_unknown",
            MEANS.get(name, ""), optional=True, heading="What they said" if not number else "",
        )
        for number, name in enumerate(yes_or_no)
        if name not in ("applicant_interviewed", "applicant_agreed_to_letter")
    )  # fmt: skip


@move_form("record_interview")
def record_interview(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "Record the interview",
        (
            Question("notes", "What was said", "words", "Their words, and what you observed.", rows=10),
            *_proofs(),
            Question("agreed_to_letter", "Did they agree to hear the outcome by letter?", "yes_no",
                     "Only then, and only where nothing is told, may it go by letter.", optional=True),
            *_asked_of_the_applicant(),
        ),
        warning="No information about the named person is given at the interview.",
        submit="Record interview",
    )  # fmt: skip


@move_form("give_outcome")
def give_outcome(opened: Opened, about: Mapping[str, str]) -> Form:
    told = any(line.phase is Phase.TOLD for line in opened.dossier.lines.values())
    letter = "Not here: somebody was told." if told else "Only if they agreed beforehand and nothing is told."
    return Form(
        "Tell the applicant the outcome",
        (
            Question("channel", "How were they told?", "choice",
                     options=options(("in_person", "In person"), ("telephone", "By telephone"),
                                     ("letter", "By letter", letter)),
                     refusals=("The applicant did not agree", "Somebody was told", "No letter with the")),
            Question("notes", "What was said, and how it was taken", "words"),
        ),
        warning="An applicant who is not the one told hears that it has been dealt with: not what was found, "
        "nor whether anybody was told.",
        submit="Record",
    )  # fmt: skip
