"""What is asked of an applicant about the matter, themselves and the parents? The pages before those named.

Source: domain.md 4.4 (the 2010 initial-contact form); the first question: 2006-07 report, foreword.
"""

from collections.abc import Sequence

from desk.entering.step import Step, born, called, lives, why_not
from desk.forms import Form, Option, Question, named_options, options
from policy.facts import Relationship

WAYS = options(
    ("telephone", "Telephone"), ("text", "Text message"), ("email", "E-mail"), ("post", "Post"),
    ("in_person", "In person"),
)  # fmt: skip
MEANS = options(
    ("in_person", "In person"), ("telephone", "By telephone"), ("online", "Online"), ("letter", "By letter"),
    ("other_agency", "Through another agency"),
)  # fmt: skip
RISK = Step(
    "risk", "The first question", "",
    Form(
        "Immediate risk",
        (
            Question(
                "immediate_risk", "May a child be at risk of harm now?", "choice",
                "Ask this before anything else.",
                options(
                    ("yes", "Yes"), ("no", "No"),
                    ("not_known", "Nobody could say", "A duty officer looks at it as at a yes."),
                ),
            ),
            Question("immediate_risk_words", "What was said about it", "words", rows=4, optional=True),
        ),
        submit="Save and continue",
    ),
)  # fmt: skip
APPLICANT, MATTER, PARENTS = "The applicant", "The registration", "The parents"


def receipt(units: Sequence[Option], routes: Sequence[Option]) -> Step:
    """How the registration came in."""
    form = Form(
        "How did it come in?",
        (
            Question("unit", "Unit that deals with it", "choice", options=tuple(units)),
            Question("route", "What they ask for", "choice", options=tuple(routes)),
            Question("means_of_contact", "How they got in touch", "choice", options=MEANS),
            why_not("means_of_contact", "how they got in touch"),
            Question(
                "received_at", "When it was received", "moment", "Every deadline counts from this moment."
            ),
            Question("enquiry", "Enquiry it began as", hint="Its reference, such as E-2026-00012."),
        ),
    )
    return Step("receipt", MATTER, "", form)


def applicant() -> tuple[Step, ...]:
    """Who asks, where they live, and how to reach them without harm."""
    pages = (
        Step(slug, APPLICANT, "applicant", Form(title, questions))
        for slug, title, questions in (
            ("applicant", "What is the applicant called?", _applicant_called()),
            ("applicant-born", "When and where was the applicant born?", born()),
            ("applicant-lives", "Where does the applicant live?", lives()),
            ("applicant-reached", "How is the applicant reached?", _reached()),
            ("applicant-safe", "What is safe for the applicant?", _safe()),
        )
    )
    return (*pages, _relationship())


def _applicant_called() -> tuple[Question, ...]:
    *first, others = called("they use or have used")
    surnames = Question(
        "other_surnames",
        "Other surnames",
        "lines",
        "Maiden name, names from earlier marriages; one a line.",
        rows=3,
    )
    return (*first, surnames, others)


def _reached() -> tuple[Question, ...]:
    return (
        Question("telephone", "Telephone"),
        why_not("telephone", "the telephone number"),
        Question("email", "E-mail"),
        why_not("email", "the e-mail address"),
        Question("language", "Language they prefer"),
        why_not("language", "the language"),
        Question("interpreter", "Is an interpreter needed?", "yes_no_unknown"),
    )


def _safe() -> tuple[Question, ...]:
    return (
        Question("contact.safe_ways", "Ways that are safe", "choices", options=WAYS),
        why_not("contact.safe_ways", "a safe way"),
        Question("contact.not_ways", "Ways that are not safe", "choices", options=WAYS),
        Question("contact.times", "Days and times that are safe"),
        why_not("contact.times", "a safe time"),
        Question("contact.who_must_not_know", "Who must not come to know", "words", rows=3),
        Question("contact.issues", "Anything else about reaching them", "words", rows=3),
        Question(
            "safe_to_post", "Is a letter to their address safe?", "yes_no",
            "Only if they said so. Without a yes, nothing is ever posted.",
        ),
    )  # fmt: skip


def _relationship() -> Step:
    question = Question(
        "relationship", "What is the applicant to the children?", "choice",
        options=named_options([str(each) for each in Relationship]),
    )  # fmt: skip
    form = Form("The applicant and the children", (question, why_not("relationship", "the relationship")))
    return Step("relationship", APPLICANT, "", form)


def parents() -> tuple[Step, ...]:
    return tuple(
        Step(name, PARENTS, name, Form(f"The children’s {name}", _parent(name)))
        for name in ("mother", "father")
    )


def _parent(name: str) -> tuple[Question, ...]:
    return (
        Question(
            "is_applicant",
            f"Is the applicant the {name}?",
            "yes_no",
            "If so, leave blank what was said already.",
        ),
        *called("they use or have used"),
        Question("date_of_birth", "Date of birth", "day"),
        Question("approximate_age", "Or their age, about", "number", "In years."),
        why_not("date_of_birth", "the date of birth"),
        Question("address", "Address", "lines", "One line each; the postcode last.", rows=4),
        why_not("addresses", "the address"),
        Question("living_with", "Whom they live with"),
        why_not("living_with", "whom they live with"),
        Question(
            "knows",
            f"Does the {name} know that this registration is being made?",
            "yes_no_unknown",
            "Nobody tells them; this is so that no letter or call does.",
        ),
    )
