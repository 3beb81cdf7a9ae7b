"""What is asked about the people a telling would touch: who may be told, and which children are at risk?"""

from collections.abc import Mapping
from typing import Any

from desk.forms import Form, Option, Question, plainly
from desk.loading import Opened
from desk.moves.catalogue import Which, move_form
from desk.moves.choosing import name_of, named_lines, unless_new, with_new
from models.dossier import Phase
from policy.facts import RecipientKind
from policy.recipients import may_be_told


def kinds(opened: Opened) -> tuple[Option, ...]:
    """Every kind of recipient, with what it may be told at the most, what never, and how it is told."""
    found = []
    for kind in RecipientKind:
        row = may_be_told(kind, opened.scheme)
        limits = (
            f"May be told: {'; '.join(row.may_be_told) or 'nothing'}. Never: {'; '.join(row.never_told)}."
        )
        found.append(Option(str(kind), plainly(kind), f"{limits} How: {row.delivery}."))
    return tuple(found)


def _shown(opened: Opened, about: Mapping[str, str]) -> dict[str, Any]:
    line = opened.dossier.lines.get(about["recipient"])
    if line is None:
        return {}
    return {"kind": line.kind, **line.details}


def _who_asked(opened: Opened) -> tuple[Question, ...]:
    if not opened.dossier.has_applicant:
        return ()
    return (
        Question(
            "is_applicant", "Is this person the applicant?", "yes_no",
            "The applicant is told nothing before their identity, address and relationship have been seen.",
            optional=True,
        ),
    )  # fmt: skip


def _which(opened: Opened) -> Which:
    """Somebody new, or one named already; who was told is not edited."""
    open_ones = named_lines(opened, [phase for phase in Phase if phase is not Phase.TOLD])
    known = [(line.key, name_of(line)) for line in open_ones]
    return with_new("Who is it?", "Somebody not named here yet", "recipient", known)


@move_form(
    "name_recipient",
    about=("recipient",),
    which=_which,
    shows=_shown,
    gives=unless_new,
    leads_to="/recipients",
)
def name_recipient(opened: Opened, about: Mapping[str, str]) -> Form:
    line = opened.dossier.lines.get(about["recipient"])
    return Form(
        "Correct a possible recipient" if line else "Name a possible recipient",
        (
            Question(
                "kind", "What kind of recipient?", "choice",
                "The limits on what is told, and who must sign, go by the kind.", kinds(opened),
            ),
            Question(
                "why", "Why is this the person best placed to protect?", "words",
                "Through whose charge would the subject reach the children, and who can and will stop it? "
                "Whoever asked is not for that reason told.",
            ),
            Question("name", "Full name", heading="Who and where",
                     intro=("The record must hold the name and address of whoever is told (s.327A(8)(c)).",)),
            Question("organisation", "Organisation", hint="School, club, employer.", optional=True),
            Question("role", "Post held", optional=True),
            Question("address", "Address", "lines", "At least three lines, the postcode last.", rows=5),
            *_who_asked(opened),
            Question("telephone", "Telephone", optional=True, heading="How to reach them safely"),
            Question(
                "safe_contact", "Safe ways and times to reach them, and who said so", "words",
                "For example: mobile only, before 3pm; she said so on 24 November.", optional=True, rows=3,
                refusals=("Say who told you that a letter",),
            ),
            Question(
                "safe_to_post", "Is a letter to this address safe?", "yes_no",
                "Yes only where somebody was asked: a letter may be opened by the subject.", optional=True,
            ),
        ),
        intro=(
            "One person or body at a time: each has findings, a pack, signatures and a decision of its own.",
        ),
        submit="Save recipient",
    )  # fmt: skip


@move_form("list_child", leads_to="/people")
def list_child(opened: Opened, about: Mapping[str, str]) -> Form:
    return Form(
        "List a child at risk",
        (
            Question(
                "name", "Name of a particular child", optional=True, refusals=("Give a child's name, or",)
            ),
            Question("date_of_birth", "Date of birth", "day", "For example, 27 3 2018.", optional=True),
            Question("age", "Age in years, where the date of birth is not known", "number", optional=True),
            Question(
                "description", "Or: children of what description?",
                hint="For example: pupils of Year 3 at one school. Not “children in general”.",
                optional=True, heading="Children of a description",
                intro=("The presumption speaks of particular children, or of children of a particular "
                       "description (s.327A(3)(a)). Give one or the other.",),
            ),
        ),
        submit="List",
    )  # fmt: skip
